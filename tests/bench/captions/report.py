"""One report for every level: measures with their floor and goal, as a table, as JSON, as a plot.

The plot is an SVG written here, so that the benchmark needs no drawing library: one bar a measure,
as long as the value is good, with the floor, the goal and the peers marked.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `peer` is the best of the peers in the same run, where one was run."""

    name: str
    value: float | None
    unit: str
    peer: float | None
    floor: float | None
    goal: float | None
    better: Literal["lower", "higher"]

    @property
    def verdict(self) -> str:
        """`goal`, `floor`, `below`, or `none` where nothing was measured or asked."""
        if self.value is None or self.floor is None or self.goal is None:
            return "none"
        if self._reaches(self.goal):
            return "goal"
        return "floor" if self._reaches(self.floor) else "below"

    def _reaches(self, bound: float) -> bool:
        assert self.value is not None
        return self.value <= bound if self.better == "lower" else self.value >= bound


def as_json(measures: Iterable[Measure]) -> str:
    """Return `{"measures": [...]}`."""
    return json.dumps({"measures": [asdict(one) for one in measures]}, indent=1) + "\n"


def read(path: Path) -> list[Measure]:
    """Return the measures of a file that `as_json` wrote."""
    return [Measure(**one) for one in json.loads(path.read_text(encoding="utf-8"))["measures"]]


def table(measures: Sequence[Measure]) -> str:
    """Return a table for people."""
    head = ("measure", "value", "peer", "floor", "goal", "")
    rows = [
        (
            f"{one.name} ({one.unit})",
            *map(_number, (one.value, one.peer, one.floor, one.goal)),
            one.verdict,
        )
        for one in measures
    ]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in (0, 5) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *rows]
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


_COLOURS = {"goal": "#1b7f4d", "floor": "#c08a1e", "below": "#b3362c", "none": "#8a8a8a"}
_ROW, _LEFT, _WIDTH = 44, 330, 420


def plot(measures: Sequence[Measure]) -> str:
    """Return an SVG: each row on its own scale, zero at the left."""
    rows = [_row(one, 40 + at * _ROW) for at, one in enumerate(measures)]
    height = 40 + len(measures) * _ROW + 30
    legend = (
        "bar = ours (green: goal reached, yellow: floor, red: neither)  │ floor  ┃ goal  ◆ peer"
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 110}" '
            f'height="{height}" font-family="sans-serif" font-size="13">',
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="16" y="22" fill="#333">{escape(legend)}</text>',
            *rows,
            "</svg>\n",
        ]
    )


def _row(one: Measure, y: int) -> str:
    given = [abs(v) for v in (one.value, one.peer, one.floor, one.goal) if v is not None]
    most = max([value for value in given if math.isfinite(value)], default=0.0) or 1.0

    def x(value: float) -> float:
        return _LEFT + _WIDTH * min(1.0, abs(value) / most)

    parts = [f'<text x="16" y="{y + 17}">{escape(f"{one.name} ({one.unit})")}</text>']
    if one.value is not None:
        width = max(2.0, x(one.value) - _LEFT)
        colour = _COLOURS[one.verdict]
        parts.append(
            f'<rect x="{_LEFT}" y="{y + 4}" width="{width:.1f}" height="18" fill="{colour}"/>'
        )
    for bound, stroke in ((one.floor, 1.5), (one.goal, 4)):
        if bound is not None:
            parts.append(
                f'<line x1="{x(bound):.1f}" x2="{x(bound):.1f}" y1="{y}" y2="{y + 26}" '
                f'stroke="#222" stroke-width="{stroke}"/>'
            )
    if one.peer is not None:
        parts.append(f'<text x="{x(one.peer) - 5:.1f}" y="{y + 18}" fill="#1d4f9e">◆</text>')
    parts.append(
        f'<text x="{_LEFT + _WIDTH + 14}" y="{y + 17}">{escape(_number(one.value))}</text>'
    )
    return "".join(parts)
