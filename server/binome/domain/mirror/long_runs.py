"""Long runs: speaking for long without giving the floor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from binome.domain.floor import WORD_GAP, Stretch, joined
from binome.domain.mirror.formula import Formula, en, fr
from binome.domain.mirror.passages import Passage, of_stretch
from binome.domain.talk import RECEIPT_SECONDS, RECEIPT_WORDS, Talk
from binome.domain.values import ParticipantId

LONG_RUN = 120.0
"""Seconds from which a run is listed (product choice)."""
RUN_GAP = 1.5
"""Seconds of one's own silence that do not end a run."""
SHOWN = 3
"""Runs listed, at most."""

FORMULA = Formula(
    "long_runs",
    "Longues prises de parole",
    "Long runs",
    f"Votre parole sans rendre la main : vos pauses de {fr(RUN_GAP)} s au plus et les simples "
    f"marques d'écoute de l'autre ({RECEIPT_WORDS} mots au plus, ou moins de "
    f"{fr(RECEIPT_SECONDS)} s) n'y mettent pas fin. Sont montrées les {SHOWN} plus longues à "
    f"partir de {fr(LONG_RUN)} s ou, s'il n'y en a pas, la plus longue.",
    f"Your speech without giving the floor: your own pauses of {en(RUN_GAP)} s at most and the "
    f"other's mere receipts ({RECEIPT_WORDS} words at most, or under {en(RECEIPT_SECONDS)} s) do "
    f"not end it. The {SHOWN} longest from {en(LONG_RUN)} s on are listed or, if there is none, "
    "the longest.",
    "published call analytics (longest monologue)",
    (f"{LONG_RUN:g} s",),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of speaking without giving the floor, in seconds, with how it begins."""

    seconds: float
    passage: Passage


@dataclass(frozen=True, slots=True)
class LongRuns:
    """`count` = runs of at least 120 s; `runs` the longest first."""

    count: int
    runs: tuple[Run, ...]
    formula: Literal["long_runs"] = "long_runs"


def long_runs(talk: Talk, me: ParticipantId) -> LongRuns:
    """Return a person's longest runs."""
    floor = sorted(
        stretch
        for other in talk.others(me)
        for stretch in joined(talk.speech[other], WORD_GAP)
        if not talk.is_receipt(other, stretch)
    )
    runs: list[Stretch] = []
    for stretch in talk.speech[me]:
        if runs and _goes_on(runs[-1], stretch, floor):
            runs[-1] = Stretch(runs[-1].since, stretch.until)
        else:
            runs.append(stretch)
    runs.sort(key=lambda run: -run.seconds)
    count = sum(run.seconds >= LONG_RUN for run in runs)
    shown = runs[: min(count, SHOWN)] or runs[:1]
    return LongRuns(count, tuple(Run(run.seconds, of_stretch(talk, me, run)) for run in shown))


def _goes_on(run: Stretch, after: Stretch, floor: Iterable[Stretch]) -> bool:
    """Whether the run is not over before `after`: a short pause, and nobody took the floor."""
    taken = any(other.since < after.since and other.until > run.until for other in floor)
    return after.since - run.until <= RUN_GAP and not taken
