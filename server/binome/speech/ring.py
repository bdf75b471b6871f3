"""The last minute of one person's audio, addressed by sample position on the session's clock."""

import numpy as np

from binome.speech.clock import RATE
from binome.speech.opus import Pcm


class AudioRing:
    """16 kHz mono float32; always contiguous from `start` to `end`, older audio falls out."""

    def __init__(self, start: int, seconds: float = 60.0) -> None:
        self.end = start
        """Position of the next sample to be written."""
        self._size = round(seconds * RATE)
        self._samples: Pcm = np.zeros(self._size, np.float32)
        self._first = start

    @property
    def start(self) -> int:
        """Position of the oldest sample still held."""
        return max(self._first, self.end - self._size)

    def append(self, pcm: Pcm) -> None:
        """Write samples at `end`."""
        if len(pcm) > self._size:
            self.end += len(pcm) - self._size
            pcm = pcm[-self._size :]
        at = self.end % self._size
        head = min(len(pcm), self._size - at)
        self._samples[at : at + head] = pcm[:head]
        self._samples[: len(pcm) - head] = pcm[head:]
        self.end += len(pcm)

    def jump(self, to: int) -> None:
        """Go on at `to`; everything held becomes silence."""
        self._samples[:] = 0.0
        self._first = self.end = to

    def read(self, since: int, until: int) -> Pcm:
        """Return a copy of [since, until); what is not held (any more) reads as silence."""
        result: Pcm = np.zeros(max(0, until - since), np.float32)
        low, high = max(since, self.start), min(until, self.end)
        if low < high:
            at, count = low % self._size, high - low
            head = min(count, self._size - at)
            result[low - since : low - since + head] = self._samples[at : at + head]
            result[low - since + head : high - since] = self._samples[: count - head]
        return result

    def silence(self, since: int, until: int) -> None:
        """Overwrite [since, until) with silence, as far as it is held."""
        low, high = max(since, self.start), min(until, self.end)
        if low < high:
            self._samples[np.arange(low, high) % self._size] = 0.0
