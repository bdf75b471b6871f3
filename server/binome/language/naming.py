"""Which clause of a turn names a task or a rule: "je t'envoie la note" rather than "bon, alors".

A clause is weighed by its words, the constructions the rules found in it and in the turns around
it, and by what the next turns repeat of it. The weights are fitted by `models/commitments/recipe`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from binome.language.clauses import Clause
from binome.language.features import Heard, masked
from binome.language.fold import stems
from binome.language.learned import Linear
from binome.language.reading import Reading
from binome.language.tagging import Tag, logistic

LABELS = ("action", "agreement")
NAMES = 0.10
"""Probability from which a clause is looked at any further."""
LISTENS = 0.12
"""What the likeliest of three turns must reach for their clauses to be looked at."""
_FAR = 3
_SELF = frozenset(["je", "moi", "i", "me"])
_OTHER = frozenset(["tu", "te", "toi", "vous", "you"])
_JOINT = frozenset(["on", "nous", "we", "us", "ensemble", "together", "chacun"])


@dataclass(frozen=True, slots=True)
class Unit:
    """One clause with content words: its turn (index), its words and stems without dates."""

    turn: int
    clause: Clause
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """A clause with its probabilities, 0..1, of naming an action and an agreement."""

    unit: Unit
    action: float
    agreement: float

    @property
    def best(self) -> float:
        """Return the larger of both."""
        return max(self.action, self.agreement)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A talk as candidates are looked for in it."""

    turns: Sequence[Heard]
    ids: Sequence[int]
    people: tuple[str, str]
    """Mentor's and mentee's ids."""
    tags: Sequence[Tag]
    named: Sequence[Named]
    stems: Sequence[frozenset[str]]
    """The content stems of each turn."""


def content(reading: Reading, first: int, end: int) -> frozenset[str]:
    """Return the content stems of some words of a turn, dates left out."""
    dated = {n for due in reading.dues for n in range(due.first, due.end)}
    return stems(" ".join(reading.norms[n] for n in range(first, end) if n not in dated))


def units(turns: Sequence[Heard]) -> list[Unit]:
    """Return every clause of a talk that says anything."""
    out = []
    for n, turn in enumerate(turns):
        for clause in turn.reading.clauses:
            said = content(turn.reading, clause.start, clause.end)
            if said:
                out.append(Unit(n, clause, said))
    return out


def listened(unit: Unit, turns: Sequence[Heard], tags: Sequence[Tag]) -> bool:
    """Return whether a clause is worth weighing: a construction, or a turn that makes something."""
    n = unit.turn
    if any(tag.makes >= LISTENS for tag in tags[max(n - 1, 0) : n + 2]):
        return True
    moves = turns[n].reading.moves
    return any(unit.clause.start <= m.verb < unit.clause.end and not m.reasons for m in moves)


def name(turns: Sequence[Heard], tags: Sequence[Tag], model: Linear) -> list[Named]:
    """Return every clause that may name a commitment, judged, in order."""
    whole = [content(t.reading, 0, len(t.reading.norms)) for t in turns]
    out = []
    for unit in units(turns):
        if not listened(unit, turns, tags):
            continue
        scores = model.scores(features(unit, turns, whole, tags))
        named = Named(unit, logistic(scores["action"]), logistic(scores["agreement"]))
        if named.best >= NAMES:
            out.append(named)
    return out


def features(
    unit: Unit,
    turns: Sequence[Heard],
    whole: Sequence[frozenset[str]],
    tags: Sequence[Tag],
) -> list[str]:
    """Return what tells whether a clause names a commitment; `whole` holds each turn's stems."""
    here = turns[unit.turn]
    reading, clause = here.reading, unit.clause
    said = _said(reading, clause)
    out = ["any", f"stems {min(len(unit.stems), 6)}", f"words {min(len(said) // 3, 5)}"]
    out += [f"w {w}" for w in set(said)]
    out += [f"b {a} {b}" for a, b in pairwise(said)]
    out += [f"s{n} {w}" for n, w in enumerate(said[:2])]
    out += _person(said)
    out += _moves(reading, clause)
    out += _inside(reading, clause)
    out += _around(unit, turns, tags)
    out += _echoes(unit, turns, whole, tags)
    return out


def _said(reading: Reading, clause: Clause) -> list[str]:
    spans = tuple((d.first - clause.start, d.end - clause.start) for d in reading.dues)
    norms = reading.norms[clause.start : clause.end]
    return [w for w in masked(norms, spans) if w not in (",", ".", ":", "?")]


def _person(said: Sequence[str]) -> Iterator[str]:
    for label, words in (("self", _SELF), ("other", _OTHER), ("joint", _JOINT)):
        if any(w in words for w in said):
            yield f"says {label}"


def _moves(reading: Reading, clause: Clause) -> Iterator[str]:
    inside = [m for m in reading.moves if clause.start <= m.verb < clause.end]
    for move in inside:
        alive = "dead" if move.reasons else "live"
        yield f"move {move.kind} {alive}"
        yield f"move {move.name} {alive} {bool(move.dues)}"
        yield f"lemma {move.lemma}"
        yield from (f"why {move.kind} {reason}" for reason in move.reasons)
    if not inside:
        yield f"no move {bool(reading.moves)}"


def _inside(reading: Reading, clause: Clause) -> Iterator[str]:
    within = [d for d in reading.dues if clause.start <= d.first < clause.end]
    yield f"date {bool(within)} {bool(reading.dues)}"
    if any(d.is_deadline for d in within):
        yield "deadline"
    yield f"asked {clause.asked}"
    place = reading.clauses.index(clause)
    yield f"place {min(place, 3)} of {min(len(reading.clauses), 4)}"
    if place == 0:
        yield f"answers {reading.answer}"
    yield from (f"flag {flag}" for flag in reading.flags)


def _around(unit: Unit, turns: Sequence[Heard], tags: Sequence[Tag]) -> Iterator[str]:
    n = unit.turn
    here = turns[n]
    yield f"closing {here.closing}"
    yield f"off {here.item == 'off'}"
    yield f"tenth {int(here.share * 10)}"
    for step in (-2, -1, 1, 2):
        if 0 <= n + step < len(turns):
            other = turns[n + step]
            yield f"{step} answer {other.reading.answer} {other.speaker == here.speaker}"
            yield f"{step} dates {bool(other.reading.dues)}"
            yield from (f"{step} move {m.kind}" for m in other.reading.moves)
            first = [w for w in other.reading.norms[:4] if w not in (",", ".")][:2]
            yield f"{step} begins {' '.join(first)}"
    for step in (-1, 0, 1, 2):
        if 0 <= n + step < len(turns):
            tag = tags[n + step]
            for label in ("action", "agreement", "recap", "opens"):
                value = getattr(tag, label)
                yield from (f"{step} {label} > {s}" for s in (0.1, 0.3, 0.5, 0.7, 0.9) if value > s)


def _echoes(
    unit: Unit, turns: Sequence[Heard], whole: Sequence[frozenset[str]], tags: Sequence[Tag]
) -> Iterator[str]:
    n = unit.turn
    for step in range(-_FAR, _FAR + 1):
        if step and 0 <= n + step < len(whole):
            shared = len(unit.stems & whole[n + step])
            if shared:
                yield f"echo {step} {min(shared, 3)}"
    late = [
        len(unit.stems & whole[m]) / len(unit.stems)
        for m in range(n + _FAR + 1, len(turns))
        if tags[m].recap > 0.4
    ]
    if late:
        yield from (f"repeated > {s}" for s in (0.2, 0.4, 0.6, 0.8) if max(late) > s)
