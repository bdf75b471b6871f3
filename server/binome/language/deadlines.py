"""Which deadline stands when several were said in one negotiation: usually the last one.

"Le 23 ? — Le 23, vendredi." is one day said twice; "le 20 juin ? — plutôt le 27" stays in June;
"la veille" is the eve of the day just spoken of, and "le lendemain" the day after it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from binome.language.due import Due
from binome.language.fold import fold

_BESIDE = {
    "la veille": -1, "l'avant-veille": -2, "le lendemain": 1, "le surlendemain": 2,
    "the day before": -1, "the night before": -1, "the evening before": -1, "the day after": 1,
    "the next day": 1, "the following day": 1,
}  # fmt: skip
_WEEKDAYS = frozenset(
    """
lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday
saturday sunday
""".split()  # noqa: SIM905
)
_DAY_PARTS = frozenset(
    [
        "matin",
        "midi",
        "soir",
        "apres-midi",
        "aprem",
        "morning",
        "evening",
        "afternoon",
        "night",
        "alors",
        "donc",
        "then",
    ]
)


def standing(said: Sequence[Due]) -> Due | None:
    """Return the date that stands after these were said one after the other."""
    kept: list[Due] = []
    for due in said:
        before = next((d for d in reversed(kept) if d.day), None)
        kept.append(_in_context(due, before.day) if before and before.day else due)
    firm = [d for d in kept if not _is_comment(d, kept)]
    return firm[-1] if firm else None


def _in_context(due: Due, before: date) -> Due:
    words = fold(due.words)
    step = next((days for phrase, days in _BESIDE.items() if phrase in words), None)
    if step is not None:
        return _on(due, before + timedelta(days=step))
    if due.day is None or due.day == before:
        return due
    if _is_bare_weekday(words) and due.day.weekday() == before.weekday():
        return _on(due, before)
    if _is_bare_day(words) and due.day < before and (before - due.day).days < 62:
        same_month = _same_month(before, due.day.day)
        if same_month is not None:
            return _on(due, same_month)
    return due


def _is_comment(due: Due, said: Sequence[Due]) -> bool:
    """Return whether a vague word ("cette semaine") stands beside a sharper one."""
    sharper = [d for d in said if d is not due and d.confidence >= 0.75 and d.day]
    return due.confidence < 0.65 and bool(sharper)


def _is_bare_weekday(words: str) -> bool:
    said = [w for w in words.split() if w not in ("le", "ce", "on", "by", "avant", "pour", "au")]
    return bool(said) and said[0] in _WEEKDAYS and (len(said) == 1 or said[1] in _DAY_PARTS)


def _is_bare_day(words: str) -> bool:
    """Return whether only a day of the month is named ("le 27", "the fourth")."""
    said = words.split()
    return len(said) <= 3 and said[0] in ("le", "au", "the", "by", "on", "pour", "avant")


def _same_month(before: date, day: int) -> date | None:
    try:
        return before.replace(day=day)
    except ValueError:
        return None


def _on(due: Due, day: date) -> Due:
    return replace(due, day=day, earliest=day, latest=day, anchor=None, confidence=0.8)
