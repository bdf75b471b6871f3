"""The next session's date, and the recap on its way to the readers."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    NextSession,
    ParticipantId,
)


@dataclass(frozen=True, slots=True)
class NextSessionSet:
    """The next session is fixed (or, with None, unfixed)."""

    at: float
    by: ParticipantId
    next_session: NextSession | None
    type: Literal["next_session_set"] = "next_session_set"


@dataclass(frozen=True, slots=True)
class RecapApproved:
    """A person approved the recap as it stands; any later edit takes the approval back."""

    at: float
    by: ParticipantId
    type: Literal["recap_approved"] = "recap_approved"


@dataclass(frozen=True, slots=True)
class RecapSealed:
    """This version of the recap leaves as it stands here; a later change makes a new version."""

    at: float
    version: int
    type: Literal["recap_sealed"] = "recap_sealed"


@dataclass(frozen=True, slots=True)
class RecapReopened:
    """A person changes a recap that was sealed: from here on it is the draft of `version`."""

    at: float
    by: ParticipantId
    version: int
    type: Literal["recap_reopened"] = "recap_reopened"


@dataclass(frozen=True, slots=True)
class RecapSent:
    """The recap was handed to the mail system for this person, once for each version."""

    at: float
    to: ParticipantId
    message_id: str
    version: int = 1
    type: Literal["recap_sent"] = "recap_sent"
