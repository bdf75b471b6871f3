"""Commitments that no construction shows, found where the trained layer hears one being made.

"— La note, dimanche ? — Plutôt mardi. — Va pour mardi." holds no promise a rule could see. Turns
that the trained layer tags are grouped into negotiations; each gives one candidate, worded by its
richest sentence, owned by whom the owner model names, dated by the last date said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from binome.language.deadlines import standing
from binome.language.due import Due
from binome.language.features import Heard, words_of
from binome.language.fold import overlap, stems
from binome.language.item import Item
from binome.language.learned import Linear
from binome.language.reading import Move, Reading
from binome.language.tagging import Tag, logistic

LISTENS, CERTAIN = 0.35, 0.35
"""Probability from which a turn belongs to a negotiation; what its best turn must reach."""
REPEATS = 0.4
"""Probability from which a turn repeats what was agreed."""
FRESH = 2
"""Turns that must follow a negotiation before it is listed by itself."""
LONGEST = 16
"""Words of a quoted sentence."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A talk as candidates are looked for in it."""

    turns: Sequence[Heard]
    ids: Sequence[int]
    people: tuple[str, str]
    """Mentor's and mentee's ids."""
    tags: Sequence[Tag]


def negotiations(talk: Spoken) -> list[list[int]]:
    """Return the groups of turn indexes in which something is being settled."""
    out: list[list[int]] = []
    promised = ""
    for n, tag in enumerate(talk.tags):
        if tag.makes < LISTENS or (tag.recap > 0.5 and tag.recap > tag.makes):
            continue
        mine = talk.turns[n].speaker if _promises(talk.turns[n].reading) else ""
        another = bool(mine and promised and mine != promised)
        if out and n - out[-1][-1] <= 2 and tag.opens < 0.5 and not another:
            out[-1].append(n)
            promised = promised or mine
        else:
            out.append([n])
            promised = mine
    return [group for group in out if max(talk.tags[n].makes for n in group) >= CERTAIN]


def _promises(reading: Reading) -> bool:
    """Return whether a turn promises something dated in the first person."""
    return any(m.kind == "commit" and m.dues and not m.reasons for m in reading.moves)


def found(items: Sequence[Item], talk: Spoken, owner: Linear) -> list[Item]:
    """Return every candidate: those of the rules, settled, and one per negotiation."""
    return [*settled(items, talk), *told(talk, owner)]


def told(talk: Spoken, owner: Linear) -> list[Item]:
    """Return one candidate per negotiation that is over: the newest turns may still change."""
    out = []
    for group in negotiations(talk):
        if len(talk.turns) - group[-1] <= FRESH:
            continue
        made = _item(talk, group, owner)
        if made is not None:
            out.append(made)
    return out


def settled(items: Sequence[Item], talk: Spoken) -> list[Item]:
    """Return the rules' candidates with what their negotiations add: evidence, date, wording.

    A rule sees the promise, the tags see how far the bargaining over it goes: "Vendredi ?", "plutôt
    mardi", "va pour mardi" belong to it and the last date counts, unless the next task begins.
    """
    place = {turn: n for n, turn in enumerate(talk.ids)}
    groups = negotiations(talk)
    home = {n: group for group in groups for n in group}
    begins = {place[i.core[0]] for i in items if i.status != "dead"}
    return [_settled(item, [place[t] for t in item.core], home, begins, talk) for item in items]


def _settled(
    item: Item, core: list[int], home: dict[int, list[int]], begins: set[int], talk: Spoken
) -> Item:
    group = next((home[n] for n in core if n in home), None)
    if group is None:
        return item
    last = core[-1]
    stop = min((n for n in begins if n > last), default=len(talk.turns))
    added = [n for n in group if last < n < stop]
    turns = sorted({*core, *added})
    later = [d for n in added for d in talk.turns[n].reading.dues]
    before = [item.due] if item.due else _dues(talk, [n for n in group if n <= last])
    due = standing([*before, *later])
    text, about = _worded(item, core, group, talk)
    core_ids = [talk.ids[n] for n in turns]
    recap = [t for t in item.recap if t not in core_ids]
    return replace(item, core=core_ids, recap=recap, due=due, text=text, object=about)


def _item(talk: Spoken, group: list[int], owner: Linear) -> Item | None:
    joint = sum(talk.tags[n].agreement for n in group) > sum(talk.tags[n].action for n in group)
    text = _sentence(talk, group)
    if not text:
        return None
    who, _ = owner_of(talk, group, owner)
    first = group[0]
    return Item(
        id=f"{'agreement' if joint else 'action'}-{talk.ids[first]}-told",
        kind="agreement" if joint else "action",
        owner="both" if joint else who,
        proposer=talk.turns[first].speaker,
        lemma="",
        text=text,
        object=text,
        quote=text,
        status="agreed",
        at=group[-1],
        core=[talk.ids[n] for n in group],
        due=standing(_dues(talk, group)),
        name="told",
        touched=group[-1],
    )


def _dues(talk: Spoken, turns: Sequence[int]) -> list[Due]:
    return [due for n in turns for due in talk.turns[n].reading.dues]


