"""When a session starts: a local time that the clocks skip or show twice is asked about."""

import pytest

from binome.config import Settings
from binome.errors import BadInput
from binome.web.sessions import NewPerson, NewSession, prepare


def starts(local: str, zone: str = "Europe/Paris") -> str | None:
    wanted = NewSession("fr", zone, NewPerson("Claire"), NewPerson("Karim"), starts_at=local)
    return prepare(wanted, Settings(), "2026-10-01T00:00:00.000Z").record.starts_at


def test_a_local_time_is_read_in_its_zone_on_both_sides_of_a_change() -> None:
    assert starts("2026-10-24T14:00") == "2026-10-24T12:00:00.000+00:00"
    assert starts("2026-10-26T14:00") == "2026-10-26T13:00:00.000+00:00"


def test_a_time_that_the_clocks_skip_is_refused_with_a_proposal() -> None:
    with pytest.raises(BadInput, match=r"skip 02:30 .* 03:30"):
        starts("2027-03-28T02:30")


def test_a_time_that_comes_twice_is_asked_and_taken_with_its_offset() -> None:
    with pytest.raises(BadInput, match=r"2026-10-25T02:30\+02:00 or 2026-10-25T02:30\+01:00"):
        starts("2026-10-25T02:30")
    assert starts("2026-10-25T02:30+01:00") == "2026-10-25T01:30:00.000+00:00"
