"""Whose task it is: the mentor's, the mentee's, or both's.

A construction ("je t'envoie…") knows; elsewhere a small trained model weighs who says what of
himself and of the other, in the turns around the clause that names the task.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from binome.language.clauses import Clause
from binome.language.features import Heard, masked, words_of
from binome.language.item import Item
from binome.language.learned import Linear
from binome.language.naming import Spoken
from binome.language.reading import Move, Reading
from binome.language.tagging import logistic

BESIDE = 1
"""Turns before and after the naming one that are asked."""


def of(
    item: Item, turn: int, clause: Clause | None, talk: Spoken, model: Linear
) -> tuple[str, float]:
    """Return whose task an item would be, with the probability; a construction's word stands."""
    first, last = max(turn - BESIDE, 0), min(turn + BESIDE + 1, len(talk.turns))
    scores = model.scores(features(talk.turns[first:last], turn - first, clause))
    chances = {label: logistic(score) for label, score in scores.items()}
    total = sum(chances.values())
    names = {"mentor": talk.people[0], "mentee": talk.people[1], "both": "both"}
    who = {names[label]: chance / total for label, chance in chances.items()}
    if item.kind == "action" and item.name != "told":
        return item.owner, who.get(item.owner, 0.0)
    best = max(who, key=lambda person: who[person])
    return best, who[best]


def features(turns: Sequence[Heard], at: int, clause: Clause | None) -> list[str]:
    """Return what tells the owner of a task named in a clause of turn `at`."""
    out = ["any"]
    for n, turn in enumerate(turns):
        role = "mentor" if turn.is_mentor else "mentee"
        where = "here" if n == at else ("before" if n < at else "after")
        words = words_of(turn.reading)
        if n == at and clause is not None:
            words = tuple(_clause_words(turn.reading, clause))
            out.append(f"says {role}")
        out += [f"{where} {role} {w}" for w in words]
        if n == at:
            out += [f"{role} {a} {b}" for a, b in pairwise(words)]
        for move in turn.reading.moves:
            inside = n == at and clause and clause.start <= move.verb < clause.end
            place = "in" if inside else where
            out.append(f"gives {_whose(turn, move)} {place} {move.kind}")
            if not move.reasons:
                out.append(f"surely gives {_whose(turn, move)} {place}")
        out.append(f"{where} {role} answers {turn.reading.answer}")
    return out + list(_vote(turns))


def _clause_words(reading: Reading, clause: Clause) -> list[str]:
    spans = tuple((d.first - clause.start, d.end - clause.start) for d in reading.dues)
    found = masked(reading.norms[clause.start : clause.end], spans)
    return [w for w in found if w not in (",", ".", ":")]


_WEIGHT = {"commit": 1.5, "note": 1.0, "offer": 1.2, "request": 1.0, "suggest": 0.6, "propose": 0.3}
"""How much a construction says of whose task it is."""


def _whose(turn: Heard, move: Move) -> str:
    roles = ("mentor", "mentee") if turn.is_mentor else ("mentee", "mentor")
    return {"self": roles[0], "other": roles[1]}.get(move.owner, "both")


def _vote(turns: Sequence[Heard]) -> Iterator[str]:
    """Yield for whom the constructions around a task speak, and by how much."""
    votes: dict[str, float] = {}
    for turn in turns:
        for move in turn.reading.moves:
            if not move.reasons:
                weight = _WEIGHT.get(move.kind, 0.0) * (1.5 if move.dues else 1.0)
                who = _whose(turn, move)
                votes[who] = votes.get(who, 0.0) + weight
    if not votes:
        yield "vote none"
        return
    ranked = sorted(votes.items(), key=lambda v: -v[1])
    margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
    yield f"vote {ranked[0][0]}"
    if margin > 1:
        yield f"clear vote {ranked[0][0]}"
