"""The transcript's end in the database: which sessions are due, and that nothing is left of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from binome.domain.audit import Act
from binome.domain.events import Event, SpeechEnded, SpeechStarted, TurnRevised
from binome.domain.mirror import mirror_of_events
from binome.domain.recap import recap_of
from binome.domain.session import session_of
from binome.domain.values import Word
from binome.service.retention import Retention, Terms
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
    assert await store.sessions.due("transcript", SOON) == []
    assert await store.sessions.due("transcript", LATER) == ["s1"]
    await store.sessions.mark_gone("s1", "transcript", LATER)
    assert await store.sessions.due("transcript", LATER) == []


async def test_what_is_ticked_after_the_hang_up_does_not_keep_the_words_longer(
    store: Store,
) -> None:
    await keep(store, "s1", [*ended_session(), closed(90_000.0)])
    assert await store.sessions.due("transcript", LATER) == ["s1"]


async def test_an_abandoned_session_counts_from_its_last_event(store: Store) -> None:
    await keep(store, "s1", [session_opened(), said("mentee", "allô", 3599.6)])
    assert await store.sessions.due("transcript", SOON) == []
    assert await store.sessions.due("transcript", LATER) == ["s1"]


async def test_a_session_that_went_on_afterwards_is_due_again(store: Store) -> None:
    await keep(store, "s1", [session_opened(), said("mentee", "allô", 1.0)])
    await store.sessions.mark_gone("s1", "transcript", LATER)
    assert await store.sessions.due("transcript", LATER) == []
    await store.event_log.append("s1", [said("mentee", "encore", 7200.0, turn=2)])
    assert await store.sessions.due("transcript", "2026-11-24T00:00:00Z") == ["s1"]


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
        retention = keeper(store, clock, told.append)
        assert await retention.look()
        assert told == ["s1", "s2"]
        assert not disk_holds(tmp_path, CANARY)
        assert [r.seq for r in await store.event_log.read("s1")] == list(range(1, 9))
        assert await retention.look()
        assert told == ["s1", "s2"]
    async with opened(database_url) as store:
        again: list[str] = []
        await keeper(store, clock, again.append).look()
        assert again == []
    assert not disk_holds(tmp_path, CANARY)


async def test_figures_are_due_by_their_own_mark(store: Store) -> None:
    await keep(store, "s1", ended_session())
    await store.sessions.mark_gone("s1", "transcript", LATER)
    assert await store.sessions.due("figures", LATER) == ["s1"]
    await store.sessions.mark_closed("s1", CLOSED_AT)
    await store.sessions.mark_gone("s1", "figures", LATER)
    assert await store.sessions.due("figures", LATER) == []
    assert await store.sessions.due("session", LATER) == ["s1"]


async def test_a_session_that_never_took_place_goes_whole(store: Store) -> None:
    await store.sessions.create(session_record("never"), seats("never"))
    assert await store.sessions.due("transcript", LATER) == []
    assert await store.sessions.due("session", "2026-11-23T14:59:59Z") == []
    assert await store.sessions.due("session", "2026-11-23T15:00:01Z") == ["never"]


async def test_without_figures_nothing_tells_how_anybody_spoke(store: Store) -> None:
    voice = [SpeechStarted(10.0, "mentee"), SpeechEnded(20.0, "mentee", 10.0)]
    await keep(store, "s1", [*ended_session(), *voice])
    assert mirror_of_events(await events_of(store), "mentee").talk_share.whole.own == 10.0
    await store.event_log.forget_figures("s1")
    left = await events_of(store)
    assert mirror_of_events(left, "mentee").talk_share.whole.own == 0.0
    assert [line.text for line in recap_of(left).actions] == ["Envoyer le CV"]
    assert session_of(left).phase == "closed"
    assert len(left) == len(ended_session()) + 2


async def test_of_a_session_that_is_gone_no_name_and_no_address_is_on_the_disk(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url) as store:
        await keep(store, "s1", spoken())
        await keep(store, "s2", [session_opened("s2")])
        assert disk_holds(tmp_path, "Karim Haddad")
        clock = ManualClock()
        clock.advance(366 * 24 * 3600.0)
        assert await keeper(store, clock, lambda _: None).look()
        assert await store.sessions.get("s1") is None
        assert await store.sessions.seat_of("token-of-mentee-in-s1") is None
        for trace in (CANARY, "Karim Haddad", "Claire", "example.org", "Envoyer", "stage"):
            assert not disk_holds(tmp_path, trace), trace
        acts = [entry.act for entry in await store.audit.read()]
        assert Act("s1", "", "session_deleted") in acts


async def events_of(store: Store) -> list[Event]:
    return [recorded.event for recorded in await store.event_log.read("s1")]


def keeper(store: Store, clock: ManualClock, on_gone: Callable[[str], None]) -> Retention:
    terms = Terms(transcript=30, figures=90, session=365, audit=400)
    return Retention(store.event_log, store.sessions, store.audit, clock, terms, on_gone)


def spoken() -> list:
    told = said("mentee", " ".join([CANARY] * 3000), 10.0, turn=2)  # long enough for other pages
    return [*ended_session(), told, TurnRevised(14.0, 2, (Word(CANARY, 11.0, 11.4),), 1)]


def disk_holds(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.iterdir())
