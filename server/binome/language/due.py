"""What a deadline is, and the calendar arithmetic both grammars share. Pure; dates only.

Everything is counted from the session's day in the session's zone, so neither clock changes nor
zones matter here: a day is a calendar day.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Anchor = Literal["next_session"]


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline found in words `first`..`end` (indexes, end excluded).

    `earliest`..`latest` is the interval the words allow, `day` the day shown. With an `anchor` the
    days are still unknown and `offset` (days) is added once the anchor is. `weak` = the words may
    well not be a deadline ("cette semaine", a bare number).
    """

    first: int
    end: int
    day: date | None
    earliest: date | None = None
    latest: date | None = None
    anchor: Anchor | None = None
    offset: int = 0
    confidence: float = 0.9
    words: str = ""
    is_deadline: bool = False
    """Introduced by "avant", "d'ici", "pour", "by"…"""

    def settled(self, next_session: date | None) -> "Due":
        """Return the same deadline with its anchor resolved, if the next session is known."""
        if self.anchor is None or next_session is None:
            return self
        day = next_session + timedelta(days=self.offset)
        return replace(self, day=day, earliest=day, latest=day)


def on(first: int, end: int, day: date, confidence: float = 0.9) -> Due:
    """Return a deadline on one day."""
    return Due(first, end, day, day, day, confidence=confidence)


def between(
    first: int, end: int, earliest: date, latest: date, day: date, confidence: float = 0.8
) -> Due:
    """Return a deadline somewhere in an interval, shown as `day`."""
    return Due(first, end, day, earliest, latest, confidence=confidence)


def next_weekday(today: date, weekday: int) -> date:
    """Return the first such weekday (Monday is 0) strictly after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def monday_after(today: date) -> date:
    """Return the Monday of next week."""
    return today + timedelta(days=7 - today.weekday())


def friday_of_this_week(today: date) -> date:
    """Return this week's Friday, or today when it is Friday or the week-end has begun."""
    return max(today, today + timedelta(days=4 - today.weekday()))


def sunday_of_this_week(today: date) -> date:
    """Return the last day of this week."""
    return today + timedelta(days=6 - today.weekday())


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def coming_day(today: date, day: int) -> date | None:
    """Return the first day numbered so strictly after today, within a year."""
    for ahead in range(13):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        found = dated(year, month + 1, day)
        if found and found > today:
            return found
    return None


def coming_date(today: date, day: int, month: int) -> date | None:
    """Return the first such day of such a month, today or later."""
    for year in range(today.year, today.year + 9):
        found = dated(year, month, day)
        if found and found >= today:
            return found
    return None


def coming_month(today: date, month: int) -> int:
    """Return the year in which this month comes next (the running month counts)."""
    return today.year if month >= today.month else today.year + 1


def easter(today: date) -> date:
    """Return the coming Easter Sunday, today or later (Gauss, for the Gregorian calendar)."""
    for year in (today.year, today.year + 1):
        a, b, c = year % 19, year // 100, year % 100
        d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
        e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
        f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
        found = date(year, f // 31, f % 31 + 1)
        if found >= today:
            return found
    return found


def dated(year: int, month: int, day: int) -> date | None:
    """Return the date, or nothing where the calendar holds no such day."""
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)
