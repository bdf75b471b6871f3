"""L1 in virtual time: how many people one core can caption, and what happens beyond.

The live core runs whole; only the engine's computing is replaced by its price (`prices`), so that
an hour passes in a minute and no other work on the machine disturbs the figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from binome.speech.metrics import CaptionMetrics, percentile
from binome.wire.understanding import Tail, Words
from tests.bench.captions.prices import Prices
from tests.bench.captions.stage import PricedLane, Stage
from tests.bench.captions.talk import Said, talk

SOON = 2.0
"""Seconds within which 95 % of the words must have been shown first."""


@dataclass
class Load:
    """What a stage with many people came to. Delays in seconds."""

    tracks: int
    speech: float
    busy: float
    """Seconds the engine worked."""
    lasted: float
    first: list[float] = field(default_factory=list)
    commits: list[tuple[float, float]] = field(default_factory=list)
    """(moment, delay) of each committed word."""
    updates: dict[str, float] = field(default_factory=dict)
    """Person → captions a second of speech."""
    lost: int = 0

    @property
    def first_p95(self) -> float:
        """Until a word is shown."""
        return percentile(self.first, 95) or math.inf

    @property
    def commit_p95(self) -> float:
        """Until a word is final."""
        return percentile([delay for _, delay in self.commits], 95) or math.inf

    @property
    def slope(self) -> float:
        """Seconds of delay gained in a minute, by least squares over the committed words."""
        return slope(self.commits)

    @property
    def fairness(self) -> float:
        """Jain's index over the people's captions a second of speech: 1 = all alike."""
        rates = list(self.updates.values())
        squares = len(rates) * sum(rate * rate for rate in rates)
        return sum(rates) ** 2 / squares if squares else 1.0

    @property
    def cpu_per_speech_s(self) -> float:
        """Engine seconds a second of speech."""
        return self.busy / self.speech


def crowd(tracks: int, seconds: float, share: float = 0.45) -> dict[str, Said]:
    """Return so many people who talk by script."""
    return {f"p{at}": talk(f"crowd {at}", seconds, share) for at in range(tracks)}


def overloaded(tracks: int, seconds: float, calm: float) -> dict[str, Said]:
    """Return a crowd of which only two people go on after `seconds`, for `calm` seconds more."""
    return {
        f"p{at}": talk(f"crowd {at}", seconds + (calm if at < 2 else 0.0)) for at in range(tracks)
    }


def load(
    said: dict[str, Said],
    prices: Prices,
    until: float,
    after: float = 15.0,
    since: float = 0.0,
) -> Load:
    """Run a crowd until `until` and let it finish; words before `since` do not count."""
    stage = Stage(said, cost=prices.of)
    return run(stage, said, until, after, since)


def run(stage: Stage, said: dict[str, Said], until: float, after: float, since: float) -> Load:
    """Run a stage; see `load`."""
    metrics = {name: CaptionMetrics("fr") for name in said}
    speech = sum(one.seconds for one in said.values())
    result = Load(len(said), speech, 0.0, until)
    counts = dict.fromkeys(said, 0)
    for now, message in stage.play(until + after):
        if not isinstance(message, Tail | Words):
            continue
        who = message.participant
        mine = metrics[who]
        known, shown = len(mine.commit), len(mine.first_display)
        mine.hear(message, now)
        if isinstance(message, Tail) or message.words:
            counts[who] += 1
        if now >= since:
            result.commits += [(now, delay) for delay in mine.commit[known:]]
            result.first += mine.first_display[shown:]
    result.updates = {name: counts[name] / max(0.1, said[name].seconds) for name in said}
    result.lost = sum(one.lost for one in stage.live.listeners.values())
    if isinstance(stage.lane, PricedLane):
        result.busy = stage.lane.busy
    return result


def capacity(prices: Prices, seconds: float, most: int = 48) -> tuple[int, list[Load]]:
    """Return the most people one core captions with first display p95 under 2 s, and each try."""
    tries: list[Load] = []
    low, high = 0, most + 1
    while high - low > 1:
        count = (low + high) // 2 if tries else min(8, most)
        one = load(crowd(count, seconds), prices, seconds)
        tries.append(one)
        if one.first_p95 < SOON:
            low = count
        else:
            high = count
    return low, tries


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the seconds of delay gained in a minute, by least squares over (moment, delay)."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    gained = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return 60 * gained / spread if spread else 0.0
