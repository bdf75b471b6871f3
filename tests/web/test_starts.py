"""When a session starts, and the next one: a local time that the clocks skip or show twice is asked
about, and screen, mail and calendar mean one instant on both sides of a change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Calendar

from binome.config import Settings
from binome.domain.values import NextSession
from binome.errors import BadInput
from binome.mail.invitation import invitation
from binome.mail.words import after, local_start
from binome.web.local_time import local
from binome.web.sessions import NewPerson, NewSession, prepare
from tests.helpers.recaps import recap
from tests.helpers.web import TOKENS, served


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


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("local_time", "reason", "values"),
    [
        ("2027-03-28T02:30", "clocks_skip", ["02:30", "03:30"]),
        ("2026-10-25T02:30", "clocks_twice", ["02:30"]),
    ],
)
async def test_the_closings_next_session_is_asked_about_too(
    local_time: str, reason: str, values: list[str]
) -> None:
    asked = {"starts_at": local_time, "timezone": "Europe/Paris", "place": ""}
    async with served() as site, site.live() as claire:
        await claire.hello(TOKENS["mentor"])
        await claire.say("enter")
        refused = await claire.do(1, "set_next_session", next_session=asked)
        assert (refused["type"], refused["reason"]) == ("refused", reason)
        assert refused["values"] == values
        later = asked | {"starts_at": local_time.replace("T02", "T12")}
        assert (await claire.do(2, "set_next_session", next_session=later))["type"] == "done"


def changes_of(zone: ZoneInfo, year: int) -> list[datetime]:
    """The instants (UTC, to the half hour) just after this zone's clocks changed in a year."""
    at, found = datetime(year, 1, 1, tzinfo=UTC), []
    while at.year == year:
        after_a_week = at + timedelta(days=7)
        if at.astimezone(zone).utcoffset() != after_a_week.astimezone(zone).utcoffset():
            step = at
            while step.astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset():
                step += timedelta(minutes=30)
            found.append(step)
        at = after_a_week
    return found


def test_a_start_on_either_side_of_a_change_means_one_instant_in_every_zone() -> None:
    changes = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for change in changes_of(zone, 2027):
            changes += 1
            for instant in (change - timedelta(hours=3), change + timedelta(hours=3)):
                written = instant.astimezone(zone).replace(tzinfo=None)
                assert local(written, zone) == instant, (name, written)
                start = local_start(NextSession(f"{written:%Y-%m-%dT%H:%M}", name))
                assert start == instant, (name, written)
                assert after(start, 21600.0) - instant == timedelta(hours=6), (name, written)
    assert changes > 200


@pytest.mark.parametrize("name", ["Europe/Paris", "America/New_York", "Australia/Lord_Howe"])
def test_the_calendar_means_the_same_instants_across_a_change(name: str) -> None:
    zone = ZoneInfo(name)
    for change in changes_of(zone, 2027):
        instant = change - timedelta(minutes=90)
        written = f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"
        planned = recap(next_session=NextSession(written, name))
        made = invitation(planned, "Séance", "https://x/", datetime(2026, 11, 24, tzinfo=UTC))
        assert made is not None
        [event] = Calendar.from_ical(made).walk("VEVENT")
        assert event.decoded("dtstart").astimezone(UTC) == instant
        length = sum(item.planned for item in planned.agenda)
        end = event.decoded("dtend").astimezone(UTC)
        assert end == instant + timedelta(seconds=length)
