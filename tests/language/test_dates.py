"""Deadlines as people say them, counted from a session on Tuesday 24 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binome.language.dates import read_deadline
from binome.language.normalise import Lang

TUESDAY = date(2026, 11, 24)

FRENCH = """
avant vendredi|2026-11-27
vendredi|2026-11-27
pour jeudi midi|2026-11-26
lundi prochain|2026-11-30
mardi|2026-12-01
mercredi soir au plus tard|2026-11-25
jeudi ou vendredi|2026-11-27
dans deux semaines, à la même heure|2026-12-08
dans 2 semaines|2026-12-08
dans trois mois|2027-02-24
dans un mois|2026-12-24
dans dix jours|2026-12-04
demain|2026-11-25
dès demain|2026-11-25
demain matin|2026-11-25
demain à 18 heures|2026-11-25
après-demain|2026-11-26
d'ici après demain|2026-11-26
d'ici huit jours|2026-12-01
dans huit jours|2026-12-01
sous quinze jours|2026-12-08
dans quinze jours|2026-12-08
dans une quinzaine de jours|2026-12-08
sous huitaine|2026-12-01
sous 48 heures|2026-11-26
sous quarante-huit heures|2026-11-26
d'ici trois semaines|2026-12-15
lundi en huit|2026-12-07
vendredi en quinze|2026-12-11
le 12 décembre|2026-12-12
le douze décembre à 14 h 30|2026-12-12
12 décembre 2026|2026-12-12
avant le 12|2026-12-12
le vingt-trois|2026-12-23
le 5 janvier|2027-01-05
le premier décembre|2026-12-01
jeudi 3 décembre à 18h|2026-12-03
jeudi trois|2026-12-03
le 12/12|2026-12-12
pour le 3|2026-12-03
la semaine prochaine|2026-12-04
en début de semaine prochaine|2026-12-01
en fin de semaine prochaine|2026-12-04
mardi de la semaine prochaine|2026-12-01
mercredi de la semaine prochaine|2026-12-02
la semaine du 7 décembre|2026-12-11
fin du mois|2026-11-30
d'ici la fin du mois|2026-11-30
à la fin du mois|2026-11-30
fin janvier|2027-01-31
mi-décembre|2026-12-15
le mois prochain|2026-12-31
avant la fin de la semaine|2026-11-27
d'ici la fin de semaine|2026-11-27
cette semaine|2026-11-27
dans la semaine|2026-11-27
ce week-end|2026-11-29
ce soir|2026-11-24
aujourd'hui|2026-11-24
dans la journée|2026-11-24
avant la fin de l'année|2026-12-31
d'ici Noël|2026-12-25
vendredi dernier|-
depuis lundi|-
tous les lundis|-
chaque mardi|-
un mardi sur deux|-
le lundi matin|-
je te dis ça|-
trois exemples|-
il y a deux semaines|-
pendant deux heures|-
pour deux semaines|-
à 14 h|-
"""

ENGLISH = """
by Friday|2026-11-27
next Monday|2026-11-30
on Tuesday|2026-12-01
Friday week|2026-12-04
a week on Monday|2026-12-07
a week today|2026-12-01
in two weeks|2026-12-08
in three weeks' time|2026-12-15
in a fortnight|2026-12-08
ten days from now|2026-12-04
within 48 hours|2026-11-26
by the end of the month|2026-11-30
end of January|2027-01-31
next week|2026-12-04
sometime next week|2026-12-04
early next week|2026-12-01
Wednesday of next week|2026-12-02
by the end of the week|2026-11-27
over the weekend|2026-11-29
tomorrow morning|2026-11-25
the day after tomorrow|2026-11-26
tonight|2026-11-24
by close of play|2026-11-24
first thing Monday|2026-11-30
on the 12th of December|2026-12-12
December 12th|2026-12-12
12 December at noon|2026-12-12
the twelfth|2026-12-12
Thursday the 3rd of December at 4pm|2026-12-03
on January 5th|2027-01-05
by Christmas|2026-12-25
Thursday or Friday|2026-11-27
last Friday|-
every Monday|-
since Monday|-
the first one|-
two examples|-
at three o'clock|-
"""


def rows(table: str) -> list[tuple[str, str]]:
    """Return what is said and the day it means."""
    return [(said, day) for said, _, day in (r.partition("|") for r in table.split("\n") if r)]


@pytest.mark.parametrize(("said", "day"), rows(FRENCH))
def test_a_french_deadline_means_this_day(said: str, day: str) -> None:
    assert shown(said, "fr") == day


@pytest.mark.parametrize(("said", "day"), rows(FRENCH))
def test_a_french_deadline_needs_neither_capitals_nor_marks(said: str, day: str) -> None:
    assert shown(said.lower().replace(",", ""), "fr") == day


@pytest.mark.parametrize(("said", "day"), rows(ENGLISH))
def test_an_english_deadline_means_this_day(said: str, day: str) -> None:
    assert shown(said, "en") == day


@pytest.mark.parametrize(
    ("lang", "said", "offset"),
    [
        ("fr", "à la prochaine séance", 0),
        ("fr", "d'ici là", 0),
        ("fr", "avant notre prochain rendez-vous", 0),
        ("fr", "la prochaine fois", 0),
        ("fr", "la veille", -1),
        ("fr", "trois jours avant", -3),
        ("en", "before our next session", 0),
        ("en", "next time we meet", 0),
        ("en", "by then", 0),
        ("en", "the day before", -1),
        ("en", "two days before", -2),
    ],
)
def test_some_deadlines_hang_on_the_next_session(lang: Lang, said: str, offset: int) -> None:
    due = read_deadline(said, lang, TUESDAY)

    assert due is not None
    assert due.day is None
    settled = due.settled(date(2026, 12, 8)).day
    assert settled == date(2026, 12, 8) + timedelta(days=offset)
    assert due.settled(None).day is None


@given(
    today=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    said=st.sampled_from([r[0] for r in rows(FRENCH)]),
)
@settings(max_examples=300, deadline=None)
def test_no_french_deadline_lies_before_the_session(today: date, said: str) -> None:
    due = read_deadline(said, "fr", today)

    assert due is None or due.day is None or due.day >= today


@given(
    today=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    said=st.sampled_from([r[0] for r in rows(ENGLISH)]),
)
@settings(max_examples=300, deadline=None)
def test_no_english_deadline_lies_before_the_session(today: date, said: str) -> None:
    due = read_deadline(said, "en", today)

    assert due is None or due.day is None or due.day >= today


@given(today=st.dates(date(2020, 1, 1), date(2040, 12, 31)), n=st.integers(0, 6))
@settings(max_examples=200, deadline=None)
def test_a_bare_weekday_is_the_next_one_strictly_after_the_session(today: date, n: int) -> None:
    name = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"][n]

    due = read_deadline(f"pour {name}", "fr", today)

    assert due is not None
    assert due.day is not None
    assert due.day.weekday() == n
    assert 1 <= (due.day - today).days <= 7


@given(
    today=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    said=st.text("abdefilmnorstuv 0123456789/'éàh", max_size=40),
    lang=st.sampled_from(["fr", "en"]),
)
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_grammar(today: date, said: str, lang: Lang) -> None:
    due = read_deadline(said, lang, today)

    assert due is None or due.words in said


@pytest.mark.parametrize("today", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"])
def test_days_are_counted_in_calendar_days_when_clocks_change(today: str) -> None:
    day = date.fromisoformat(today)

    due = read_deadline("dans deux semaines", "fr", day)

    assert due is not None
    assert due.day == day + timedelta(days=14)


@pytest.mark.parametrize(
    ("today", "said", "day"),
    [
        ("2026-12-30", "demain", "2026-12-31"),
        ("2026-12-31", "demain", "2027-01-01"),
        ("2026-12-31", "vendredi", "2027-01-01"),
        ("2026-12-29", "le 3", "2027-01-03"),
        ("2026-12-29", "le 5 janvier", "2027-01-05"),
        ("2026-12-31", "la semaine prochaine", "2027-01-08"),
        ("2028-02-27", "après-demain", "2028-02-29"),
        ("2027-01-31", "dans un mois", "2027-02-28"),
        ("2026-12-15", "le mois prochain", "2027-01-31"),
    ],
)
def test_years_and_months_end_where_the_calendar_says(today: str, said: str, day: str) -> None:
    due = read_deadline(said, "fr", date.fromisoformat(today))

    assert due is not None
    assert str(due.day) == day


def shown(said: str, lang: Lang) -> str:
    """Return the day a text sets, or a dash."""
    due = read_deadline(said, lang, TUESDAY)
    return str(due.day) if due else "-"
