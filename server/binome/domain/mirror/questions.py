"""One's own questions, by their form."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.formula import Formula
from binome.domain.mirror.passages import Passage, asked, of_turn
from binome.domain.talk import Talk
from binome.domain.values import ParticipantId

FORMULA = Formula(
    "questions",
    "Vos questions",
    "Your questions",
    "Vos questions comptées selon leur forme : ouvertes (elles invitent à raconter), fermées (oui, "
    "non, un choix, un fait). Pour dix minutes : ouvertes et fermées divisées par la durée de "
    "l'échange. Part ouverte : ouvertes ÷ (ouvertes + fermées). Les « n'est-ce pas ? » sont à part "
    "et n'entrent dans aucun rapport. En rafale : au moins deux questions dans une même prise de "
    "parole.",
    "Your questions counted by form: open (they invite to tell), closed (yes, no, a choice, a "
    "fact). Per ten minutes: open and closed divided by the length of the talk. Open share: open ÷ "
    "(open + closed). Tag questions (“isn't it?”) are apart and in no ratio. Stacked: two "
    "questions or more in one turn.",
    "ICF core competency 7.6; counts of MITI 4.2.1",
)


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """One question of one's own."""

    kind: Literal["open", "closed", "tag"]
    passage: Passage


@dataclass(frozen=True, slots=True)
class Questions:
    """Counts by form; `per_ten_minutes` and `open_share` (0..1) leave tags out."""

    open: int
    closed: int
    tag: int
    per_ten_minutes: float | None
    open_share: float | None
    stacked: tuple[Passage, ...]
    asked: tuple[QuestionAsked, ...]
    formula: Literal["questions"] = "questions"


def questions(talk: Talk, me: ParticipantId) -> Questions:
    """Return a person's questions."""
    mine = [question for question in talk.questions if question.speaker == me]
    counts = {kind: sum(q.kind == kind for q in mine) for kind in ("open", "closed", "tag")}
    real = counts["open"] + counts["closed"]
    turns = [question.turn for question in mine if question.kind != "tag"]
    stacked = [t for t in talk.turns if turns.count(t.turn) >= 2]
    return Questions(
        open=counts["open"],
        closed=counts["closed"],
        tag=counts["tag"],
        per_ten_minutes=real / (talk.length / 600) if talk.length else None,
        open_share=counts["open"] / real if real else None,
        stacked=tuple(of_turn(turn) for turn in stacked),
        asked=tuple(QuestionAsked(question.kind, asked(question)) for question in mine),
    )
