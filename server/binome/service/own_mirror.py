"""The mirror of one person in a stored session, with what stands around its events.

Driven by the API, for whoever chose to have one; nothing is worked out for anybody else. The
language layer reads the questions and receipts of the talk; when it cannot be had in time, the
domain's small rule stands in.
"""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog

from binome.domain.events import Event, SessionOpened, WordsCommitted
from binome.domain.ledger import history_of
from binome.domain.mirror import Around, Mirror, Trend, mirror_of_events, trend_of
from binome.domain.values import ParticipantId
from binome.errors import BinomeError
from binome.service.parts import Parts
from binome.service.ports import SessionRecord
from binome.service.reading import dialogue_at_its_date

READ_WITHIN = 10.0
"""Seconds a person who opens the mirror waits for the reading of the talk."""
READINGS = 32
"""Talks whose newest reading is remembered, in memory only."""
SESSIONS = 12
"""Latest sessions of the pair that a trend looks at."""

log = structlog.get_logger()


class MirrorOff(BinomeError):
    """The person has not chosen to have a mirror of this session."""

    code = "mirror_off"


class OwnMirrors:
    """Mirrors for their subjects, folded from the log when asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._readings: OrderedDict[str, tuple[str, dict[str, Any]]] = OrderedDict()

    async def is_on(self, session: str, person: ParticipantId) -> bool:
        """Return whether the person wants the own mirror of the session."""
        return person in await self._parts.mirrors.chosen(session)

    async def of(self, record: SessionRecord, person: ParticipantId) -> Mirror | None:
        """Return a person's mirror; None when the session has not taken place.

        Raises `MirrorOff` when the person did not choose to have one.
        """
        if not await self.is_on(record.id, person):
            raise MirrorOff("You have not turned the mirror on for this session.")
        logs = await self._logs(await self._parts.sessions.of_pair(record.id))
        events = logs.get(record.id)
        if not events:
            return None
        sound = await self._parts.mirrors.sound_of(record.id, person)
        around = Around(
            delay=await self._delay(record.id, person),
            planned_start=_planned_start(record, events),
            promises=history_of(logs.values()),
            day=self._parts.clock.utc()[:10],
            sound=tuple(sound),
        )
        minutes = await self._read(record.id, events)
        return mirror_of_events(events, person, minutes, around)

    async def trend(self, record: SessionRecord, person: ParticipantId) -> Trend | None:
        """Return the trend over the pair's sessions in which the person chose a mirror.

        None when there are too few. Raises `MirrorOff` as `of` does.
        """
        if not await self.is_on(record.id, person):
            raise MirrorOff("You have not turned the mirror on for this session.")
        sessions = (await self._parts.sessions.of_pair(record.id))[-SESSIONS:]
        wanted = [one for one in sessions if await self.is_on(one, person)]
        mirrors = []
        for session, events in (await self._logs(wanted)).items():
            sound = await self._parts.mirrors.sound_of(session, person)
            around = Around(delay=await self._delay(session, person), sound=tuple(sound))
            minutes = await self._read(session, events)
            mirrors.append((_day(events), mirror_of_events(events, person, minutes, around)))
        return trend_of(mirrors)

    async def _logs(self, sessions: Sequence[str]) -> dict[str, list[Event]]:
        """The events of those that took place, in the order given."""
        logs = {one: [r.event for r in await self._parts.log.read(one)] for one in sessions}
        return {session: events for session, events in logs.items() if events}

    async def _delay(self, session: str, person: ParticipantId) -> float | None:
        """Seconds a voice travels from one mouth to the other ear: half of each way to and back."""
        travels = await self._parts.mirrors.travels(session)
        own = travels.pop(person, None)
        if own is None or not travels:
            return None
        return (own + sum(travels.values()) / len(travels)) / 2

    async def _read(self, session: str, events: Sequence[Event]) -> dict[str, Any] | None:
        """The language layer's reading, done once for the same words."""
        if not any(isinstance(event, WordsCommitted) and event.words for event in events):
            self._readings.pop(session, None)
            return None
        dialogue = dialogue_at_its_date(events)
        seal = hashlib.sha256(json.dumps(dialogue, sort_keys=True).encode()).hexdigest()
        known = self._readings.get(session)
        if known is not None and known[0] == seal:
            return known[1]
        minutes = await self._read_anew(session, dialogue)
        if minutes is not None:
            self._readings[session] = (seal, minutes)
            self._readings.move_to_end(session)
            if len(self._readings) > READINGS:
                self._readings.popitem(last=False)
        return minutes

    async def _read_anew(self, session: str, dialogue: dict[str, Any]) -> dict[str, Any] | None:
        try:
            async with asyncio.timeout(READ_WITHIN):
                return await self._parts.understanding.read_dialogue(session, dialogue)
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


def _day(events: Sequence[Event]) -> str:
    """The ISO day on which the session opened, which names it in a trend."""
    return next(e.opened_at[:10] for e in events if isinstance(e, SessionOpened))
