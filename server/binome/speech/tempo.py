"""How often captions are refreshed: the rate gives way so that lag never accumulates. Pure.

The ladder an engine goes down when more people speak than it can read at leisure, and up again:

    calm      ── load > 0.7 ──▶ strained: shorter windows, narrow beams, one reading may settle
    strained  ── interval > 1.5 s ──▶ slow: the same, and people are told that captions are slower
    slow      ── interval > 2.5 s ──▶ full: sessions that begin now wait for a place
"""

import math
from dataclasses import dataclass
from typing import Literal

Step = Literal["calm", "strained", "slow", "full"]


@dataclass(slots=True)
class Tempo:
    """The elastic interval of one engine, in seconds, and how busy the engine is."""

    base: float = 0.6
    slowest: float = 4.0
    interval: float = 0.6
    load: float = 0.0
    """Smoothed share of time the engine works, 0..1."""
    step: Step = "calm"
    """Where on the ladder the engine stands."""
    each: float = 0.0
    """Smoothed seconds a window takes in its batch."""
    _last: float | None = None

    SMOOTH = 2.0
    """Seconds over which the load is smoothed."""
    BUSY, AT_EASE = 0.7, 0.5
    """Load above which the engine is strained, and below which it no longer is."""
    SLOW, FULL = 1.5, 2.5
    """Intervals, in seconds, of the lower steps; a fifth less leads up again."""

    HEAVY = 0.25
    """Seconds a window takes from which on the machine is slow for this model, however few speak:
    every word waits for a window, so that windows are kept short and beams narrow."""
    BATCH = 0.3
    """Seconds a batch may take while captions are fast: everybody in it waits for its last window.
    Once they are slow only the throughput counts."""

    def together(self, most: int) -> int:
        """Return how many windows, at most `most`, are to be read together."""
        if self.step in ("slow", "full") or not self.each:
            return most
        return max(1, min(most, round(self.BATCH / self.each)))

    def worked(self, started: float, ended: float, lag: float, windows: int = 1) -> None:
        """Learn from one batch: when it ran, how late its oldest job came back (seconds), and how
        many windows it held."""
        each = (ended - started) / windows
        self.each += (0.3 if self.each else 1.0) * (each - self.each)
        if self._last is not None and ended > self._last:
            passed = ended - self._last
            share = min(1.0, (ended - started) / passed)
            self.load += (1 - math.exp(-passed / self.SMOOTH)) * (share - self.load)
        self._last = ended
        factor = 1.25 if lag > 0.8 * self.interval else 0.9
        self.interval = min(self.slowest, max(self.base, self.interval * factor))
        self._climb()

    def _climb(self) -> None:
        up = 1.0 if self.step in ("calm", "strained") else 0.8
        full = self.FULL * (0.8 if self.step == "full" else 1.0)
        if self.load < (self.BUSY if self.step == "calm" else self.AT_EASE):
            self.step = "calm"
        elif self.interval > full:
            self.step = "full"
        else:
            self.step = "slow" if self.interval > self.SLOW * up else "strained"

    @property
    def strained(self) -> bool:
        """Whether there is more to read than the engine can at leisure."""
        return self.step != "calm"

    @property
    def sparing(self) -> bool:
        """Whether windows should be kept short and read cheaply."""
        return self.strained or self.each > self.HEAVY
