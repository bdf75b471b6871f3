"""What the service needs from the world, as small Protocols; `binome.app` chooses who fills them.

Each has a real adapter (store, wire clients, mail) and a scripted fake in tests/helpers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from binome.domain.audit import Act
from binome.domain.events import Event
from binome.domain.mirror.sound import SoundWindow
from binome.domain.values import Language, Participant, ParticipantId


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the session's log; `seq` counts from 1."""

    seq: int
    event: Event


class EventLog(Protocol):
    """Append-only, durable: when `append` returns, a kill -9 loses nothing."""

    async def append(self, session: str, events: Sequence[Event]) -> list[Recorded]:
        """Store the events in one transaction and return them with their `seq`."""

    async def read(self, session: str, after: int = 0) -> list[Recorded]:
        """Return the events with `seq > after`, in order."""

    async def erase(
        self, session: str, since: float, until: float, participant: ParticipantId | None
    ) -> None:
        """Rewrite the log so that no word said in [since, until] is left anywhere in it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place in a session, as the link opens it."""

    session: str
    participant: Participant
    email: str | None
    revoked: bool
    expires_at: str
    """ISO UTC."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is known of a session before and beside its events. Times are ISO UTC."""

    id: str
    title: str
    language: Language
    timezone: str
    created_at: str
    starts_at: str | None
    rehearsal: bool
    opened_at: str | None
    closed_at: str | None
    participants: tuple[Participant, ...]
    agenda: tuple[Any, ...]
    """`domain.values.AgendaItem`s."""
    pair: str = ""
    """Names the pair; sessions of the same one follow each other. "" = of no pair."""


@dataclass(frozen=True, slots=True)
class Memo:
    """What somebody noted for himself or herself; `written_at` ISO UTC."""

    text: str
    written_at: str


@dataclass(frozen=True, slots=True)
class EarlierMemo:
    """The same person's memo of an earlier session of the pair; `began_at` ISO UTC."""

    title: str
    began_at: str
    text: str


class Sessions(Protocol):
    """Sessions and seats; tokens are stored as SHA-256 only."""

    async def create(self, record: SessionRecord, seats: Sequence[tuple[Seat, str]]) -> None:
        """Store a session and its seats with their link tokens (hashed before they are stored)."""

    async def get(self, session: str) -> SessionRecord | None:
        """Return the session, or None."""

    async def seat_of(self, token: str) -> Seat | None:
        """Return the seat this link token opens, or None; never says why."""

    async def pair_of(self, mentor: str, mentee: str) -> str | None:
        """Return the pair that these two addresses are, in these roles; None when it is new."""

    async def of_pair(self, session: str) -> list[str]:
        """Return this session and the pair's others that were opened, oldest first."""

    async def last_of_pair(self, session: str) -> str | None:
        """Return the pair's session that opened last before this one, None for the first."""

    async def seats(self, session: str) -> list[Seat]:
        """Return all seats of a session."""

    async def mark_opened(self, session: str, opened_at: str) -> None:
        """Note the wall time at which the media clock started."""

    async def mark_closed(self, session: str, closed_at: str) -> None:
        """Note the wall time of the hang-up."""

    async def revoke(self, session: str, participant: ParticipantId) -> None:
        """Make a seat's link useless from now on."""

    async def closed_without_recap(self) -> list[str]:
        """Return sessions that ended but whose recap was not sent to everybody."""


class Memos(Protocol):
    """Private memos: whoever asks says whose, and gets no other."""

    async def read(self, session: str, author: ParticipantId) -> Memo | None:
        """Return the author's memo of the session, or None."""

    async def earlier(self, session: str, author: ParticipantId) -> list[EarlierMemo]:
        """Return the author's memos of the pair's other sessions, newest first."""

    async def write(self, session: str, author: ParticipantId, text: str, now: str) -> None:
        """Keep the memo, or with "" take it away."""


class Mirrors(Protocol):
    """What only its subject may see: who wants the own mirror, and what was measured for it.

    Whoever asks for figures says whose, and gets no other. Beside the event log: both people's
    browsers read that one.
    """

    async def chosen(self, session: str) -> frozenset[ParticipantId]:
        """Return who wants the own mirror of the session."""

    async def choose(self, session: str, person: ParticipantId, on: bool, now: str) -> None:
        """Note the choice (`now` ISO UTC); taking it back deletes what was measured."""

    async def keep(self, session: str, person: ParticipantId, window: SoundWindow) -> None:
        """Keep how a minute sounded, if the person wants the own mirror."""

    async def sound_of(self, session: str, person: ParticipantId) -> list[SoundWindow]:
        """Return how the person's minutes sounded, in order."""

    async def erase_sound(
        self, session: str, since: float, until: float, person: ParticipantId | None
    ) -> None:
        """Delete the minutes that touch these seconds, of one person or of everybody."""

    async def note_travel(self, session: str, person: ParticipantId, seconds: float) -> None:
        """Keep how long a packet takes to the person and back."""

    async def travels(self, session: str) -> dict[ParticipantId, float]:
        """Return the times to and back, in seconds, by person."""


class Audit(Protocol):
    """The audit log. Events that decide about data are noted by the event log itself."""

    async def note(self, *acts: Act) -> None:
        """Add what was done beside the events (exports, deletions). Raises `Unavailable`."""

    async def forget_before(self, instant: str) -> None:
        """Cut off the entries older than an instant (ISO UTC)."""


class Relay(Protocol):
    """The media worker(s), by room; one room per session, named like it."""

    async def open_room(self, room: str, origin: float, size: int) -> None:
        """Make sure the room exists."""

    async def join(
        self, room: str, participant: ParticipantId, sdp: str, *, publishes: bool
    ) -> str:
        """Return the SDP answer. Raises `BadInput` or `Unavailable`."""

    async def leave(self, room: str, participant: ParticipantId) -> None:
        """Drop the person's transport."""

    async def listen(self, room: str, participant: ParticipantId, on: bool) -> None:
        """Start or stop handing the person's audio to the understanding worker."""

    async def close_room(self, room: str) -> None:
        """End all transports of the room."""


class Understanding(Protocol):
    """The understanding worker, as the conductor drives it."""

    @property
    def kept_listening(self) -> bool:
        """Whether the worker lived through our own last restart, so that no word was lost."""

    async def follow(
        self,
        session: str,
        origin: float,
        people: Sequence[tuple[ParticipantId, Language]],
        hotwords: Sequence[str],
        model: Literal["configured", "demo"],
        measured: Collection[ParticipantId] = (),
    ) -> None:
        """Transcribe the session's tracks; what is heard comes back to the conductor.

        `measured`: those who asked for their mirror; of nobody else is the voice measured.
        """

    async def forget(self, session: str, since: float) -> None:
        """Drop audio and unfinished words from `since` on."""

    async def hear_late(
        self, session: str, participant: ParticipantId, since: float, samples: bytes
    ) -> None:
        """Read what the person said from `since` on (16 kHz, 16 bit) and the browser had kept.

        Raises `Unavailable` when it has to be sent again.
        """

    async def finish(self, session: str) -> None:
        """Finish all turns; returns when the last words have been delivered (at most 30 s)."""

    async def read_dialogue(self, session: str, dialogue: dict[str, Any]) -> dict[str, Any]:
        """Return `binome.minutes/1` of a `binome.dialogue/1`. Raises `Unavailable`."""


class Clock(Protocol):
    """The two clocks of the edge; the core only ever sees numbers."""

    def monotonic(self) -> float:
        """Seconds of the machine's monotonic clock."""

    def utc(self) -> str:
        """Wall time now, ISO UTC with milliseconds."""
