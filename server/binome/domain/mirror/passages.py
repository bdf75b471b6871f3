"""Passages: where in the talk a figure's cases are, in the words that were said."""

from collections.abc import Sequence
from dataclasses import dataclass

from binome.domain.floor import Stretch
from binome.domain.talk import Question, Talk
from binome.domain.values import ParticipantId, Word
from binome.domain.view import TurnView

QUOTE = 140
"""Characters of a quote, at most."""
BEFORE = 4
"""Words shown before what was found in a sentence too long to be shown whole."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where to read it again: turn number, seconds, words."""

    turn: int
    start: float
    end: float
    quote: str


def asked(question: Question) -> Passage:
    """Return the passage of a question."""
    return Passage(question.turn, question.start, question.end, cut(question.quote))


def of_turn(turn: TurnView) -> Passage:
    """Return a whole turn, its beginning quoted."""
    return Passage(turn.turn, turn.start, turn.end, quote(turn.words))


def of_sentence(turn: TurnView, sentence: Sequence[Word], found: int = 0) -> Passage:
    """Return a sentence of a turn; a long one from a little before its word `found` on."""
    is_long = sum(len(word.text) + 1 for word in sentence) > QUOTE
    first = max(0, found - BEFORE) if is_long else 0
    words = sentence[first:]
    text = ("…" if first else "") + " ".join(word.text for word in words)
    return Passage(turn.turn, words[0].start, sentence[-1].end, cut(text))


def of_stretch(
    talk: Talk, person: ParticipantId, stretch: Stretch, *, from_end: bool = False
) -> Passage:
    """Return the words of a stretch (its last ones if `from_end`), and the turn they begin in."""
    turns = talk.turns_of(person, stretch)
    turn = turns[-1 if from_end else 0].turn if turns else 0
    words = talk.words_of(person, stretch)
    return Passage(turn, stretch.since, stretch.until, quote(words, from_end=from_end))


def quote(words: Sequence[Word], *, from_end: bool = False) -> str:
    """Return the words as text, no longer than a quote may be."""
    return cut(" ".join(word.text for word in words), from_end=from_end)


def cut(text: str, *, from_end: bool = False) -> str:
    """Return the text, its end (or its beginning) replaced by an ellipsis when it is long."""
    if len(text) <= QUOTE:
        return text
    return (
        "…" + text[-QUOTE:].partition(" ")[2] if from_end else text[:QUOTE].rpartition(" ")[0] + "…"
    )
