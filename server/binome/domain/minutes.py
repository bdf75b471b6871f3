"""Reading `binome.minutes/1`, the language layer's answer, into the domain's values.

The one place in the core that looks into that dictionary; an entry that cannot be read is left
out, because a missing line is repaired by a person and a broken session is not.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from binome.domain.values import Commitment, CommitmentKind, Evidence

Minutes = Mapping[str, Any]
"""A `binome.minutes/1` document."""


def commitments_in(minutes: Minutes) -> list[Commitment]:
    """Return the agreements and actions of the minutes, actions first."""
    kinds: tuple[tuple[CommitmentKind, str], ...] = (
        ("action", "actions"),
        ("agreement", "agreements"),
    )
    lines = [_line(kind, entry) for kind, name in kinds for entry in minutes.get(name) or ()]
    return [line for line in lines if line is not None]


def _line(kind: CommitmentKind, entry: Mapping[str, Any]) -> Commitment | None:
    id, text = str(entry.get("id") or ""), str(entry.get("text") or "").strip()
    if not id or not text:
        return None
    return Commitment(
        id=id,
        kind=kind,
        text=text,
        owner=entry.get("owner") or None,
        due=_iso_date(entry.get("due")),
        due_words=entry.get("due_words") or None,
        evidence=_evidence(entry),
        confidence=min(1.0, max(0.0, float(entry.get("confidence", 0.0)))),
    )


def _iso_date(text: Any) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except (TypeError, ValueError):
        return None


def _evidence(entry: Mapping[str, Any]) -> Evidence | None:
    turns = tuple(int(turn) for turn in entry.get("turns") or ())
    if not turns:
        return None
    start, end = float(entry.get("start") or 0.0), float(entry.get("end") or 0.0)
    return Evidence(turns, str(entry.get("quote") or ""), start, end)


def current_item_in(minutes: Minutes) -> tuple[str, float] | None:
    """Return the agenda item the talk is on now and how sure that is, or None."""
    current = minutes.get("current_item")
    if not current or current.get("item") in (None, "off"):
        return None
    return str(current["item"]), float(current.get("confidence", 0.0))


def items_in(minutes: Minutes) -> dict[int, str]:
    """Return the agenda item of each labelled turn."""
    return {int(entry["turn"]): str(entry["item"]) for entry in minutes.get("agenda") or ()}


def questions_in(minutes: Minutes) -> list[tuple[int, str]]:
    """Return (turn, kind) of each question, kind being open, closed or tag."""
    return [(int(entry["turn"]), str(entry["kind"])) for entry in minutes.get("questions") or ()]


def backchannels_in(minutes: Minutes) -> set[int]:
    """Return the turns that are mere receipts ("hm", "d'accord")."""
    return {int(turn) for turn in minutes.get("backchannels") or ()}
