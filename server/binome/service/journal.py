"""One session's log and what it adds up to: stored first, then applied, and erased for good.

Driven by the conductor, one call at a time. The `Session` here is only ever built from what the
log holds. An erasure that the disk refuses waits and is done again, also after a restart.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from binome.domain.events import Event, PassageErased, SessionOpened
from binome.domain.ledger import Legacy, brought_to, legacy_of
from binome.domain.opening import open_session
from binome.domain.session import Session
from binome.service.ports import Clock, EventLog, Mirrors, Recorded, SessionRecord


class Journal:
    """The events of one session and the state they make."""

    def __init__(
        self, record: SessionRecord, log: EventLog, mirrors: Mirrors, clock: Clock
    ) -> None:
        self._record = record
        self._log = log
        self._mirrors = mirrors
        self._clock = clock
        self._entries: list[Recorded] = []
        self._unerased: list[PassageErased] = []
        self._legacy = Legacy()
        self.origin: float | None = None
        """Value of the monotonic clock at which `at` is 0; None while nothing is stored."""
        self.session = Session()
        self.session.apply(self.opening())

    @property
    def is_open(self) -> bool:
        """Whether the session's first event is stored."""
        return self.origin is not None

    @property
    def seq(self) -> int:
        """The last stored event's place, 0 when there is none."""
        return len(self._entries)

    @property
    def events(self) -> list[Event]:
        """The session's events so far."""
        return [one.event for one in self._entries]

    @property
    def last_at(self) -> float:
        """When the last stored event happened."""
        return self._entries[-1].event.at if self._entries else 0.0

    def now(self) -> float:
        """Seconds on the session's media clock."""
        return 0.0 if self.origin is None else self._clock.monotonic() - self.origin

    def missed(self, after: int | None) -> list[Recorded] | None:
        """Return the events after `seq`, or None when only a new picture can help."""
        if after is None or not self._entries or after > len(self._entries):
            return None
        return self._entries[max(after, 0) :]

    def opening(self) -> SessionOpened:
        """Return the first event of a session that opens now."""
        record, now = self._record, self._clock.utc()
        return open_session(
            session=record.id,
            title=record.title,
            language=record.language,
            timezone=record.timezone,
            participants=record.participants,
            opened_at=now,
            agenda=record.agenda,
            rehearsal=record.rehearsal,
            carried_over=self._legacy.lines,
            already_done=self._legacy.already_done,
            known_next_session=self._legacy.known_next_session,
        )

    async def bring_forward(self, last: str | None) -> list[Recorded]:
        """Take over what the pair's session `last` left open, until somebody enters this one.

        Returns what had to be stored for it: nothing while this session's log is not open.
        """
        if last is None:
            return []
        legacy = legacy_of([recorded.event for recorded in await self._log.read(last)])
        known, today = legacy.known_next_session, self._clock.utc()[:10]
        self._legacy = (
            legacy if known and known > today else replace(legacy, known_next_session=None)
        )
        if self.is_open:
            brought = brought_to(self.session, self._legacy, self.now())
            return await self.write(brought) if brought else []
        self.session = Session()
        self.session.apply(self.opening())
        return []

    async def load(self) -> None:
        """Read what is stored; the session's clock goes on from when it opened."""
        await self._read_again()
        if not self._entries:
            return
        opened = self._entries[0].event
        assert isinstance(opened, SessionOpened)  # noqa: S101 - the log's first law
        began, now = (datetime.fromisoformat(t) for t in (opened.opened_at, self._clock.utc()))
        age = max((now - began).total_seconds(), self.last_at)
        self.origin = self._clock.monotonic() - age
        self._unerased = [event for event in self.events if isinstance(event, PassageErased)]

    async def write(self, events: Sequence[Event]) -> list[Recorded]:
        """Store and apply events; return them, and before them what somebody else had stored."""
        recorded = await self._log.append(self._record.id, events)
        if recorded and recorded[0].seq != self.seq + 1:
            recorded = await self._log.read(self._record.id, self.seq)
        if not self._entries:
            self.session = Session()
        for one in recorded:
            self.session.apply(one.event)
            self._entries.append(one)
        self._unerased += [event for event in events if isinstance(event, PassageErased)]
        return recorded

    @property
    def must_erase(self) -> bool:
        """Whether words that were erased are still stored."""
        return bool(self._unerased)

    async def erase(self) -> None:
        """Take the erased words out of the log for good, and how they sounded out of the mirrors.

        Raises `Unavailable`, then call again.
        """
        while self._unerased:
            gone = self._unerased[0]
            passage = (gone.since, gone.until, gone.participant)
            await self._mirrors.erase_sound(self._record.id, *passage)
            await self._log.erase(self._record.id, *passage)
            self._unerased.pop(0)
            if not self._unerased:
                await self._read_again()

    async def _read_again(self) -> None:
        entries = await self._log.read(self._record.id)
        if not entries:
            return
        self._entries, self.session = entries, Session()
        for one in entries:
            self.session.apply(one.event)
