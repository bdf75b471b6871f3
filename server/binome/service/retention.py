"""Keeps what the consent text promises: everything a session leaves has its day to go.

Driven by the gateway: `run` looks at its start and every six hours. What could not be deleted
(disk full, log busy) is tried again sooner. Times here are wall times, ISO UTC.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, get_args

import structlog

from binome.domain.audit import Act, Action
from binome.domain.retention import Leftover
from binome.errors import BinomeError
from binome.service.ports import Audit, Clock

EVERY = 6 * 3600.0
"""Seconds between two looks."""
TRY_AGAIN = 600.0
"""Seconds until what failed is tried again."""

DELETED: dict[Leftover, Action] = {
    "transcript": "transcript_deleted",
    "figures": "figures_deleted",
    "session": "session_deleted",
}

log = structlog.get_logger()


class Archive(Protocol):
    """Where sessions are stored; each method returns once nothing of it is on the disk."""

    async def forget_transcript(self, session: str) -> None:
        """Leave no spoken word of the session anywhere."""

    async def forget_figures(self, session: str) -> None:
        """Leave nothing that tells how anybody spoke."""

    async def forget_session(self, session: str) -> None:
        """Leave nothing of the session."""


class Shelf(Protocol):
    """Which sessions there are, how old they are, and what of them is already gone."""

    async def due(self, what: Leftover, instant: str) -> list[str]:
        """Return the sessions over since `instant` (ISO UTC) that still have this."""

    async def mark_gone(self, session: str, what: Leftover, at: str) -> None:
        """Remember that this was deleted."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Days after a session until each thing goes; of the audit log, days after an entry."""

    transcript: int
    figures: int
    session: int
    audit: int


class Retention:
    """The promise, and who has to know when it was kept."""

    def __init__(
        self,
        archive: Archive,
        shelf: Shelf,
        audit: Audit,
        clock: Clock,
        terms: Terms,
        on_gone: Callable[[str], None],
    ) -> None:
        self._forget: dict[Leftover, Callable[[str], Awaitable[None]]] = {
            "transcript": archive.forget_transcript,
            "figures": archive.forget_figures,
            "session": archive.forget_session,
        }
        self._shelf = shelf
        self._audit = audit
        self._clock = clock
        self._terms = terms
        self._on_gone = on_gone

    async def run(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look now and every six hours, until cancelled; `pause(seconds)` waits."""
        while True:
            await pause(EVERY if await self.look() else TRY_AGAIN)

    async def look(self) -> bool:
        """Delete what is due; return whether all of it went."""
        went = [await self._delete_all(what) for what in get_args(Leftover)]
        return all([*went, await self._cut_audit()])

    async def _delete_all(self, what: Leftover) -> bool:
        try:
            due = await self._shelf.due(what, self._days_ago(getattr(self._terms, what)))
        except BinomeError as problem:
            log.warning("what is due could not be looked at", what=what, why=problem.code)
            return False
        return all([await self._delete(what, session) for session in due])

    async def _delete(self, what: Leftover, session: str) -> bool:
        try:
            await self._forget[what](session)
            self._on_gone(session)
            await self._shelf.mark_gone(session, what, self._clock.utc())
            await self._audit.note(Act(session, "", DELETED[what]))
        except BinomeError as problem:
            log.warning("not deleted yet", what=what, session=session, why=problem.code)
            return False
        log.info("deleted", what=what, session=session)
        return True

    async def _cut_audit(self) -> bool:
        try:
            await self._audit.forget_before(self._days_ago(self._terms.audit))
        except BinomeError as problem:
            log.warning("the audit log was not cut", why=problem.code)
            return False
        return True

    def _days_ago(self, days: int) -> str:
        now = datetime.fromisoformat(self._clock.utc())
        return (now - timedelta(days=days)).isoformat(timespec="milliseconds")
