"""Re-reading the dialogue of a live session for agreements, actions and agenda moves.

Driven by its conductor: woken at each end of a turn, it lets the talk rest for a moment, then has
the newest dialogue read. One reading is under way at a time; what was said meanwhile is in the
next one. A reading that began before an erasure is thrown away: it may hold erased words.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from binome.domain.dialogue import dialogue_of
from binome.domain.events import Event, ParticipantJoined, SessionOpened, WordsCommitted
from binome.domain.values import CLEAR
from binome.errors import BinomeError

if TYPE_CHECKING:
    from binome.service.conductor import Conductor

log = structlog.get_logger()


class Reading:
    """The readings of one session."""

    def __init__(self, conductor: "Conductor") -> None:
        self._conductor = conductor
        self._changed = asyncio.Event()
        self._edition = 0

    def wake(self) -> None:
        """The dialogue has grown: read it again soon."""
        self._changed.set()

    def start_over(self) -> None:
        """Words were erased: a reading under way no longer counts."""
        self._edition += 1
        self._changed.set()

    async def run(self) -> None:
        """Read whenever woken, until cancelled."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(self._conductor.parts.quiet)
            await self.read()

    async def read(self) -> None:
        """Have the newest dialogue read and note what it holds."""
        self._changed.clear()
        edition, events = self._edition, self._conductor.events
        if not any(isinstance(event, WordsCommitted) and event.words for event in events):
            return
        try:
            minutes = await self._conductor.parts.understanding.read_dialogue(
                self._conductor.id, dialogue_at_its_date(events)
            )
            if self._conductor.doubtful:
                minutes = _doubted(minutes)
            await self._conductor.note_minutes(
                minutes, still_holds=lambda: edition == self._edition
            )
        except BinomeError as problem:
            log.warning("the dialogue was not read", session=self._conductor.id, why=problem.code)


def dialogue_at_its_date(events: Sequence[Event]) -> dict[str, Any]:
    """Return `binome.dialogue/1`, dated by when the first person joined, in the session's zone."""
    opened = next(event for event in events if isinstance(event, SessionOpened))
    joined = next((event.at for event in events if isinstance(event, ParticipantJoined)), 0.0)
    try:
        zone = ZoneInfo(opened.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    began = datetime.fromisoformat(opened.opened_at) + timedelta(seconds=joined)
    local = began.astimezone(zone)
    return dialogue_of(events, local.date().isoformat(), local.strftime("%H:%M"), opened.timezone)


def _doubted(minutes: dict[str, Any]) -> dict[str, Any]:
    """Return the minutes with nothing sure enough to be asserted (demonstration model, people)."""
    below = CLEAR - 0.01
    return minutes | {
        kind: [line | {"confidence": min(below, line.get("confidence", below))} for line in lines]
        for kind, lines in minutes.items()
        if kind in ("agreements", "actions")
    }
