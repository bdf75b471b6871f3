"""The promise of the consent text, kept at the start and every six hours."""

from dataclasses import dataclass, field

import pytest

from binome.domain.mirror import mirror_of_events
from binome.errors import Unavailable
from binome.service.retention import EVERY, TRY_AGAIN, Retention
from tests.helpers.pair import CLAIRE, ended_session, seats, session_record
from tests.helpers.service import ManualClock, Page, live_house
from tests.helpers.store import MemoryEventLog

pytestmark = pytest.mark.anyio
DAY = 24 * 3600.0


class Over(Exception):
    """The story has been told."""


@dataclass
class Shelf:
    """Gives the sessions that end after so many seconds; remembers whose transcript is gone."""

    clock: ManualClock
    over: dict[str, float]
    asked: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    fails: bool = False

    async def with_transcript_from_before(self, instant: str) -> list[str]:
        if self.fails:
            raise Unavailable("the disk is full")
        self.asked.append(instant)
        age = self.clock.monotonic() - 1000.0
        return [s for s, at in self.over.items() if age - at > 30 * DAY and s not in self.gone]

    async def mark_transcript_gone(self, session: str, at: str) -> None:
        self.gone.append(session)


async def spoken_log() -> MemoryEventLog:
    log = MemoryEventLog()
    await log.append("s1", ended_session())
    return log


async def test_what_is_due_goes_once_and_the_newer_session_later() -> None:
    clock, log = ManualClock(), await spoken_log()
    await log.append("s2", ended_session("s2"))
    shelf, told, pauses = Shelf(clock, {"s1": 0.0, "s2": 5 * DAY}), [], []
    retention = Retention(log, shelf, clock, 30, told.append)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if clock.monotonic() > 40 * DAY:
            raise Over
        clock.advance(seconds)

    with pytest.raises(Over):
        await retention.run(pause)
    assert set(pauses) == {EVERY}
    assert told == shelf.gone == ["s1", "s2"]
    assert "mardi prochain" not in str(log.events).replace("due_words='mardi prochain'", "")
    assert shelf.asked[0] == "2026-10-25T14:00:00.000+00:00"


async def test_what_the_disk_refuses_is_tried_again_sooner_and_not_called_done() -> None:
    clock, log = ManualClock(), await spoken_log()
    clock.advance(31 * DAY)
    shelf = Shelf(clock, {"s1": 0.0})
    retention = Retention(log, shelf, clock, 30, lambda _: None)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        log.cannot_erase, shelf.fails = False, len(pauses) == 1
        if len(pauses) == 3:
            raise Over

    log.cannot_erase = True
    with pytest.raises(Over):
        await retention.run(pause)
    assert pauses == [TRY_AGAIN, TRY_AGAIN, EVERY]
    assert shelf.gone == ["s1"]


async def test_whoever_still_looks_at_the_session_comes_back_to_it_without_words() -> None:
    async with live_house() as house:
        await house.sessions.create(session_record(), seats())
        await house.log.append("s1", ended_session())
        before = await house.conductors.get("s1")
        page = Page(CLAIRE)
        before.admit(page, replaces=False)
        assert before.picture().view.turns
        await house.log.forget_transcript("s1")
        house.conductors.reread("s1")
        assert page.farewell == "shutting_down"
        after = await house.conductors.get("s1")
        view = after.picture().view
        assert after is not before
        assert view.turns == ()
        assert [line.current.text for line in view.commitments] == ["Envoyer le CV"]
        assert mirror_of_events(after.events, "mentee").minutes == 0


async def test_a_log_without_words_is_not_read_again_for_promises() -> None:
    async with live_house() as house:
        await house.sessions.create(session_record(), seats())
        await house.log.append("s1", ended_session())
        await house.log.forget_transcript("s1")
        conductor = await house.conductors.get("s1")
        await conductor.reading.read()
        assert house.understanding.dialogues == []
        assert conductor.picture().view.commitments
