"""English verb forms as far as promises need them: bare forms and -ing forms of any verb."""

from functools import lru_cache
from importlib import resources

from binome.language.fold import fold, listed


@lru_cache(maxsize=1)
def verbs() -> frozenset[str]:
    """Return the listed verbs a task may be made of."""
    text = (
        resources.files("binome.language").joinpath("en", "verbs.txt").read_text(encoding="utf-8")
    )
    return frozenset(
        w for line in text.splitlines() if not line.startswith("#") for w in line.split()
    )


_NO_VERB = frozenset(
    listed(
        """
the a an to of not it that this them you me him her us i we they be been so and or but
in on at all just also probably definitely then now never always get't
"""
    )
)


def is_form(text: str, name: str) -> bool:
    """Return whether a word may be VB (listed), ANYVERB (in a verb's place) or ING."""
    if name == "VB":
        return text in verbs()
    if name == "ANYVERB":
        return text.isalpha() and text not in _NO_VERB and len(text) > 1
    if name == "ING":
        return text.endswith("ing") and len(text) > 4 and (lemma(text) in verbs() or len(text) > 6)
    return False


def lemma(text: str) -> str:
    """Return the bare form of an -ing form, or the word itself."""
    word = fold(text)
    if not word.endswith("ing") or len(word) < 5 or word in verbs():
        return word
    stem = word[:-3]
    listed = verbs()
    for candidate in (stem, stem + "e", stem[:-1]):
        if candidate in listed:
            return candidate
    return stem
