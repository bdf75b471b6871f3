"""Kept promises: what each of the two had promised for a day that has come, and what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.formula import Formula
from binome.domain.values import Owner, ParticipantId

FORMULA = Formula(
    "promises",
    "Promesses tenues",
    "Kept promises",
    "Parmi les actions des séances passées dont l'échéance est venue : faites à l'échéance ÷ "
    "échues, pour l'une et l'autre personne. Une action commune compte pour les deux.",
    "Of past sessions' actions that are due: done by their due date ÷ due, for both people. A "
    "shared action counts for both.",
    "the pair's own agreements",
)


@dataclass(frozen=True, slots=True)
class Promise:
    """One past action: ISO dates; `done_on` None while it is open."""

    owner: Owner
    text: str
    due: str
    done_on: str | None


@dataclass(frozen=True, slots=True)
class KeptPromises:
    """How many were due by `day` and how many of them were done in time, for oneself and others."""

    own_kept: int
    own_due: int
    others_kept: int
    others_due: int
    formula: Literal["promises"] = "promises"


def kept_promises(
    promises: Sequence[Promise], me: ParticipantId, others: Iterable[ParticipantId], day: str
) -> KeptPromises | None:
    """Return the promises kept by an ISO day; None when none was due."""
    due = [promise for promise in promises if promise.due <= day]
    if not due:
        return None
    mine = [promise for promise in due if promise.owner in (me, "both")]
    theirs = [promise for promise in due if promise.owner in (*others, "both")]
    return KeptPromises(_kept(mine), len(mine), _kept(theirs), len(theirs))


def _kept(promises: Iterable[Promise]) -> int:
    return sum(p.done_on is not None and p.done_on <= p.due for p in promises)
