"""Dates, hours, durations and names as one writes them in French or in English.

Pure; no locale of the machine is involved. Non-breaking spaces are where French typography wants
them.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from binome.domain.values import Language, NextSession

NBSP = "\u00a0"

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_JOINERS = "\u200c\u200d"
"""Zero-width joiners: invisible, but some scripts and emoji are misspelt without them."""


def day(when: date, language: Language) -> str:
    """Return e.g. `vendredi 1er mai 2026` or `Friday 1 May 2026`."""
    number = "1er" if language == "fr" and when.day == 1 else str(when.day)
    words = (
        _DAYS[language][when.weekday()],
        number,
        _MONTHS[language][when.month - 1],
        str(when.year),
    )
    return f"{words[0]} {words[1]}{NBSP}{words[2]} {words[3]}"


def iso_day(value: str, language: Language) -> str:
    """Return an ISO date in words, or as it is when it is no date."""
    try:
        return day(date.fromisoformat(value), language)
    except ValueError:
        return value


def hour(when: datetime, language: Language) -> str:
    """Return e.g. `14 h 30`, `9 h`, or `14:30`."""
    if language == "en":
        return f"{when.hour}:{when.minute:02d}"
    return f"{when.hour}{NBSP}h" + (f"{NBSP}{when.minute:02d}" if when.minute else "")


def duration(seconds: float) -> str:
    """Return e.g. `36 s`, `12 min`, `1 h 05`, as the recap page does, in either language."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NBSP}s"
    minutes = (whole + 30) // 60
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02d}"


def moment(seconds: float) -> str:
    """Return a place in the session, e.g. `12 min 05 s`; the same in both languages."""
    whole = int(seconds)
    return f"{whole // 60}{NBSP}min{NBSP}{whole % 60:02d}{NBSP}s"


def names(people: Sequence[str], language: Language) -> str:
    """Return e.g. `Léa et Karim`, `Léa, Karim and Ana`."""
    *first, last = people or ("",)
    return f"{', '.join(first)} {'et' if language == 'fr' else 'and'} {last}" if first else last


def local_start(next_session: NextSession) -> datetime | None:
    """Return when the next session starts, in its own zone; None when that cannot be read."""
    try:
        zone = ZoneInfo(next_session.timezone)
        return datetime.fromisoformat(next_session.starts_at).replace(tzinfo=zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def session_day(opened_at: str, timezone: str, language: Language) -> str:
    """Return the day of an ISO UTC instant in a zone, in words (in UTC if the zone is unknown)."""
    instant = datetime.fromisoformat(opened_at)
    try:
        instant = instant.astimezone(ZoneInfo(timezone))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        instant = instant.astimezone(tz=None) if instant.utcoffset() is None else instant
    return day(instant.date(), language)


def one_line(text: str, most: int = 80) -> str:
    """Return text that is safe in a header or a calendar: NFC, one line, nothing invisible.

    Controls, line separators and the marks that turn the direction of writing are taken out.
    """
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Zs") else c
        for c in unicodedata.normalize("NFC", text)
        if c in _JOINERS or unicodedata.category(c) not in ("Cf", "Cs", "Co")
    )
    line = " ".join(kept.split(" ")).strip()
    line = " ".join(part for part in line.split(" ") if part)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def after(start: datetime, seconds: float) -> datetime:
    """Return the instant `seconds` later as people count time (across a clock change too)."""
    return (start.astimezone(ZoneInfo("UTC")) + timedelta(seconds=seconds)).astimezone(start.tzinfo)
