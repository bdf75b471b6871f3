"""How much video a person's downlink can carry; pure, driven once a second by the room.

Browsers estimate what they send by themselves (transport-wide feedback), but know nothing of the
next leg. So the relay watches each receiver: lasting heavy loss lowers a cap, better seconds raise
it again until it is no longer needed. Losses are counted over at least a hundred packets, since
the fraction in a single receiver report is mostly chance (0.5 was seen at a true 0.05). The
browser's own REMB is not used: at 5 % random loss it fell to a tenth of what the path carried and
dragged the picture down with it. Audio is never capped: where even the least picture is mostly
lost, pictures pause, so that the sound has the way for itself, and are tried again after a while.
"""

LEAST = 250_000
"""Bits per second below which video is not pushed."""
MOST = 4_000_000
"""Bits per second from which a cap is no longer needed."""
_HEAVY_LOSS = 0.12
_GROWTH = 1.10
"""Factor per better second."""
_BOTTOM = 2 * LEAST
"""Bits per second under which a heavy loss is no longer mended by sending less."""
_HOPELESS = 3
"""Heavy losses in a row down there until pictures pause."""
_FIRST_PAUSE, _LONGEST_PAUSE = 20, 160
"""Seconds of a pause; doubles while the next picture fares no better."""
_FINE_FOR = 60
"""Seconds of pictures after which the next pause is a short one again."""


class Downlink:
    """One receiver's way from us."""

    def __init__(self) -> None:
        self.cap: int | None = None
        """Bits per second for all video to this receiver; None while nothing limits it."""
        self._hopeless = 0
        self._pause = 0
        """Seconds of the running pause that are left."""
        self._next_pause = _FIRST_PAUSE
        self._fine = 0

    @property
    def paused(self) -> bool:
        """Whether this receiver gets no pictures now."""
        return self._pause > 0

    def look(self, rate: float, lost: float | None) -> int | None:
        """Return the new cap after one second.

        `rate`: bits per second of video sent to the receiver. `lost`: fraction of it that was
        lost on this leg, None while too little was sent to tell.
        """
        if self.paused:
            self._pause -= 1
            return LEAST
        self._fine += 1
        if self._fine == _FINE_FOR:
            self._next_pause = _FIRST_PAUSE
        if lost is not None and lost > _HEAVY_LOSS:
            at_the_bottom = self.cap is not None and self.cap <= _BOTTOM
            self._hopeless = self._hopeless + 1 if at_the_bottom else 0
            if self._hopeless >= _HOPELESS:
                self._stop()
                return LEAST
            low = max(LEAST, int(rate * (1 - lost / 2)))
            self.cap = low if self.cap is None else min(self.cap, low)
            return self.cap
        if lost is not None:
            self._hopeless = 0
        if self.cap is not None:
            grown = int(self.cap * _GROWTH)
            self.cap = grown if grown < MOST else None
        return self.cap

    def _stop(self) -> None:
        self._pause, self._hopeless, self._fine = self._next_pause, 0, 0
        self._next_pause = min(2 * self._next_pause, _LONGEST_PAUSE)
        self.cap = LEAST
