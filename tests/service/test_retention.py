"""The promise of the consent text, kept at the start and every six hours."""

from dataclasses import dataclass, field

import pytest

from binome.domain.events import SpeechEnded
from binome.domain.mirror import mirror_of_events
from binome.domain.retention import Leftover
from binome.errors import Unavailable
from binome.service.retention import EVERY, TRY_AGAIN, Retention, Terms
from tests.helpers.pair import CLAIRE, ended_session, seats, session_record
from tests.helpers.service import ManualClock, Page, live_house
from tests.helpers.store import MemoryAudit, MemoryEventLog

pytestmark = pytest.mark.anyio
DAY = 24 * 3600.0


class Over(Exception):
    """The story has been told."""


TERMS = Terms(transcript=30, figures=90, session=365, audit=365)


@dataclass
class Shelf:
    """Gives the sessions that ended so many seconds after the start; remembers what is gone."""

    clock: ManualClock
    over: dict[str, float]
    asked: list[str] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    fails: bool = False

    async def due(self, what: Leftover, instant: str) -> list[str]:
        if self.fails:
            raise Unavailable("the disk is full")
        self.asked.append(instant)
        age = self.clock.monotonic() - 1000.0
        days = getattr(TERMS, what)
        return [
            session
            for session, at in self.over.items()
            if age - at > days * DAY and (what, session) not in self.gone
        ]

    async def mark_gone(self, session: str, what: Leftover, at: str) -> None:
        self.gone.append((what, session))


async def spoken_log() -> MemoryEventLog:
    log = MemoryEventLog()
    await log.append("s1", [*ended_session(), SpeechEnded(20.0, "mentee", 10.0)])
    return log


async def test_each_thing_goes_once_in_its_own_time_and_the_newer_session_later() -> None:
    clock, log, audit = ManualClock(), await spoken_log(), MemoryAudit()
    await log.append("s2", ended_session("s2"))
    shelf, told, pauses = Shelf(clock, {"s1": 0.0, "s2": 5 * DAY}), [], []
    retention = Retention(log, shelf, audit, clock, TERMS, told.append)
    left: dict[int, str] = {}

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if (day := int(clock.monotonic() // DAY)) > 375:
            raise Over
        left[day] = str(log.events.get("s1", "nothing"))
        clock.advance(seconds)

    with pytest.raises(Over):
        await retention.run(pause)
    assert set(pauses) == {EVERY}
    assert told == ["s1", "s2"] * 3
    assert shelf.gone == [
        (what, session) for what in ("transcript", "figures", "session") for session in ("s1", "s2")
    ]
    assert "WordsCommitted(at=" in left[29]
    assert "text='Envoyer'" not in left[31]
    assert "SpeechEnded(at=0.0, participant='', since=0.0" in left[91]
    assert "Envoyer le CV" in left[364]
    assert left[366] == "nothing"
    assert [act.action for act in audit.acts[:2]] == ["transcript_deleted"] * 2
    assert {act.participant for act in audit.acts} == {""}
    assert shelf.asked[0] == "2026-10-25T14:00:00.000+00:00"
    assert audit.kept_from.startswith("2026-12-0")


async def test_what_the_disk_refuses_is_tried_again_sooner_and_not_called_done() -> None:
    clock, log, audit = ManualClock(), await spoken_log(), MemoryAudit()
    clock.advance(31 * DAY)
    shelf = Shelf(clock, {"s1": 0.0})
    retention = Retention(log, shelf, audit, clock, TERMS, lambda _: None)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        assert bool(audit.acts) == (seconds == EVERY)
        log.cannot_erase, shelf.fails = False, len(pauses) == 1
        if len(pauses) == 3:
            raise Over

    log.cannot_erase = True
    with pytest.raises(Over):
        await retention.run(pause)
    assert pauses == [TRY_AGAIN, TRY_AGAIN, EVERY]
    assert shelf.gone == [("transcript", "s1")]


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
