"""Keeps what the consent text promises: a session's transcript is gone so many days after it.

Driven by the gateway: `run` looks at its start and every six hours. A transcript that could not be
deleted (disk full, log busy) is tried again sooner. Times here are wall times, ISO UTC.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from binome.errors import BinomeError
from binome.service.ports import Clock

EVERY = 6 * 3600.0
"""Seconds between two looks."""
TRY_AGAIN = 600.0
"""Seconds until what failed is tried again."""

log = structlog.get_logger()


class Transcripts(Protocol):
    """Where the words are stored."""

    async def forget_transcript(self, session: str) -> None:
        """Leave no spoken word of the session anywhere; returns once none is on the disk."""


class Shelf(Protocol):
    """Which sessions there are, how old they are, and whose transcript is already gone."""

    async def with_transcript_from_before(self, instant: str) -> list[str]:
        """Return the sessions over since `instant` (ISO UTC) that still have their transcript."""

    async def mark_transcript_gone(self, session: str, at: str) -> None:
        """Remember that the session's transcript was deleted."""


class Retention:
    """The promise, and who has to know when it was kept."""

    def __init__(
        self,
        transcripts: Transcripts,
        shelf: Shelf,
        clock: Clock,
        days: int,
        on_gone: Callable[[str], None],
    ) -> None:
        self._transcripts = transcripts
        self._shelf = shelf
        self._clock = clock
        self._kept_for = timedelta(days=days)
        self._on_gone = on_gone

    async def run(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look now and every six hours, until cancelled; `pause(seconds)` waits."""
        while True:
            await pause(EVERY if await self.look() else TRY_AGAIN)

    async def look(self) -> bool:
        """Delete what is due; return whether all of it went."""
        now = self._clock.utc()
        oldest = (datetime.fromisoformat(now) - self._kept_for).isoformat(timespec="milliseconds")
        try:
            due = await self._shelf.with_transcript_from_before(oldest)
        except BinomeError as problem:
            log.warning("no transcript could be looked at", why=problem.code)
            return False
        return all([await self._delete(session, now) for session in due])

    async def _delete(self, session: str, now: str) -> bool:
        try:
            await self._transcripts.forget_transcript(session)
            self._on_gone(session)
            await self._shelf.mark_transcript_gone(session, now)
        except BinomeError as problem:
            log.warning("a transcript is not deleted yet", session=session, why=problem.code)
            return False
        log.info("transcript deleted", session=session)
        return True
