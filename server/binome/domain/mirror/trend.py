"""Trend: the same figures over several sessions of one person, beside that person's own median.

A fold of mirrors, oldest first. Under three sessions two points would be taken for a direction, so
there is none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from binome.domain.mirror.formula import Formula
from binome.domain.mirror.whole import Mirror

FROM_SESSIONS = 3
"""Sessions from which a trend is shown (product choice)."""

FORMULA = Formula(
    "trend",
    "D'une séance à l'autre",
    "From session to session",
    f"À partir de {FROM_SESSIONS} séances : le chiffre de chacune, et votre propre médiane. Vous "
    "n'êtes comparé·e à personne d'autre.",
    f"From {FROM_SESSIONS} sessions on: each one's figure, and your own median. You are compared "
    "with nobody else.",
    "own median",
    (f"{FROM_SESSIONS} séances / sessions",),
)

Measure = Literal[
    "talk_share",
    "open_share",
    "questions_per_ten_minutes",
    "thinking_time",
    "own_interruptions",
    "reformulations",
    "long_runs",
    "words_per_minute",
    "loudness",
    "pitch_range",
]
_VALUES: dict[Measure, Callable[[Mirror], float | None]] = {
    "talk_share": lambda m: m.talk_share.whole.share,
    "open_share": lambda m: m.questions.open_share,
    "questions_per_ten_minutes": lambda m: m.questions.per_ten_minutes,
    "thinking_time": lambda m: m.thinking_time.median,
    "own_interruptions": lambda m: float(len(m.interruptions.mine)) if m.minutes else None,
    "reformulations": lambda m: float(len(m.reformulations.marked)) if m.minutes else None,
    "long_runs": lambda m: float(m.long_runs.count),
    "words_per_minute": lambda m: m.pace.words_per_minute,
    "loudness": lambda m: m.sound.loudness if m.sound else None,
    "pitch_range": lambda m: m.sound.pitch_range if m.sound else None,
}


@dataclass(frozen=True, slots=True)
class Point:
    """One session's figure; `session` names it, `value` None where there was nothing to count."""

    session: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the sessions, with the person's own median of those that have it."""

    measure: Measure
    points: tuple[Point, ...]
    median: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The figures that at least three sessions have."""

    series: tuple[Series, ...]
    formula: Literal["trend"] = "trend"


def trend_of(mirrors: Sequence[tuple[str, Mirror]]) -> Trend | None:
    """Return the trend of one person's named mirrors, oldest first; None when there are too few."""
    if len(mirrors) < FROM_SESSIONS:
        return None
    series = (_series(measure, mirrors) for measure in _VALUES)
    return Trend(tuple(each for each in series if each is not None))


def _series(measure: Measure, mirrors: Sequence[tuple[str, Mirror]]) -> Series | None:
    points = tuple(Point(name, _VALUES[measure](mirror)) for name, mirror in mirrors)
    known = [point.value for point in points if point.value is not None]
    return Series(measure, points, median(known)) if len(known) >= FROM_SESSIONS else None
