"""Which of the dates said around a clause is the deadline of what the clause names, if any is.

"Tu me la montres quand ? — D'ici quinze jours ? — Ça fait le dix-neuf." Every date from a little
before the clause to a few turns after it is weighed by small boosted trees; the likeliest stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from binome.language.candidates import Candidate
from binome.language.clauses import Clause
from binome.language.deadlines import standing
from binome.language.due import Due
from binome.language.features import Heard
from binome.language.naming import Spoken
from binome.language.trees import Trees

BEFORE, AFTER = 2, 5
"""Turns before and after the naming one whose dates may be meant."""
LINKED = 0.4
"""Probability from which a date is the deadline."""
_ANSWERS = ("strong", "weak", "counter", "defer", "refuse")


@dataclass(frozen=True, slots=True)
class Option:
    """A date said in a turn (index), as it stands after those said before it."""

    turn: int
    due: Due


def options(one: Candidate, talk: Spoken) -> list[Option]:
    """Return the dates that may be meant, in the order they were said."""
    first, last = max(one.turn - BEFORE, 0), min(one.turn + AFTER + 1, len(talk.turns))
    said = [Option(n, due) for n in range(first, last) for due in talk.turns[n].reading.dues]
    out = []
    for place, option in enumerate(said):
        stands = standing([o.due for o in said[max(place - 3, 0) : place + 1]])
        is_this = stands and (stands.first, stands.words) == (option.due.first, option.due.words)
        out.append(replace(option, due=stands) if stands and is_this else option)
    return out


def link(found: Sequence[Candidate], talk: Spoken, trees: Trees) -> list[Candidate]:
    """Return the candidates with the dates that are most probably theirs, else the rules' own."""
    rows: list[list[float]] = []
    offered: list[tuple[tuple[str, int], list[Option], int]] = []
    seen: set[tuple[str, int]] = set()
    for one in found:
        key = (one.item.id, one.turn)
        if key not in seen:
            seen.add(key)
            meant = options(one, talk)
            offered.append((key, meant, len(rows)))
            rows += numbers(one, meant, talk)
    chances = trees.probabilities(rows) if rows else []
    dues: dict[tuple[str, int], Due | None] = {}
    for key, meant, start in offered:
        best = max(range(len(meant)), key=lambda n: chances[start + n], default=-1)
        sure = best >= 0 and chances[start + best] >= LINKED
        dues[key] = meant[best].due if sure else None
    return [
        replace(one, item=replace(one.item, due=dues[one.item.id, one.turn] or one.item.due))
        for one in found
    ]


def numbers(one: Candidate, meant: Sequence[Option], talk: Spoken) -> list[list[float]]:
    """Return what speaks for each date and against it, as rows of numbers."""
    return [[float(x) for x in _row(one, meant, n, talk)] for n in range(len(meant))]


def _row(one: Candidate, meant: Sequence[Option], at: int, talk: Spoken) -> Iterator[float]:
    option = meant[at]
    due, n = option.due, option.turn
    turn, here = talk.turns[n], talk.turns[one.turn]
    reading = turn.reading
    clause = next((c for c in reading.clauses if c.start <= due.first < c.end), None)
    own = one.named.unit.clause if one.named else None
    own = own or next((c for c in here.reading.clauses if c.start <= one.item.word < c.end), None)
    yield n - one.turn
    yield n == one.turn and clause is not None and clause == own
    yield _clauses_apart(here, clause, own) if n == one.turn else 9
    yield due.first - one.item.word if n == one.turn else 99
    yield due.is_deadline
    yield due.confidence
    yield due.anchor is not None
    yield due.end - due.first
    yield (clause.end - clause.start) - (due.end - due.first) if clause else 0
    yield bool(clause and clause.asked)
    yield due.first
    yield turn.speaker == here.speaker
    yield turn.speaker == one.owner
    theirs = one.item.due
    yield theirs is not None and theirs.words == due.words and theirs.first == due.first
    yield theirs is not None and theirs.day is not None and theirs.day == due.day
    yield theirs is not None
    holder = next((m for m in reading.moves if any(d.first == due.first for d in m.dues)), None)
    yield holder is not None
    yield holder is not None and n == one.turn and holder.verb == one.item.word
    yield bool(holder and holder.reasons)
    yield -1 if reading.answer is None else _ANSWERS.index(reading.answer)
    tag = talk.tags[n]
    yield from (tag.action, tag.agreement, tag.opens, tag.recap)
    yield max((t.opens for t in talk.tags[one.turn + 1 : n + 1]), default=-1)
    low, high = sorted(((one.turn, one.item.word), (n, due.first)))
    between = [
        x.best for x in talk.named if low < (x.unit.turn, x.unit.clause.start) < high
        and x.unit is not (one.named.unit if one.named else None)
    ]  # fmt: skip
    yield max(between, default=0)
    yield len(between)
    same = [o for o in meant if o.due.day is not None and o.due.day == due.day]
    yield len(same)
    yield sum(o.turn > n or (o.turn == n and o.due.first > due.first) for o in meant)
    yield sum(o.turn == n for o in meant)
    yield at
    yield one.item.kind == "agreement"
    yield one.item.is_meeting
    yield one.item.name == "told"
    yield n + 1 < len(talk.turns) and any(
        d.day is not None and d.day == due.day for d in talk.turns[n + 1].reading.dues
    )
    recaps = [talk.turns[m].reading.dues for m, t in enumerate(talk.tags)
              if t.recap > 0.4 and m > n + AFTER and talk.stems[m] & _said(one, talk)]  # fmt: skip
    yield sum(any(d.day is not None and d.day == due.day for d in dues) for dues in recaps)


def _said(one: Candidate, talk: Spoken) -> frozenset[str]:
    return one.named.unit.stems if one.named else talk.stems[one.turn]


def _clauses_apart(turn: Heard, clause: Clause | None, own: Clause | None) -> int:
    """Return how many clauses lie between the date's clause and the naming one, signed."""
    clauses = turn.reading.clauses
    if clause is None or own is None:
        return 8
    return clauses.index(clause) - clauses.index(own)
