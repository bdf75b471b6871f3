"""What a live session measures for mirrors only: it goes to the private store, never to the log.

Driven by the conductor, in turn with everything else, so that nothing measured of a passage comes
in after the passage was erased.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from statistics import median

import structlog

from binome.domain.events import Event, PassageErased
from binome.domain.mirror.sound import WINDOW, SoundWindow
from binome.domain.values import ParticipantId
from binome.errors import BinomeError
from binome.service.ports import Mirrors, SessionRecord
from binome.wire.media import RoundTrip
from binome.wire.understanding import Sounded

REMEMBERED = 720
"""Times of travel whose median is kept: two hours of them."""

log = structlog.get_logger()


class Private:
    """One session's private figures on their way to the store."""

    def __init__(self, record: SessionRecord, mirrors: Mirrors) -> None:
        self._session = record.id
        self._people = {p.id for p in record.participants if p.role != "observer"}
        self._mirrors = mirrors
        self._travels: dict[ParticipantId, deque[float]] = defaultdict(
            lambda: deque(maxlen=REMEMBERED)
        )

    async def keep(self, told: Sounded | RoundTrip, events: Sequence[Event]) -> None:
        """Store what was measured; what cannot be stored is lost, the session goes on."""
        if told.participant not in self._people:
            return
        try:
            if isinstance(told, RoundTrip):
                await self._keep_travel(told.participant, told.seconds)
            elif not _was_erased(told.window, told.participant, events):
                await self._mirrors.keep(self._session, told.participant, told.window)
        except BinomeError as problem:
            log.warning("a figure was not kept", session=self._session, why=problem.code)

    async def _keep_travel(self, person: ParticipantId, seconds: float) -> None:
        self._travels[person].append(seconds)
        await self._mirrors.note_travel(self._session, person, median(self._travels[person]))


def _was_erased(window: SoundWindow, person: ParticipantId, events: Sequence[Event]) -> bool:
    return any(
        isinstance(event, PassageErased)
        and event.participant in (None, person)
        and event.since < window.at + WINDOW
        and event.until > window.at
        for event in events
    )
