"""Punctuality: when the talk began, what each agenda item took, and how far it went over."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.formula import Formula
from binome.domain.talk import Talk

FORMULA = Formula(
    "punctuality",
    "Horaires",
    "Punctuality",
    "Retard au début : début du premier point moins l'heure prévue de la séance. Dépassement : "
    "durée réelle de l'ordre du jour moins la durée prévue (prolongations acceptées comprises). "
    "Puis, point par point, prévu et réel. Ces chiffres sont ceux de la séance, pas les vôtres.",
    "Delay at the start: beginning of the first item minus the session's planned time. Overrun: "
    "what the agenda took minus what was planned (agreed extensions included). Then planned and "
    "actual, item by item. These figures are the session's, not yours.",
    "the agenda's own clock",
)


@dataclass(frozen=True, slots=True)
class ItemTime:
    """One agenda item: planned and actual, seconds."""

    item: str
    title: str
    planned: float
    actual: float


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Seconds; `start_delay` below zero = early, None when no time was planned."""

    start_delay: float | None
    overrun: float | None
    items: tuple[ItemTime, ...]
    formula: Literal["punctuality"] = "punctuality"


def punctuality(talk: Talk, planned_start: float | None) -> Punctuality:
    """Return how the session kept its times; `planned_start` in seconds on the media clock."""
    items = tuple(ItemTime(plan.item, plan.title, plan.planned, plan.spent) for plan in talk.plan)
    delay = None
    if planned_start is not None and talk.began_at is not None:
        delay = talk.began_at - planned_start
    taken = sum(item.actual for item in items)
    return Punctuality(
        start_delay=delay,
        overrun=taken - sum(item.planned for item in items) if taken else None,
        items=items,
    )
