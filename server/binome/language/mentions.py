"""What "le", "les", "lui" may stand for: things and persons mentioned a moment ago.

A small memory over the last turns. Things are noun phrases with a determiner; persons are names
written with a capital inside a sentence, so without capitals only things are remembered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from binome.language import conjugation
from binome.language.fold import listed
from binome.language.lexicon import Lexicon
from binome.language.reading import Reading

_SINGULAR = frozenset(listed("mon ma ton ta son sa votre notre un une ce cet cette le la"))
_PLURAL = frozenset(listed("mes tes ses vos nos des les ces deux trois quatre cinq six quelques"))
_WEAK = frozenset(listed("le la les des"))
_LINKS = frozenset(listed("de du des"))
_NO_NOUN = frozenset(
    listed(
        "fois peu moins plus suite semaine jour mois annee prochaine derniere heure minutes coup "
        "temps truc chose question cote place moment meme tout tous autre autres point soir matin "
        "idee problem probleme fait seance cela quelque chacun"
    )
)
_EN_DETERMINERS = frozenset(listed("my your his her our their a an the this that three two some"))
_EN_NO_NOUN = frozenset(listed("week day time bit lot way moment minute second thing one session"))
REMEMBERED = 3
"""Turns for which a thing can be meant by a pronoun."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase: its word positions in its turn; `weak` when only "le", "la", "les"."""

    turn: int
    speaker: str
    reading: Reading
    words: tuple[int, ...]
    plural: bool
    weak: bool


class Memory:
    """Remembers things and persons, newest last."""

    def __init__(self, lex: Lexicon, known_names: Sequence[str]) -> None:
        self._lex = lex
        self._participants = {name.lower() for name in known_names if name}
        self._things: list[Mention] = []
        self._persons: list[tuple[int, str]] = []

    def hear(self, turn: int, speaker: str, reading: Reading) -> None:
        """Take in what a turn mentions."""
        self._things = [m for m in self._things if turn - m.turn <= REMEMBERED]
        self._things += self._things_of(turn, speaker, reading)
        self._persons += [(turn, name) for name in self._names_of(reading)]

    def thing(self, turn: int, before: int, *, plural: bool) -> Mention | None:
        """Return what a pronoun at word `before` of a turn may stand for."""
        earlier = [m for m in self._things if m.turn < turn or m.words[-1] < before]
        fitting = [m for m in earlier if m.plural == plural and turn - m.turn <= 2]
        here = [m for m in fitting if m.turn == turn]
        if here:
            return here[-1]
        strong = [m for m in fitting if not m.weak]
        return (strong or fitting)[-1] if fitting else None

    def person(self, turn: int) -> str:
        """Return the person whom "lui" may mean, or nothing."""
        recent = [name for at, name in self._persons if turn - at <= 6]
        return recent[-1] if recent else ""

    def _things_of(self, turn: int, speaker: str, reading: Reading) -> list[Mention]:
        taken = {n for due in reading.dues for n in range(due.first, due.end)}
        english = self._lex.lang == "en"
        out: list[Mention] = []
        n = 0
        while n < len(reading.norms) - 1:
            norm = reading.norms[n]
            starts = norm in (_EN_DETERMINERS if english else _SINGULAR | _PLURAL)
            starts = starts or (norm.isdecimal() and 1 < int(norm[:4]) < 40)
            if not starts or n in taken or n + 1 in taken:
                n += 1
                continue
            words = self._phrase(reading.norms, n, english=english)
            if len(words) > 1:
                plural = norm in _PLURAL or norm.isdecimal() or norm in ("three", "two", "some")
                out.append(
                    Mention(turn, speaker, reading, words, plural, norm in _WEAK or norm == "the")
                )
            n = words[-1] + 1
        return out

    def _phrase(self, norms: Sequence[str], start: int, *, english: bool) -> tuple[int, ...]:
        """Return the word positions of the noun phrase that a determiner opens."""
        first = start + 1
        no_noun = _EN_NO_NOUN if english else _NO_NOUN
        if (
            not norms[first].isalpha()
            or norms[first] in ("moi", "toi", "lui", "leur", "me", "te")
            or norms[first] in no_noun
            or self._is_verb(norms[first], norms[start])
        ):
            return (start,)
        end = first + 1
        while (
            end < len(norms) - 1
            and norms[end] in _LINKS
            and norms[end + 1].isalpha()
            and end - start < 5
        ):
            step = 2
            if norms[end + 1] in ("le", "la", "les") and end + 2 < len(norms):
                step = 3
            end += step
        return tuple(range(start, min(end, len(norms))))

    def _is_verb(self, norm: str, before: str) -> bool:
        if before not in ("le", "la", "les"):
            return False
        return any(f.mood in ("pres", "fut", "inf") for f in conjugation.table().get(norm, ()))

    def _names_of(self, reading: Reading) -> list[str]:
        out: list[str] = []
        joined = False
        for n, word in enumerate(reading.words):
            surface = reading.text[word.start : word.end]
            begins = n == 0 or reading.norms[n - 1] in (".", "?", ":", "«", '"')
            is_name = (
                surface[:1].isupper() and not begins and surface.isalpha() and len(surface) > 2
            )
            if is_name and surface.lower() not in self._participants and surface not in _NOT_NAMES:
                if joined:
                    out[-1] += f" {surface}"
                else:
                    out.append(surface)
                joined = True
            else:
                joined = False
        return out


_NOT_NAMES = frozenset(
    listed(
        "Noël Monday Tuesday Wednesday Thursday Friday Saturday Sunday French English January "
        "February March April May June July August September October November December Year"
    )
)
