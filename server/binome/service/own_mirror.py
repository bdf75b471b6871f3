"""The mirror of one person in a stored session, with what stands around its events.

Driven by the API. The language layer reads the questions and receipts of the talk; when it cannot
be had in time, the domain's small rule stands in.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog

from binome.domain.events import Event, SessionOpened, WordsCommitted
from binome.domain.mirror import Around, Mirror, mirror_of_events
from binome.domain.values import ParticipantId
from binome.errors import BinomeError
from binome.service.ports import SessionRecord, Understanding
from binome.service.reading import dialogue_at_its_date

READ_WITHIN = 10.0
"""Seconds a person who opens the mirror waits for the reading of the talk."""

log = structlog.get_logger()


async def own_mirror(
    understanding: Understanding,
    record: SessionRecord,
    events: Sequence[Event],
    person: ParticipantId,
) -> Mirror:
    """Return a person's mirror of an opened session."""
    minutes = await _read(understanding, record.id, events)
    around = Around(planned_start=_planned_start(record, events))
    return mirror_of_events(events, person, minutes, around)


async def _read(
    understanding: Understanding, session: str, events: Sequence[Event]
) -> dict[str, Any] | None:
    if not any(isinstance(event, WordsCommitted) and event.words for event in events):
        return None
    try:
        async with asyncio.timeout(READ_WITHIN):
            return await understanding.read_dialogue(session, dialogue_at_its_date(events))
    except TimeoutError:
        log.warning("a mirror is shown without the reading of its talk", why="timeout")
    except BinomeError as problem:
        log.warning("a mirror is shown without the reading of its talk", why=problem.code)
    return None


def _planned_start(record: SessionRecord, events: Sequence[Event]) -> float | None:
    """The session's planned time in seconds on its media clock, None when none was planned."""
    if record.starts_at is None:
        return None
    opened = next(event for event in events if isinstance(event, SessionOpened))
    planned = datetime.fromisoformat(record.starts_at)
    return (planned - datetime.fromisoformat(opened.opened_at)).total_seconds()
