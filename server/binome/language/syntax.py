"""What a parsed turn says about its verbs: who, when, whether at all, and to what.

Pure: it gets the words of a trained pipeline (`pipeline.parse`) and knows nothing of spaCy. Rules
take it as a vote. Attachments of subjects, objects and infinitives can be relied on; those of
dates and adverbial clauses cannot, so they are not offered.

A predicate is one verb with the helpers that carry its tense and person: "je vais pas t'envoyer le
CV" has one, `envoyer`, first person, negated, helped by `aller`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from binome.language.fold import listed

Mood = Literal["ind", "cond", "subj", "imper", "inf", "part"]
Tense = Literal["pres", "fut", "imperf", "past"]
Link = Literal["main", "coordinated", "complement", "adverbial", "relative", "other"]

_MOODS: dict[str, Mood] = {"Ind": "ind", "Cnd": "cond", "Sub": "subj", "Imp": "imper"}
_FORMS: dict[str, Mood] = {"Inf": "inf", "Part": "part", "Ger": "part"}
_TENSES: dict[str, Tense] = {"Pres": "pres", "Fut": "fut", "Imp": "imperf", "Past": "past"}
_LINKS: dict[str, Link] = {
    "ROOT": "main",
    "parataxis": "main",
    "conj": "coordinated",
    "ccomp": "complement",
    "xcomp": "complement",
    "csubj": "complement",
    "advcl": "adverbial",
    "acl:relcl": "relative",
}
_HELPERS = frozenset(
    listed(
        """
