"""French deadlines: a closed grammar over folded words, relative to the session's day.

`read(words, at, today)` says whether a deadline starts exactly at a word. It knows nothing of
commitments; `dates.find` drives it over a turn. Rules fixed in writing: a bare weekday is the next
one strictly after the session, "huit jours" is 7, "quinze jours" is 14, next week is shown as its
Friday, "fin du mois" as its last day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from binome.language import due
from binome.language.due import Due
from binome.language.fold import listed
from binome.language.numbers import french

WEEKDAYS = {
    name: n for n, name in enumerate(listed("lundi mardi mercredi jeudi vendredi samedi dimanche"))
}
MONTHS = {
    name: n + 1
    for n, name in enumerate(
        listed(
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
        )
    )
}
_DAY_PARTS = ("matin", "matinee", "midi", "apres-midi", "aprem", "soir", "soiree")
_MEETS = ("revoit", "voit", "retrouve", "revoie", "voie", "retrouvera", "reverra")
_PAST = ("dernier", "derniere", "passe", "passee", "derniers", "dernieres", "precedent")
_LEADS = (
    ("d'ici", "a"),
    ("de", "ici", "a"),
    ("de", "ici"),
    ("avant",),
    ("pour",),
    ("jusque", "a"),
    ("jusque",),
    ("au", "plus", "tard"),
    ("des",),
    ("sous",),
)
_TODAY = (
    "aujourd'hui",
    "ce soir",
    "ce matin",
    "cet apres-midi",
    "cet aprem",
    "ce midi",
    "cet apres midi",
    "dans la journee",
    "dans la foulee",
    "dans l heure",
    "dans le heure",
    "tout a le heure",
    "tout a l heure",
    "juste apres",
    "apres le appel",
    "apres notre appel",
    "en fin de journee",
    "la fin de journee",
    "la fin de la journee",
    "tout de suite apres",
    "dans la soiree",
    "en sortant",
    "cette nuit",
    "en raccrochant",
    "des que on raccroche",
    "des que je raccroche",
    "sitot raccroche",
    "quand on raccroche",
    "avant midi",
    "apres la seance",
    "juste apres le appel",
    "apres cet appel",
    "cette apres-midi",
    "cette aprem",
    "dans le apres-midi",
    "a la fin de le appel",
)
_SESSION = (
    "seance",
    "rencontre",
    "session",
    "rendez-vous",
    "rdv",
    "point",
    "entretien",
    "echange",
    "appel",
    "fois",
    "reunion",
)
_FEASTS = {
    "noel": (12, 25),
    "toussaint": (11, 1),
    "saint sylvestre": (12, 31),
    "jour de le an": (1, 1),
    "nouvel an": (1, 1),
    "quatorze juillet": (7, 14),
}
_TODAY_BY_FIRST = {
    first: tuple(p for p in (tuple(t.split()) for t in _TODAY) if p[0] == first)
    for first in {t.split()[0] for t in _TODAY}
}
_OPENERS = (
    frozenset(lead[0] for lead in _LEADS)
    | frozenset(_TODAY_BY_FIRST)
    | frozenset(WEEKDAYS)
    | frozenset(feast.split()[0] for feast in _FEASTS)
    | frozenset(
        listed(
            """
