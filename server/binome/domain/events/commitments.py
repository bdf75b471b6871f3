"""Agreements and actions, and what people make of them."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    Commitment,
    Outcome,
    Owner,
    ParticipantId,
)


@dataclass(frozen=True, slots=True)
class CommitmentNoticed:
    """A commitment was extracted (or written by a person). The same id again = a better reading."""

    at: float
    commitment: Commitment
    type: Literal["commitment_noticed"] = "commitment_noticed"


@dataclass(frozen=True, slots=True)
class CommitmentRetracted:
    """The extractor takes back a line nobody had touched (the talk cancelled it)."""

    at: float
    commitment: str
    type: Literal["commitment_retracted"] = "commitment_retracted"


@dataclass(frozen=True, slots=True)
class CommitmentConfirmed:
    """A person ticked the line as it stands."""

    at: float
    commitment: str
    by: ParticipantId
    type: Literal["commitment_confirmed"] = "commitment_confirmed"


@dataclass(frozen=True, slots=True)
class CommitmentUnconfirmed:
    """A person took the own tick back."""

    at: float
    commitment: str
    by: ParticipantId
    type: Literal["commitment_unconfirmed"] = "commitment_unconfirmed"


@dataclass(frozen=True, slots=True)
class CommitmentCorrected:
    """A person rewrote the line; the extracted line is kept beside. All ticks but the author's
    fall."""

    at: float
    commitment: str
    by: ParticipantId
    text: str
    owner: Owner | None
    due: str | None
    type: Literal["commitment_corrected"] = "commitment_corrected"


@dataclass(frozen=True, slots=True)
class CommitmentDismissed:
    """A person struck the line out."""

    at: float
    commitment: str
    by: ParticipantId
    type: Literal["commitment_dismissed"] = "commitment_dismissed"


@dataclass(frozen=True, slots=True)
class CommitmentSettled:
    """A person said what became of a promise; it may be said any time, also after the recap."""

    at: float
    commitment: str
    by: ParticipantId
    outcome: Outcome
    type: Literal["commitment_settled"] = "commitment_settled"