aller devoir falloir pouvoir vouloir
can could go gonna have may might must need shall should want will would
"""
    )
)
"""Verbs that lend tense and person to the infinitive they govern."""
_NEGATIONS = frozenset(
    listed("ne n' pas jamais rien personne aucun aucune not n't never nothing nobody")
)
_PERSONS = {
    "je": (1, False),
    "j'": (1, False),
    "tu": (2, False),
    "t'": (2, False),
    "on": (3, False),
    "nous": (1, True),
    "vous": (2, True),
    "i": (1, False),
    "you": (2, None),
    "we": (1, True),
}
_TO_WHOM = frozenset(listed("me m' te t' nous vous lui leur moi toi -moi -toi -lui -nous -leur"))
"""Pronouns that may stand for the person something is done for."""
_LOOSE = frozenset(
    listed("acl:relcl advcl cc conj discourse dislocated mark parataxis punct reparandum vocative")
)
"""Relations whose words do not belong to the phrase they hang on."""


@dataclass(frozen=True, slots=True)
class ParsedWord:
    """One word; `start`..`end` are characters of the turn's text, `head` an index of its words."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    morph: Mapping[str, str] = field(hash=False)
    dep: str
    head: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words from `start` to `end` (characters of the turn's text) around `head`, a lemma."""

    start: int
    end: int
    head: str
    is_pronoun: bool


@dataclass(frozen=True, slots=True)
class Predicate:
    """One verb of a turn; what the parser does not tell is `None`.

    `start`..`end` are the characters of the verb itself; `lemma` its infinitive, or bare form;
    `helper` the lemma of the verb that carries its tense ("aller", "will"), `governor` of the verb
    that it is the infinitive of without being helped ("demander"), both empty where there is none.
    `is_perfect`: "j'ai envoyé", "I have sent". `marker`: the word that opens the clause ("si",
    "que", "if"), in lower case.
    """

    start: int
    end: int
    lemma: str
    helper: str
    governor: str
    mood: Mood | None
    tense: Tense | None
    person: int | None
    is_plural: bool | None
    is_negated: bool
    is_perfect: bool
    is_passive: bool
    subject: Phrase | None
    object: Phrase | None
    receiver: Phrase | None
    link: Link
    marker: str


def predicates(words: Sequence[ParsedWord]) -> tuple[Predicate, ...]:
    """Return the predicates of a turn in the order of their verbs."""
    tree = _Tree(words)
    return tuple(tree.predicate(n) for n in range(len(words)) if tree.is_predicate(n))


def no_verbs(words: Sequence[ParsedWord]) -> frozenset[int]:
    """Return where the words begin that are taken for nouns, names or adjectives."""
    return frozenset(word.start for word in words if word.pos in ("NOUN", "ADJ", "PROPN"))


class _Tree:
    """The words of a turn with their dependents."""

    def __init__(self, words: Sequence[ParsedWord]) -> None:
        self._words = words
        self._children: list[list[int]] = [[] for _ in words]
        for n, word in enumerate(words):
            if word.head != n:
                self._children[word.head].append(n)

    def is_predicate(self, n: int) -> bool:
        """Return whether a word is a verb that helps no other."""
        word = self._words[n]
        if word.pos not in ("VERB", "AUX") or word.dep == "cop" or word.dep.startswith("aux"):
            return False
        return not any(self._helper_of(child) == n for child in self._children[n])

    def predicate(self, n: int) -> Predicate:
        """Return the predicate of a verb."""
        word = self._words[n]
        chain = self._chain(n)
        top = self._words[chain[0]]
        finite = self._words[self._finite(chain)]
        auxiliaries = [self._words[c] for c in self._auxiliaries(n)]
        things = self._things(chain)
        person, is_plural = self._person(chain, finite)
        governor = self._words[top.head] if top.dep in ("xcomp", "ccomp", "advcl") else None
        mood = self._mood(finite)
        return Predicate(
            start=word.start,
            end=word.end,
            lemma=word.lemma,
            helper=self._helper(chain, finite),
            governor=governor.lemma if governor and mood == "inf" else "",
            mood=mood,
            tense=self._tense(finite),
            person=person,
            is_plural=is_plural,
            is_negated=any(self._is_negation(c) for link in chain for c in self._children[link]),
            is_perfect=any(
                a.dep == "aux:tense" or (a.dep == "aux" and a.lemma == "have") for a in auxiliaries
            ),
            is_passive=any(a.dep == "aux:pass" for a in auxiliaries),
            subject=self._first_phrase(self._dependents(chain, "nsubj", "nsubj:pass", "csubj")),
            object=self._first_phrase(things),
            receiver=self._first_phrase(self._receivers(chain, things[:1])),
            link=_LINKS.get(top.dep, "other"),
            marker=self._marker(chain[0]),
        )

    def _chain(self, n: int) -> list[int]:
        """Return the verb after the verbs that help it, outermost first."""
        chain = [n]
        while (helper := self._helper_of(chain[0])) is not None:
            chain.insert(0, helper)
        return chain

    def _helper_of(self, n: int) -> int | None:
        word = self._words[n]
        head = self._words[word.head]
        is_infinitive = word.dep in ("xcomp", "ccomp") and word.morph.get("VerbForm") == "Inf"
        helps = is_infinitive and head.pos in ("VERB", "AUX") and head.lemma in _HELPERS
        asks = any(self._words[c].dep == "obj" for c in self._children[word.head])
        return word.head if helps and not asks and word.head != n else None

    def _auxiliaries(self, n: int) -> list[int]:
        return [c for c in self._children[n] if self._words[c].dep.startswith("aux")]

    def _finite(self, chain: Sequence[int]) -> int:
        """Return the word that carries mood, tense and person."""
        top = chain[0]
        carriers = [*self._auxiliaries(top), top]
        finite = [c for c in carriers if self._words[c].morph.get("VerbForm") == "Fin"]
        modal = [c for c in carriers if self._words[c].lemma in _HELPERS and c != top]
        return (finite or modal or [top])[0]

    def _helper(self, chain: Sequence[int], finite: ParsedWord) -> str:
        if len(chain) > 1:
            return self._words[chain[0]].lemma
        is_helper = finite.dep == "aux" and finite.lemma in _HELPERS and finite.lemma != "have"
        return finite.lemma if is_helper else ""

    def _mood(self, finite: ParsedWord) -> Mood | None:
        if finite.lemma in ("would", "could", "might") and finite.pos == "AUX":
            return "cond"
        if mood := _MOODS.get(finite.morph.get("Mood", "")):
            return mood
        if finite.morph.get("VerbForm") == "Fin" or finite.dep == "aux":
            return "ind"
        return _FORMS.get(finite.morph.get("VerbForm", ""))

    def _tense(self, finite: ParsedWord) -> Tense | None:
        if finite.lemma in ("will", "shall"):
            return "fut"
        return _TENSES.get(finite.morph.get("Tense", ""))

    def _person(self, chain: Sequence[int], finite: ParsedWord) -> tuple[int | None, bool | None]:
        """Return person and number, of the subject pronoun before the verb's own form."""
        for n in self._dependents(chain, "nsubj", "nsubj:pass"):
            if known := _PERSONS.get(self._words[n].text.lower()):
                return known
            return 3, self._words[n].morph.get("Number") == "Plur"
        if self._mood(finite) in ("inf", "part"):
            return None, None
        person = finite.morph.get("Person", "")
        number = finite.morph.get("Number", "")
        return int(person) if person.isdecimal() else None, number == "Plur" if number else None

    def _dependents(self, chain: Sequence[int], *deps: str) -> Iterator[int]:
        return (c for n in chain for c in self._children[n] if self._words[c].dep in deps)

    def _first_phrase(self, found: Iterable[int]) -> Phrase | None:
        return next(map(self._phrase, found), None)

    def _things(self, chain: Sequence[int]) -> list[int]:
        """Return the objects, those last that are likelier the person it is done for ("te")."""
        objects = self._dependents(chain[::-1], "obj")
        return sorted(objects, key=lambda n: self._words[n].text.lower() in _TO_WHOM)

    def _receivers(self, chain: Sequence[int], things: Sequence[int]) -> Iterator[int]:
        """Yield whom it is done for, also where the parser calls "te" an object or a place."""
        yield from self._dependents(chain[::-1], "iobj")
        for n in self._dependents(chain[::-1], "obj", "obl", "obl:arg"):
            if n not in things and self._words[n].text.lower() in _TO_WHOM:
                yield n

    def _phrase(self, n: int) -> Phrase:
        inside = sorted(self._below(n))
        word = self._words[n]
        return Phrase(
            self._words[inside[0]].start,
            self._words[inside[-1]].end,
            word.lemma,
            word.pos == "PRON",
        )

    def _below(self, n: int) -> Iterator[int]:
        yield n
        for child in self._children[n]:
            if self._words[child].dep not in _LOOSE:
                yield from self._below(child)

    def _is_negation(self, n: int) -> bool:
        word = self._words[n]
        is_negative = word.morph.get("Polarity") == "Neg" or word.text.lower() in _NEGATIONS
        return is_negative and word.dep in ("advmod", "obj", "nsubj", "obl:mod", "expl:subj")

    def _marker(self, n: int) -> str:
        found = next(self._dependents([n], "mark"), None)
        return "" if found is None else self._words[found].text.lower()
