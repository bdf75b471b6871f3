"""One thing that worked and one to try, chosen by a fixed order of conditions, with quotes.

The order follows what tells attentive listening apart in 133 annotated talks (AnnoMI): how often
one says back what was said comes first, the share of open questions last, since it does not.
Nothing here weighs a person; when no condition holds, nothing is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.advice import Advice
from binome.domain.mirror.encouragement import Encouragement
from binome.domain.mirror.formula import Formula, en, fr
from binome.domain.mirror.interruptions import Interruptions
from binome.domain.mirror.long_runs import LONG_RUN, LongRuns
from binome.domain.mirror.passages import Passage
from binome.domain.mirror.questions import Questions
from binome.domain.mirror.reformulations import Reformulations
from binome.domain.mirror.thinking_time import LONG_PAUSE, ThinkingTime

ENOUGH = 3
"""Questions, pauses or pieces of advice from which something is said about them."""
AGAIN = 2
"""Times from which something has happened more than once."""
HALF = 0.5
SHORT = 1.0
"""Seconds of median thinking time below which more may be tried."""
QUOTES = 3

FORMULA = Formula(
    "noticed",
    "À garder, à essayer",
    "To keep, to try",
    f"À garder, le premier qui se vérifie : au moins {AGAIN} reformulations, et autant que de "
    f"questions ; au moins {ENOUGH} silences après vos questions, dont la moitié de "
    f"{fr(LONG_PAUSE)} s ou plus ; un encouragement lié à un fait ; une permission demandée avant "
    f"un conseil ; au moins {ENOUGH} questions, dont la moitié ouvertes. À essayer, "
    f"le premier qui se vérifie : laisser finir (au moins {AGAIN} interruptions de votre part) ; "
    f"laisser le silence (au moins "
    f"{ENOUGH} questions suivies d'une médiane sous {fr(SHORT)} s) ; une question à la fois (au "
    f"moins {AGAIN} rafales) ; rendre la main plus tôt (une prise de parole de {fr(LONG_RUN)} s) ; "
    f"demander avant de conseiller (au moins {ENOUGH} conseils, aucune permission) ; reformuler "
    f"(au moins {ENOUGH} questions, aucune reformulation). Ces seuils sont un choix du produit.",
    f"To keep, the first that holds: at least {AGAIN} reformulations, and as many as questions; "
    f"at least {ENOUGH} silences after your questions, half of them of "
    f"{en(LONG_PAUSE)} s or more; one encouragement tied to a fact; one permission asked before "
    f"advising; at least {ENOUGH} questions, half of them open. To try, the first that holds: let "
    f"the other finish (at least {AGAIN} interruptions of yours); leave the silence "
    f"(at least {ENOUGH} questions followed by a median under {en(SHORT)} s); "
    f"one question at a time (at least {AGAIN} stacked turns); "
    f"hand over sooner (a run of {en(LONG_RUN)} s); ask before advising (at least "
    f"{ENOUGH} pieces of advice, no permission); say back (at least {ENOUGH} questions, no "
    "reformulation). These thresholds are a product choice.",
    "order: AnnoMI, 133 talks; MITI 4.2.1; ICF 5.5, 6.6, 6.7, 7.6",
    (f"{AGAIN}", f"{ENOUGH}", f"{SHORT:g} s", "1/2"),
)

Strength = Literal["reformulating", "leaving_time", "tied_praise", "asking_first", "open_questions"]
Idea = Literal["let_finish", "leave_time", "one_question", "hand_over", "ask_first", "reformulate"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that worked, with up to three passages."""

    what: Strength
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """Something to try, with up to three passages where it could have been tried."""

    what: Idea
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing to keep and one to try; None when no condition holds."""

    keep: Kept | None
    attempt: Tried | None
    formula: Literal["noticed"] = "noticed"


def noticed(
    said_back: Reformulations,
    pauses: ThinkingTime,
    asked: Questions,
    cuts: Interruptions,
    runs: LongRuns,
    advised: Advice,
    praise: Encouragement,
) -> Noticed:
    """Return what the rule of `FORMULA` picks."""
    real = asked.open + asked.closed
    long = [pause.passage for pause in pauses.pauses if pause.seconds >= LONG_PAUSE]
    brief = [pause.passage for pause in pauses.pauses if pause.seconds < SHORT]
    open_ones = [each.passage for each in asked.asked if each.kind == "open"]
    marked = said_back.marked
    strengths: list[tuple[Strength, bool, Sequence[Passage]]] = [
        ("reformulating", len(marked) >= max(AGAIN, real), marked),
        ("leaving_time", _at_least_half(len(long), len(pauses.pauses)), long),
        ("tied_praise", bool(praise.tied), praise.tied),
        ("asking_first", bool(advised.permissions), advised.permissions),
        ("open_questions", _at_least_half(asked.open, real), open_ones),
    ]
    hurried = pauses.median is not None and pauses.median < SHORT
    no_marker = real >= ENOUGH and not marked
    ideas: list[tuple[Idea, bool, Sequence[Passage]]] = [
        ("let_finish", len(cuts.mine) >= AGAIN, [each.came_in for each in cuts.mine]),
        ("leave_time", hurried and len(pauses.pauses) >= ENOUGH, brief),
        ("one_question", len(asked.stacked) >= AGAIN, asked.stacked),
        ("hand_over", runs.count > 0, [run.passage for run in runs.runs]),
        ("ask_first", len(advised.given) >= ENOUGH and not advised.permissions, advised.given),
        ("reformulate", no_marker, [each.passage for each in asked.asked]),
    ]
    keep = next(
        (Kept(what, tuple(said[:QUOTES])) for what, holds, said in strengths if holds), None
    )
    idea = next((Tried(what, tuple(said[:QUOTES])) for what, holds, said in ideas if holds), None)
    return Noticed(keep, idea)


def _at_least_half(some: int, of: int) -> bool:
    return of >= ENOUGH and some / of >= HALF
