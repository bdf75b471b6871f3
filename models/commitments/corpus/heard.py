"""What a recogniser makes of a dialogue: no case, no marks, about seven words in a hundred wrong.

The errors are those of a small model on the telephone: homophones, endings that sound alike, short
words lost, names misheard. The same talk is always misheard in the same way.
"""

import random
import re
from collections.abc import Iterator

HOMOPHONES = {
    "fr": (
        "c'est ces ses s'est", "et est", "ça sa", "ce se", "a à", "on ont", "ou où", "la là",
        "mais mes", "peux peut", "leur leurs", "quand quant", "sais c'est", "son sont", "dans d'en",
        "appelle appel", "envoie envoi", "travaille travail", "tes t'es", "vois voix", "fois foi",
        "prêt près", "cet cette", "point poing", "plutôt tôt", "voir voire", "du dû", "si s'y",
        "note notre", "quelle qu'elle", "relis relit", "fais fait", "prends prend", "dois doit",
    ),
    "en": (
        "you're your", "they're their there", "two to too", "by buy bye", "write right", "i'll ill",
        "it's its", "we'll well", "for four", "know no", "here hear", "weak week", "one won",
        "we're were", "then than", "who's whose", "meet meat", "let's lets", "read red",
        "i'd id", "draft draught", "i've i",
    ),
}  # fmt: skip
"""Words that sound alike, several on a line."""
ENDINGS = {
    "fr": (("er", "é"), ("é", "er"), ("ez", "er"), ("ée", "é"), ("ait", "ais")),
    "en": (("ed", ""), ("s", ""), ("ing", "in")),
}
LETTERS = (
    ("ph", "f"), ("k", "c"), ("c", "k"), ("y", "i"), ("h", ""), ("nn", "n"), ("l", "ll"),
    ("s", "ss"), ("ee", "i"), ("oi", "oa"), ("in", "im"), ("ai", "é"), ("z", "s"),
)  # fmt: skip
DATES = frozenset(
    """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June
July August September October November December
""".split()  # noqa: SIM905
)
LOST, SWAPPED, ENDED, BLURRED, MISNAMED = 0.055, 0.16, 0.12, 0.014, 0.3
"""Chances: a short word lost, a homophone or an ending taken, a word blurred, a name misheard."""


def as_heard(dialogue: dict) -> dict:
    """Return the dialogue as a recogniser writes it: same turns and times, other words."""
    rng = random.Random(dialogue["id"])
    keeps_hyphens = rng.random() < 0.5
    turns = []
    for turn in dialogue["turns"]:
        words = _plain(turn["text"], keeps_hyphens=keeps_hyphens)
        said = list(_misheard(words, dialogue["lang"], rng))
        turns.append({**turn, "text": " ".join(said or [w for w, _ in words])})
    return {**dialogue, "turns": turns}


def _plain(text: str, *, keeps_hyphens: bool) -> list[tuple[str, bool]]:
    """Return the words in lower case, and for each whether it is a name inside a sentence."""
    text = re.sub(r"\(.*?\)", " ", text.replace("’", "'"))
    out = []
    begins = True
    for token in text.split():
        bare = re.sub(r"[^\w'-]", " " if "/" in token else "", token).strip("'-")
        if not keeps_hyphens:
            bare = bare.replace("-", " ")
        named = not begins and bare not in DATES and re.fullmatch(r"[^\W\d_]+", bare) is not None
        named = named and bare.istitle() and len(bare) > 2
        out += [(word.lower(), named) for word in bare.split()]
        begins = token[-1] in ".?!:…"
    return out


def _misheard(words: list[tuple[str, bool]], lang: str, rng: random.Random) -> Iterator[str]:
    alike = _alike(lang)
    for word, named in words:
        chance = rng.random()
        if named and chance < MISNAMED:
            yield _blurred(word, rng)
        elif len(word) <= 3 and chance < LOST:
            continue
        elif word in alike and rng.random() < SWAPPED:
            yield rng.choice(alike[word])
        elif len(word) > 4 and chance < ENDED and (ended := _ended(word, lang)):
            yield ended
        elif len(word) > 4 and chance > 1 - BLURRED:
            yield _blurred(word, rng)
        else:
            yield word


def _alike(lang: str) -> dict[str, list[str]]:
    groups = [row.split() for row in HOMOPHONES[lang]]
    return {word: [w for w in group if w != word] for group in groups for word in group}


def _ended(word: str, lang: str) -> str:
    return next((word.removesuffix(a) + b for a, b in ENDINGS[lang] if word.endswith(a)), "")


def _blurred(word: str, rng: random.Random) -> str:
    fitting = [(a, b) for a, b in LETTERS if a in word]
    if not fitting:
        return word[:-1] if len(word) > 3 else word
    old, new = rng.choice(fitting)
    return word.replace(old, new, 1)


def word_errors(dialogue: dict) -> tuple[int, int]:
    """Return how many words of the heard form are wrong, and how many were said."""
    wrong = said = 0
    heard = as_heard(dialogue)
    for turn, other in zip(dialogue["turns"], heard["turns"], strict=True):
        words = [w for w, _ in _plain(turn["text"], keeps_hyphens=False)]
        wrong += _distance(words, other["text"].replace("-", " ").split())
        said += len(words)
    return wrong, said


def _distance(a: list[str], b: list[str]) -> int:
    row = list(range(len(b) + 1))
    for n, word in enumerate(a, 1):
        before, row[0] = row[0], n
        for m, other in enumerate(b, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (word != other))
    return row[-1]
