"""What reading costs, as a table: measured once on this machine, then used in virtual time.

A batch costs the encoding of each window, then for each group that is decoded together the
decoder's look at the audio (by its length) and its tokens (by beam and company), and word times for
the windows that need them. `shapes.priced` fills it; `BASE` holds one core of a 2024 server
processor, for a quick look and for comparing machines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from binome.speech.engine import EngineOptions, window_length
from binome.speech.recogniser import Job, Urgency

TOKENS_PER_SECOND = 4.5
"""French speech, in Whisper's tokens."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds of one core. Keys: window seconds with the margin; (beam, windows together)."""

    encode: Mapping[float, float]
    look: float
    """The decoder's look at one second of encoded audio; again for word times."""
    token: Mapping[tuple[int, int], float]
    """One token of one window when so many are decoded together."""
    timed: float
    """The time of one token."""
    options: EngineOptions = field(default_factory=EngineOptions)

    def of(self, jobs: Sequence[Job]) -> float:
        """Return how long a batch keeps one core busy."""
        total = 0.0
        groups: dict[tuple[float, int], list[Job]] = {}
        for job in jobs:
            length = window_length(job.end - job.start, self.options)
            total += float(np.interp(length, [*self.encode], [*self.encode.values()]))
            groups.setdefault((length, self._beam(job)), []).append(job)
        for (length, beam), members in groups.items():
            tokens = TOKENS_PER_SECOND * max(one.end - one.start for one in members)
            each = length * self.look + tokens * self.token[beam, _size(len(members))]
            total += len(members) * each
            for one in members:
                if one.timed:
                    seconds = one.end - one.start
                    total += seconds * (self.look + TOKENS_PER_SECOND * self.timed)
        return total

    def _beam(self, job: Job) -> int:
        wide = job.urgency in (Urgency.FINAL, Urgency.SECOND) and not job.cheap
        return self.options.final_beam if wide else self.options.live_beam


def _size(count: int) -> int:
    return max(size for size in (1, 2, 4, 8) if size <= count)


BASE = Prices(
    encode={1: 0.012, 2: 0.021, 3: 0.031, 5: 0.054, 8: 0.093, 10: 0.133, 15: 0.219},
    look=0.003,
    token={
        (1, 1): 0.0085, (1, 2): 0.0047, (1, 4): 0.0028, (1, 8): 0.0016,
        (5, 1): 0.0119, (5, 2): 0.0090, (5, 4): 0.0075, (5, 8): 0.0070,
    },
    timed=0.0006,
)  # fmt: skip
"""Whisper `base`, int8, one core of a fourth-generation EPYC."""
