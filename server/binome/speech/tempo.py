"""How often captions are refreshed: the rate gives way so that lag never accumulates. Pure."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tempo:
    """The elastic interval of one engine, in seconds, and how busy the engine is."""

    base: float = 0.6
    slowest: float = 4.0
    interval: float = 0.6
    load: float = 0.0
    """Smoothed share of time the engine works, 0..1."""
    _last: float | None = None

    def worked(self, started: float, ended: float, lag: float) -> None:
        """Learn from one batch: when it ran and how late its oldest job came back (seconds)."""
        if self._last is not None and ended > self._last:
            share = min(1.0, (ended - started) / (ended - self._last))
            self.load += 0.2 * (share - self.load)
        self._last = ended
        factor = 1.25 if lag > 0.8 * self.interval else 0.9
        self.interval = min(self.slowest, max(self.base, self.interval * factor))

    @property
    def strained(self) -> bool:
        """Whether only live captions should be worked on."""
        return self.interval > 2 * self.base
