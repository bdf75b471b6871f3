"""From hang-up to the mail: last words, last reading, then over to the durable jobs.

Driven by its conductor, one step at a time in its own task, so that the closing page stays quick
while the recogniser finishes (30 s at most). The jobs know by themselves when a recap is due and
may be asked again and again: after a restart the steps simply are.
"""

import asyncio
from typing import TYPE_CHECKING, Literal

import structlog

from binome.errors import BinomeError, Unavailable

if TYPE_CHECKING:
    from binome.service.conductor import Conductor

FINISH_WITHIN = 30.0
"""Seconds the recogniser gets for the last words."""
LONGEST_WAIT = 30.0
"""Seconds, the most between two attempts to hand over."""

log = structlog.get_logger()


class Wrapping:
    """The way of one session from hang-up to the jobs."""

    def __init__(self, conductor: "Conductor") -> None:
        self._conductor = conductor
        self._steps: asyncio.Queue[Literal["close", "hand_over"]] = asyncio.Queue(8)
        self._waiting = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is under way."""
        return self._waiting == 0

    def close(self) -> None:
        """The call is over: finish its words, read once more, hand the recap over."""
        self._ask("close")

    def hand_over(self) -> None:
        """Somebody approved, or we restarted: have the jobs look at the recap."""
        self._ask("hand_over")

    def _ask(self, step: Literal["close", "hand_over"]) -> None:
        if not self._steps.full():  # eight waiting steps already hold every step there is
            self._waiting += 1
            self._steps.put_nowait(step)

    async def run(self) -> None:
        """Take the steps in order, until cancelled."""
        while True:
            step = await self._steps.get()
            if step == "close":
                await self._finish()
            await self._until_handed_over(step)
            self._waiting -= 1
            self._conductor.poke()

    async def _finish(self) -> None:
        parts, session = self._conductor.parts, self._conductor.id
        await parts.relay.close_room(session)
        try:
            async with asyncio.timeout(FINISH_WITHIN):
                await parts.understanding.finish(session)
        except (Unavailable, TimeoutError):
            log.warning("the last words may be missing", session=session)
        await self._conductor.settled()
        await self._conductor.reading.read()

    async def _until_handed_over(self, step: Literal["close", "hand_over"]) -> None:
        """Hand over, again and again while the place that keeps the jobs cannot take it."""
        parts, session, wait = self._conductor.parts, self._conductor.id, 0.5
        while True:
            try:
                if step == "close":
                    await parts.sessions.mark_closed(session, parts.clock.utc())
                    await parts.jobs.session_closed(session)
                else:
                    await parts.jobs.recap_approved(session)
                return
            except BinomeError as problem:
                log.warning("a recap could not be handed over", session=session, why=problem.code)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
