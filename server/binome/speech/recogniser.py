"""What the live path asks of a speech recogniser: jobs in, readings out.

The real one is `engine.Engine`; tests use a scripted one (tests/helpers/speech.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from binome.domain.values import Language, Word
from binome.speech.opus import Pcm

TrackKey = tuple[str, str]
"""(session, participant)."""


class Urgency(IntEnum):
    """Which job goes first; the lower the sooner."""

    FINAL = 0
    """The end of a turn or of a long window: everything in it will be committed."""
    FIRST = 1
    """The first words of a turn."""
    PARTIAL = 2
    """A fresher reading of a running turn."""
    SECOND = 3
    """The second pass over a finished turn; nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One window of audio to be read. Times are seconds on the session's clock."""

    track: TrackKey
    turn: str
    ticket: int
    """The asker's number for this job; a reading with an old ticket is ignored."""
    urgency: Urgency
    deadline: float
    language: Language
    audio: Pcm
    """16 kHz mono."""
    start: float
    """Session time of the first sample."""
    hotwords: str = ""
    """Names and agenda titles; second pass only."""
    cheap: bool = False
    """The engine is strained: read with a narrow beam, and one reading settles what is old."""
    previous: str = ""
    """What the person said just before, in the same breath, when the window begins with a cut."""
    timed: bool = True
    """Whether each word's own time and likelihood are needed: only where words may commit."""
    asks_language: bool = False
    """Whether the reading is to say how likely each language is."""
    late: bool = False
    """Whether this was said during a cut and arrived afterwards."""

    @property
    def end(self) -> float:
        """Session time after the last sample."""
        return self.start + len(self.audio) / 16_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recogniser heard in one job; no words when a guard dropped them."""

    words: tuple[Word, ...]
    dropped: str | None = None
    """Name of the guard that found the reading untrustworthy."""
    languages: Mapping[Language, float] | None = None
    """How likely each language is, where the job asked."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a recogniser has done since it was loaded. `dropped`, `retried`: by guard."""

    windows: int = 0
    batches: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    retried: Mapping[str, int] = field(default_factory=dict)


class Recogniser(Protocol):
    """Reads windows; called by one owner, one call at a time."""

    longest: float
    """Seconds of audio one job may hold."""

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        """Return one reading per job, in order."""

    def figures(self) -> Figures:
        """Return what was done so far."""

    def close(self) -> None:
        """Let the model go (idempotent)."""
