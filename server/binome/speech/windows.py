"""Where a window of speech may be cut: pure rules and a search for the quietest spot.

A window grows from the last cut to now. It is cut only after words that are committed, leaving at
least a second of audio; only a speaker who never leaves such a place is cut elsewhere (`split`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.opus import Pcm

_STEP = RATE // 50
"""Samples of one 20 ms step in the search for a quiet spot."""


@dataclass(frozen=True, slots=True)
class WindowRules:
    """Durations in seconds."""

    comfortable: float = 5.0
    """From this length on a window is cut after a full stop."""
    long: float = 7.0
    """From this length on it is cut after any committed word."""
    longest: float = 10.0
    """No window is longer: what is beyond is split off."""
    left: float = 1.0
    """Audio that stays in the window after a cut."""

    @classmethod
    def within(cls, longest: float, *, sparing: bool = False) -> "WindowRules":
        """Rules for an engine that reads at most `longest` seconds at once.

        `sparing`: it has more to read than it can at leisure, or is slow: windows are kept short.
        """
        usual = cls(2.0, 2.5, 4.0, 0.3) if sparing else cls()
        longest = min(usual.longest, longest)
        return cls(
            comfortable=min(usual.comfortable, longest / 2),
            long=min(usual.long, longest * 0.7),
            longest=longest,
            left=usual.left,
        )


def cut_after(
    committed: Sequence[Word], start: float, end: float, rules: WindowRules
) -> int | None:
    """Return the index of the word after which the window [start, end] should be cut, or None."""
    if end - start < rules.comfortable:
        return None
    able = [
        index
        for index, word in enumerate(committed)
        if word.end > start and word.end <= end - rules.left
    ]
    stops = [index for index in able if committed[index].text.endswith((".", "?", "!", "…"))]
    if stops:
        return stops[-1]
    if end - start >= rules.long and able:
        return able[-1]
    return None


def between(
    words: Sequence[Word], index: int, end: float, rules: WindowRules
) -> tuple[float, float]:
    """Return the stretch, in seconds, in which the cut after word `index` is to be searched."""
    low = words[index].end - 0.05
    following = words[index + 1].start if index + 1 < len(words) else low + 0.6
    high = min(following + 0.05, low + 0.6, end - rules.left / 2)
    return low, max(high, low + 0.2)


def quietest(pcm: Pcm) -> int:
    """Return the sample in the middle of the quietest 60 ms of `pcm`."""
    steps = len(pcm) // _STEP
    if steps < 3:
        return len(pcm) // 2
    energy = np.square(pcm[: steps * _STEP]).reshape(steps, _STEP).sum(axis=1)
    smooth = energy[:-2] + energy[1:-1] + energy[2:]
    return (int(np.argmin(smooth)) + 1) * _STEP + _STEP // 2
