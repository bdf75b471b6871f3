"""Which candidates are commitments: a trained judge, and one line for each thing agreed.

Boosted trees weigh every candidate, in every wording, as an action of its owner and as an
agreement. The likeliest are kept one by one; what most probably speaks of a thing already kept is
left out, by a second, smaller set of trees over pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from binome.language.candidates import Candidate
from binome.language.fold import dice, overlap, stems
from binome.language.item import Item
from binome.language.naming import Named, Spoken
from binome.language.reading import Reading
from binome.language.trees import Trees

LABELS = ("action", "agreement")
SAME = 0.3
"""Probability from which two candidates are one commitment."""
PLAIN = 0.06
"""What a rule's line is ahead of the words as they were said: it reads better."""
_KINDS = ("commit", "note", "offer", "request", "suggest", "propose")
_DOUBTS = ("vague", "conditional", "habitual", "in_call", "past", "reported", "hypothetical",
           "negative", "discourse", "purpose", "content_question")  # fmt: skip
_ANSWERS = ("strong", "weak", "counter", "defer", "refuse")


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate's item with its probabilities of being an action and an agreement."""

    item: Item
    action: float
    agreement: float
    form: str = "line"
    turn: int = 0

    @property
    def is_action(self) -> bool:
        """Return whether it is an action rather than an agreement."""
        return self.action >= self.agreement

    @property
    def best(self) -> float:
        """Return the larger of both."""
        return max(self.action, self.agreement)


def judge(found: Sequence[Candidate], talk: Spoken, trees: dict[str, Trees]) -> list[Judged]:
    """Return every candidate judged, in the order given."""
    if not found:
        return []
    rows = numbers(found, talk)
    actions = trees["action"].probabilities(rows)
    agreements = trees["agreement"].probabilities(rows)
    out = []
    for one, action, agreement in zip(found, actions, agreements, strict=True):
        item = one.item
        if action >= agreement and item.owner != one.owner:
            item = replace(item, owner=one.owner, id=f"{item.id}-{one.owner}")
        out.append(Judged(item, float(action), float(agreement), one.form, one.turn))
    return out


def choose(judged: Sequence[Judged], thresholds: dict[str, float], same: Trees) -> list[Judged]:
    """Return what is kept, likeliest first, one of each that speak of the same thing."""
    likely = [j for j in judged if j.best >= thresholds["action" if j.is_action else "agreement"]]
    likely.sort(key=_order)
    kept: list[Judged] = []
    for one in likely:
        if not kept:
            kept.append(one)
            continue
        rivals = [other for other in kept if not _apart(one, other)]
        chances = same.probabilities([pair(one, other) for other in rivals]) if rivals else [0.0]
        if max(chances) < SAME and all(_task(one.item) != _task(k.item) for k in kept):
            kept.append(one)
    return kept


def _apart(a: Judged, b: Judged) -> bool:
    """Return whether two candidates are never one thing: other dates, and an action beside an
    agreement, or two people's tasks by their constructions."""
    one, two = a.item, b.item
    if not (one.due and two.due) or one.due.day == two.due.day:
        return False
    named = "told" not in (one.name, two.name) and one.owner != two.owner
    return named or a.is_action != b.is_action


def _task(item: Item) -> tuple[str, str]:
    """Return what all wordings of an item share."""
    return item.quote, item.id


def _order(one: Judged) -> tuple[float, int, str, str]:
    return -(one.best + PLAIN * (one.form == "line")), one.item.at, one.item.id, one.form


def pair(a: Judged, b: Judged) -> list[float]:
    """Return what tells whether two judged candidates speak of the same thing, as numbers."""
    one, two = sorted((a, b), key=lambda j: (j.turn, j.item.word))
    core, other = set(one.item.core), set(two.item.core)
    shared = len(core & other)
    said, again = stems(one.item.text), stems(two.item.text)
    due, later = one.item.due, two.item.due
    days = due.day == later.day if due and later and due.day and later.day else None
    return [
        shared,
        shared / min(len(core), len(other)),
        len(set(one.item.turns()) & set(two.item.turns())),
        two.turn - one.turn,
        abs(two.item.word - one.item.word) if one.turn == two.turn else 99,
        dice(said, again),
        overlap(said, again),
        overlap(stems(one.item.quote), stems(two.item.quote)),
        one.item.owner == two.item.owner,
        one.is_action + two.is_action,
        -1 if days is None else days,
        (one.item.name == "told") + (two.item.name == "told"),
        one.item.lemma == two.item.lemma,
        one.best,
        two.best,
    ]


