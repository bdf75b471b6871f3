from dataclasses import replace
from pathlib import Path

import pytest

from binome.domain.events import RecapSent
from binome.errors import BadInput
from binome.store.opening import Store
from binome.store.opening import opened as opened_store
from tests.helpers.pair import CLOSED_AT, OPENED_AT, closed, opened, seats, session_record
from tests.helpers.postgres import new_database
from tests.helpers.store import MemorySessions

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgres", "memory"])
async def sessions(request: pytest.FixtureRequest, database_url: str):
    """All fill the port, so all must pass."""
    if request.param == "memory":
        yield MemorySessions()
        return
    server = request.param == "postgres"
    url = new_database(request.getfixturevalue("postgres")) if server else database_url
    async with opened_store(url) as store:
        yield store.sessions


async def test_a_session_is_found_again_as_it_was_planned(sessions) -> None:
    await sessions.create(session_record(), seats())
    assert await sessions.get("s1") == session_record()
    assert await sessions.get("s2") is None
    assert await sessions.seats("s1") == [seat for seat, _ in seats()]


async def test_a_link_opens_its_own_seat_and_no_other(sessions) -> None:
    await sessions.create(session_record(), seats())
    for seat, token in seats():
        assert await sessions.seat_of(token) == seat
    for wrong in ("", "token-of-mentor-in-s2", "TOKEN-OF-MENTOR-IN-S1", "\ud800", "x" * 10_000):
        assert await sessions.seat_of(wrong) is None


async def test_a_revoked_link_opens_nothing_but_the_other_still_works(sessions) -> None:
    await sessions.create(session_record(), seats())
    await sessions.revoke("s1", "mentee")
    assert await sessions.seat_of("token-of-mentee-in-s1") is None
    assert await sessions.seat_of("token-of-mentor-in-s1") is not None
    assert [seat.revoked for seat in await sessions.seats("s1")] == [False, True]


async def test_a_session_cannot_be_created_twice(sessions) -> None:
    await sessions.create(session_record(), seats())
    with pytest.raises(BadInput, match="already"):
        await sessions.create(session_record(), [])


async def test_the_first_opening_and_the_first_hang_up_count(sessions) -> None:
    await sessions.create(session_record(), seats())
    for opened_at, closed_at in ((OPENED_AT, CLOSED_AT), (CLOSED_AT, "2027-01-01T00:00:00.000Z")):
        await sessions.mark_opened("s1", opened_at)
        await sessions.mark_closed("s1", closed_at)
    record = await sessions.get("s1")
    assert (record.opened_at, record.closed_at) == (OPENED_AT, CLOSED_AT)


async def test_links_are_not_in_the_database(sqlite_store: Store, tmp_path: Path) -> None:
    await sqlite_store.sessions.create(session_record(), seats())
    stored = everything_in(tmp_path)
    assert b"Karim" in stored
    assert b"token-of-" not in stored


async def test_an_instant_without_an_offset_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="offset"):
        await store.sessions.create(replace(session_record(), created_at="2026-11-24T10:00"), [])
    with pytest.raises(BadInput, match="not an ISO date"):
        await store.sessions.create(replace(session_record(), created_at="demain"), [])


async def test_instants_come_back_in_utc(store: Store) -> None:
    planned = replace(session_record(), starts_at="2026-11-23T16:00:00+01:00")
    await store.sessions.create(planned, [])
    assert (await store.sessions.get("s1")).starts_at == OPENED_AT


async def test_a_closed_session_owes_a_recap_to_each_until_it_is_sent(store: Store) -> None:
    sessions, log = store.sessions, store.event_log
    await sessions.create(session_record(), seats())
    await log.append("s1", [opened()])
    assert await sessions.closed_without_recap() == []
    await log.append("s1", [closed()])  # killed before mark_closed: the log alone says so
    assert await sessions.closed_without_recap() == ["s1"]
    await log.append("s1", [RecapSent(3700.0, "mentor", "<m@binome>")])
    assert await sessions.closed_without_recap() == ["s1"]
    await log.append("s1", [RecapSent(3700.0, "mentee", "<n@binome>")])
    assert await sessions.closed_without_recap() == []


async def test_the_record_alone_also_says_that_a_session_is_over(store: Store) -> None:
    await store.sessions.create(session_record(), seats())
    await store.sessions.mark_closed("s1", CLOSED_AT)
    assert await store.sessions.closed_without_recap() == ["s1"]
    await store.sessions.revoke("s1", "mentor")
    await store.event_log.append("s1", [RecapSent(3700.0, "mentee", "<n@binome>")])
    assert await store.sessions.closed_without_recap() == []


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
