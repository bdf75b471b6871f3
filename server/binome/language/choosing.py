"""Which candidates are commitments: a small trained judge over what rules and tags say of each.

Every candidate is weighed as an action and as an agreement; of those that speak of the same thing
the likeliest is kept. The confidence that is shown is the judge's own probability, uncalibrated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from binome.language.candidates import REPEATS, Spoken, owner_of, sentence_stems
from binome.language.fold import overlap, stems
from binome.language.item import Item, likeness
from binome.language.learned import Linear
from binome.language.tagging import logistic

LABELS = ("action", "agreement")
SURE = 0.9
"""A negotiation without a construction that names its owner needs one this probable: better no
action than an inverted one."""
DOUBTED = 0.3
"""An action whose construction names another owner than the model, by this much, counts half."""
_STEPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its probabilities of being an action and an agreement."""

    item: Item
    action: float
    agreement: float

    @property
    def is_action(self) -> bool:
        """Return whether it is an action rather than an agreement."""
        return self.action >= self.agreement

    @property
    def best(self) -> float:
        """Return the larger of both."""
        return max(self.action, self.agreement)


def judge(found: Sequence[Item], talk: Spoken, judge_model: Linear, owner: Linear) -> list[Judged]:
    """Return every candidate judged, in the order given."""
    out = []
    for item in found:
        scores = judge_model.scores(item_features(item, found, talk, owner))
        action, agreement = logistic(scores["action"]), logistic(scores["agreement"])
        if action > agreement:
            item, trust = _owned(item, talk, owner)
            action *= trust
        out.append(Judged(item, action, agreement))
    return out


def _owned(item: Item, talk: Spoken, owner: Linear) -> tuple[Item, float]:
    """Return the action with its owner, and by how much its probability falls.

    A construction ("je t'envoie…") knows whose task it is: the model never overrules it.
    """
    place = {turn: n for n, turn in enumerate(talk.ids)}
    who, sure = owner_of(talk, [place[t] for t in item.core], owner)
    if item.kind == "agreement" or item.name == "told":
        return replace(item, owner=who), 1.0 if sure >= SURE else 0.0
    return item, 0.5 if who != item.owner and 1 - sure < DOUBTED else 1.0


def choose(judged: Sequence[Judged], thresholds: dict[str, float]) -> list[Judged]:
    """Return what is kept, one of each that speak of the same thing.

    The rules' candidates come first, likeliest before: their wording is better, and their ids
    stay the same while a talk grows.
    """
    kept: list[Judged] = []
    for one in sorted(judged, key=_order):
        kind = "action" if one.is_action else "agreement"
        if one.best < thresholds[kind]:
            continue
        if any(_same(one.item, other.item) for other in kept):
            continue
        kept.append(one)
    return kept


def _order(one: Judged) -> tuple[bool, float, int, str]:
    return one.item.name == "told", -one.best, one.item.at, one.item.id


def _same(a: Item, b: Item) -> bool:
    """Return whether two candidates speak of the same commitment."""
    shared = set(a.core) & set(b.core)
    if "told" in (a.name, b.name):
        return 2 * len(shared) >= min(len(a.core), len(b.core)) and bool(shared)
    alike = likeness(a, b.text, b.object, b.lemma)
    if shared and a.owner == b.owner:
        days = {i.due.day for i in (a, b) if i.due and i.due.day}
        return len(days) < 2 or alike >= 0.3
    return bool(shared or set(a.turns()) & set(b.turns())) and alike >= 0.6


def item_features(item: Item, found: Sequence[Item], talk: Spoken, owner: Linear) -> list[str]:
    """Return what speaks for a candidate and against it."""
    place = {turn: n for n, turn in enumerate(talk.ids)}
    core = [place[t] for t in item.core]
    recap = [place[t] for t in item.recap]
    out = [
        "any",
        f"kind {item.kind}",
        f"name {item.name}",
        f"lemma {item.lemma}",
        f"status {item.status}",
        f"status {item.status} {item.kind} {item.accepted}",
        f"accepted {item.accepted}",
        f"soft {item.is_soft}",
        f"meeting {item.is_meeting}",
        f"feedback {item.is_feedback}",
        f"object {item.has_object}",
        f"cores {min(len(core), 4)}",
        f"recaps {min(len(recap), 2)}",
        f"due {item.due is not None}",
        f"name {item.name} due {item.due is not None}",
        f"tenth {10 * core[0] // len(talk.turns)}",
        f"stems {min(len(item.stems), 6)}",
        f"owner {'both' if item.owner == 'both' else talk.people.index(item.owner)} {item.kind}",
    ]
    out += [f"doubt {d}" for d in item.doubts] or ["no doubt"]
    if item.due:
        out.append(f"anchored {item.due.anchor is not None}")
        out.append(f"deadline {item.due.is_deadline}")
    out += _tagged(item, core, recap, talk)
    who, sure = owner_of(talk, core, owner)
    out += _stepped("owner", sure if who == item.owner else 1 - sure)
    rivals = [o for o in found if o is not item and set(o.core) & set(item.core)]
    out.append(f"rivals {min(len(rivals), 3)}")
    return out


def _tagged(item: Item, core: list[int], recap: list[int], talk: Spoken) -> Iterator[str]:
    tags = talk.tags
    for label in ("action", "agreement"):
        values = [getattr(tags[n], label) for n in core]
        for name, value in (
            ("first", values[0]), ("most", max(values)), ("mean", sum(values) / len(values))
        ):  # fmt: skip
            yield from _stepped(f"{label} {name}", value)
        yield from _stepped(f"{item.kind} {item.name == 'told'} {label}", max(values))
    after = core[-1] + 1
    yield from _stepped("next makes", tags[after].makes if after < len(tags) else 0.0)
    yield from _stepped("opens", tags[core[0]].opens)
    yield from _stepped("recap", max((tags[n].recap for n in (*core, *recap)), default=0.0))
    yield from _stepped("repeated", _repeated(item, core, talk))


def _repeated(item: Item, core: list[int], talk: Spoken) -> float:
    """Return how much of the candidate's words a later recap holds, 0..1."""
    said = stems(item.text)
    best = 0.0
    for n, tag in enumerate(talk.tags):
        if tag.recap >= REPEATS and n not in core and n > core[0]:
            reading = talk.turns[n].reading
            best = max(best, overlap(said, sentence_stems(reading, 0, len(reading.norms))))
    return best


def _stepped(name: str, value: float) -> Iterator[str]:
    return (f"{name} > {step}" for step in _STEPS if value > step)
