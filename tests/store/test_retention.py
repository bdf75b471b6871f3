"""The transcript's end in the database: which sessions are due, and that nothing is left of it."""

from pathlib import Path

import pytest

from binome.domain.events import TurnRevised
from binome.domain.values import Word
from binome.service.retention import Retention
from binome.store.opening import Store, opened
from tests.helpers.pair import (
    CLOSED_AT,
    OPENED_AT,
    closed,
    ended_session,
    said,
    seats,
    session_record,
)
from tests.helpers.pair import opened as session_opened
from tests.helpers.service import ManualClock

pytestmark = pytest.mark.anyio
CANARY = "CANARI-TILLEUL-4402"
SOON = "2026-11-23T15:59:59.000Z"
LATER = "2026-11-23T16:00:01.000Z"


async def keep(store: Store, session: str, events: list) -> None:
    await store.sessions.create(session_record(session), seats(session))
    await store.sessions.mark_opened(session, OPENED_AT)
    await store.event_log.append(session, events)


async def test_a_session_is_due_when_its_hang_up_is_old_enough(store: Store) -> None:
    await keep(store, "s1", ended_session())
    await store.sessions.mark_closed("s1", CLOSED_AT)
    assert await store.sessions.with_transcript_from_before(SOON) == []
    assert await store.sessions.with_transcript_from_before(LATER) == ["s1"]
    await store.sessions.mark_transcript_gone("s1", LATER)
    assert await store.sessions.with_transcript_from_before(LATER) == []


async def test_what_is_ticked_after_the_hang_up_does_not_keep_the_words_longer(
    store: Store,
) -> None:
    await keep(store, "s1", [*ended_session(), closed(90_000.0)])
    assert await store.sessions.with_transcript_from_before(LATER) == ["s1"]


async def test_an_abandoned_session_counts_from_its_last_event(store: Store) -> None:
    await keep(store, "s1", [session_opened(), said("mentee", "allô", 3599.6)])
    await store.sessions.create(session_record("never"), seats("never"))
    assert await store.sessions.with_transcript_from_before(SOON) == []
    assert await store.sessions.with_transcript_from_before(LATER) == ["s1"]


async def test_a_session_that_went_on_afterwards_is_due_again(store: Store) -> None:
    await keep(store, "s1", [session_opened(), said("mentee", "allô", 1.0)])
    await store.sessions.mark_transcript_gone("s1", LATER)
    assert await store.sessions.with_transcript_from_before(LATER) == []
    await store.event_log.append("s1", [said("mentee", "encore", 7200.0, turn=2)])
    assert await store.sessions.with_transcript_from_before("2026-11-24T00:00:00Z") == ["s1"]


async def test_thirty_days_later_no_word_is_anywhere_on_the_disk(
    database_url: str, tmp_path: Path
) -> None:
    clock = ManualClock()
    async with opened(database_url) as store:
        await keep(store, "s1", spoken())
        await keep(store, "s2", [session_opened("s2"), said("mentor", f"{CANARY} deux", 1.0)])
        assert disk_holds(tmp_path, CANARY)  # or the scan below would prove nothing
        clock.advance(31 * 24 * 3600.0)
        told: list[str] = []
        retention = Retention(store.event_log, store.sessions, clock, 30, told.append)
        assert await retention.look()
        assert told == ["s1", "s2"]
        assert not disk_holds(tmp_path, CANARY)
        assert [r.seq for r in await store.event_log.read("s1")] == list(range(1, 9))
        assert await retention.look()
        assert told == ["s1", "s2"]
    async with opened(database_url) as store:
        again: list[str] = []
        await Retention(store.event_log, store.sessions, clock, 30, again.append).look()
        assert again == []
    assert not disk_holds(tmp_path, CANARY)


def spoken() -> list:
    told = said("mentee", " ".join([CANARY] * 3000), 10.0, turn=2)  # long enough for other pages
    return [*ended_session(), told, TurnRevised(14.0, 2, (Word(CANARY, 11.0, 11.4),), 1)]


def disk_holds(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.iterdir())
