"""What the live path asks of a speech recogniser: jobs in, readings out.

The real one is `engine.Engine`; tests use a scripted one (tests/helpers/speech.py).
"""

from collections.abc import Callable, Sequence
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


def _always(_texts: Sequence[str]) -> bool:
    return True


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
    needs_times: Callable[[Sequence[str]], bool] = field(default=_always, compare=False)
    """Whether times and probabilities of these words are worth working out."""
    hotwords: str = ""
    """Names and agenda titles; second pass only."""

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


class Recogniser(Protocol):
    """Reads windows; called by one owner, one call at a time."""

    longest: float
    """Seconds of audio one job may hold."""

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        """Return one reading per job, in order."""
