"""How much video a person's downlink can carry; pure, driven once a second by the room.

Browsers estimate what they send by themselves (transport-wide feedback), but know nothing of the
next leg. So the relay watches each receiver: lasting heavy loss lowers a cap, better seconds raise
it again until it is no longer needed. Losses are counted over at least a hundred packets, since
the fraction in a single receiver report is mostly chance (0.5 was seen at a true 0.05). The
browser's own REMB is not used: at 5 % random loss it fell to a tenth of what the path carried and
dragged the picture down with it. Audio is never capped.
"""

LEAST = 250_000
"""Bits per second below which video is not pushed."""
MOST = 4_000_000
"""Bits per second from which a cap is no longer needed."""
_HEAVY_LOSS = 0.12
_GROWTH = 1.10
"""Factor per better second."""


class Downlink:
    """One receiver's way from us."""

    def __init__(self) -> None:
        self.cap: int | None = None
        """Bits per second for all video to this receiver; None while nothing limits it."""

    def look(self, rate: float, lost: float | None) -> int | None:
        """Return the new cap after one second.

        `rate`: bits per second of video sent to the receiver. `lost`: fraction of it that was
        lost on this leg, None while too little was sent to tell.
        """
        if lost is not None and lost > _HEAVY_LOSS:
            low = max(LEAST, int(rate * (1 - lost / 2)))
            self.cap = low if self.cap is None else min(self.cap, low)
        elif self.cap is not None:
            grown = int(self.cap * _GROWTH)
            self.cap = grown if grown < MOST else None
        return self.cap
