"""Who is looking at a live session: one connection per seat, and what each is told.

Driven by the conductor. A listener is the edge of one browser connection (`binome.web.live`); it
keeps a bounded queue of its own and gives itself up when the browser reads too slowly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from binome.domain.values import Participant, ParticipantId
from binome.domain.view import SessionView
from binome.service.ports import Recorded
from binome.wire.media import PeerState, PicturesPaused, SlotsChanged
from binome.wire.understanding import CaptionsPace, EngineStatus, Tail


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole session at `seq`; `at` = session clock now."""

    seq: int
    at: float
    view: SessionView


@dataclass(frozen=True, slots=True)
class RelayState:
    """The relay went away or came back; after `back` browsers offer again."""

    state: Literal["down", "back"]


Rung = Literal["video", "low", "audio", "text"]
"""How much of a call a page sends: the steps of plan B, the whole call first."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A person's page sends this much from now on."""

    participant: ParticipantId
    rung: Rung


Told = (
    Recorded
    | Picture
    | Tail
    | PeerState
    | PicturesPaused
    | SlotsChanged
    | RelayState
    | Carried
    | EngineStatus
    | CaptionsPace
)
Farewell = Literal["seat_taken", "room_full", "replaced", "shutting_down"]
"""Why a listener is turned away or sent off."""


class Listener(Protocol):
    """One browser connection, as the conductor sees it."""

    @property
    def participant(self) -> Participant:
        """The seat this connection holds."""

    def tell(self, told: Told) -> None:
        """Queue what happened; never blocks, never raises."""

    def dismiss(self, reason: Farewell) -> None:
        """Say goodbye and end the connection; never blocks, idempotent."""


class Audience:
    """The listeners of one session, at most one per seat and `room_size` people in all.

    Observers of a rehearsal do not count as people in the room.
    """

    def __init__(self, room_size: int) -> None:
        self._room_size = room_size
        self._listeners: dict[ParticipantId, Listener] = {}

    def __bool__(self) -> bool:
        """Say whether anybody is looking."""
        return bool(self._listeners)

    def holds(self, participant: ParticipantId) -> bool:
        """Say whether a connection holds this seat now."""
        return participant in self._listeners

    def admit(self, listener: Listener, *, replaces: bool) -> Farewell | None:
        """Give the listener its seat, or return why not. `replaces` sends an older one off."""
        seat = listener.participant
        older = self._listeners.get(seat.id)
        if older is not None:
            if not replaces:
                return "seat_taken"
            older.dismiss("replaced")
        elif seat.role != "observer" and self._people() >= self._room_size:
            return "room_full"
        self._listeners[seat.id] = listener
        return None

    def release(self, listener: Listener) -> bool:
        """Free the seat; False when another connection holds it by now."""
        if self._listeners.get(listener.participant.id) is not listener:
            return False
        del self._listeners[listener.participant.id]
        return True

    def tell(self, told: Told) -> None:
        """Tell everybody, or for what concerns one person's slots only that person."""
        for listener in list(self._concerned(told)):
            listener.tell(told)

    def dismiss_all(self, reason: Farewell) -> None:
        """Send everybody off."""
        for listener in list(self._listeners.values()):
            listener.dismiss(reason)

    def _concerned(self, told: Told) -> Iterable[Listener]:
        if isinstance(told, SlotsChanged):
            one = self._listeners.get(told.participant)
            return () if one is None else (one,)
        return self._listeners.values()

    def _people(self) -> int:
        return sum(one.participant.role != "observer" for one in self._listeners.values())
