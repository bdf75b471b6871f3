"""Which agenda item each turn treats, afterwards and live.

A trained layer says of each turn how likely another item begins there and how likely the talk is
off the agenda; titles say which item. The likeliest path explains the whole talk (Viterbi), and
the same scores, only looked at up to now, say which item the talk is on at this moment. `off` =
small talk or technical trouble.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from binome.language import agenda_cues, learned
from binome.language.agenda_cues import Clues, shares
from binome.language.dialogue import Dialogue, Point
from binome.language.lexicon import Lexicon
from binome.language.reading import Reading

OFF = "off"

# Weights of the path, chosen on the training talks with models that had not seen the talk.
_STARTS, _STARTS_BIAS = 0.96, 0.18
_NAMED, _TITLE = 5.12, 1.6
_ASIDE, _ASIDE_BIAS = 1.6, 0.18
_INTO_OFF, _OUT_ELSEWHERE = 1.6, 2.0
_SKIP, _SKIP_FIRST, _BACK, _BACK_MORE = 1.08, 4.0, 5.0, 1.0
_OFF_PLAN = 4.0
ANNOUNCED = -1.0
"""Most log-odds of being off with a turn that announces an item by its title ("the sound is back,
let's start with your CV")."""
_SUREST = 9.2
"""Log-odds beyond which the trained layer is not believed."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """The item of each turn, and the item of the moment with its confidence 0..1."""

    items: tuple[str, ...]
    live: tuple[str, ...]
    """The item of each turn as it was known when the turn ended."""
    current: str | None
    confidence: float


State = tuple[int, bool]
"""An item's number, and whether the talk is off it for a moment."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A turn's evidence: log-odds of a new item and of being off, titles named, distance from
    the plan per item (0 inside it)."""

    starts: float
    aside: float
    titles: tuple[float, ...]
    off_plan: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """The scores of all states after a turn, and from which state each came."""

    scores: dict[State, float]
    back: dict[State, State]


def track(dialogue: Dialogue, readings: Sequence[Reading], lex: Lexicon) -> Tracked:
    """Return the item of every turn, smoothed over the whole talk and as it was known live."""
    points = dialogue.agenda
    if not points or not dialogue.turns:
        nothing = tuple(OFF for _ in dialogue.turns)
        return Tracked(nothing, nothing, None, 0.0)
    found = agenda_cues.clues(dialogue, readings, lex)
    smoothed = _forward(evidence(found, live=False), len(points))
    live = _forward(evidence(found, live=True), len(points))
    items = _named(_trace(smoothed), points)
    at_once = _named([max(step.scores, key=step.scores.__getitem__) for step in live], points)
    current, sure = _now(live[-1].scores, points)
    return Tracked(items, at_once, current, sure)


def evidence(found: Clues, *, live: bool) -> list[Seen]:
    """Return what each turn says about the agenda; `live`, as known when it ended."""
    trained = learned.models()
    kind = "live" if live else "after"
    starts, aside = trained[f"starts_{kind}"], trained[f"aside_{kind}"]
    points, turns = found.dialogue.agenda, found.dialogue.turns
    plan = shares(points)
    whole = max(t.end for t in turns) or 1.0
    out = []
    for n, turn in enumerate(turns):
        middle = (turn.start + turn.end) / 2 / whole
        away = tuple(0.0 if live else max(a - middle, middle - b, 0.0) for a, b in plan)
        new = starts.scores(agenda_cues.begins(found, n, live=live))["starts"]
        off = aside.scores(agenda_cues.aside(found, n, live=live))["aside"]
        if agenda_cues.announces(found, n):
            off = min(off, ANNOUNCED)
        out.append(Seen(_bounded(new), _bounded(off), found.titles[n], away))
    return out


def _bounded(score: float) -> float:
    return max(-_SUREST, min(_SUREST, score))


def _forward(seen: Sequence[Seen], count: int) -> list[_Step]:
    """Return the best scores turn by turn, from the first to the last."""
    states = [(n, off) for n in range(count) for off in (False, True)]
    score = {(n, off): -_SKIP_FIRST * n for n, off in states if n == 0 or not off}
    out: list[_Step] = []
    for turn in seen:
        new: dict[State, float] = {}
        back: dict[State, State] = {}
        for state in states:
            before, reached = state, -math.inf
            for earlier, value in score.items():
                cost = _step(earlier, state, turn) if out else (0.0 if earlier == state else None)
                if cost is not None and value + cost > reached:
                    before, reached = earlier, value + cost
            if reached > -math.inf:
                new[state], back[state] = reached + _emission(state, turn), before
        score = new
        out.append(_Step(new, back))
    return out


def _step(before: State, after: State, turn: Seen) -> float | None:
    """Return the score of going from one state to another, None where there is no way."""
    (here, was_off), (there, is_off) = before, after
    if here == there:
        return -_INTO_OFF if is_off and not was_off else 0.0
    if is_off:
        return None
    cost = _NAMED * min(turn.titles[there], 1.5)
    if there > here:
        cost -= _SKIP * (there - here - 1)
    else:
        cost -= _BACK + _BACK_MORE * (here - there - 1)
    if was_off:
        return cost - _OUT_ELSEWHERE
    return cost + _STARTS * turn.starts - _STARTS_BIAS


def _emission(state: State, turn: Seen) -> float:
    item, off = state
    away = _OFF_PLAN * turn.off_plan[item]
    if off:
        return _ASIDE * turn.aside - _ASIDE_BIAS - away
    return _TITLE * min(turn.titles[item], 1.5) - away


def _named(path: Sequence[State], points: Sequence[Point]) -> tuple[str, ...]:
    return tuple(OFF if off else points[n].id for n, off in path)


def _trace(steps: Sequence[_Step]) -> list[State]:
    last = steps[-1].scores
    state = max(last, key=last.__getitem__)
    path = [state]
    for step in reversed(steps[1:]):
        state = step.back[state]
        path.append(state)
    return path[::-1]


def _now(score: dict[State, float], points: Sequence[Point]) -> tuple[str | None, float]:
    top = max(score.values())
    weight = {s: math.exp(v - top) for s, v in score.items()}
    total = sum(weight.values())
    per_item = [sum(w for s, w in weight.items() if s[0] == n) for n in range(len(points))]
    best = max(range(len(points)), key=lambda n: per_item[n])
    return points[best].id, round(per_item[best] / total, 2)
