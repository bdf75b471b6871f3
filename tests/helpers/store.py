"""The store in memory: an `EventLog` and a `Sessions` that other rooms' tests lean on.

Both keep the promises of `binome.service.ports` (seq without gaps, tokens kept as hashes), and both
can be told to fail the way a full disk does: `log.full = True`.
"""

from collections.abc import Sequence
from dataclasses import replace

from binome.domain.audit import Act
from binome.domain.erasure import log_without_passage
from binome.domain.events import Event, RecapReopened, RecapSent, SessionClosed
from binome.domain.mirror.sound import WINDOW, SoundWindow
from binome.domain.retention import without_figures, without_transcript
from binome.domain.values import ParticipantId
from binome.errors import BadInput, Unavailable
from binome.service.ports import EarlierMemo, Memo, Recorded, Seat, SessionRecord
from binome.store.tokens import fingerprint


class MemoryEventLog:
    """Events per session in a list; `full` makes every append fail as a full disk does."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}
        self.full = False
        self.cannot_erase = False

    async def append(self, session: str, events: Sequence[Event]) -> list[Recorded]:
        if self.full:
            raise Unavailable("the event log cannot be written: the disk is full")
        log = self.events.setdefault(session, [])
        first = len(log) + 1
        log.extend(events)
        return [Recorded(first + n, event) for n, event in enumerate(events)]

    async def read(self, session: str, after: int = 0) -> list[Recorded]:
        log = self.events.get(session, [])
        return [Recorded(n, event) for n, event in enumerate(log, 1) if n > after]

    async def erase(
        self, session: str, since: float, until: float, participant: ParticipantId | None
    ) -> None:
        if self.cannot_erase:
            raise Unavailable("the event log cannot be written: the disk is full")
        log = self.events.get(session, [])
        self.events[session] = log_without_passage(log, since, until, participant)

    async def forget_transcript(self, session: str) -> None:
        if self.cannot_erase:
            raise Unavailable("the event log cannot be written: the disk is full")
        log = self.events.get(session, [])
        self.events[session] = [without_transcript(event) for event in log]

    async def forget_figures(self, session: str) -> None:
        if self.cannot_erase:
            raise Unavailable("the event log cannot be written: the disk is full")
        log = self.events.get(session, [])
        self.events[session] = [without_figures(event) for event in log]

    async def forget_session(self, session: str) -> None:
        if self.cannot_erase:
            raise Unavailable("the event log cannot be written: the disk is full")
        self.events.pop(session, None)


class MemoryMirrors:
    """Choices and private figures in dictionaries."""

    def __init__(self) -> None:
        self.who: dict[str, set[ParticipantId]] = {}
        self.sounds: dict[tuple[str, ParticipantId], dict[float, SoundWindow]] = {}
        self.times: dict[str, dict[ParticipantId, float]] = {}

    async def chosen(self, session: str) -> frozenset[ParticipantId]:
        return frozenset(self.who.get(session, ()))

    async def choose(self, session: str, person: ParticipantId, on: bool, now: str) -> None:
        if on:
            self.who.setdefault(session, set()).add(person)
        else:
            self.who.get(session, set()).discard(person)
            self.sounds.pop((session, person), None)

    async def keep(self, session: str, person: ParticipantId, window: SoundWindow) -> None:
        if person in self.who.get(session, ()):
            self.sounds.setdefault((session, person), {})[window.at] = window

    async def sound_of(self, session: str, person: ParticipantId) -> list[SoundWindow]:
        return [one for _, one in sorted(self.sounds.get((session, person), {}).items())]

    async def erase_sound(
        self, session: str, since: float, until: float, person: ParticipantId | None
    ) -> None:
        for (where, whose), minutes in self.sounds.items():
            if where == session and person in (None, whose):
                for at in [at for at in minutes if at < until and at + WINDOW > since]:
                    del minutes[at]

    async def note_travel(self, session: str, person: ParticipantId, seconds: float) -> None:
        self.times.setdefault(session, {})[person] = seconds

    async def travels(self, session: str) -> dict[ParticipantId, float]:
        return self.times.get(session, {})


class MemoryAudit:
    """Acts in a list, and from when on they were last kept."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.kept_from = ""

    async def note(self, *acts: Act) -> None:
        self.acts += acts

    async def forget_before(self, instant: str) -> None:
        self.kept_from = instant


