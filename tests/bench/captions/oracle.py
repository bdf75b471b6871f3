"""A recogniser that knows what is said and mishears it by a published rule; costs nothing.

A word is misheard with probability `confusion`·exp(−audio to its right / `fading`), unless silence
follows it inside the window; one that the window's end cuts is always misheard; times tremble. The
same window is always heard the same way. All systems compared are given this same recogniser.
"""

import math
import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from binome.domain.values import Word
from binome.speech.recogniser import Figures, Job, Reading
from tests.helpers.speech import misheard

SILENCE = 0.25
"""Seconds of silence after a word that make it clear."""


@dataclass
class Oracle:
    """`said`: track name → words in order. Fills the `Recogniser` protocol."""

    said: Mapping[str, Sequence[Word]]
    confusion: float = 0.4
    fading: float = 0.4
    tremble: float = 0.08
    longest: float = 10.0
    passes: int = 0
    """Windows read so far."""
    audio: float = 0.0
    """Seconds of audio in them."""
    _starts: dict[str, list[float]] = field(default_factory=dict)

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        """Return one reading per job."""
        return [Reading(tuple(self.hear(job.track[1], job.start, job.end))) for job in jobs]

    def figures(self) -> Figures:
        """Return how much was read."""
        return Figures(self.passes, self.passes)

    def close(self) -> None:
        """Nothing to let go."""

    def hear(self, track: str, start: float, end: float) -> list[Word]:
        """Return what the window [start, end] of this track sounds like."""
        self.passes += 1
        self.audio += end - start
        words = self.said.get(track, ())
        starts = self._starts.setdefault(track, [word.start for word in words])
        first = max(0, bisect_left(starts, start) - 1)
        heard: list[Word] = []
        for at in range(first, len(words)):
            word = words[at]
            if word.start >= end:
                break
            if not start <= (word.start + word.end) / 2 < end:
                continue
            following = words[at + 1].start if at + 1 < len(words) else math.inf
            heard.append(self._one(word, following, start, end))
        return heard

    def _one(self, word: Word, following: float, start: float, end: float) -> Word:
        chance = random.Random(f"{word.start}{start:.2f}{end:.2f}")
        right = end - word.end
        is_clear = min(right, following - word.end) >= SILENCE
        odds = 0.0 if is_clear else self.confusion * math.exp(-max(0.0, right) / self.fading)
        wrong = right < 0 or chance.random() < odds
        shift = chance.uniform(-self.tremble, self.tremble)
        return Word(
            misheard(word.text, chance) if wrong else word.text,
            word.start + shift,
            word.end + shift,
            chance.uniform(0.3, 0.8) if wrong else chance.uniform(0.7, 1.0),
        )
