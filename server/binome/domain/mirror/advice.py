"""Advice given, and permission asked for it first."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.formula import Formula
from binome.domain.mirror.passages import Passage
from binome.domain.mirror.phrases import ByLanguage, hits, listed
from binome.domain.talk import Talk
from binome.domain.values import ParticipantId

ADVICE: ByLanguage = {
    "fr": listed(
        "tu devrais, vous devriez, tu dois, vous devez, tu ferais mieux, vous feriez mieux",
        "il faut que tu, il faut que vous, il te faut, il vous faut, il faudrait que tu",
        "il faudrait que vous, il vaut mieux, il vaudrait mieux, à ta place, à votre place",
        "si j'étais toi, si j'étais vous, moi je ferais, je te conseille, je vous conseille",
        "je te recommande, je vous recommande, le mieux c'est de, le mieux serait de",
        "tu n'as qu'à, vous n'avez qu'à, n'hésite pas à, n'hésitez pas à",
    ),
    "en": listed(
        "you should, you ought to, you have to, you need to, you must, you'd better",
        "you had better, if i were you, in your place, i would advise, i'd advise",
        "i advise you, i recommend, i'd recommend, i would recommend, i suggest you",
        "the best thing is to, the best thing would be to, don't hesitate to",
    ),
}
PERMISSION: ByLanguage = {
    "fr": listed(
        "je peux te proposer, je peux vous proposer, est-ce que je peux te",
        "est-ce que je peux vous, est-ce que je peux proposer, est-ce que je peux partager",
        "je peux te donner mon avis",
        "je peux vous donner mon avis, puis-je te, puis-je vous, puis-je proposer",
        "tu veux mon avis, vous voulez mon avis, tu veux que je te, vous voulez que je vous",
        "ça te va si je, ça vous va si je, tu es d'accord pour que je, je peux te suggérer",
        "je peux vous suggérer, est-ce que tu veux une idée, tu veux une idée",
    ),
    "en": listed(
        "may i suggest, may i offer, may i share, can i suggest, can i offer, can i share",
        "could i suggest, could i share, would you like my opinion, do you want my opinion",
        "would you like a suggestion, would it help if i, is it ok if i, is it okay if i",
        "do you mind if i",
    ),
}

FORMULA = Formula(
    "advice",
    "Conseils et permissions",
    "Advice and permission",
    "Conseils : les tournures d'une liste fermée (« tu devrais », « il faut que tu », « à ta "
    "place »…), hors des phrases où vous demandez la permission d'en donner. Permissions : « je "
    "peux te proposer… ? », « tu veux mon avis ? »… Des nombres et des citations : conseiller fait "
    "partie du mentorat.",
    "Advice: phrases of a closed list (“you should”, “if I were you”…), outside sentences in which "
    "you ask permission to give some. Permission: “may I suggest…?”, “would you like my "
    "opinion?”… Counts and quotes: advising is part of mentoring.",
    "MITI 4.2.1 (persuade, with and without permission; counts only)",
)


@dataclass(frozen=True, slots=True)
class Advice:
    """Each piece of advice and each permission asked, with its sentence."""

    given: tuple[Passage, ...]
    permissions: tuple[Passage, ...]
    formula: Literal["advice"] = "advice"


def advice(talk: Talk, me: ParticipantId) -> Advice:
    """Return the advice a person gave and the permissions he or she asked for."""
    asking = {_place(hit.turn.turn, hit.passage): hit.passage for hit in hits(talk, me, PERMISSION)}
    given = [hit.passage for hit in hits(talk, me, ADVICE)]
    return Advice(
        given=tuple(p for p in given if _place(p.turn, p) not in asking),
        permissions=tuple(asking.values()),
    )


def _place(turn: int, passage: Passage) -> tuple[int, float]:
    """What tells one sentence from another: where it ends."""
    return turn, passage.end
