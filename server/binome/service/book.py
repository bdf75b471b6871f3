"""Writing down what happens to one session: decided, stored, told, then acted upon.

Driven by the conductor, one call at a time. What was heard while the log cannot be written waits
here, in order, and so does an erasure; the conductor comes back with both.
"""

from collections import deque
from collections.abc import Sequence
from typing import Protocol

import structlog

from binome.domain.events import Event
from binome.errors import BinomeError, Unavailable
from binome.service.audience import Told
from binome.service.ears import Heard, hear
from binome.service.inbox import MOST, Decide
from binome.service.journal import Journal
from binome.service.parts import Parts
from binome.service.ports import SessionRecord
from binome.wire.understanding import Words

log = structlog.get_logger()


class Follower(Protocol):
    """Who has to know what was written (the conductor)."""

    def tell(self, told: Told) -> None:
        """Tell the listeners."""

    def opens(self) -> None:
        """The session's clock has started."""

    def turn_ended(self) -> None:
        """Somebody has finished a turn."""

    async def act(self, events: Sequence[Event]) -> None:
        """Bring the world in line with what was just decided."""


class Book:
    """One session's way from decisions to its log."""

    def __init__(
        self, journal: Journal, record: SessionRecord, parts: Parts, follower: Follower
    ) -> None:
        self._journal = journal
        self._session = record
        self._parts = parts
        self._follower = follower
        self._unwritten: deque[Heard] = deque(maxlen=MOST)

    @property
    def has_to_write(self) -> bool:
        """Whether words or an erasure wait for the log."""
        return bool(self._unwritten) or self._journal.must_erase

    async def record(self, decide: Decide) -> None:
        """Store what `decide(now)` returns, tell it and act on it. Raises what `decide` raises."""
        if not self._journal.is_open:
            return await self._open(decide)
        await self.bring_forward()
        events = decide(self._journal.now())
        if events:
            for one in await self._journal.write(events):
                self._follower.tell(one)
            await self._follower.act(events)

    async def attempt(self, decide: Decide) -> None:
        """The same for what nobody waits for: a refusal is logged, and comes up again by itself."""
        try:
            await self.record(decide)
        except BinomeError as problem:
            log.warning("could not be noted yet", session=self._session.id, why=problem.code)

    async def hear(self, heard: Heard) -> None:
        """Write down what was heard, after what waits already."""
        self._unwritten.append(heard)
        await self.write_what_waits()

    async def write_what_waits(self) -> None:
        """Erase and write what is waiting, in order; what fails stays for the next attempt."""
        try:
            await self._journal.erase()
            while self._unwritten:
                await self._write_heard(self._unwritten[0])
                self._unwritten.popleft()
        except Unavailable as problem:
            log.warning("the log cannot be written; it is tried again", why=str(problem))
        except BinomeError as problem:
            log.warning("something heard was refused", session=self._session.id, why=problem.code)
            self._unwritten.popleft()

    async def bring_forward(self) -> None:
        """Take over what the pair still owes from before, until somebody enters this session."""
        if self._session.pair and not self._journal.session.has_begun:
            last = await self._parts.sessions.last_of_pair(self._session.id)
            for one in await self._journal.bring_forward(last):
                self._follower.tell(one)

    async def _write_heard(self, heard: Heard) -> None:
        await self.record(lambda now: hear(self._journal.session, heard, now))
        if isinstance(heard, Words) and heard.ends_turn:
            self._follower.turn_ended()

    async def _open(self, decide: Decide) -> None:
        """The first thing to note opens the session: its clock starts here."""
        await self.bring_forward()
        opening, origin = self._journal.opening(), self._parts.clock.monotonic()
        events = decide(0.0)
        if not events:
            return
        await self._parts.sessions.mark_opened(self._session.id, opening.opened_at)
        await self._journal.write([opening, *events])
        self._journal.origin = origin
        self._follower.opens()
        await self._follower.act(events)
