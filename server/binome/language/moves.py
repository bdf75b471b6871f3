"""What each clause of a turn does: promise, ask, offer, propose, accept, refuse, cancel…

The constructions of `fr/lexicon.toml` and `en/lexicon.toml` are compiled into one spaCy `Matcher`
per language; verb forms are lexeme flags, so matching is cheap. This module sees one turn only;
what a move means in the talk is decided by `state`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from binome.language import conjugation, english
from binome.language.fold import listed
from binome.language.lexicon import Construction, Lexicon, lexicon
from binome.language.normalise import _LOCK, Lang, Word


@dataclass(frozen=True, slots=True)
class Found:
    """A raw match: which construction, from where to where, and its verb."""

    construction: Construction
    rank: int
    start: int
    end: int
    verb: int
    lemma: str


def matches(words: Sequence[Word], lang: Lang) -> list[Found]:
    """Return the constructions found in a turn, at most one per verb, in order."""
    if not words:
        return []
    with _LOCK:
        matcher, vocab, constructions = _matcher(lang)
        raw = matcher(_doc(vocab, [word.norm for word in words]))
        named = [(vocab.strings[key], start, end) for key, start, end in raw]
    best: dict[int, Found] = {}
    for name, start, end in named:
        rank, moods = constructions[name.rpartition("#")[0]]
        construction = lexicon(lang).constructions[rank]
        verb = start if construction.verb_first else end - 1
        if lang == "fr" and not _agrees(words, start, verb, moods[name]):
            continue
        lemma = construction.lemma or _lemma(words[verb].norm, moods[name], lang)
        old = best.get(verb)
        if old is None or (rank, start, -end) < (old.rank, old.start, -old.end):
            best[verb] = Found(construction, rank, start, end, verb, lemma)
    return _without_nested(sorted(best.values(), key=lambda f: (f.start, f.end)))


def _without_nested(found: list[Found]) -> list[Found]:
    """Drop matches lying inside a longer one of better rank ("il faut" in "il faut que tu…")."""
    return [
        f
        for f in found
        if not any(
            o is not f
            and o.start <= f.start
            and f.end <= o.end
            and (o.end - o.start > f.end - f.start)
            for o in found
        )
    ]


def _doc(vocab: Any, norms: Sequence[str]) -> Any:
    from spacy.tokens import Doc

    return Doc(vocab, words=list(norms))


@lru_cache(maxsize=2)
def _matcher(lang: Lang) -> tuple[Any, Any, dict[str, tuple[int, dict[str, str]]]]:
    """Return the compiled matcher, its vocabulary and, per construction, rank and verb classes."""
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

    lex = lexicon(lang)
    vocab = Vocab()
    flags = _Flags(vocab, lex)
    matcher = Matcher(vocab, validate=False)
    known: dict[str, tuple[int, dict[str, str]]] = {}
    for rank, construction in enumerate(lex.constructions):
        moods: dict[str, str] = {}
        for n, pattern in enumerate(construction.patterns):
            key = f"{construction.name}#{n}"
            matcher.add(key, [_compile(pattern, flags)])
            moods[key] = pattern.split()[0 if construction.verb_first else -1]
        known[construction.name] = (rank, moods)
    return matcher, vocab, known


class _Flags:
    """Lexeme flags of a vocabulary, one per word class or set of alternatives, made on demand."""

    def __init__(self, vocab: Any, lex: Lexicon) -> None:
        self._vocab = vocab
        self._lex = lex
        self._ids: dict[str, int] = {}

    def id(self, name: str) -> int:
        """Return the flag of a class."""
        if name not in self._ids:
            self._ids[name] = self._vocab.add_flag(_tester(name, self._lex))
        return self._ids[name]


def _tester(name: str, lex: Lexicon) -> Callable[[str], bool]:
    words = lex.classes.get(name)
    if words is not None:
        return lambda text: text in words
    is_form = is_french_form if lex.lang == "fr" else english.is_form
    return lambda text: is_form(text, name)


def _compile(pattern: str, flags: _Flags) -> list[dict[Any, Any]]:
    """Turn "je CL* vais INF" into spaCy's token patterns."""
    tokens: list[dict[Any, Any]] = []
    for part in pattern.split():
        operator = part[-1] if part[-1] in "?*+" else ""
        names = part.rstrip("?*+").split("|")
        token: dict[Any, Any]
        if names[0].isupper():
            token = {flags.id("|".join(names)): True}
        elif len(names) == 1:
            token = {"ORTH": names[0]}
        else:
            token = {"ORTH": {"IN": names}}
        if operator:
            token["OP"] = operator
        tokens.append(token)
    return tokens


