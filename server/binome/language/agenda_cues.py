"""What the trained layer sees of a turn where it asks: does another agenda item begin here, or is
the talk off the agenda for a moment?

Seen live, a turn knows only what was said before it. Afterwards it knows the whole talk: what the
next turns speak of, and how far it stands from where the plan would change items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from binome.language.dialogue import Dialogue, Point
from binome.language.features import words_of
from binome.language.fold import stems
from binome.language.lexicon import Lexicon
from binome.language.reading import Reading

NEIGHBOURS = 6
"""Turns before and after that are compared by the titles they name."""
_LONG, _SHORT = 12, 5
"""Words of a turn's beginning that are looked at; words of a short answer."""


@dataclass(frozen=True, slots=True)
class Clues:
    """A talk as the agenda is looked for in it: its readings and the titles each turn names."""

    dialogue: Dialogue
    readings: Sequence[Reading]
    lex: Lexicon
    words: Sequence[tuple[str, ...]]
    titles: Sequence[tuple[float, ...]]
    """For each turn, how far it names each item, from 0 on."""


def clues(dialogue: Dialogue, readings: Sequence[Reading], lex: Lexicon) -> Clues:
    """Return a talk with what its turns say of the titles."""
    wanted = [stems(point.title) for point in dialogue.agenda]
    named = [tuple(_named(stems(" ".join(r.norms)), wanted)) for r in readings]
    return Clues(dialogue, readings, lex, [words_of(r) for r in readings], named)


def shares(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Return where each item begins and ends in the plan, 0..1 of the whole."""
    total = sum(p.minutes for p in points) or float(len(points))
    out, at = [], 0.0
    for point in points:
        size = (point.minutes or total / len(points)) / total
        out.append((at, at + size))
        at += size
    return out


def begins(seen: Clues, at: int, *, live: bool) -> list[str]:
    """Return what speaks for another item beginning with this turn."""
    words, before = seen.words[at], seen.words[at - 1] if at else ()
    names = max(seen.titles[at], default=0.0)
    cued = seen.lex.agenda["transition"].within(seen.readings[at].norms)
    leads = seen.dialogue.turns[at].speaker == next(iter(seen.dialogue.names))
    out = ["any", f"lang {seen.dialogue.lang}", f"cue {cued}", f"mentor {leads}"]
    out += [f"cue mentor {leads}"] if cued else []
    out += [f"w {word}" for word in sorted(set(words[:_LONG]))]
    out += [f"b {a} {b}" for a, b in pairwise(words[:9])]
    out += [f"first {' '.join(words[:1])}", f"first two {' '.join(words[:2])}"]
    out += _stepped("long", len(words), (2, 5, 10, 20, 40))
    out += _stepped("names", names, (0, 0.3, 0.6, 0.9))
    out += [f"cue {cued} names {names >= 0.5}"]
    out += [f"asks {any(c.asked for c in seen.readings[at].clauses)}"]
    out += _stepped("before long", len(before), (1, 2, 4, 8, 15))
    out += [f"before {w}" for w in sorted(set(before))] if len(before) <= _SHORT else []
    if at and seen.readings[at - 1].answer:
        out.append("before answers")
    if at > 1:
        out += _stepped("two before long", len(seen.words[at - 2]), (1, 2, 4, 8))
    return out + list(_since(seen, at) if live else _afterwards(seen, at))


def _since(seen: Clues, at: int) -> Iterator[str]:
    yield from _stepped("turns", at, (2, 5, 10))
    yield from _stepped("turned", _turned(seen, at, at + 1), (0.2, 0.4, 0.6, 0.8))


def _afterwards(seen: Clues, at: int) -> Iterator[str]:
    turns = seen.dialogue.turns
    whole = max(t.end for t in turns) or 1.0
    changes = [begin for begin, _ in shares(seen.dialogue.agenda)[1:]]
    gap = min((abs(turns[at].start / whole - change) for change in changes), default=1.0)
    yield from _stepped("turned", _turned(seen, at, at + NEIGHBOURS), (0.2, 0.4, 0.6, 0.8))
    yield from _stepped("off plan", gap, (0.02, 0.05, 0.1, 0.15, 0.2, 0.3))
    yield from _stepped("place", at / len(turns), (0.02, 0.05, 0.1, 0.5, 0.85, 0.92, 0.97))
    if at + 1 < len(turns):
        yield from _stepped("after long", len(seen.words[at + 1]), (2, 5, 12, 25))


def announces(seen: Clues, at: int) -> bool:
    """Return whether a turn passes on to an item that it names."""
    cued = seen.lex.agenda["transition"].within(seen.readings[at].norms)
    return cued and max(seen.titles[at], default=0.0) >= 0.5


def aside(seen: Clues, at: int, *, live: bool) -> list[str]:
    """Return what speaks for a turn of small talk or trouble with the line."""
    count = len(seen.words)
    norms = seen.readings[at].norms
    out = ["any", f"turn {min(at, 6)}"]
    out += [f"off {seen.lex.agenda['off'].within(norms)}"]
    out += [f"hello {seen.lex.agenda['hello'].within(norms)}"]
    out += [f"w {word}" for word in sorted(set(seen.words[at]))]
    out += _stepped("names", max(seen.titles[at], default=0.0), (0, 0.5))
    for step in (-2, -1) if live else (-2, -1, 1, 2):
        if 0 <= at + step < count:
            side = "before" if step < 0 else "after"
            out += [f"{side} {word}" for word in sorted(set(seen.words[at + step]))]
    if not live:
        out.append(f"left {min(count - at, 6)}")
        out += _stepped("place", at / count, (0.02, 0.04, 0.06, 0.08, 0.1, 0.9, 0.94, 0.96, 0.98))
    return out


def _named(said: frozenset[str], wanted: Sequence[frozenset[str]]) -> Iterator[float]:
    """Yield how far a turn names each title: words that titles share count less."""
    for own in wanted:
        hits = sum(1.0 / sum(stem in other for other in wanted) for stem in said & own)
        yield hits / max(1.0, min(len(own), 2))


def _turned(seen: Clues, at: int, until: int) -> float:
    """Return how differently the titles are named before `at` and from there on, 0..1."""
    ahead, behind = seen.titles[at:until], seen.titles[max(0, at - NEIGHBOURS) : at]
    sums = [
        (sum(t[n] for t in ahead), sum(t[n] for t in behind))
        for n in range(len(seen.dialogue.agenda))
    ]
    apart = sum(abs(a - b) for a, b in sums)
    return apart / (sum(a + b for a, b in sums) + 1)


def _stepped(name: str, value: float, steps: Sequence[float]) -> list[str]:
    return [f"{name} > {step}" for step in steps if value > step]
