"""Where a packet belongs on the session's clock: RTP timestamps to seconds. Driven by `track`.

The network only ever adds delay, so the least delayed packets tell the truth: the offset between a
sender's clock and ours is the lower envelope of (arrival − timestamp) over the last seconds. When
the offset grows and stays up although no packet is missing, the sender stopped its clock (a mute
by replaced track, a stalled capture) and the map must be anchored anew.
"""

from collections import deque
from typing import Literal

RATE = 16_000
"""Hertz of every signal inside `binome.speech`."""
RTP_RATE = 48_000
"""Hertz of Opus RTP timestamps."""

Verdict = Literal["steady", "doubt", "moved"]


class ExtendedTimestamp:
    """Unrolls 32-bit RTP timestamps into a count that never wraps."""

    def __init__(self) -> None:
        self._last: int | None = None

    def extend(self, timestamp: int) -> int:
        """Return the timestamp as an ever-growing count, in 1/48000 s; order may be mixed."""
        if self._last is None:
            self._last = timestamp
            return timestamp
        step = (timestamp - self._last) & 0xFFFFFFFF
        if step >= 1 << 31:
            step -= 1 << 32
        extended = self._last + step
        self._last = max(self._last, extended)
        return extended


class ClockMap:
    """The offset (seconds) to add to `timestamp / 48000` to get our monotonic clock."""

    SPAN = 10.0
    """Seconds of arrivals the envelope looks back on."""
    JUMP = 0.3
    """Seconds by which the delay must grow on contiguous packets before we doubt the map."""
    PATIENCE = 0.2
    """Seconds the growth must last: a stalled network catches up in a burst, a mute does not."""

    def __init__(self) -> None:
        self._lows: deque[tuple[float, float]] = deque()
        self._doubts: list[tuple[float, float]] = []

    @property
    def offset(self) -> float:
        """Seconds; 0 before the first packet."""
        return self._lows[0][1] if self._lows else 0.0

    def observe(self, extended: int, arrived: float, *, contiguous: bool) -> Verdict:
        """Take one packet in; say whether its place is sure.

        `doubt`: hold the packet, the next ones decide. `moved`: the map was anchored anew.
        """
        delay = arrived - extended / RTP_RATE
        late = bool(self._lows) and delay > self.offset + self.JUMP
        if late and (contiguous or self._doubts):
            self._doubts.append((arrived, delay))
            if arrived - self._doubts[0][0] < self.PATIENCE:
                return "doubt"
            doubts, self._doubts = self._doubts, []
            self._lows.clear()
            for then, value in doubts:
                self._keep(value, then)
            return "moved"
        self._doubts.clear()
        self._keep(delay, arrived)
        return "steady"

    def _keep(self, delay: float, arrived: float) -> None:
        while self._lows and self._lows[-1][1] >= delay:
            self._lows.pop()
        self._lows.append((arrived, delay))
        while self._lows[0][0] < arrived - self.SPAN:
            self._lows.popleft()
