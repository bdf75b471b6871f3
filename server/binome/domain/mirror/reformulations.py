"""Reformulations: saying back what the other said, by marker and by the words taken up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.content import content_of
from binome.domain.mirror.formula import Formula
from binome.domain.mirror.passages import Passage, of_turn
from binome.domain.mirror.phrases import ByLanguage, hits, listed
from binome.domain.talk import RECEIPT_WORDS, Talk, count
from binome.domain.values import ParticipantId
from binome.domain.view import TurnView

TAKEN_UP = 2
"""Content words of the other's last turn from which a turn counts as taking it up."""

MARKERS: ByLanguage = {
    "fr": listed(
        "si je comprends bien, si je te comprends bien, si je vous comprends bien",
        "si j'ai bien compris, si je t'ai bien compris, si je vous ai bien compris",
        "si je te suis bien, si je vous suis bien, si je te suis, si je résume, si je reformule",
        "tu me dis que, vous me dites que, tu dis que, vous dites que, tu disais que",
        "vous disiez que, tu veux dire que, vous voulez dire que, ce que tu me dis, ce que tu dis",
        "ce que vous dites, ce que j'entends, j'entends que, donc tu, donc vous, donc pour toi",
        "donc pour vous, donc toi tu, on dirait que, autrement dit, en d'autres termes",
        "pour reprendre tes mots, pour reprendre vos mots, d'après ce que tu dis",
    ),
    "en": listed(
        "if i understand, if i understand you, if i understood, if i hear you right",
        "what i hear, what i'm hearing, what i am hearing, i hear that, let me see if i",
        "so you, so for you, it sounds like, sounds like, you're saying, you are saying",
        "you said that, you were saying, you mean that, in other words, to use your words",
        "what you're telling me, what you are telling me, so what you",
    ),
}

FORMULA = Formula(
    "reformulations",
    "Reformulations et reprises",
    "Reformulations and uptake",
    "Reformulations : vos phrases où se trouve une tournure d'une liste fermée (« si je comprends "
    "bien », « tu me dis que », « donc pour toi »…). Reprises : parmi vos prises de parole qui "
    f"suivent une vraie prise de parole de l'autre (plus de {RECEIPT_WORDS} mots), celles qui "
    f"contiennent au moins {TAKEN_UP} de ses mots pleins, comparés sans leurs terminaisons. Une "
    "règle sur les mots, sans modèle : elle en manque, et en compte parfois une de trop. À lire "
    "à côté du nombre de questions.",
    "Reformulations: your sentences with a phrase of a closed list (“if I understand”, “it sounds "
    "like”, “in other words”…). Uptake: among your turns that follow a real turn of the other "
    f"(more than {RECEIPT_WORDS} words), those with at least {TAKEN_UP} of its content words, "
    "compared without their endings. A rule about words, without a model: it misses some and "
    "sometimes counts one too many. Read it beside the number of questions.",
    "reflections of MITI 4.2.1 (counts only); uptake by repetition: Demszky et al. 2021",
    (f"{TAKEN_UP} mots / words",),
)


@dataclass(frozen=True, slots=True)
class Uptake:
    """One own turn that takes up words of the other's last turn, and which (folded)."""

    passage: Passage
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reformulations:
    """`marked` = sentences with a marker; `uptakes` of `answers` own turns after a real turn.

    `questions` = own open and closed questions, to read the counts beside.
    """

    marked: tuple[Passage, ...]
    uptakes: tuple[Uptake, ...]
    answers: int
    questions: int
    formula: Literal["reformulations"] = "reformulations"


def reformulations(talk: Talk, me: ParticipantId) -> Reformulations:
    """Return how often a person said back what the other had said."""
    marked = {
        (hit.turn.turn, hit.sentence[0].start): hit.passage for hit in hits(talk, me, MARKERS)
    }
    answers = list(_answers(talk, me))
    taken = ((mine, _taken_up(talk, mine, before)) for mine, before in answers)
    return Reformulations(
        marked=tuple(marked.values()),
        uptakes=tuple(Uptake(of_turn(turn), words) for turn, words in taken if words),
        answers=len(answers),
        questions=sum(q.speaker == me and q.kind != "tag" for q in talk.questions),
    )


def _answers(talk: Talk, me: ParticipantId) -> Iterator[tuple[TurnView, TurnView]]:
    """Each own real turn with the other's last real turn, where nothing real lies between."""
    before: TurnView | None = None
    for turn in talk.turns:
        if turn.turn in talk.receipts or count(turn.words) <= RECEIPT_WORDS:
            continue
        if turn.participant == me and before is not None and before.participant != me:
            yield turn, before
        before = turn


def _taken_up(talk: Talk, mine: TurnView, theirs: TurnView) -> tuple[str, ...]:
    """The content words taken up, as the other said them; none when too few."""
    own, said = (content_of(turn.words, talk.language) for turn in (mine, theirs))
    shared = tuple(word for key, word in said.items() if key in own)
    return shared if len(shared) >= TAKEN_UP else ()
