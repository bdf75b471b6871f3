import asyncio
from pathlib import Path

import pytest

from binome.domain.events import (
    CommitmentCorrected,
    CommitmentNoticed,
    PassageErased,
    TurnRevised,
)
from binome.domain.values import Commitment, Evidence, Word
from binome.errors import BadInput
from binome.store.opening import Store, opened
from tests.helpers.pair import closed, said, seats, session_record
from tests.helpers.pair import opened as session_opened
from tests.helpers.store import MemoryEventLog

pytestmark = pytest.mark.anyio


@pytest.fixture
async def log(store: Store):
    await store.sessions.create(session_record(), seats())
    return store.event_log


async def test_what_was_said_is_read_back_as_it_was(log) -> None:
    events = [session_opened(), said("mentee", "je t’envoie mon CV dès l’été", 3.0), closed()]
    recorded = await log.append("s1", events)
    assert [r.seq for r in recorded] == [1, 2, 3]
    assert await log.read("s1") == recorded
    assert [r.event for r in recorded] == events


async def test_a_page_that_comes_back_gets_only_what_it_missed(log) -> None:
    await log.append("s1", [session_opened()])
    missed = await log.append("s1", [said("mentor", "bonjour Karim", 1.0)])
    assert await log.read("s1", after=1) == missed
    assert await log.read("s1", after=2) == []


async def test_many_at_once_leave_no_gap_and_no_double_in_seq(log) -> None:
    recorded = await asyncio.gather(
        *(log.append("s1", [said("mentor", f"mot {n}", n), closed()]) for n in range(40))
    )
    assert sorted(r.seq for batch in recorded for r in batch) == list(range(1, 81))
    assert all(batch[1].seq == batch[0].seq + 1 for batch in recorded)


async def test_another_session_counts_for_itself(store: Store, log) -> None:
    await store.sessions.create(session_record("s2"), seats("s2"))
    await log.append("s1", [session_opened()])
    assert [r.seq for r in await log.append("s2", [session_opened("s2")])] == [1]


async def test_events_of_an_unknown_session_are_refused(log) -> None:
    with pytest.raises(BadInput, match="no session “nowhere”"):
        await log.append("nowhere", [closed()])


async def test_what_no_log_can_keep_is_refused_and_leaves_no_gap(log) -> None:
    with pytest.raises(BadInput):
        await log.append("s1", [session_opened(), closed(float("nan"))])
    with pytest.raises(BadInput):
        await log.append("s1", [said("mentor", "\ud800", 1.0)])
    assert [r.seq for r in await log.append("s1", [session_opened()])] == [1]


async def test_the_log_survives_a_restart(either_url: str) -> None:
    async with opened(either_url) as first:
        await first.sessions.create(session_record(), seats())
        await first.event_log.append("s1", [session_opened()])
    async with opened(either_url) as second:
        assert [r.event for r in await second.event_log.read("s1")] == [session_opened()]
        assert [r.seq for r in await second.event_log.append("s1", [closed()])] == [2]


CANARY = "CANARI-ÉRABLE-7731"


def promise(text: str, start: float, turn: int) -> CommitmentNoticed:
    proof = Evidence((turn,), text, start, start + 1.0)
    return CommitmentNoticed(
        start + 2.0,
        Commitment(f"c{turn}", "action", text, "mentee", None, f"quand {text}", proof, 0.9),
    )


async def test_an_erased_passage_is_nowhere_on_the_disk(
    sqlite_store: Store, tmp_path: Path
) -> None:
    await sqlite_store.sessions.create(session_record(), seats())
    log = sqlite_store.event_log
    told = said("mentee", f"mon chef {CANARY} me pèse", 10.0, turn=2)
    await log.append("s1", [session_opened(), said("mentor", "bonjour", 1.0), told])
    await log.append("s1", [TurnRevised(14.0, 2, (Word(CANARY, 11.0, 11.4),), 1)])
    await log.append("s1", [promise(f"parler à {CANARY}", 11.0, 2)])
    await log.append(
        "s1", [CommitmentCorrected(15.0, "c2", "mentee", f"voir {CANARY}", None, None)]
    )
    assert disk_holds(tmp_path, CANARY)  # or the scan below would prove nothing

    await log.erase("s1", 9.0, 13.0, None)
    await log.append("s1", [PassageErased(16.0, 9.0, 13.0, "mentee")])

    assert not disk_holds(tmp_path, CANARY)
    events = [r.event for r in await log.read("s1")]
    assert events[1] == said("mentor", "bonjour", 1.0)
    assert events[2].words == ()
    assert len(events) == 7


async def test_a_tombstone_is_never_stored_above_words_that_still_stand(store: Store, log) -> None:
    await log.append("s1", [session_opened(), said("mentee", "un secret à taire", 1.0)])
    await log.append("s1", [PassageErased(5.0, 0.0, 5.0, "mentee")])  # and killed right here
    words = [one.event.words for one in await log.read("s1") if one.event.type == "words_committed"]
    assert words == [()]


async def test_withdrawing_consent_erases_one_persons_words_only(log) -> None:
    mine, yours = said("mentee", "ma phrase", 1.0, turn=1), said("mentor", "la mienne", 1.0, turn=2)
    await log.append("s1", [session_opened(), mine, yours, promise("relire", 1.0, 2)])
    await log.erase("s1", 0.0, 100.0, "mentee")
    kept = [r.event for r in await log.read("s1")]
    assert kept[1].words == ()
    assert kept[2:] == [yours, promise("relire", 1.0, 2)]


async def test_the_log_in_memory_behaves_like_the_real_one(log) -> None:
    memory = MemoryEventLog()
    for each in (log, memory):
        await each.append("s1", [session_opened(), said("mentee", "un deux trois", 1.0)])
        await each.append("s1", [promise("deux", 1.4, 1), closed()])
        await each.erase("s1", 1.3, 1.6, None)
    assert await memory.read("s1", 1) == await log.read("s1", 1)


def disk_holds(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.iterdir())


async def test_an_append_given_up_half_way_is_stored_whole_or_not_at_all(log) -> None:
    await log.append("s1", [session_opened()])
    for steps in range(12):
        given_up = asyncio.get_running_loop().create_task(
            log.append("s1", [said("mentor", "un", steps), said("mentee", "deux", steps)])
        )
        for _ in range(steps):
            await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
    [last] = await log.append("s1", [closed()])
    stored = await log.read("s1")
    assert [r.seq for r in stored] == list(range(1, last.seq + 1))
    assert len(stored) % 2 == 0
