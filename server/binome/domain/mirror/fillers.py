"""Fillers: the small words of somebody who is looking for the next one."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from binome.domain.floor import total
from binome.domain.mirror.formula import Formula
from binome.domain.mirror.phrases import ByLanguage, hits, listed
from binome.domain.talk import Talk
from binome.domain.values import ParticipantId

FILLERS: ByLanguage = {
    "fr": listed("euh, heu, ben, bah, genre, du coup, en fait, tu vois, vous voyez, hein"),
    "en": listed("um, uh, er, erm, you know, sort of, kind of, i mean, basically"),
}

FORMULA = Formula(
    "fillers",
    "Mots d'appui",
    "Fillers",
    "Au moins : les mots d'une liste fermée (« euh », « du coup », « en fait »…) vus dans la "
    "transcription, divisés par vos minutes de parole. La reconnaissance en efface beaucoup, et "
    "les mots qui ont souvent un autre sens (« voilà », « enfin », « quoi ») ne sont pas comptés.",
    "At least: the words of a closed list (“um”, “you know”, “sort of”…) seen in the transcript, "
    "divided by your minutes of speech. The recogniser drops many, and words that often mean "
    "something else (“like”, “well”) are not counted.",
    "visible fillers only",
)


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler and how often it was seen."""

    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Fillers:
    """At least so many; `per_minute` of own speech, None without speech."""

    at_least: int
    per_minute: float | None
    words: tuple[Filler, ...]
    formula: Literal["fillers"] = "fillers"


def fillers(talk: Talk, me: ParticipantId) -> Fillers:
    """Return the fillers seen in a person's words, the commonest first."""
    counts: Counter[str] = Counter(
        " ".join(token.text for token in hit.tokens[hit.first : hit.after])
        for hit in hits(talk, me, FILLERS)
    )
    minutes = total(talk.speech[me]) / 60
    seen = sum(counts.values())
    return Fillers(
        at_least=seen,
        per_minute=seen / minutes if minutes and talk.turns else None,
        words=tuple(Filler(word, n) for word, n in counts.most_common()),
    )
