"""The trained pipelines that ship with Binôme (`models/fr`, `models/en`), each loaded once.

Loading takes seconds of spaCy's time, so whoever opens a session calls `prepare` in a thread of
his own; a reader that comes earlier waits for that load instead of starting a second one. An
installation without the folder, or with a damaged one, says so once and goes on with rules alone.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog

from binome import resources
from binome.errors import BadInput, Unavailable
from binome.language import syntax
from binome.language.normalise import Lang
from binome.language.syntax import ParsedWord, Predicate

LANGUAGES: tuple[Lang, ...] = ("fr", "en")
REMEMBERED = 2000
"""Turns of each language whose words are kept: several rules ask, and a growing call is read again
after every turn. More than a long call has; a few MiB when full."""
Words = tuple[ParsedWord, ...]
_MARKS = re.compile(r"[.?!…]")
log = structlog.get_logger(__name__)
_LOCKS = {lang: threading.Lock() for lang in LANGUAGES}
_KEPT: dict[Lang, OrderedDict[str, Words]] = {lang: OrderedDict() for lang in LANGUAGES}


def prepare(lang: Lang) -> bool:
    """Load the language's pipeline unless it is loaded; return whether there is one. Blocks."""
    with _LOCKS[lang]:
        return _trained(lang) is not None


def predicates(text: str, lang: Lang) -> tuple[Predicate, ...]:
    """Return what a turn says about its verbs; nothing when there is no pipeline."""
    return syntax.predicates(parse(text, lang))


def no_verbs(text: str, lang: Lang) -> frozenset[int]:
    """Return the characters where words begin that are no verbs; none when there is no pipeline."""
    return syntax.no_verbs(parse(text, lang))


def parse(text: str, lang: Lang) -> Words:
    """Return the parsed words of a turn; none when there is no pipeline. Waits for its loading."""
    return parse_all([text], lang)[0]


def parse_all(texts: Sequence[str], lang: Lang) -> list[Words]:
    """Return the parsed words of many turns, several times faster than one by one."""
    with _LOCKS[lang]:
        nlp = _trained(lang)
        if nlp is None:
            return [()] * len(texts)
        kept = _KEPT[lang]
        new = list(dict.fromkeys(text for text in texts if text not in kept))
        found = {text: kept[text] for text in texts if text in kept}
        found |= zip(new, words_of(nlp, new), strict=True)
        kept.update(found)
        while len(kept) > REMEMBERED:
            kept.popitem(last=False)
        return [found[text] for text in texts]


def words_of(nlp: Any, texts: Sequence[str]) -> list[Words]:
    """Return the words of each text as a loaded pipeline reads them, spaces left out."""
    with nlp.memory_zone():  # what spaCy learns of new words is forgotten with the turns
        return [_words(doc) for doc in docs_of(nlp, texts)]


def docs_of(nlp: Any, texts: Sequence[str]) -> Iterator[Any]:
    """Yield each text as a loaded pipeline reads it (a spaCy `Doc`).

    Sentence beginnings are told by the `senter` where marks end sentences, by the parser in talk
    without any: there it knows better (`models/fr/README.md`).
    """
    plain = [text.replace("’", "'") for text in texts]
    for is_marked, run in groupby(plain, lambda text: _MARKS.search(text) is not None):
        yield from nlp.pipe(run, disable=[] if is_marked else ["senter"])


def _words(doc: Any) -> Words:
    kept = [token for token in doc if not token.is_space]
    place = {token.i: n for n, token in enumerate(kept)}
    return tuple(
        ParsedWord(
            start=token.idx,
            end=token.idx + len(token),
            text=token.text,
            lemma=token.lemma_,
            pos=token.pos_,
            morph=_features(str(token.morph)),
            dep=token.dep_,
            head=place.get(token.head.i, n),
        )
        for n, token in enumerate(kept)
    )


@lru_cache(maxsize=1024)
def _features(feats: str) -> Mapping[str, str]:
    return MappingProxyType(dict(feat.split("=", 1) for feat in feats.split("|") if "=" in feat))


@lru_cache(maxsize=len(LANGUAGES))
def _trained(lang: Lang) -> Any | None:
    try:
        return load(lang, resources.model(lang))
    except (Unavailable, BadInput) as problem:
        log.warning("no_pipeline", language=lang, problem=str(problem), goes_on="rules alone")
        return None


def load(lang: Lang, folder: Path) -> Any:
    """Return a folder's pipeline (a spaCy `Language`), its files checked, French verbs repaired.

    Raises `Unavailable` when the folder holds no manifest, `BadInput` when a file is damaged or
    the installed spaCy cannot read it.
    """
    check(folder)
    import spacy  # takes more than a second: only when first asked

    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError, TypeError, KeyError) as problem:
        version = spacy.about.__version__
        raise BadInput(f"spaCy {version} cannot read {folder}: {problem}") from problem
    if lang == "fr":
        from binome.language.french_verbs import repair

        if not type(nlp).has_factory("french_verbs"):
            type(nlp).component("french_verbs", func=repair)
        nlp.add_pipe("french_verbs")
    return nlp


def check(folder: Path) -> None:
    """Compare a pipeline's files with the SHA-256 sums of its manifest.

    Raises `Unavailable` when there is no manifest, `BadInput` naming the first file that differs.
    """
    if not (folder / "manifest.json").is_file():
        raise Unavailable(f"{folder} holds no language pipeline (no manifest.json)")
    resources.verify(folder)
