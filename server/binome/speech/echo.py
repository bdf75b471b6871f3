"""A loudspeaker heard by the other person's microphone: the same words, later and quieter. Pure.

Without it a sentence appears twice, the second time under the wrong name. Words are compared, not
signals: what another person of the session said up to a second before, and at least 12 dB louder
on that person's own track, is no word of this one. At least two such words in a row: people do
say "oui" together. Driven by `live`, one `EchoGuard` a session.

Speaking time knows no words: there a stretch of voice is a leak when its loudness rises and falls
as the other person's did a moment before (`leaks`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from binome.domain.values import Language, Word
from binome.speech.clock import RATE
from binome.speech.normalise import key
from binome.speech.opus import Pcm

QUIETER = 12.0
"""Decibels by which an echo is at least weaker than its original."""
DELAY = 0.5
"""Seconds by which a loudspeaker may be heard later."""
LEAST = 0.5
"""Seconds of voice below which rise and fall prove nothing."""
ALIKE = 0.85
"""Correlation of the two loudness curves from which on one is the other's echo."""
_STEP = RATE // 50


@dataclass(frozen=True, slots=True)
class Sounding:
    """A word as one track has it; `level` in dB."""

    word: Word
    key: str
    level: float


def sounding(word: Word, level: float, language: Language) -> Sounding:
    """Return the word with what it is compared by."""
    return Sounding(word, key(word.text, language), level)


class EchoGuard:
    """What was lately heard on each track of a session."""

    WITHIN, EARLY = 1.0, 0.2
    """Seconds by which an echo may begin after, or by bad times before, its original."""
    RUN = 2
    """Words in a row."""
    KEPT = 15.0
    """Seconds heard words are remembered."""

    def __init__(self) -> None:
        self.suppressed = 0
        """Words taken for echoes so far, once for each reading."""
        self._heard: dict[str, list[Sounding]] = {}

    def note(self, person: str, words: Sequence[Sounding]) -> None:
        """Remember the last reading of this person's track."""
        if not words:
            return
        since, until = words[0].word.start, words[-1].word.end
        before = self._heard.get(person, [])
        kept = [one for one in before if until - self.KEPT < one.word.end <= since]
        self._heard[person] = [*kept, *words]

    def own(self, person: str, words: Sequence[Sounding]) -> list[Word]:
        """Return the words that are this person's own."""
        others = [one for who, heard in self._heard.items() if who != person for one in heard]
        alike = [any(self._repeats(word, one) for one in others) for word in words]
        own: list[Word] = []
        at = 0
        while at < len(words):
            run = at
            while run < len(words) and alike[run]:
                run += 1
            if run - at >= self.RUN:
                self.suppressed += run - at
                at = run
                continue
            run = max(run, at + 1)
            own += [one.word for one in words[at:run]]
            at = run
        return own

    def _repeats(self, word: Sounding, original: Sounding) -> bool:
        late = word.word.start - original.word.start
        return (
            word.key == original.key
            and -self.EARLY <= late <= self.WITHIN
            and original.level - word.level >= QUIETER
        )


def leaks(own: Pcm, other: Pcm) -> bool:
    """Whether `own` is only the other person's loudspeaker.

    `own`: a stretch of voice; `other`: the other person's track over the same time and `DELAY`
    seconds before it.
    """
    mine, theirs = _loudness(own), _loudness(other)
    count = len(mine)
    if count < LEAST * RATE / _STEP or len(theirs) < count:
        return False
    for at in range(len(theirs) - count + 1):
        part = theirs[at : at + count]
        louder = float(np.square(part).sum()) >= 10 ** (QUIETER / 10) * float(np.square(mine).sum())
        if louder and float(np.corrcoef(mine, part)[0, 1]) >= ALIKE:
            return True
    return False


def _loudness(pcm: Pcm) -> NDArray[np.float64]:
    """Root mean square of each 20 ms; never quite constant, so that a correlation exists."""
    steps = pcm[: len(pcm) // _STEP * _STEP].reshape(-1, _STEP).astype(np.float64)
    level: NDArray[np.float64] = np.sqrt(np.square(steps).mean(axis=1))
    return level + np.linspace(0, 1e-9, len(level))