def numbers(found: Sequence[Candidate], talk: Spoken) -> list[list[float]]:
    """Return what speaks for each candidate and against it, as a row of numbers."""
    place = {turn: n for n, turn in enumerate(talk.ids)}
    starts = [c.turn for c in found]
    known: dict[tuple[str, int], list[float]] = {}
    out = []
    for one in found:
        key = (one.item.id, one.turn)
        if key not in known:
            core = [place[t] for t in one.item.core]
            recap = [place[t] for t in one.item.recap]
            known[key] = [
                *_item(one, talk), *_tagged(one, core, recap, talk), *_near(one, core, talk),
                sum(abs(s - one.turn) <= 1 for s in starts),
            ]  # fmt: skip
        out.append([*known[key], *_text(one, place, talk)])
    return out


def _item(one: Candidate, talk: Spoken) -> Iterator[float]:
    item = one.item
    reading = talk.turns[one.turn].reading
    move = next((m for m in reading.moves if m.verb == item.word), None)
    yield from (bool(move and item.name != "told" and move.kind == kind) for kind in _KINDS)
    yield from (doubt in item.doubts for doubt in _DOUBTS)
    yield item.name == "told"
    yield ("dead", "open", "agreed").index(item.status)
    yield ("no", "weak", "strong").index(item.accepted)
    yield item.strength
    yield item.is_soft
    yield item.is_meeting
    yield item.is_feedback
    yield item.has_object
    yield item.kind == "agreement"
    yield 0 if item.due is None else (2 if item.due.is_deadline else 1)
    yield len(item.core)
    yield len(item.recap)
    yield one.sure
    yield one.owner == "both"
    yield one.owner == talk.turns[one.turn].speaker
    yield one.owner == talk.people[0]


def _tagged(one: Candidate, core: list[int], recap: list[int], talk: Spoken) -> Iterator[float]:
    tags, n = talk.tags, one.turn
    for label in ("action", "agreement", "recap", "opens"):
        values = [getattr(tags[m], label) for m in core]
        yield getattr(tags[n], label)
        yield max(values)
        yield sum(values) / len(values)
        for step in (-1, 1, 2):
            yield getattr(tags[n + step], label) if 0 <= n + step < len(tags) else -1
    yield max((tags[m].recap for m in recap), default=-1)
    yield from _named(one.named)
    nearby = [x for x in talk.named if abs(x.unit.turn - n) <= 1 and x is not one.named]
    yield max((x.action for x in nearby), default=0)
    yield max((x.agreement for x in nearby), default=0)
    here = [x for x in nearby if x.unit.turn == n]
    yield max((x.best for x in here), default=0)


def _named(named: Named | None) -> tuple[float, float, float]:
    return (named.action, named.agreement, len(named.unit.stems)) if named else (0.03, 0.03, 0)


def _near(one: Candidate, core: list[int], talk: Spoken) -> Iterator[float]:
    n = one.turn
    here = talk.turns[n]
    yield here.share
    yield here.closing
    yield here.item == "off"
    yield len(here.reading.norms)
    yield "?" in here.reading.norms
    yield _answer(here.reading)
    for step in (-1, 1, 2):
        if 0 <= n + step < len(talk.turns):
            other = talk.turns[n + step]
            yield _answer(other.reading)
            yield len(other.reading.norms)
            yield bool(other.reading.dues)
            yield other.speaker == here.speaker
        else:
            yield from (-1, 0, 0, 0)
    yield sum(bool(talk.turns[m].reading.dues) for m in core)
    yield talk.turns[core[-1]].speaker == here.speaker
    yield any("." in t.reading.norms for t in talk.turns[max(n - 3, 0) : n + 4])


def _answer(reading: Reading) -> int:
    return -1 if reading.answer is None else _ANSWERS.index(reading.answer)


def _text(one: Candidate, place: dict[int, int], talk: Spoken) -> Iterator[float]:
    """Yield what tells whether a wording says what the turns are about."""
    said = stems(one.item.text)
    core = frozenset().union(*(talk.stems[place[t]] for t in one.item.core))
    own = one.named.unit.stems if one.named else talk.stems[one.turn]
    after = frozenset().union(*talk.stems[one.turn + 1 : one.turn + 3])
    before = frozenset().union(*talk.stems[max(one.turn - 2, 0) : one.turn])
    share = 1 / max(len(said), 1)
    yield ("line", "framed", "quote", "context").index(one.form)
    yield len(said)
    yield len(one.item.text.split())
    yield len(said & core) * share
    yield len(said & own) * share
    yield len(said & after)
    yield len(said & before)
    yield max(
        (
            len(said & talk.stems[m]) * share
            for m, tag in enumerate(talk.tags)
            if tag.recap > 0.4 and abs(m - one.turn) > 2
        ),
        default=-1,
    )
