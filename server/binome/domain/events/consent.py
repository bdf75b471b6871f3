"""What may be written down, what may not any more, and what was lost."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import ParticipantId


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A person agreed to the transcription of this session; `text_version` names the text read."""

    at: float
    participant: ParticipantId
    text_version: str
    type: Literal["consent_given"] = "consent_given"


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A person refused, or took the agreement back: nothing more is transcribed."""

    at: float
    participant: ParticipantId
    type: Literal["consent_withdrawn"] = "consent_withdrawn"


@dataclass(frozen=True, slots=True)
class TranscriptionPaused:
    """ "Hors micro": captions stop at once for both."""

    at: float
    by: ParticipantId
    type: Literal["transcription_paused"] = "transcription_paused"


@dataclass(frozen=True, slots=True)
class TranscriptionResumed:
    """The person who paused (or the other) resumed."""

    at: float
    by: ParticipantId
    type: Literal["transcription_resumed"] = "transcription_resumed"


@dataclass(frozen=True, slots=True)
class TranscriptionInterrupted:
    """Speech between `since` and `at` may be missing from the transcript (a part was down)."""

    at: float
    since: float
    reason: str
    type: Literal["transcription_interrupted"] = "transcription_interrupted"


@dataclass(frozen=True, slots=True)
class PassageErased:
    """Tombstone: what was said between `since` and `until` is gone everywhere."""

    at: float
    since: float
    until: float
    by: ParticipantId
    participant: ParticipantId | None = None
    """Only this person's words (withdrawal of consent); None = both."""
    type: Literal["passage_erased"] = "passage_erased"
