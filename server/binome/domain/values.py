"""The values that events, commands and views are made of.

All times named `at`, `start`, `end`, `since`, `until` are seconds (float) on the session's
media clock, which starts at 0 when the session opens. Dates are ISO `YYYY-MM-DD` in the session's
zone. `time_box`, `spent` and other durations are seconds.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["mentor", "mentee", "observer"]
Language = Literal["fr", "en"]
CommitmentKind = Literal["agreement", "action"]
Outcome = Literal["open", "done", "dropped"]
"""What became of a promise: still owed, kept, or no longer needed."""
Reached = Literal["yes", "partly", "no"]
"""Whether the aim of an agenda item was reached."""
ParticipantId = str
"""`"mentor"`, `"mentee"`, then `"guest-1"`… and `"observer"`: unique inside a session."""
Owner = str
"""A participant id, or `"both"`."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One seat of a session."""

    id: ParticipantId
    role: Role
    name: str
    language: Language = "fr"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One point of the agenda; `time_box` in seconds."""

    id: str
    title: str
    time_box: float
    is_closing: bool = False
    """True for the last item, the one that reads back agreements and actions."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: display text (no leading space), seconds, probability 0..1."""

    text: str
    start: float
    end: float
    p: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove a commitment."""

    turns: tuple[int, ...]
    quote: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Commitment:
    """An agreement or an action as extracted or as a person wrote it.

    `id` is stable across revisions of the same line. `due` is an ISO date, `due_words` the words
    that gave it. `confidence` 0..1; below `CLEAR` the line is "à clarifier".
    """

    id: str
    kind: CommitmentKind
    text: str
    owner: Owner | None
    due: str | None
    due_words: str | None
    evidence: Evidence | None
    confidence: float
    author: ParticipantId | Literal["extractor"] = "extractor"


CLEAR = 0.6
"""Confidence from which an extracted line may be asserted without a person's tick."""


@dataclass(frozen=True, slots=True)
class NextSession:
    """When and where the pair meets next: local ISO date-time without offset, IANA zone."""

    starts_at: str
    timezone: str
    place: str = ""
