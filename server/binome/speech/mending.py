"""Stretches of one track that nobody sent: invented by the decoder where packets were lost.

The recogniser still hears something there, but a word that rests on it deserves less belief.
Driven by `ear` (what the track invented) and `listener` (which words lie there).
"""

from collections import deque
from dataclasses import replace

from binome.domain.values import Word
from binome.speech.clock import RATE

MOST = 256
"""Stretches remembered; the oldest are forgotten."""
DOUBT = 0.5
"""Part of a wholly invented word's probability that is taken off."""


class Mended:
    """Invented stretches, in samples on the session's clock."""

    def __init__(self) -> None:
        self._stretches: deque[tuple[int, int]] = deque(maxlen=MOST)

    def add(self, since: int, until: int) -> None:
        """These samples were invented."""
        if until > since:
            self._stretches.append((since, until))

    def taken(self) -> list[tuple[int, int]]:
        """Return all stretches, once."""
        stretches = list(self._stretches)
        self._stretches.clear()
        return stretches

    def share(self, start: float, end: float) -> float:
        """Return how much of a time (seconds) was invented, 0..1."""
        low, high = round(start * RATE), round(end * RATE)
        inside = sum(max(0, min(high, b) - max(low, a)) for a, b in self._stretches)
        return min(1.0, inside / max(1, high - low))

    def doubted(self, word: Word) -> Word:
        """Return the word, less probable by how much of it was invented."""
        share = self.share(word.start, word.end) if self._stretches else 0.0
        return replace(word, p=word.p * (1 - DOUBT * share)) if share else word
