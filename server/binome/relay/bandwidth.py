"""How much video a person's downlink can carry; pure, driven once a second by the room.

Browsers estimate what they send by themselves (transport-wide feedback), but know nothing of the
next leg. So the relay watches each receiver: heavy loss, or an estimate below what is being sent,
lowers a cap; quiet seconds raise it again until it is no longer needed. Audio is never capped.
"""

LEAST = 100_000
"""Bits per second below which video is not pushed."""
MOST = 4_000_000
"""Bits per second from which a cap is no longer needed."""
_HEAVY_LOSS = 0.10
_LIGHT_LOSS = 0.02
_GROWTH = 1.10
"""Factor per quiet second."""
_MARGIN = 0.9


class Downlink:
    """One receiver's way from us."""

    def __init__(self) -> None:
        self.cap: int | None = None
        """Bits per second for all video to this receiver; None while nothing limits it."""

    def look(self, rate: float, lost: float, estimate: int | None) -> int | None:
        """Return the new cap after one second.

        `rate`: bits per second of video sent to the receiver. `lost`: fraction of it that was
        lost on this leg. `estimate`: what the browser says it can receive, in bits per second.
        """
        if lost > _HEAVY_LOSS:
            self._lower(rate * (1 - lost / 2))
        elif estimate is not None and estimate < _MARGIN * rate:
            self._lower(float(estimate))
        elif self.cap is not None and lost < _LIGHT_LOSS:
            grown = int(self.cap * _GROWTH)
            self.cap = grown if grown < MOST else None
        return self.cap

    def _lower(self, to: float) -> None:
        low = max(LEAST, int(to))
        self.cap = low if self.cap is None else min(self.cap, low)
