"""The words and constructions of a language, read once from the TOML beside the code.

`Lexicon` is data only; who uses which list is said in `fr/lexicon.toml` and `en/lexicon.toml`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from binome.language.normalise import Lang

_ELISION = re.compile(r"\b(j|m|t|l|d|n|s|c|qu|jusqu|lorsqu|puisqu)'")
_FULL = {
    "j": "je",
    "m": "me",
    "t": "te",
    "l": "le",
    "d": "de",
    "n": "ne",
    "s": "se",
    "c": "ce",
    "qu": "que",
    "jusqu": "jusque",
    "lorsqu": "lorsque",
    "puisqu": "puisque",
}


@dataclass(frozen=True, slots=True)
class Construction:
    """A way of promising, asking or proposing: its patterns, whose task it makes, how sure."""

    name: str
    move: str
    owner: str
    strength: float
    patterns: tuple[str, ...]
    at_clause_start: bool = False
    quote: bool = False
    """Shown as it was said, since no infinitive fits."""
    lemma: str = ""
    """The verb to show, where the pattern holds none of its own."""
    verb_first: bool = False
    """The verb is the pattern's first word, not its last."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """A closed list of phrases, found by their first word."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]]

    def at(self, words: Sequence[str], start: int) -> tuple[str, ...] | None:
        """Return the longest phrase that starts at this word."""
        for phrase in self.by_first.get(words[start], ()) if start < len(words) else ():
            if tuple(words[start : start + len(phrase)]) == phrase:
                return phrase
        return None

    def find(self, words: Sequence[str], start: int = 0, end: int | None = None) -> int | None:
        """Return where the first phrase wholly inside `start`..`end` begins, or nothing."""
        stop = len(words) if end is None else end
        for n in range(max(start, 0), stop):
            phrase = self.at(words, n)
            if phrase and n + len(phrase) <= stop:
                return n
        return None

    def within(self, words: Sequence[str], start: int = 0, end: int | None = None) -> bool:
        """Return whether any of the phrases is said between the two positions."""
        return self.find(words, start, end) is not None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything a language's rules are made of."""

    lang: Lang
    classes: Mapping[str, frozenset[str]]
    constructions: tuple[Construction, ...]
    guards: Mapping[str, Phrases]
    words: Mapping[str, frozenset[str]]
    responses: Mapping[str, Phrases]
    questions: Mapping[str, Phrases]
    agenda: Mapping[str, Phrases]
    backchannels: frozenset[str]
    neutral: frozenset[str]
    """Receipts that say nothing of what was said ("mm", "d'accord")."""
    lists: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=2)
def lexicon(lang: Lang) -> Lexicon:
    """Return the lexicon of a language."""
    raw = _read(lang, "lexicon.toml")
    talk = _read(lang, "talk.toml")
    return Lexicon(
        lang=lang,
        classes={name: frozenset(text.split()) for name, text in raw["classes"].items()},
        constructions=tuple(
            Construction(**{**row, "patterns": tuple(row["patterns"])})
            for row in raw["construction"]
        ),
        guards={name: phrases(rows) for name, rows in raw["guards"].items()},
        words={
            name: frozenset(text.split())
            for name, text in raw["words"].items()
            if isinstance(text, str)
        },
        responses={name: phrases(rows) for name, rows in raw["responses"].items()},
        questions={name: phrases(rows) for name, rows in talk["questions"].items()},
        agenda={name: phrases(rows) for name, rows in talk["agenda"].items()},
        backchannels=frozenset(talk["backchannels"]["words"].split()),
        neutral=frozenset(talk["backchannels"]["neutral"].split()),
        lists={name: tuple(rows) for name, rows in talk["lists"].items()},
    )


def phrases(rows: Sequence[str]) -> Phrases:
    """Return the phrases as shadow words, elisions written out."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        for text in {row, _ELISION.sub(lambda m: _FULL[m[1]] + " ", row)}:
            phrase = tuple(text.split())
            by_first.setdefault(phrase[0], set()).add(phrase)
    return Phrases(
        {first: tuple(sorted(group, key=len, reverse=True)) for first, group in by_first.items()}
    )


def _read(lang: Lang, name: str) -> dict[str, Any]:
    text = resources.files("binome.language").joinpath(lang, name).read_text(encoding="utf-8")
    return tomllib.loads(text)
