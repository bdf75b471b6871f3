"""Reading a dialogue into its minutes: `binome.dialogue/1` in, `binome.minutes/1` out.

The understanding worker and the `minutes` command call `read`, from any thread; word lists and
tokenisers are loaded once, by whoever asks first. A growing dialogue may be read again after every
turn: the same commitment keeps its `id`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from binome.language import agenda, backchannels, questions
from binome.language.confidence import SHOWN, confidence
from binome.language.dialogue import Dialogue, DialogueTurn, parse
from binome.language.due import Due
from binome.language.item import Item
from binome.language.lexicon import Lexicon, lexicon
from binome.language.reading import Reading, read_turn
from binome.language.state import Talk, Turn


def read(dialogue: Mapping[str, Any]) -> dict[str, Any]:
    """Return the minutes of a dialogue. Raises `BadInput` where it cannot be read."""
    return minutes_of(parse(dialogue))


def minutes_of(dialogue: Dialogue) -> dict[str, Any]:
    """Return the minutes of a parsed dialogue."""
    lex = lexicon(dialogue.lang)
    readings = [read_turn(turn.text, dialogue.lang, dialogue.day) for turn in dialogue.turns]
    tracked = agenda.track(dialogue, readings, lex)
    talk = _listen(dialogue, readings, tracked.items, lex)
    found = [item for item in talk.items if item.status == "agreed"]
    next_session = _next_session(found, dialogue.known_next_session)
    lines = [_line(item, dialogue, next_session) for item in found]
    kept = [
        (item, line) for item, line in zip(found, lines, strict=True) if line["confidence"] >= SHOWN
    ]
    accepting = {turn for item, _ in kept for turn in item.core[1:]}
    punctuated = any("?" in turn.text or "." in turn.text for turn in dialogue.turns)
    return {
        "schema": "binome.minutes/1",
        "id": dialogue.id,
        "lang": dialogue.lang,
        "agreements": [line for item, line in kept if item.kind == "agreement"],
        "actions": [{"owner": item.owner, **line} for item, line in kept if item.kind == "action"],
        "agenda": [
            {"turn": turn.id, "item": item}
            for turn, item in zip(dialogue.turns, tracked.items, strict=True)
        ],
        "current_item": {"item": tracked.current, "confidence": tracked.confidence}
        if tracked.current
        else None,
        "questions": [
            {"turn": turn.id, "kind": kind}
            for turn, reading in zip(dialogue.turns, readings, strict=True)
            for kind in questions.questions(reading, lex, punctuated=punctuated)
        ],
        "backchannels": backchannels.backchannels(dialogue.turns, readings, accepting, lex),
    }


def _listen(
    dialogue: Dialogue, readings: list[Reading], items: tuple[str, ...], lex: Lexicon
) -> Talk:
    talk = Talk(dict(dialogue.names), lex, dialogue.day)
    closing = dialogue.agenda[-1].id if len(dialogue.agenda) > 1 else ""
    people = list(dialogue.names)
    for index, (turn, reading) in enumerate(zip(dialogue.turns, readings, strict=True)):
        other = next((p for p in people if p != turn.speaker), turn.speaker)
        talk.hear(Turn(turn.id, index, turn.speaker, other, reading, items[index] == closing))
    return talk


def _next_session(found: list[Item], known: date | None) -> date | None:
    """Return the date of the next session: fixed in this call, else the one known before."""
    fixed = [i.due.day for i in found if i.is_meeting and i.due and i.due.day]
    return fixed[-1] if fixed else known


def _line(item: Item, dialogue: Dialogue, next_session: date | None) -> dict[str, Any]:
    due: Due | None = item.due.settled(next_session) if item.due else None
    turns = item.turns()
    spoken: dict[int, DialogueTurn] = {t.id: t for t in dialogue.turns}
    proof = [spoken[t] for t in turns]
    return {
        "id": item.id,
        "text": item.text,
        "due": due.day.isoformat() if due and due.day else None,
        "due_words": due.words if due else None,
        "turns": turns,
        "quote": item.quote,
        "start": min(t.start for t in proof),
        "end": max(t.end for t in proof),
        "confidence": confidence(item),
    }
