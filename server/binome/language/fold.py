"""Comparing words as people hear them: without accents, case or inflected endings.

Used by every other part of the language room; pure, no spaCy, no language data.
"""

import re
import unicodedata
from functools import lru_cache


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a word list."""
    return tuple(text.split())


_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    listed(
        """
a au aux avec ce ces cet cette ca cela d dans de des du elle elles en et est eu eux euh
hein il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre
nous on ont ou par pas pour qu que quel quelle qui quoi s sa se ses si son sont sur t ta
te tes toi ton tu un une vos votre vous y ai as avons avez suis es sommes etes sera
serait etre avoir fait faire fais ben bon alors donc puis plus tres bien oui non ok
accord the an and or of to in at for with by from is are was were be been am do does did
have has had i you he she it we they him her us them my your his its our their this that
these those so if as um uh er em yeah yes no okay right well just then there here what
which who will would can could should going ll ve re
"""
    )
)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the text in lower case without accents, with plain apostrophes."""
    plain = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return "".join(
        c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) != "Mn"
    )


def stems(text: str) -> frozenset[str]:
    """Return the first five letters of each content word: what two wordings may share."""
    return frozenset(
        word[:5]
        for word in _WORD.findall(fold(text))
        if word not in _EMPTY and (len(word) > 1 or word.isdecimal())
    )


def dice(a: frozenset[str], b: frozenset[str]) -> float:
    """Return how far two sets of stems overlap, 0..1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of the smaller set that the other one holds, 0..1."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
