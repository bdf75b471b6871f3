"""Turns into words that rules can match: folded, expanded, without fillers and false starts.

spaCy's blank tokeniser splits; this module expands elisions and spoken contractions ("chuis",
"j'te", "gonna") into a shadow form, drops fillers and repetitions, and keeps for every word where
it stands in the text as it was said. Loaded lazily: spaCy's French takes seconds. A trained
pipeline (`models/fr`, `models/en`) is asked which words are nouns when this installation holds
one; nothing depends on it.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from binome.language import english
from binome.language.fold import fold

Lang = Literal["fr", "en"]
_LOCK = threading.RLock()

_SPLIT = re.compile(r"[^-]+")
_FR_EXPANSIONS: dict[str, tuple[str, ...]] = {
    "j'": ("je",),
    "m'": ("me",),
    "t'": ("te",),
    "l'": ("le",),
    "d'": ("de",),
    "n'": ("ne",),
    "s'": ("se",),
    "c'": ("ce",),
    "qu'": ("que",),
    "jusqu'": ("jusque",),
    "lorsqu'": ("lorsque",),
    "puisqu'": ("puisque",),
    "quelqu'": ("quelque",),
    "j": ("je",),
    "chuis": ("je", "suis"),
    "chais": ("je", "sais"),
    "ouais": ("oui",),
    "mouais": ("bof",),
    "cetait": ("ce", "etait"),
    "okay": ("ok",),
    "dac": ("accord",),
    "p'tit": ("petit",),
    "p't": ("peut",),
}
_EN_EXPANSIONS: dict[str, tuple[str, ...]] = {
    "'ll": ("will",),
    "'m": ("am",),
    "'re": ("are",),
    "'ve": ("have",),
    "'d": ("would",),
    "n't": ("not",),
    "ca": ("can",),
    "wo": ("will",),
    "gon": ("going",),
    "na": ("to",),
    "im": ("i", "am"),
    "dont": ("do", "not"),
    "okay": ("ok",),
    "yep": ("yes",),
    "yeah": ("yes",),
    "yup": ("yes",),
    "lets": ("let", "us"),
    "ive": ("i", "have"),
    "youll": ("you", "will"),
    "cannot": ("can", "not"),
    "thats": ("that", "is"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "id": ("i", "would"),
}
_COMPOUNDS = {
    "fr": {
        ("rendez", "vous"): "rendez-vous",
        ("apres", "demain"): "apres-demain",
        ("week", "end"): "week-end",
        ("compte", "rendu"): "compte-rendu",
        ("peut", "etre"): "peut-etre",
        ("aujourd", "hui"): "aujourd'hui",
        ("avant", "veille"): "avant-veille",
        ("chef", "d'oeuvre"): "chef-d'oeuvre",
    },
    "en": {("follow", "up"): "follow-up", ("week", "end"): "weekend", ("let", "is"): "let us"},
}
_FILLERS = {
    "fr": [
        ("euh",),
        ("heu",),
        ("hum",),
        ("ben",),
        ("bah",),
        ("beh",),
        ("hmm",),
        ("en", "fait"),
        ("du", "coup"),
        ("tu", "vois"),
        ("vous", "voyez"),
        ("si", "il", "te", "plait"),
        ("se", "il", "te", "plait"),
        ("se", "il", "vous", "plait"),
        ("si", "te", "plait"),
        ("je", "veux", "dire"),
        ("on", "va", "dire"),
    ],
    "en": [
        ("um",),
        ("uh",),
        ("er",),
        ("erm",),
        ("hmm",),
        ("you", "know"),
        ("sort", "of"),
        ("kind", "of"),
        ("i", "mean"),
        ("please",),
    ],
}
_MAY_DOUBLE = {"nous", "vous", "tres", "non", "oui", "very", "no", "yes", "that", "had", ",", "."}


@dataclass(frozen=True, slots=True)
class Word:
    """One shadow word: `norm` is matched, `start`..`end` is where it stands in the turn's text."""

    norm: str
    start: int
    end: int


def words(text: str, lang: Lang) -> tuple[Word, ...]:
    """Return the shadow words of a turn, punctuation marks included, fillers left out."""
    found = _join_compounds(list(_expanded(text, lang)), lang)
    found = _french_repairs(found) if lang == "fr" else _let_us(found)
    return tuple(_without_repetitions(_without_fillers(found, lang)))


