"""Dates, durations and names as a reader of each language expects them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binome.domain.values import NextSession
from binome.mail import words


def plain(text: str) -> str:
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2026-12-11", "vendredi 11 décembre 2026", "Friday 11 December 2026"),
        ("2027-05-01", "samedi 1er mai 2027", "Saturday 1 May 2027"),
        ("2028-02-29", "mardi 29 février 2028", "Tuesday 29 February 2028"),
    ],
)
def test_a_due_date_is_written_in_the_readers_words(iso: str, french: str, english: str) -> None:
    assert plain(words.iso_day(iso, "fr")) == french
    assert plain(words.iso_day(iso, "en")) == english
    assert plain(words.day(date.fromisoformat(iso), "fr")) == french


def test_a_due_date_that_is_no_date_is_shown_as_it_is() -> None:
    assert words.iso_day("bientôt", "fr") == "bientôt"


def test_hours_and_durations() -> None:
    half_past = datetime(2026, 12, 8, 9, 5, tzinfo=UTC)
    assert plain(words.hour(half_past, "fr")) == "9 h 05"
    assert plain(words.hour(half_past.replace(minute=0), "fr")) == "9 h"
    assert words.hour(half_past, "en") == "9:05"
    said = [plain(words.duration(s)) for s in (0.0, 35.6, 59.6, 90.0, 1815.0, 3570.0, 3900.0)]
    assert said == ["0 s", "36 s", "1 min", "2 min", "30 min", "1 h 00", "1 h 05"]
    assert plain(words.moment(725.9)) == "12 min 05 s"


def test_names_are_joined_as_one_says_them() -> None:
    assert words.names([], "fr") == ""
    assert words.names(["Léa"], "fr") == "Léa"
    assert words.names(["Léa", "Karim"], "fr") == "Léa et Karim"
    assert words.names(["Léa", "Karim", "Ana"], "en") == "Léa, Karim and Ana"


def test_the_day_of_a_session_is_the_day_where_the_pair_is() -> None:
    late = "2026-11-23T23:30:00.000Z"
    assert "24" in words.session_day(late, "Europe/Paris", "fr")
    assert "23" in words.session_day(late, "America/Montreal", "fr")
    assert "23" in words.session_day(late, "Nowhere/Land", "fr")


def test_a_next_session_that_cannot_be_read_is_none() -> None:
    assert words.local_start(NextSession("2026-12-08T17:30:00", "Europe/Paris")) is not None
    assert words.local_start(NextSession("mardi", "Europe/Paris")) is None
    assert words.local_start(NextSession("2026-12-08T17:30:00", "../etc")) is None


def test_an_hour_later_is_an_hour_later_when_the_clocks_change_too() -> None:
    start = words.local_start(NextSession("2027-03-28T01:30:00", "Europe/Paris"))
    assert start is not None
    assert words.after(start, 3600.0).isoformat() == "2027-03-28T03:30:00+02:00"


@given(st.text(max_size=300))
def test_one_line_is_safe_anywhere(text: str) -> None:
    line = words.one_line(text)
    assert len(line) <= 80
    assert line.splitlines() in ([], [line])
    assert not set(line) & set("\r\n\x00\u202e\u2066\u200f\u2028\ufeff")
    assert words.one_line(line) == line
    line.encode()


def test_names_keep_what_belongs_to_them() -> None:
    for name in ("Zoë O’Neill", "محمد", "नरेन्द्र", "👩‍🏫 Ana", "Nguyễn Thị"):
        assert words.one_line(name) == name
    assert words.one_line("Léa\r\nBcc: x@y.z") == "Léa Bcc: x@y.z"