def owner_of(talk: Spoken, group: Sequence[int], owner: Linear) -> tuple[str, float]:
    """Return whose task a negotiation makes, with the probability."""
    scores = owner.scores(owner_features([talk.turns[n] for n in group]))
    best = max(scores, key=lambda label: scores[label])
    names = {"mentor": talk.people[0], "mentee": talk.people[1], "both": "both"}
    return names[best], logistic(scores[best])


def owner_features(turns: Sequence[Heard]) -> list[str]:
    """Return what tells the owner of a task: who says what of himself and of the other."""
    out = ["any"]
    for n, turn in enumerate(turns):
        role = "mentor" if turn.is_mentor else "mentee"
        words = words_of(turn.reading)
        out += [f"{role} {w}" for w in words]
        out += [f"{role} {a} {b}" for a, b in pairwise(words)]
        for move in turn.reading.moves:
            out.append(f"gives {_whose(turn, move)} {move.kind}")
            if not move.reasons:
                out.append(f"surely gives {_whose(turn, move)} {bool(move.dues)}")
        if n == 0:
            out.append(f"opens {role}")
    return out + list(_vote(turns))


_WEIGHT = {"commit": 1.5, "note": 1.0, "offer": 1.2, "request": 1.0, "suggest": 0.6, "propose": 0.3}
"""How much a construction says of whose task it is."""


def _whose(turn: Heard, move: Move) -> str:
    roles = ("mentor", "mentee") if turn.is_mentor else ("mentee", "mentor")
    return {"self": roles[0], "other": roles[1]}.get(move.owner, "both")


def _vote(turns: Sequence[Heard]) -> Iterator[str]:
    """Yield for whom the constructions of a negotiation speak, and by how much."""
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


def _worded(item: Item, core: list[int], group: list[int], talk: Spoken) -> tuple[str, str]:
    """Return a rule's line; with the words around it where its own name no thing."""
    near = range(max(core[0] - 2, 0), core[-1] + 1)
    known = frozenset().union(*(_turn_stems(talk.turns[n].reading) for n in near))
    reworded = item.text.lower() != item.quote.lower()
    if item.is_meeting or (reworded and overlap(stems(item.object), known) >= 0.5):
        return item.text, item.object
    context = _best(talk, sorted({*near, *(n for n in group if n < core[0] + 3)}), {core[0]})
    own = item.quote[:1].upper() + item.quote[1:]
    if not context:
        return own, own
    parts = [context, own] if stems(own) else [context]
    text = " — ".join(parts)
    return text, text


def _sentence(talk: Spoken, group: Sequence[int]) -> str:
    """Return the two sentences of a negotiation that say most about it, in their order."""
    ranked = sorted(_ranked(talk, group), key=lambda r: -r[0])[:6]
    if not ranked:
        return ""
    first = ranked[0]
    second = next((r for r in ranked[1:] if r[1] != first[1] and abs(r[1] - first[1]) <= 3), None)
    chosen = sorted(r[1:] for r in (first, second) if r is not None)
    return " — ".join(text for _, text in chosen)


def _best(talk: Spoken, turns: Sequence[int], without: set[int]) -> str:
    ranked = [r for r in _ranked(talk, turns) if r[1] not in without]
    return max(ranked)[2] if ranked else ""


def _ranked(talk: Spoken, turns: Sequence[int]) -> Iterator[tuple[float, int, str]]:
    """Yield the sentences of some turns: how much each says, its turn, its words."""
    around = range(max(turns[0] - 2, 0), min(turns[-1] + 3, len(talk.turns)))
    told_in = {n: _turn_stems(talk.turns[n].reading) for n in around}
    for n in turns:
        reading = talk.turns[n].reading
        for first, end in _pieces(reading):
            said = sentence_stems(reading, first, end)
            if not said:
                continue
            again = [s for s in said if any(s in told_in[m] for m in around if m != n)]
            moves = [m for m in reading.moves if first <= m.verb < end and not m.reasons]
            score = min(len(said), 5) + 1.5 * min(len(again), 3) + 1.5 * bool(moves)
            yield score + 4.0 * talk.tags[n].makes, n, _quoted(reading, first, end)


def _pieces(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a turn, long ones by clause."""
    for first, end in sentences(reading):
        if end - first <= LONGEST:
            yield first, end
            continue
        for clause in reading.clauses:
            if first <= clause.start < end:
                yield clause.start, min(clause.end, clause.start + LONGEST)


def sentences(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends; clauses where there are no marks."""
    if not any(n in (".", "?") for n in reading.norms):
        for clause in reading.clauses:
            yield clause.start, clause.end
        return
    first = 0
    for n, norm in enumerate((*reading.norms, ".")):
        if norm in (".", "?", ":"):
            if n > first:
                yield first, n
            first = n + 1


def sentence_stems(reading: Reading, first: int, end: int) -> frozenset[str]:
    """Return the content stems of some words, dates left out."""
    dated = {n for due in reading.dues for n in range(due.first, due.end)}
    return stems(" ".join(reading.norms[n] for n in range(first, end) if n not in dated))


def _turn_stems(reading: Reading) -> frozenset[str]:
    return sentence_stems(reading, 0, len(reading.norms))


def _quoted(reading: Reading, first: int, end: int) -> str:
    text = reading.text[reading.words[first].start : reading.words[end - 1].end].strip(" ,")
    return text[:1].upper() + text[1:]
