"""Scripted relay, understanding worker, jobs and clock, and conductors that lean on them.

`async with live_house() as house:` gives running `Conductors` on the store in memory. Time stands
still until `house.clock.advance(seconds)`; nothing here sleeps.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from binome.domain.values import Participant, ParticipantId, Word
from binome.errors import BadInput, Unavailable
from binome.service.audience import Farewell, Picture, Told
from binome.service.conductors import Conductors
from binome.service.parts import Parts
from binome.service.ports import Recorded
from binome.wire.understanding import Words
from tests.helpers.store import (
    MemoryAudit,
    MemoryEventLog,
    MemoryMemos,
    MemoryMirrors,
    MemorySessions,
)


class ManualClock:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.began = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds

    def utc(self) -> str:
        wall = self.began + timedelta(seconds=self.seconds - 1000.0)
        return wall.isoformat(timespec="milliseconds")

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


class ScriptedRelay:
    """Answers offers with `answer` (or raises it), and writes down what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.listening: set[ParticipantId] = set()
        self.answer: str | Exception = "v=0 answer"

    async def open_room(self, room: str, origin: float, size: int) -> None:
        self.told.append(("open_room", room, size))

    async def join(
        self, room: str, participant: ParticipantId, sdp: str, *, publishes: bool
    ) -> str:
        self.told.append(("join", participant, publishes))
        if "v=0" not in sdp:
            raise BadInput("the offer is not SDP")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def leave(self, room: str, participant: ParticipantId) -> None:
        self.told.append(("leave", participant))

    async def listen(self, room: str, participant: ParticipantId, on: bool) -> None:
        self.told.append(("listen", participant, on))
        (self.listening.add if on else self.listening.discard)(participant)

    async def close_room(self, room: str) -> None:
        self.told.append(("close_room", room))


class ScriptedUnderstanding:
    """Reads every dialogue as `minutes`; `hold` makes readings wait until it is set."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.minutes: dict[str, Any] | Exception = {"agreements": [], "actions": []}
        self.dialogues: list[dict[str, Any]] = []
        self.hold: asyncio.Event | None = None
        self.kept_listening = False
        self.late_fails: Exception | None = None
        self.measured: frozenset[ParticipantId] = frozenset()
        self.last_words: Callable[[], None] = lambda: None
        self.news = asyncio.Condition()

    async def follow(
        self,
        session: str,
        origin: float,
        people: Sequence[tuple[ParticipantId, str]],
        hotwords: Sequence[str],
        model: str,
        measured: Collection[ParticipantId] = (),
    ) -> None:
        self.told.append(("follow", tuple(people), model))
        self.measured = frozenset(measured)

    async def forget(self, session: str, since: float) -> None:
        self.told.append(("forget", since))

    async def hear_late(
        self, session: str, participant: ParticipantId, since: float, samples: bytes
    ) -> None:
        if self.late_fails is not None:
            raise self.late_fails
        self.told.append(("late", participant, since, samples))

    async def finish(self, session: str) -> None:
        self.told.append(("finish",))
        self.last_words()

    async def read_dialogue(self, session: str, dialogue: dict[str, Any]) -> dict[str, Any]:
        async with self.news:
            self.dialogues.append(dialogue)
            self.news.notify_all()
        if self.hold is not None:
            await self.hold.wait()
        if isinstance(self.minutes, Exception):
            raise self.minutes
        return self.minutes

    async def until_read(self, times: int) -> None:
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: len(self.dialogues) >= times)


class ScriptedJobs:
    """Writes down what it was asked; `failures` says how often to fail first."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.news = asyncio.Condition()

    async def session_closed(self, session: str) -> None:
        await self._note("closed")

    async def recap_approved(self, session: str) -> None:
        await self._note("approved")

    async def until_asked(self, what: str) -> None:
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: what in self.asked)

    async def _note(self, what: str) -> None:
        async with self.news:
            self.asked.append(what)
            self.news.notify_all()


class Page:
    """A browser's page as the conductor sees it: everything it was told, in order."""

    def __init__(self, participant: Participant) -> None:
        self.participant = participant
        self.told: list[Told] = []
        self.farewell: Farewell | None = None

    def tell(self, told: Told) -> None:
        self.told.append(told)

    def dismiss(self, reason: Farewell) -> None:
        self.farewell = self.farewell or reason

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.told if isinstance(one, Recorded | Picture)]

    @property
    def events(self) -> list[str]:
        return [one.event.type for one in self.told if isinstance(one, Recorded)]


@dataclass
class House:
    """Running conductors and everything scripted around them."""

    conductors: Conductors
    log: MemoryEventLog
    sessions: MemorySessions
    clock: ManualClock
    relay: ScriptedRelay
    understanding: ScriptedUnderstanding
    jobs: ScriptedJobs
    parts: Parts = field(repr=False)
    audit: MemoryAudit = field(default_factory=MemoryAudit)

    def __post_init__(self) -> None:
        self.memos = MemoryMemos(self.sessions)

    def event_types(self, session: str = "s1") -> list[str]:
        return [event.type for event in self.log.events.get(session, [])]


def parts_of(log: MemoryEventLog, sessions: MemorySessions, clock: ManualClock) -> Parts:
    numbers = itertools.count(1)
    return Parts(
        log=log,
        sessions=sessions,
        mirrors=MemoryMirrors(),
        relay=ScriptedRelay(),
        understanding=ScriptedUnderstanding(),
        jobs=ScriptedJobs(),
        clock=clock,
        new_id=lambda: f"id-{next(numbers)}",
        quiet=0.0,
    )


@asynccontextmanager
async def live_house(
    log: MemoryEventLog | None = None,
    sessions: MemorySessions | None = None,
    clock: ManualClock | None = None,
) -> AsyncIterator[House]:
    """Run conductors; give an earlier house's log, sessions and clock to restart the process."""
    log = log or MemoryEventLog()
    sessions = sessions or MemorySessions(log)
    clock = clock or ManualClock()
    parts = parts_of(log, sessions, clock)
    async with Conductors(parts).running() as conductors:
        yield House(
            conductors,
            log,
            sessions,
            clock,
            parts.relay,  # type: ignore[arg-type]
            parts.understanding,  # type: ignore[arg-type]
            parts.jobs,  # type: ignore[arg-type]
            parts,
        )


def words(participant: str, text: str, start: float, *, turn: str = "", ends: bool = True) -> Words:
    """What the worker says when it has heard `text` from `start` on, a word each half second."""
    spoken = tuple(
        Word(word, start + n * 0.5, start + n * 0.5 + 0.4) for n, word in enumerate(text.split())
    )
    return Words("s1", participant, turn or f"{participant}@{start}", spoken, ends)


GONE = Unavailable("the worker is gone")
