"""Closed lists of phrases, found in what was said whatever its case, accents and apostrophes.

Plain string rules over the transcript, no model: every hit can be read again and argued with.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from binome.domain.mirror.passages import Passage, of_sentence
from binome.domain.questions import sentences_in
from binome.domain.talk import Talk
from binome.domain.values import Language, ParticipantId, Word
from binome.domain.view import TurnView

_TOKEN = re.compile(r"[a-z0-9]+")
Phrases = tuple[tuple[str, ...], ...]
"""Folded phrases, the longest first."""
ByLanguage = Mapping[Language, Phrases]
"""A closed list in each language."""


@dataclass(frozen=True, slots=True)
class Token:
    """A folded piece of a word, and the word's place among those it was made from."""

    text: str
    word: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in one sentence: its first token, and the first one after it."""

    turn: TurnView
    sentence: tuple[Word, ...]
    tokens: tuple[Token, ...]
    first: int
    after: int

    @property
    def passage(self) -> Passage:
        """The sentence it stands in."""
        return of_sentence(self.turn, self.sentence, self.tokens[self.first].word)

    @property
    def is_asked(self) -> bool:
        """Whether the sentence is a question by its mark."""
        return self.sentence[-1].text.rstrip("»\"' ").endswith("?")


def folded(text: str) -> list[str]:
    """Return the text's pieces without case, accents, apostrophes and hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _TOKEN.findall(plain)


def tokens_of(words: Sequence[Word]) -> tuple[Token, ...]:
    """Return the folded pieces of the words, in order."""
    return tuple(Token(piece, n) for n, word in enumerate(words) for piece in folded(word.text))


def listed(*texts: str) -> Phrases:
    """Return the phrases of comma-separated texts, folded, the longest first."""
    rows = {tuple(folded(row)) for text in texts for row in text.split(",")} - {()}
    return tuple(sorted(rows, key=lambda row: (-len(row), row)))


def places(tokens: Sequence[Token], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Return where phrases begin and end (exclusive), none over another, the longest winning."""
    at = 0
    texts = [token.text for token in tokens]
    while at < len(texts):
        size = next((len(p) for p in phrases if tuple(texts[at : at + len(p)]) == p), 0)
        if size:
            yield at, at + size
        at += size or 1


def hits(talk: Talk, person: ParticipantId, phrases: ByLanguage) -> Iterable[Hit]:
    """Return where the person says one of the phrases, sentence by sentence."""
    for turn in talk.turns:
        if turn.participant != person:
            continue
        for sentence in sentences_in(turn.words):
            tokens = tokens_of(sentence)
            for first, after in places(tokens, phrases[talk.language]):
                yield Hit(turn, sentence, tokens, first, after)
