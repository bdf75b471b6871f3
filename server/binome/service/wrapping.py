"""From hang-up to the mail: last words, last reading, draft recap, approval.

Driven by its conductor, one step at a time in its own task, so that the closing page stays quick
while the recogniser finishes (30 s at most). The jobs it hands over to are durable and idempotent:
after a restart the steps are simply asked for again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

import structlog

from binome.errors import Unavailable
from binome.service.wrapup import Jobs

if TYPE_CHECKING:
    from binome.service.conductor import Conductor

FINISH_WITHIN = 30.0
"""Seconds the recogniser gets for the last words."""
LONGEST_WAIT = 30.0
"""Seconds, the most between two attempts to hand a job over."""

log = structlog.get_logger()


class Wrapping:
    """The way of one session from hang-up to the mail."""

    def __init__(self, conductor: "Conductor") -> None:
        self._conductor = conductor
        self._steps: asyncio.Queue[Literal["close", "approve"]] = asyncio.Queue(8)
        self._busy = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is under way."""
        return self._busy == 0

    def close(self) -> None:
        """The call is over: finish and make the draft."""
        self._ask("close")

    def approve(self) -> None:
        """Both approved: the recap may leave."""
        self._ask("approve")

    def _ask(self, step: Literal["close", "approve"]) -> None:
        if not self._steps.full():  # eight waiting steps already hold every step there is
            self._busy += 1
            self._steps.put_nowait(step)

    async def run(self) -> None:
        """Take the steps in order, until cancelled."""
        while True:
            step = await self._steps.get()
            if step == "close":
                await self._finish()
                await _until_taken(self._jobs.session_closed, self._conductor.id)
            else:
                await _until_taken(self._jobs.recap_approved, self._conductor.id)
            self._busy -= 1
            self._conductor.poke()

    @property
    def _jobs(self) -> Jobs:
        return self._conductor.parts.jobs

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


async def _until_taken(job: Callable[[str], Awaitable[None]], session: str) -> None:
    """Hand a job over, again and again while the place that keeps jobs cannot take it."""
    wait = 0.5
    while True:
        try:
            return await job(session)
        except Exception:  # whatever it is, the recap must not get lost
            log.exception("a job could not be handed over", session=session)
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)
