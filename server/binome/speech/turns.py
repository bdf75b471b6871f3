"""When a person takes the floor and leaves it: a pure machine over voice probabilities.

`live` feeds it one probability per 32 ms frame and acts on what comes out. All positions are
samples at 16 kHz on the session's clock.

    quiet ──96 ms of voice──▶ speaking ──350 ms without──▶ paused ──800 ms without──▶ quiet
                                  ▲                          │
                                  └──────96 ms of voice──────┘
"""

from dataclasses import dataclass
from typing import Literal

from binome.speech.clock import RATE
from binome.speech.vad import FRAME


def _samples(seconds: float) -> int:
    return round(seconds * RATE)


@dataclass(frozen=True, slots=True)
class TurnRules:
    """Thresholds are probabilities, durations seconds."""

    on: float = 0.5
    off: float = 0.35
    onset: float = 0.096
    """Voice this long starts a turn."""
    pre_roll: float = 0.3
    """Audio kept before the first voiced frame, so that no first word is cut."""
    soft_end: float = 0.35
    """Silence after which everything said so far is read for good."""
    hard_end: float = 0.8
    """Silence after which the turn is over."""
    least: float = 0.25
    """A turn with less voice in it than this is no speech."""


@dataclass(frozen=True, slots=True)
class VoiceOn:
    """Voice begins at sample `at`."""

    at: int


@dataclass(frozen=True, slots=True)
class VoiceOff:
    """Voice from `since` ended at `at`."""

    since: int
    at: int


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """A turn begins; `at` includes the pre-roll."""

    at: int


@dataclass(frozen=True, slots=True)
class TurnPaused:
    """Soft end: the speaker is silent since `voiced_until`; audio up to `at` may be read."""

    at: int
    voiced_until: int


@dataclass(frozen=True, slots=True)
class TurnResumed:
    """The same turn goes on; `at` includes the pre-roll."""

    at: int


@dataclass(frozen=True, slots=True)
class TurnClosed:
    """Hard end. `voiced` is the voice in the whole turn, in samples."""

    at: int
    voiced: int


TurnSignal = VoiceOn | VoiceOff | TurnOpened | TurnPaused | TurnResumed | TurnClosed


class TurnMachine:
    """One track's turns."""

    def __init__(self, rules: TurnRules | None = None) -> None:
        self.rules = rules or TurnRules()
        self.state: Literal["quiet", "speaking", "paused"] = "quiet"
        self.voiced = 0
        """Samples of voice in the running turn."""
        self._floor = 0
        self._run: list[int] = []
        self._voice_since = 0
        self._voiced_until = 0

    @property
    def is_speech(self) -> bool:
        """Whether the running turn holds enough voice to be read."""
        return self.voiced >= _samples(self.rules.least)

    @property
    def voice_since(self) -> int:
        """First sample of the voice now heard, or last heard, in the running turn."""
        return self._voice_since

    @property
    def voiced_until(self) -> int:
        """Sample after the last voiced frame of the running turn."""
        return self._voiced_until

    def feed(self, at: int, probability: float) -> list[TurnSignal]:
        """Take the frame that begins at sample `at`; return what it changes."""
        if self.state == "speaking":
            return self._speaking(at, probability)
        return self._silent(at, probability)

    def close(self, at: int) -> list[TurnSignal]:
        """End whatever runs: no more audio comes after sample `at`."""
        self._run.clear()
        if self.state == "quiet":
            return []
        signals: list[TurnSignal] = []
        if self.state == "speaking":
            signals += self._pause(at)
        return [*signals, self._close(at)]

    def _speaking(self, at: int, probability: float) -> list[TurnSignal]:
        end = at + FRAME
        if probability >= self.rules.off:
            self._voiced_until = end
            self.voiced += FRAME
            return []
        if end - self._voiced_until < _samples(self.rules.soft_end):
            return []
        return self._pause(end)

    def _pause(self, at: int) -> list[TurnSignal]:
        self.state = "paused"
        self._floor = self._voiced_until
        return [
            VoiceOff(self._voice_since, self._voiced_until),
            TurnPaused(at, self._voiced_until),
        ]

    def _silent(self, at: int, probability: float) -> list[TurnSignal]:
        if probability >= self.rules.on:
            self._run.append(at)
            if len(self._run) * FRAME >= _samples(self.rules.onset):
                return self._begin()
            return []
        self._run.clear()
        if self.state == "paused" and at + FRAME - self._voiced_until >= _samples(
            self.rules.hard_end
        ):
            return [self._close(at + FRAME)]
        return []

    def _begin(self) -> list[TurnSignal]:
        first, count = self._run[0], len(self._run)
        self._run.clear()
        start = max(self._floor, first - _samples(self.rules.pre_roll))
        resumed = self.state == "paused"
        self.state = "speaking"
        self.voiced = (self.voiced if resumed else 0) + count * FRAME
        self._voice_since = first
        self._voiced_until = first + count * FRAME
        return [VoiceOn(first), TurnResumed(start) if resumed else TurnOpened(start)]

    def _close(self, at: int) -> TurnClosed:
        self.state = "quiet"
        self._floor = self._voiced_until
        return TurnClosed(at, self.voiced)
