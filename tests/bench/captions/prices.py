"""What reading costs, as a table: measured once on this machine, then used in virtual time.

A batch costs the encoding of each window, one fixed cost and so many milliseconds a token for each
group that is decoded together, and word times for those who need them. `measured` (in `shapes`)
fills it; the figures here are those of one core of a 2024 server processor, for a quick look.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from binome.speech.recogniser import Job, Urgency

TOKENS_PER_SECOND = 4.5
"""French speech, in Whisper's tokens."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds of one core. Keys: window seconds with the margin; (beam, windows together)."""

    encode: Mapping[int, float]
    token: Mapping[tuple[int, int], float]
    """One token of one window when so many are decoded together."""
    align: float
    """Word times of one window."""
    margin: float = 2.0
    final_beam: int = 5

    def of(self, jobs: Sequence[Job]) -> float:
        """Return how long a batch keeps one core busy."""
        total, step = 0.0, 2 if len(jobs) >= 3 else 1
        groups: dict[tuple[int, int], list[float]] = {}
        for job in jobs:
            seconds = job.end - job.start
            length = math.ceil((seconds + self.margin) / step) * step
            total += _nearest(self.encode, length) + self.align
            wide = job.urgency in (Urgency.FINAL, Urgency.SECOND) and not job.cheap
            groups.setdefault((length, self.final_beam if wide else 1), []).append(seconds)
        for (_, beam), members in groups.items():
            tokens = TOKENS_PER_SECOND * max(members) * len(members)
            total += tokens * self.token[beam, _size(len(members))]
        return total


def _nearest(table: Mapping[int, float], length: int) -> float:
    return table[min(table, key=lambda known: (abs(known - length), known))]


def _size(count: int) -> int:
    return max(size for size in (1, 2, 4, 8) if size <= count)


BASE = Prices(
    encode={3: 0.031, 5: 0.054, 8: 0.093, 10: 0.133, 12: 0.165},
    token={
        (1, 1): 0.0085, (1, 2): 0.0047, (1, 4): 0.0028, (1, 8): 0.0016,
        (5, 1): 0.0119, (5, 2): 0.0090, (5, 4): 0.0075, (5, 8): 0.0070,
    },
    align=0.027,
)  # fmt: skip
"""Whisper `base`, int8, one core."""