@lru_cache(maxsize=2)
def _tokeniser(lang: Lang) -> Any:
    import spacy  # takes seconds: only when first asked

    return spacy.blank(lang).tokenizer


def tokenise(text: str, lang: Lang) -> Any:
    """Return spaCy's tokens of the text (a `Doc` of the blank pipeline)."""
    with _LOCK:
        return _tokeniser(lang)(text)


def _expanded(text: str, lang: Lang) -> Iterator[Word]:
    expansions = _FR_EXPANSIONS if lang == "fr" else _EN_EXPANSIONS
    for token in tokenise(text.replace("’", "'"), lang):
        if token.is_space:
            continue
        if token.text.endswith("-") and len(token.text) > 1:  # "pour-": cut off by the speaker
            continue
        pieces = list(_SPLIT.finditer(token.text)) if len(token.text) > 1 else []
        if len(pieces) < 2 and not token.text.startswith("-"):
            pieces = []
        spans = [(p.group(), token.idx + p.start()) for p in pieces] or [(token.text, token.idx)]
        for piece, start in spans:
            norm = fold(piece)
            end = start + len(piece)
            if norm in ("-", "'", "–", "—"):
                continue
            for part in expansions.get(norm, (norm,)):
                yield Word(_mark(part), start, end)


def _mark(norm: str) -> str:
    return "." if norm in ("…", "...", "!", ";", "..", "?!") else norm


def _join_compounds(found: list[Word], lang: Lang) -> list[Word]:
    compounds = _COMPOUNDS[lang]
    out: list[Word] = []
    for word in found:
        joined = compounds.get((out[-1].norm, word.norm)) if out else None
        if joined and not (joined == "rendez-vous" and len(out) > 1 and out[-2].norm == "vous"):
            out[-1] = Word(joined, out[-1].start, word.end)
        else:
            out.append(word)
    return out


def _french_repairs(found: list[Word]) -> list[Word]:
    """Read "t'as" as "tu as", "s'il" as "si il", and homophones where only one can stand."""
    out = list(found)
    for n, word in enumerate(found):
        before = found[n - 1].norm if n else ""
        after = found[n + 1].norm if n + 1 < len(found) else ""
        repaired = _repaired(word.norm, before, after)
        if repaired != word.norm:
            out[n] = Word(repaired, word.start, word.end)
    return out


_AUXILIARIES = frozenset({"as", "es", "aurais", "auras", "avais", "etais"})
_AFTER_CA = frozenset({"me", "te", "va", "marche", "vous", "nous", "roule", "convient", "serait"})


def _repaired(norm: str, before: str, after: str) -> str:
    if norm == "te" and after in _AUXILIARIES and before not in ("tu", "je"):
        return "tu"
    if norm == "se" and after in ("il", "ils"):
        return "si"
    if norm == "ce" and before == "on" and after not in ("qui", "que"):
        return "se"
    if norm == "sa" and after in _AFTER_CA:
        return "ca"
    if norm == "envoi" and before in ("je", "te", "vous", "le", "la", "les", "lui"):
        return "envoie" if before != "le" else norm
    return norm


def _let_us(found: list[Word]) -> list[Word]:
    out = list(found)
    for n in range(len(out) - 1):
        if out[n].norm == "ill" and out[n + 1].norm in english.verbs():
            out[n] = Word("i", out[n].start, out[n].end)
            out.insert(n + 1, Word("will", out[n].start, out[n].end))
        if out[n].norm == "let" and out[n + 1].norm == "'s":
            out[n + 1] = Word("us", out[n + 1].start, out[n + 1].end)
    return [Word("is", w.start, w.end) if w.norm == "'s" else w for w in out]


def _without_fillers(found: list[Word], lang: Lang) -> list[Word]:
    norms = [w.norm for w in found]
    out: list[Word] = []
    n = 0
    while n < len(found):
        size = next((len(f) for f in _FILLERS[lang] if tuple(norms[n : n + len(f)]) == f), 0)
        if size:
            n += size
            if n < len(found) and norms[n] == "," and (not out or out[-1].norm in (",", ".")):
                n += 1
        else:
            out.append(found[n])
            n += 1
    return out


def _without_repetitions(found: list[Word]) -> Iterator[Word]:
    for n, word in enumerate(found):
        after = found[n + 1].norm if n + 1 < len(found) else ""
        if word.norm == after and word.norm not in _MAY_DOUBLE and not word.norm.isdecimal():
            continue
        yield word
