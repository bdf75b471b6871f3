"""Reading a dialogue into its minutes: `binome.dialogue/1` in, `binome.minutes/1` out.

The understanding worker and the `minutes` command call `read`, from any thread; word lists and
tokenisers are loaded once, by whoever asks first. A growing dialogue may be read again after every
turn: the same commitment keeps its `id`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from binome.language import (
    agenda,
    backchannels,
    candidates,
    choosing,
    learned,
    linking,
    naming,
    pipeline,
    questions,
)
from binome.language.choosing import Judged
from binome.language.confidence import SHOWN, confidence
from binome.language.dialogue import Dialogue, DialogueTurn, parse
from binome.language.due import Due
from binome.language.features import Heard, of_turn
from binome.language.item import Item
from binome.language.learned import Linear
from binome.language.lexicon import Lexicon, lexicon
from binome.language.naming import Spoken
from binome.language.reading import Reading, read_turn
from binome.language.state import Talk, Turn
from binome.language.tagging import Tag, tag

THRESHOLDS = {"action": 0.4, "agreement": 0.35}
"""Probabilities from which a candidate is listed."""


def read(dialogue: Mapping[str, Any], *, rules_alone: bool = False) -> dict[str, Any]:
    """Return the minutes of a dialogue. Raises `BadInput` where it cannot be read.

    With `rules_alone` the trained layer is left out: for tests of the rules and comparisons.
    """
    return minutes_of(parse(dialogue), rules_alone=rules_alone)


@dataclass(frozen=True, slots=True)
class Told:
    """A dialogue with everything the rules hear in it."""

    dialogue: Dialogue
    readings: list[Reading]
    tracked: agenda.Tracked
    heard: list[Heard]
    items: list[Item]
    """Every candidate of the rules, whatever became of it."""


def listen(dialogue: Dialogue) -> Told:
    """Return what the rules hear in a dialogue."""
    lex = lexicon(dialogue.lang)
    pipeline.parse_all([turn.text for turn in dialogue.turns], dialogue.lang)
    readings = [read_turn(turn.text, dialogue.lang, dialogue.day) for turn in dialogue.turns]
    tracked = agenda.track(dialogue, readings, lex)
    closing = dialogue.agenda[-1].id if len(dialogue.agenda) > 1 else ""
    people = list(dialogue.names)
    talk = Talk(dict(dialogue.names), lex, dialogue.day)
    heard = []
    for index, (turn, reading) in enumerate(zip(dialogue.turns, readings, strict=True)):
        other = next((p for p in people if p != turn.speaker), turn.speaker)
        item = tracked.items[index]
        talk.hear(Turn(turn.id, index, turn.speaker, other, reading, item == closing))
        share = index / len(readings)
        heard.append(
            Heard(reading, turn.speaker, turn.speaker == people[0], share, item, item == closing)
        )
    return Told(dialogue, readings, tracked, heard, talk.items)


def spoken(told: Told, tags: Sequence[Tag], names: Linear) -> Spoken:
    """Return the talk as candidates are looked for in it."""
    people = [*told.dialogue.names, "", ""]
    ids = [turn.id for turn in told.dialogue.turns]
    named = naming.name(told.heard, tags, names)
    stems = [naming.content(r, 0, len(r.norms)) for r in told.readings]
    return Spoken(told.heard, ids, (people[0], people[1]), tags, named, stems)


def commitments(told: Told, tags: Sequence[Tag]) -> list[Judged]:
    """Return the commitments of a talk: candidates of rules and tags, judged, the best kept."""
    trained = learned.models()
    talk = spoken(told, tags, trained["names"])
    found = candidates.found(told.items, talk, trained["owner"])
    trees = learned.trees()
    judged = choosing.judge(linking.link(found, talk, trees["due"]), talk, trees)
    return choosing.choose(judged, THRESHOLDS, trees["same"])


def by_rules(told: Told) -> list[Judged]:
    """Return the commitments that the rules alone hold for agreed."""
    agreed = [(i, confidence(i)) for i in told.items if i.status == "agreed"]
    return [
        Judged(i, sure if i.kind == "action" else 0.0, sure if i.kind == "agreement" else 0.0)
        for i, sure in agreed
        if sure >= SHOWN
    ]


def minutes_of(dialogue: Dialogue, *, rules_alone: bool = False) -> dict[str, Any]:
    """Return the minutes of a parsed dialogue."""
    lex = lexicon(dialogue.lang)
    told = listen(dialogue)
    tracked, readings = told.tracked, told.readings
    features = [of_turn(told.heard, n) for n in range(len(readings))]
    trained = learned.models()
    tags = tag(features, trained["turns"])
    kept = by_rules(told) if rules_alone else commitments(told, tags)
    kept.sort(key=lambda j: (j.item.core[0], j.item.id))
    asked = _asked_by_rules(told, lex) if rules_alone else _asked(told, features, lex)
    next_session = _next_session(kept, dialogue)
    lines = [(judged, _line(judged, dialogue, next_session)) for judged in kept]
    return {
        "schema": "binome.minutes/1",
        "id": dialogue.id,
        "lang": dialogue.lang,
        "agreements": [line for judged, line in lines if not judged.is_action],
        "actions": [
            {"owner": judged.item.owner, **line} for judged, line in lines if judged.is_action
        ],
        "agenda": [
            {"turn": turn.id, "item": item}
            for turn, item in zip(dialogue.turns, tracked.items, strict=True)
        ],
        "current_item": {"item": tracked.current, "confidence": tracked.confidence}
        if tracked.current
        else None,
        "questions": [
            {"turn": turn.id, "kind": kind}
            for turn, kinds in zip(dialogue.turns, asked, strict=True)
            for kind in kinds
        ],
        "backchannels": backchannels.backchannels(
            dialogue.turns, readings, tags, lex, trained["receipts"]
        ),
    }


def _is_punctuated(dialogue: Dialogue) -> bool:
    return any("?" in turn.text or "." in turn.text for turn in dialogue.turns)


def _asked_by_rules(told: Told, lex: Lexicon) -> list[list[questions.Kind]]:
    punctuated = _is_punctuated(told.dialogue)
    return [questions.by_rules(r, lex, punctuated=punctuated) for r in told.readings]


def _asked(
    told: Told, features: Sequence[Sequence[str]], lex: Lexicon
) -> list[list[questions.Kind]]:
    """Return the questions of every turn, by their marks where the talk has any."""
    trained = learned.models()
    if _is_punctuated(told.dialogue):
        return [questions.questions(r, lex, trained["kinds"]) for r in told.readings]
    return [
        questions.unmarked(questions.unmarked_features(r, f, lex), trained["asks"])
        for r, f in zip(told.readings, features, strict=True)
    ]


def _next_session(kept: Sequence[Judged], dialogue: Dialogue) -> date | None:
    """Return the date of the next session: fixed in this call, else the one known before."""
    agreed = [j.item for j in kept if not j.is_action and j.item.due and j.item.due.day]
    soon = dialogue.day + timedelta(days=2)
    meetings = [i for i in agreed if i.is_meeting] or [
        i for i in agreed if i.due and i.due.day and i.due.day > soon
    ]
    fixed = [i.due.day for i in meetings if i.due]
    return fixed[-1] if fixed else dialogue.known_next_session


def _line(judged: Judged, dialogue: Dialogue, next_session: date | None) -> dict[str, Any]:
    item = judged.item
    due: Due | None = item.due.settled(next_session) if item.due else None
    turns = item.turns()
    spoken_turns: dict[int, DialogueTurn] = {t.id: t for t in dialogue.turns}
    proof = [spoken_turns[t] for t in turns]
    return {
        "id": item.id,
        "text": item.text,
        "due": due.day.isoformat() if due and due.day else None,
        "due_words": due.words if due else None,
        "turns": turns,
        "quote": item.quote,
        "start": min(t.start for t in proof),
        "end": max(t.end for t in proof),
        "confidence": round(judged.best, 2),
    }