_MOODS = {"V": "pres", "F": "fut", "S": "subj", "I": "imperf", "C": "cond"}


def is_french_form(text: str, names: str) -> bool:
    """Return whether a folded word may be one of these verb classes ("V1|F1", "INF", "IMP")."""
    return any(True for _ in french_readings(text, names))


def french_readings(text: str, names: str) -> Iterator[str]:
    """Yield the lemmas a folded form may have in these classes, tasks first."""
    readings = conjugation.table().get(text, ())
    for name in names.split("|"):
        for form in readings:
            if name == "INF":
                # the recogniser writes "envoyé" and "envoyez" for "envoyer"
                sounds = form.lemma.endswith("er") and (
                    (form.mood == "pp" and text.endswith("e"))
                    or (form.mood, form.person) == ("pres", 5)
                )
                if form.mood == "inf" or sounds:
                    yield form.lemma
            elif name == "IMP":
                if form.mood == "imper" and form.person in (2, 5):
                    yield form.lemma
            elif form.mood == _MOODS.get(name[0]) and form.person in _persons(name):
                yield form.lemma
        if name == "INF" and not readings and len(text) > 4 and text.endswith(("er", "ir", "oir")):
            yield text


def _persons(name: str) -> tuple[int, ...]:
    """Return the persons that sound alike: the recogniser writes "tu envoie", "je relit"."""
    person = int(name[1:])
    if person > 3:
        return (person,)
    if name[0] in "FC":
        return (1,) if person == 1 else (2, 3)
    return (1, 2, 3)


_SUBJECTS = {"je": (1, 2, 3), "tu": (1, 2, 3), "on": (1, 2, 3), "nous": (4,), "vous": (5,)}
_OTHER_SUBJECTS = frozenset(
    listed(
        "je tu il elle on ils elles ca ce qui cela ne le la les lui me te se de pour avec chez a"
    )
)


def _agrees(words: Sequence[Word], start: int, verb: int, names: str) -> bool:
    """Return whether the pattern's subject is a subject here and fits the verb's person."""
    if words[start].norm in ("nous", "vous", "on", "tu") and start:
        before = words[start - 1].norm
        if before in _OTHER_SUBJECTS and not (before == "nous" == words[start].norm):
            return False
    if names[0] not in _MOODS or not names[1:2].isdecimal():
        return True
    moods = {_MOODS[name[0]] for name in names.split("|")}
    for n in range(verb - 1, start - 1, -1):
        persons = _SUBJECTS.get(words[n].norm)
        if persons is None or (
            words[n].norm in ("nous", "vous")
            and n > start
            and words[n - 1].norm in _SUBJECTS
            and words[n - 1].norm != words[n].norm
        ):
            continue
        return any(
            form.mood in moods and form.person in persons
            for form in conjugation.table().get(words[verb].norm, ())
        )
    return True


def _lemma(norm: str, names: str, lang: Lang) -> str:
    """Return the verb's infinitive, preferring verbs listed as tasks."""
    if lang == "en":
        return english.lemma(norm)
    kinds = conjugation.kinds()
    lemmas = list(french_readings(norm, names))
    tasks = [lemma for lemma in lemmas if "task" in kinds.get(lemma, frozenset())]
    return next(iter(tasks or lemmas), norm)


def clitics_of(words: Sequence[Word], found: Found, lex: Lexicon) -> tuple[str, ...]:
    """Return the object pronouns said around the verb of a match."""
    inside = [w.norm for w in words[found.start : found.verb]]
    if found.construction.name in ("imperative", "imperative-me"):
        inside = [w.norm for w in words[found.verb + 1 : found.end]]
        return tuple({"moi": "me", "nous": "me"}.get(n, n) for n in inside)
    keep = lex.classes["CL"]
    own: list[str] = []
    for norm in reversed(inside):  # only those that stand right before the verb
        if norm not in keep:
            break
        own.insert(0, norm)
    inside = inside if len(own) == len(inside) else ["·", *own]
    first = 1 if inside and inside[0] in ("je", "tu", "on", "nous", "vous") else 0
    return tuple(n for n in inside[first:] if n in keep)