class MemoryMemos:
    """Memos in a dictionary, of sessions in `sessions`."""

    def __init__(self, sessions: "MemorySessions") -> None:
        self.sessions = sessions
        self.memos: dict[tuple[str, ParticipantId], Memo] = {}

    async def read(self, session: str, author: ParticipantId) -> Memo | None:
        return self.memos.get((session, author))

    async def earlier(self, session: str, author: ParticipantId) -> list[EarlierMemo]:
        pair = self.sessions.records[session].pair
        others = [r for r in self.sessions.records.values() if r.pair == pair and r.id != session]
        return [
            EarlierMemo(record.title, record.created_at, self.memos[record.id, author].text)
            for record in others
            if pair and (record.id, author) in self.memos
        ]

    async def write(self, session: str, author: ParticipantId, text: str, now: str) -> None:
        self.memos.pop((session, author), None)
        if text:
            self.memos[session, author] = Memo(text, now)


class MemorySessions:
    """Sessions and seats in dictionaries; share a `MemoryEventLog` to know which recaps left."""

    def __init__(self, log: MemoryEventLog | None = None) -> None:
        self.records: dict[str, SessionRecord] = {}
        self.seats_by_token: dict[bytes, Seat] = {}
        self.log = log or MemoryEventLog()

    async def create(self, record: SessionRecord, seats: Sequence[tuple[Seat, str]]) -> None:
        if record.id in self.records:
            raise BadInput(f"there is already a session “{record.id}”")
        self.records[record.id] = record
        for seat, token in seats:
            self.seats_by_token[fingerprint(token)] = seat

    async def get(self, session: str) -> SessionRecord | None:
        return self.records.get(session)

    async def seat_of(self, token: str) -> Seat | None:
        seat = self.seats_by_token.get(fingerprint(token))
        return None if seat is None or seat.revoked else seat

    async def pair_of(self, mentor: str, mentee: str) -> str | None:
        pairs = [
            record.pair
            for record in self.records.values()
            if record.pair and await self._addresses(record.id) == [mentor.lower(), mentee.lower()]
        ]
        return pairs[-1] if pairs else None

    async def _addresses(self, session: str) -> list[str]:
        seats = {seat.participant.role: seat.email or "" for seat in await self.seats(session)}
        return [seats.get(role, "").lower() for role in ("mentor", "mentee")]

    async def of_pair(self, session: str) -> list[str]:
        pair = self.records[session].pair
        held = [
            record
            for record in self.records.values()
            if record.id == session or (record.pair == pair != "" and record.opened_at)
        ]
        return [record.id for record in sorted(held, key=lambda one: one.opened_at or "")]

    async def last_of_pair(self, session: str) -> str | None:
        pair = self.records[session].pair
        held = [
            record
            for record in self.records.values()
            if record.pair == pair != "" and record.id != session and record.opened_at
        ]
        return max(held, key=lambda record: record.opened_at or "").id if held else None

    async def seats(self, session: str) -> list[Seat]:
        return [seat for seat in self.seats_by_token.values() if seat.session == session]

    async def mark_opened(self, session: str, opened_at: str) -> None:
        record = self.records[session]
        if record.opened_at is None:
            self.records[session] = replace(record, opened_at=opened_at)

    async def mark_closed(self, session: str, closed_at: str) -> None:
        record = self.records[session]
        if record.closed_at is None:
            self.records[session] = replace(record, closed_at=closed_at)

    async def revoke(self, session: str, participant: ParticipantId) -> None:
        for token, seat in self.seats_by_token.items():
            if seat.session == session and seat.participant.id == participant:
                self.seats_by_token[token] = replace(seat, revoked=True)

    async def closed_without_recap(self) -> list[str]:
        waiting = []
        for session, record in self.records.items():
            events = self.log.events.get(session, [])
            over = record.closed_at or any(isinstance(e, SessionClosed) for e in events)
            version = 1 + sum(isinstance(event, RecapReopened) for event in events)
            mails = [event for event in events if isinstance(event, RecapSent)]
            sent = {mail.to for mail in mails if mail.version == version}
            people = {
                seat.participant.id
                for seat in await self.seats(session)
                if not seat.revoked and seat.participant.role != "observer"
            }
            if over and people - sent:
                waiting.append(session)
        return waiting
