"""Content words: what is left of a sentence without the small words every sentence has.

Compared by a light stem (plural, feminine and the commonest verb endings cut off), which is what
counting reused words needs; it is no dictionary.
"""

from collections.abc import Iterable

from binome.domain.mirror.phrases import folded
from binome.domain.values import Language, Word

_SMALL: dict[Language, frozenset[str]] = {
    "fr": frozenset(
        folded(
            "le la les un une des du de d l au aux ce cet cette ces ça cela c mon ma mes ton ta "
            "tes son sa ses notre nos votre vos leur leurs je j tu il elle on nous vous ils elles "
            "me m te t se s lui eux moi toi soi y en que qu qui quoi dont où quel quelle quels "
            "quelles lequel laquelle et ou ni mais donc or car si comme quand lorsque puisque "
            "parce pour par avec sans sur sous dans chez vers entre avant après depuis pendant "
            "à a ai as avons avez ont avait avais avaient aura aurait eu être est es suis sommes "
            "êtes sont était étais étaient été sera serait fait faire fais faut va vais vas "
            "vont aller peux peut pouvoir pourrais veux veut vouloir voudrais dois doit dis dit "
            "dire n ne pas plus moins très trop bien tout tous toute toutes même aussi encore "
            "déjà là ici alors puis ensuite oui non ok accord voilà bon ben euh hein hm mm ah oh "
            "merci bonjour chose choses peu beaucoup vraiment juste comment pourquoi combien "
            "jusqu lorsqu puisqu aujourd hui"
        )
    ),
    "en": frozenset(
        folded(
            "the a an this that these those my your his her its our their i you he she it we they "
            "me him us them mine yours and or nor but so because if when while as than then of to "
            "in on at by for from with without about into over after before between is am are was "
            "were be been being have has had do does did done will would can could should may "
            "might must shall not no yes ok okay right well just very really too also still "
            "already here there what which who whom whose how why where more less much many some "
            "any all both each other s t m re ve ll d don doesn didn isn aren wasn weren won "
            "wouldn couldn shouldn um uh er mm hm oh ah yeah thanks hello hi thing things go "
            "going get got say said know think like one"
        )
    ),
}
_ENDINGS: dict[Language, tuple[str, ...]] = {
    "fr": ("aient", "ions", "ait", "ais", "ees", "ent", "ant", "ez", "er", "es", "ee", "ai", "e",
           "s", "x"),
    "en": ("ings", "ing", "ies", "ed", "es", "ly", "e", "s", "y"),
}  # fmt: skip
_STEM = 4
"""Letters a stem keeps at least."""


def stem(word: str, language: Language) -> str:
    """Return a folded word without its commonest ending."""
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def content_of(words: Iterable[Word], language: Language) -> dict[str, str]:
    """Return the content words by stem, each as it was first said (folded)."""
    small = _SMALL[language]
    pieces = (piece for word in words for piece in folded(word.text))
    found: dict[str, str] = {}
    for piece in pieces:
        if len(piece) > 2 and piece not in small and not piece.isdigit():
            found.setdefault(stem(piece, language), piece)
    return found