demain apres-demain le la les ce cet cette l en fin debut milieu mi dans a au aux du notre lors
paques quand un une prochaine prochain semaine huitaine quinzaine dizaine premier
"""
        )
    )
)
"""Words that may begin a deadline; a number may as well."""


def opens(word: str, before: str) -> bool:
    """Return whether a deadline may begin at a word."""
    return (
        word in _OPENERS
        or word[:1].isdecimal()
        or before in _MEETS
        or french((word,), 0) is not None
    )


def read(words: Sequence[str], at: int, today: date) -> Due | None:
    """Return the deadline whose expression starts at word `at`, or nothing."""
    for lead in _LEADS:
        if tuple(words[at : at + len(lead)]) == lead:
            bare = _bare(words, at + len(lead), today, led=lead[0])
            if bare and lead == ("sous",) and words[at + 1] not in ("huitaine", "quinzaine"):
                bare = _span(words, at, today)
            if bare:
                return replace(bare, first=at, is_deadline=True)
    if _word(words, at - 1) in _MEETS:
        heard = _span(words, at, today, led="de")  # "on se revoit [dans] deux semaines"
        if heard:
            return replace(heard, end=_tail(words, heard.end), confidence=0.6)
    return _bare(words, at, today)


def _bare(words: Sequence[str], at: int, today: date, led: str = "") -> Due | None:
    found = (
        _today(words, at, today)
        or _relative_day(words, at, today)
        or _weekday(words, at, today)
        or _span(words, at, today, led)
        or _week(words, at, today)
        or _month(words, at, today)
        or _calendar(words, at, today)
        or _anchored(words, at, today, led)
    )
    if not found:
        return None
    if _word(words, found.end) in _PAST or _word(words, at - 1) in ("depuis", "hier"):
        return None
    return replace(found, end=_tail(words, found.end))


def _tail(words: Sequence[str], at: int) -> int:
    """Return where the expression ends once day part, hour and "au plus tard" are taken in."""
    moved = True
    while moved:
        moved = False
        for size, phrase in (
            (3, ("au", "plus", "tard")),
            (2, ("dernier", "delai")),
            (1, ("max",)),
            (2, ("au", "max")),
            (2, ("sans", "faute")),
            (2, ("qui", "vient")),
        ):
            if tuple(words[at : at + size]) == phrase:
                at, moved = at + size, True
        if _word(words, at) in _DAY_PARTS:
            at, moved = at + 1, True
        elif (
            _word(words, at) in ("au", "dans", "en")
            and _word(words, at + 1) in (*_DAY_PARTS, "la", "fin", "debut")
            and _word(
                words, at + (2 if words[at] == "au" or words[at + 1] not in ("fin", "debut") else 3)
            )
            in (*_DAY_PARTS, "journee")
        ):
            at += 3 if words[at + 1] in ("la",) else (4 if words[at + 1] in ("fin", "debut") else 2)
            moved = True
        hour = _hour(words, at)
        if hour:
            at, moved = hour, True
    return at


def _hour(words: Sequence[str], at: int) -> int | None:
    """Return where "à 14 h 30", "vers dix-huit heures" ends, when an hour starts here."""
    start = at
    if _word(words, at) in ("a", "vers", "avant", "des", "pour"):
        at += 1
    word = _word(words, at)
    if word == "midi" and at > start:
        return at + 1
    head, mark, tail = word.partition("h")
    if mark and head.isdecimal() and (not tail or tail.isdecimal()):
        return at + 1
    number = french(words, at)
    if number and _word(words, at + number[1]) in ("heures", "heure", "h"):
        at += number[1] + 1
        minutes = french(words, at)
        if minutes:
            at += minutes[1]
        elif _word(words, at) == "et" and _word(words, at + 1) in ("demie", "quart"):
            at += 2
        return at
    return None


def _today(words: Sequence[str], at: int, today: date) -> Due | None:
    for parts in _TODAY_BY_FIRST.get(_word(words, at), ()):
        if tuple(words[at : at + len(parts)]) == parts:
            end = at + len(parts)
            if parts == ("juste", "apres") and _word(words, end) not in (
                "",
                ".",
                ",",
                "le",
                "la",
                "notre",
            ):
                return None
            return due.on(at, end, today, 0.85)
    return None


def _relative_day(words: Sequence[str], at: int, today: date) -> Due | None:
    word = _word(words, at)
    if word == "demain":
        if words[at - 1 : at] == ["apres"]:
            return None
        return due.on(at, at + 1, today + timedelta(days=1), 0.95)
    if word == "apres-demain":
        return due.on(at, at + 1, today + timedelta(days=2), 0.95)
    if word == "le" and _word(words, at + 1) in ("lendemain", "surlendemain"):
        days = 1 if words[at + 1] == "lendemain" else 2
        return due.on(at, at + 2, today + timedelta(days=days), 0.5)
    return None


def _weekday(words: Sequence[str], at: int, today: date) -> Due | None:
    start = at
    if _word(words, at) in ("ce", "le", "au"):
        at += 1
    weekday = WEEKDAYS.get(_word(words, at))
    if weekday is None:
        return None
    number = french(words, at + 1)
    if number and 1 <= number[0] <= 31 and not _is_hour(words, at + 1, number[1]):
        dated = _day_of_month(words, at + 1, today)
        if dated:
            return replace(dated, first=start)
    if _word(words, at - 1 if at == start else start - 1) in ("chaque", "les", "un"):
        return None
    if _joined(words, at):
        return None  # "le mardi et le jeudi": a habit
    article = words[start] if start < at else _word(words, start - 1)
    if article == "le" and _word(words, at + 1) in _DAY_PARTS and _word(words, at + 2) != "en":
        return None  # "le lundi matin": a habit
    day = due.next_weekday(today, weekday)
    end = at + 1
    part = end + 1 if _word(words, end) in _DAY_PARTS else end
    if _word(words, part) == "en" and _word(words, part + 1) in ("huit", "quinze", "8", "15"):
        weeks = 1 if words[part + 1] in ("huit", "8") else 2
        return due.on(start, part + 2, day + timedelta(weeks=weeks), 0.95)
    after = part + 1 if _word(words, part) in ("de", ",") else part
    after = after + 1 if _word(words, after) == "la" else after
    if _word(words, after) == "semaine" and _word(words, after + 1) in ("prochaine", "suivante"):
        day = due.monday_after(today) + timedelta(days=weekday)
        return due.on(start, after + 2, day, 0.95)
    if _word(words, part) in ("prochain", "suivant"):
        return due.on(start, part + 1, day, 0.85)
    joined = part + 1 if _word(words, part) in ("ou", "et") else part
    joined = joined + 1 if joined > part and _word(words, joined) == "le" else joined
    second = WEEKDAYS.get(_word(words, joined))
    if joined > part and second is not None and words[part] == "ou":
        last = due.next_weekday(today, second)
        return due.between(start, joined + 1, min(day, last), max(day, last), max(day, last))
    return due.on(start, part, day, 0.9)


def _joined(words: Sequence[str], at: int) -> bool:
    """Return whether "et" joins this weekday to another one."""
    after = at + 2 + (_word(words, at + 2) == "le")
    before = at - 2 - (_word(words, at - 1) == "le")
    return (_word(words, at + 1) == "et" and _word(words, after) in WEEKDAYS) or (
        _word(words, before + 1) == "et" and _word(words, before) in WEEKDAYS
    )


def _is_hour(words: Sequence[str], at: int, size: int) -> bool:
    return _word(words, at + size) in ("heures", "heure", "h")


def _span(words: Sequence[str], at: int, today: date, led: str = "") -> Due | None:
    """Read "dans trois semaines", "sous 48 heures", "d'ici quinze jours", "sous huitaine"."""
    start = at
    if _word(words, at) in ("dans", "sous"):
        at += 1
    elif led not in ("de", "d'ici", "sous", "pour", "avant"):
        return None
    at = at + 1 if _word(words, at) in ("environ", "les") else at
    if _word(words, at) in ("une", "la") and _word(words, at + 1) in (
        "huitaine",
        "quinzaine",
        "dizaine",
    ):
        at += 1
    fixed = {"huitaine": 7, "quinzaine": 14, "dizaine": 10}.get(_word(words, at))
    if fixed:
        end = at + 3 if words[at + 1 : at + 3] == ["de", "jours"] else at + 1
        return due.on(start, end, today + timedelta(days=fixed), 0.9)
    number = french(words, at)
    if not number or not 0 < number[0] < 400:
        return None
    count, unit = number[0], _word(words, at + number[1])
    end = at + number[1] + 1
    if led == "pour" and start == at and unit not in ("jours",):
        return None  # "pour deux semaines" says how long, not when
    if led == "avant" and start == at and unit not in ("jours", "semaines", "heures"):
        return None
    if unit in ("jour", "jours"):
        if _word(words, end) in ("avant", "plus"):
            return None
        days = {8: 7, 15: 14}.get(count, count)
        return due.on(start, end, today + timedelta(days=days), 0.9)
    if unit in ("semaine", "semaines"):
        return due.on(start, end, today + timedelta(weeks=count), 0.9)
    if unit == "mois":
        return due.on(start, end, due.add_months(today, count), 0.85)
    if unit in ("an", "ans"):
        return due.on(start, end, due.add_months(today, 12 * count), 0.8)
    if unit in ("heure", "heures") and count >= 20:
        return due.on(start, end, today + timedelta(days=round(count / 24)), 0.85)
    if unit in ("heure", "heures", "minutes") and words[start] in ("dans", "sous"):
        return due.on(start, end, today, 0.6)
    return None


def _week(words: Sequence[str], at: int, today: date) -> Due | None:
    friday, monday = due.friday_of_this_week(today), due.monday_after(today)
    part, size = _part(words, at)
    here = at + size
    if _word(words, here) in ("la", "cette", "de", "dans"):
        here += 1
    if _word(words, here) == "la":
        here += 1
    if _word(words, here) in ("semaine",):
        if _word(words, here + 1) in ("prochaine", "suivante") or words[here + 1 : here + 3] == [
            "qui",
            "vient",
        ]:
            end = here + (3 if words[here + 1] == "qui" else 2)
            shown = {"debut": 1, "milieu": 2}.get(part, 4)
            first = monday if part != "fin" else monday + timedelta(days=3)
            return due.between(
                at, end, first, monday + timedelta(days=shown), monday + timedelta(days=shown)
            )
        if words[here + 1 : here + 2] in (["du"], ["de"]) and (
            number := french(words, here + (3 if _word(words, here + 2) == "le" else 2))
        ):
            begin = here + (3 if _word(words, here + 2) == "le" else 2)
            dated = _day_of_month(words, begin, today)
            if dated and dated.day and 1 <= number[0] <= 31:
                first = dated.day - timedelta(days=dated.day.weekday())
                return due.between(
                    at, dated.end, first, first + timedelta(days=4), first + timedelta(days=4)
                )
        if part == "fin" or words[here - 1] == "cette" or words[here - 2 : here] == ["dans", "la"]:
            return due.between(at, here + 1, today, friday, friday, 0.8)
        return None
    if _word(words, at) in ("le", "ce") and _word(words, at + 1) in ("week-end", "weekend", "we"):
        sunday = due.sunday_of_this_week(today)
        if _word(words, at + 2) in ("prochain", "qui"):
            return due.between(at, at + 3, sunday - timedelta(days=1), sunday, sunday, 0.7)
        if words[at] == "le" and _word(words, at - 1) not in ("avant", "pour", "ici", "apres"):
            return None
        if _word(words, at - 1) == "avant":
            return due.on(at, at + 2, friday, 0.85)
        return due.between(at, at + 2, sunday - timedelta(days=1), sunday, sunday)
    return None


def _part(words: Sequence[str], at: int) -> tuple[str, int]:
    """Return "debut", "fin" or "milieu" and the words it takes ("en fin de", "la fin de")."""
    here = at + 1 if _word(words, at) in ("en", "la", "le", "au", "a", "des") else at
    if _word(words, here) == "a" or _word(words, here) == "la":
        here += 1
    word = _word(words, here)
    if word in ("debut", "fin", "milieu", "mi"):
        size = here - at + 1
        size += _word(words, at + size) in ("de", "du")
        return word, size
    return "", 0


def _month(words: Sequence[str], at: int, today: date) -> Due | None:
    part, size = _part(words, at)
    here = at + size
    if part and _word(words, here) == "le" and words[here - 1] == "de":
        here += 1
    if (
        part
        and _word(words, here) in ("mois", "ce")
        and words[here - 1 : here + 1] != ["de", "mois"]
    ):
        end = here + 1 if words[here] == "mois" else here + 2
        if words[here] == "ce" and _word(words, here + 1) != "mois":
            return None
        ahead = 1 if _word(words, end) == "prochain" else 0
        target = due.add_months(today.replace(day=1), ahead)
        return _month_part(part, at, end + ahead, target.year, target.month, today)
    if part and _word(words, here) in MONTHS:
        month = MONTHS[words[here]]
        return _month_part(part, at, here + 1, due.coming_month(today, month), month, today)
    if (
        part in ("fin",)
        and _word(words, here) in ("annee", "le", "la")
        and "annee" in words[here : here + 2]
    ):
        end = here + (1 if words[here] == "annee" else 2)
        return due.on(at, end, date(today.year, 12, 31), 0.8)
    if words[at : at + 3] == ["le", "mois", "prochain"]:
        target = due.add_months(today.replace(day=1), 1)
        last = due.month_end(target.year, target.month)
        return due.between(at, at + 3, target, last, last, 0.7)
    if words[at : at + 2] == ["en", _word(words, at + 1)] and _word(words, at + 1) in MONTHS:
        month = MONTHS[words[at + 1]]
        year = due.coming_month(today, month)
        last = due.month_end(year, month)
        return due.between(at, at + 2, max(today, date(year, month, 1)), last, last, 0.6)
    if _word(words, at) == "paques":
        return due.on(at, at + 1, due.easter(today), 0.8)
    for feast, (month, day) in _FEASTS.items():
        parts = feast.split()
        lead = 1 if _word(words, at) in ("le", "la") else 0
        if words[at + lead : at + lead + len(parts)] == parts and (
            found := due.coming_date(today, day, month)
        ):
            return due.on(at, at + lead + len(parts), found, 0.8)
    return None


def _month_part(part: str, at: int, end: int, year: int, month: int, today: date) -> Due | None:
    last = due.month_end(year, month)
    if part == "fin":
        return due.between(at, end, last - timedelta(days=6), last, last, 0.85)
    day = date(year, month, 15 if part in ("mi", "milieu") else 5)
    if day < today:
        return None
    return due.between(at, end, day - timedelta(days=4), day, day, 0.6)


def _calendar(words: Sequence[str], at: int, today: date) -> Due | None:
    start = at
    if _word(words, at) in ("le", "au", "du"):
        at += 1
    slash = _word(words, at).split("/")
    if len(slash) in (2, 3) and all(p.isdecimal() for p in slash):
        found = due.coming_date(today, int(slash[0]), int(slash[1]))
        return due.on(start, at + 1, found, 0.95) if found else None
    dated = _day_of_month(words, at, today, bare=at > start and words[start] != "du")
    return replace(dated, first=start) if dated else None


def _day_of_month(words: Sequence[str], at: int, today: date, *, bare: bool = True) -> Due | None:
    """Read "12", "douze décembre", "12 décembre 2026" starting at the number."""
    number = french(words, at)
    if not number or not 1 <= number[0] <= 31:
        return None
    end = at + number[1]
    month = MONTHS.get(_word(words, end))
    if month:
        end += 1
        year = french(words, end)
        if year and 2000 < year[0] < 2100:
            found = due.dated(year[0], month, number[0])
            return due.on(at, end + 1, found, 0.95) if found and found >= today else None
        found = due.coming_date(today, number[0], month)
        return due.on(at, end, found, 0.95) if found else None
    after = _word(words, end)
    if not bare or (_word(words, at).isalpha() and number[0] == 1 and words[at] != "premier"):
        return None
    if after.isalpha() and after not in _AFTER_A_DAY and after not in _DAY_PARTS:
        return None
    found = due.coming_day(today, number[0])
    return due.on(at, end, found, 0.8) if found else None


_AFTER_A_DAY = {
    "a",
    "au",
    "vers",
    "et",
    "ou",
    "mais",
    "donc",
    "je",
    "tu",
    "on",
    "ca",
    "pour",
    "ok",
    "oui",
    "plutot",
    "alors",
    "si",
    "comme",
    "parce",
    "max",
    "sans",
    "dernier",
    "prochain",
    "par",
    "il",
    "avec",
    "chez",
    "du",
    "en",
    "moi",
    "toi",
    "vous",
    "nous",
    "parfait",
    "entendu",
    "accord",
}


def _anchored(words: Sequence[str], at: int, today: date, led: str) -> Due | None:
    """Read what hangs on the next session: "la prochaine fois", "la veille", "d'ici là"."""
    if (
        led in ("de", "d'ici")
        and _word(words, at) == "la"
        and _word(words, at + 1) not in _SESSION
        and _word(words, at + 1) != "prochaine"
    ):
        return Due(at, at + 1, None, anchor="next_session", confidence=0.6)
    here = at
    if _word(words, here) in ("a", "la", "notre", "le", "au", "lors"):
        here += 1
    if here > at and _word(words, here) in ("la", "notre", "de"):
        here += 1
    if _word(words, here) == "notre":
        here += 1
    if _word(words, here) in ("prochaine", "prochain") and _word(words, here + 1) in _SESSION:
        return Due(at, here + 2, None, anchor="next_session", confidence=0.8)
    if (
        here > at
        and _word(words, here) in ("seance", "rencontre", "session")
        and _word(words, here + 1) in ("prochaine", "suivante")
    ):
        return Due(at, here + 2, None, anchor="next_session", confidence=0.8)
    for size, back in ((2, ("la", "veille")), (2, ("le", "avant-veille"))):
        if tuple(words[at : at + size]) == back:
            offset = -1 if back[1] == "veille" else -2
            return Due(at, at + size, None, anchor="next_session", offset=offset, confidence=0.7)
    number = french(words, at)
    if (
        number
        and _word(words, at + number[1]) in ("jours", "jour")
        and _word(words, at + number[1] + 1) == "avant"
    ):
        return Due(
            at, at + number[1] + 2, None, anchor="next_session", offset=-number[0], confidence=0.7
        )
    if words[at : at + 4] == ["quand", "on", "se", "revoit"] or words[at : at + 4] == [
        "quand",
        "on",
        "se",
        "voit",
    ]:
        return Due(at, at + 4, None, anchor="next_session", confidence=0.7)
    if (
        led == "avant"
        and words[at : at + 3] == ["que", "on", "se"]
        and _word(words, at + 3) in ("revoie", "voie", "retrouve")
    ):
        return Due(at, at + 4, None, anchor="next_session", confidence=0.7)
    return None


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
