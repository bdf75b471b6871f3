"""Which agenda item each turn treats, afterwards and live.

Titles, transition cues ("passons à", "il nous reste") and the planned times are evidence; a
monotone Viterbi path explains the whole talk, and the same scores, only looked at up to now, say
which item the talk is on at this moment. `off` = small talk or technical trouble.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from binome.language.dialogue import Dialogue, Point
from binome.language.fold import fold, stems
from binome.language.lexicon import Lexicon
from binome.language.reading import Reading

OFF = "off"
_STAY, _NEXT, _NEXT_CUED, _SKIP, _BACK = 0.0, -4.0, -0.6, -3.0, -7.0
_INTO_OFF, _OUT_OF_OFF = -2.6, -0.4


@dataclass(frozen=True, slots=True)
class Tracked:
    """The item of each turn, and the item of the moment with its confidence 0..1."""

    items: tuple[str, ...]
    live: tuple[str, ...]
    """The item of each turn as it was known when the turn ended."""
    current: str | None
    confidence: float


def track(dialogue: Dialogue, readings: Sequence[Reading], lex: Lexicon) -> Tracked:
    """Return the item of every turn, smoothed over the whole talk and as it was known live."""
    points = dialogue.agenda
    if not points or not dialogue.turns:
        nothing = tuple(OFF for _ in dialogue.turns)
        return Tracked(nothing, nothing, None, 0.0)
    evidence = _evidence_of(readings, points, lex)
    length = max(t.end for t in dialogue.turns) or 1.0
    middles = [(t.start + t.end) / 2 / length for t in dialogue.turns]
    smoothed = _forward(evidence, points, lex, lambda n, item: _prior(item, middles[n], points))
    live = _forward(evidence, points, lex, lambda _turn, _item: 0.0)
    items = _named(_trace(smoothed[-1].scores, [step.back for step in smoothed]), points)
    at_once = _named([max(step.scores, key=step.scores.__getitem__) for step in live], points)
    current, sure = _now(live[-1].scores, points)
    return Tracked(items, at_once, current, sure)


State = tuple[int, bool]
"""An item's number, and whether the talk is off it for a moment."""


@dataclass(frozen=True, slots=True)
class _Step:
    """The scores of all states after a turn, and from which state each came."""

    scores: dict[State, float]
    back: dict[State, State]


def _forward(
    evidence: Sequence["_Seen"],
    points: Sequence[Point],
    lex: Lexicon,
    prior: Callable[[int, int], float],
) -> list[_Step]:
    """Return the best scores turn by turn, from the first to the last."""
    states = [(n, off) for n in range(len(points)) for off in (False, True)]
    opens_off = not (stems(points[0].title) & lex_stems(lex, "opening_titles")) and len(points) > 1
    score = {s: (0.0 if s[0] == 0 else -9.0 - s[0]) for s in states}
    score[(0, True)] = 0.5 if opens_off else -1.5
    out: list[_Step] = []
    for position, seen in enumerate(evidence):
        new: dict[State, float] = {}
        back: dict[State, State] = {}
        for state in states:
            best, before = -math.inf, state
            for earlier, value in score.items():
                free = position == 0 and earlier == state
                reached = value + (0.0 if free else _step(earlier, state, seen))
                if reached > best:
                    best, before = reached, earlier
            new[state] = best + _emission(state, seen, prior(position, state[0]))
            back[state] = before
        score = new
        out.append(_Step(new, back))
    return out


