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
    _last: float | None = None

    SMOOTH = 2.0
    """Seconds over which the load is smoothed."""
    BUSY, AT_EASE = 0.7, 0.5
    """Load above which the engine is strained, and below which it no longer is."""
    SLOW, FULL = 1.5, 2.5
    """Intervals, in seconds, of the lower steps; a fifth less leads up again."""

    def worked(self, started: float, ended: float, lag: float) -> None:
        """Learn from one batch: when it ran and how late its oldest job came back (seconds)."""
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
        """Whether only live captions should be worked on, and cheaply."""
        return self.step != "calm"
