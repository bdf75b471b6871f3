"""Who is in the session, from its opening to its end, and what the pair brings along."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    AgendaItem,
    Commitment,
    Language,
    Participant,
    ParticipantId,
)


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """First event. `opened_at` is the only wall time: ISO UTC instant where `at` is 0."""

    at: float
    session: str
    title: str
    language: Language
    timezone: str
    opened_at: str
    participants: tuple[Participant, ...]
    agenda: tuple[AgendaItem, ...]
    rehearsal: bool = False
    carried_over: tuple[Commitment, ...] = ()
    """Open promises of the pair's earlier sessions, shown in this one."""
    known_next_session: str | None = None
    """ISO date of a next session already planned before this one."""
    already_done: tuple[str, ...] = ()
    """Ids of carried-over promises that were kept since the last session: shown once more."""
    type: Literal["session_opened"] = "session_opened"


@dataclass(frozen=True, slots=True)
class PromisesBrought:
    """What the pair's earlier sessions left open by now, in place of what this one opened with.

    Only before anybody entered: a note in the lobby opens the log days before the call.
    """

    at: float
    carried_over: tuple[Commitment, ...]
    already_done: tuple[str, ...] = ()
    known_next_session: str | None = None
    type: Literal["promises_brought"] = "promises_brought"


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """A person is on the call page (again)."""

    at: float
    participant: ParticipantId
    type: Literal["participant_joined"] = "participant_joined"


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """A person left or was lost; `reason` says which."""

    at: float
    participant: ParticipantId
    reason: Literal["left", "lost"] = "left"
    type: Literal["participant_left"] = "participant_left"


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """The call is over; the recap is now a draft that both may still tick and edit."""

    at: float
    by: ParticipantId | Literal["clock"]
    type: Literal["session_closed"] = "session_closed"


@dataclass(frozen=True, slots=True)
class NextSessionPrepared:
    """A person prepared the session that follows this one; both find their places in it."""

    at: float
    by: ParticipantId
    session: str
    type: Literal["next_session_prepared"] = "next_session_prepared"