def _named(path: Sequence[State], points: Sequence[Point]) -> tuple[str, ...]:
    return tuple(OFF if off else points[n].id for n, off in path)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a turn says about the agenda: scores per item, cue strength, off words."""

    titles: tuple[float, ...]
    cue: bool
    target: int | None
    off: float


def lex_stems(lex: Lexicon, name: str) -> frozenset[str]:
    """Return the stems of a plain word list of `talk.toml`."""
    return stems(" ".join(lex.lists[name]))


def _evidence_of(readings: Sequence[Reading], points: Sequence[Point], lex: Lexicon) -> list[_Seen]:
    titles = [stems(p.title) for p in points]
    return [_evidence(r, points, titles, lex) for r in readings]


def _evidence(
    reading: Reading, points: Sequence[Point], all_stems: Sequence[frozenset[str]], lex: Lexicon
) -> _Seen:
    a = lex.agenda
    norms = reading.norms
    said = stems(" ".join(norms))
    cue = a["transition"].within(norms)
    titles = []
    for own in all_stems:
        hits = 0.0
        for stem in said & own:
            sharing = sum(stem in other for other in all_stems)
            hits += 1.0 / sharing
        titles.append(hits / max(1.0, min(len(own), 2)))
    target = None
    for name, where in (("second", 1), ("third", 2), ("fourth", 3), ("last", len(points) - 1)):
        if (
            a[name].within(norms)
            and where < len(points)
            and (name != "last" or _closes(points, lex))
        ):
            target = where
    off = 1.8 * a["off"].within(norms) + (
        0.6 if a["hello"].within(norms) and len(norms) < 12 else 0.0
    )
    best = max(range(len(points)), key=lambda n: titles[n])
    if cue and titles[best] >= 0.5:
        target = best
    if target is not None:
        off = min(off, 0.3)  # "the sound is back, let's start with your CV"
    return _Seen(tuple(titles), cue or target is not None, target, off)


def _closes(points: Sequence[Point], lex: Lexicon) -> bool:
    return bool(stems(points[-1].title) & lex_stems(lex, "closing_titles")) or len(points) > 1


def _step(before: tuple[int, bool], after: tuple[int, bool], seen: _Seen) -> float:
    cost = 0.0
    move = after[0] - before[0]
    named = seen.target == after[0]
    onward = _NEXT_CUED if seen.cue and (named or seen.target is None) else _NEXT
    if move == 1:
        cost += onward
    elif move > 1:
        cost += onward + _SKIP * (move - 1) * (0.4 if named else 1)
    elif move < 0:
        cost += _BACK
    if named and not after[1]:
        cost += 3.0 if move or before[1] else 0.6
    if after[1] and not before[1]:
        cost += _INTO_OFF
    elif before[1] and not after[1]:
        cost += _OUT_OF_OFF
    return cost


def _emission(state: tuple[int, bool], seen: _Seen, prior: float) -> float:
    if state[1]:
        return seen.off - 0.45 + 0.5 * prior
    return 1.3 * min(seen.titles[state[0]], 1.5) - 0.4 * seen.off + prior


def _prior(item: int, share: float, points: Sequence[Point]) -> float:
    """Return 0 inside the item's planned share of the talk, less and less outside."""
    total = sum(p.minutes for p in points) or float(len(points))
    sizes = [(p.minutes or total / len(points)) / total for p in points]
    begin = sum(sizes[:item])
    end = begin + sizes[item]
    outside = max(begin - share, share - end, 0.0)
    return -3.0 * outside


def _trace(
    score: dict[tuple[int, bool], float], back: Sequence[dict[tuple[int, bool], tuple[int, bool]]]
) -> list[tuple[int, bool]]:
    state = max(score, key=lambda s: score[s])
    path = [state]
    for pointers in reversed(back[1:]):
        state = pointers[state]
        path.append(state)
    return path[::-1]


def _now(score: dict[tuple[int, bool], float], points: Sequence[Point]) -> tuple[str | None, float]:
    top = max(score.values())
    weight = {s: math.exp(v - top) for s, v in score.items()}
    total = sum(weight.values())
    per_item = [sum(w for s, w in weight.items() if s[0] == n) for n in range(len(points))]
    best = max(range(len(points)), key=lambda n: per_item[n])
    return points[best].id, round(per_item[best] / total, 2)


__all__ = ["OFF", "Tracked", "fold", "track"]
