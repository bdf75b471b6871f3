"""Speech that arrives after the fact: kept by a browser during a cut, read beside the live track.

It gets a listener of its own, which reads only whole turns and says only what the live track never
heard; the live track itself goes on untouched. Driven by `live`, a little at a time, so that a
minute of it does not hold up anybody's captions.
"""

from collections import deque

import numpy as np

from binome.speech.clock import RATE
from binome.speech.listener import Listener
from binome.speech.opus import Pcm

MARGIN = RATE
"""Samples read on both sides of what is missing, so that words at its edges are heard whole."""
EAR_EDGE = RATE // 20
"""Samples of a hole too short to hold a word: two clocks may differ by so much."""
AT_ONCE = 2 * RATE
"""Samples given to the listener at a time."""
BRIDGED = RATE // 2
"""Samples of a hole that is heard as silence instead of ending the turn."""
ENDS_AFTER = 2.0
"""Seconds without more after which the running turn ends."""
MOST = 90 * RATE
"""Samples waiting; what comes beyond is not taken."""


def pcm_of(payload: bytes) -> Pcm:
    """Return signed 16-bit little-endian samples as floats; half a sample at the end is dropped."""
    whole = payload[: len(payload) // 2 * 2]
    return np.frombuffer(whole, "<i2").astype(np.float32) / np.float32(32_768)


class Late:
    """One person's late speech. `listener` must be made with `late=True`."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self._waiting: deque[tuple[int, Pcm]] = deque()
        self._end = listener.ring.end
        self._taken_at = float("-inf")
        self._closed = True

    def take(self, start: int, pcm: Pcm, missing: list[tuple[int, int]], now: float) -> None:
        """Take audio that begins at sample `start`; only words in `missing` will be said."""
        for low, high in missing:
            since = max(start, low - MARGIN, self._end)
            until = min(start + len(pcm), high + MARGIN)
            held = sum(len(part) for _, part in self._waiting)
            if since >= until or held + until - since > MOST:
                continue
            self.listener.only.add(low, high)
            self._waiting.append((since, pcm[since - start : until - start]))
            self._end, self._taken_at = until, now

    def feed(self, now: float) -> None:
        """Give the listener a little of what waits; end its turn when nothing more comes."""
        room = AT_ONCE
        while self._waiting and room > 0:
            start, pcm = self._waiting[0]
            hole = start - self.listener.ring.end
            if hole > BRIDGED and not self._jumped(start):
                return
            if 0 < hole <= BRIDGED:
                self.listener.hear(np.zeros(hole, np.float32))
            self.listener.hear(pcm[:room])
            self._closed = False
            self._waiting[0] = (start + room, pcm[room:])
            if len(pcm) <= room:
                self._waiting.popleft()
            room -= len(pcm)
        if not self._waiting and not self._closed and now - self._taken_at >= ENDS_AFTER:
            self.listener.close()
            self._closed = True

    def _jumped(self, to: int) -> bool:
        """Go on at `to`, once all before it has been read."""
        if not self._closed:
            self.listener.close()
            self._closed = True
        if self.listener.busy:
            return False
        self.listener.jump(to)
        return True

    def finish(self) -> None:
        """Nothing more comes: the turn ends as soon as all that waits has been fed."""
        self._taken_at = float("-inf")

    def drop(self) -> None:
        """Let go of what waits."""
        self._waiting.clear()

    @property
    def busy(self) -> bool:
        """Whether something of it is still to be heard or read."""
        return bool(self._waiting) or not self._closed or self.listener.busy
