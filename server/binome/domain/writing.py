"""What people type into a session, made fit to keep: text on one line, dates that are dates.

Driven by the session before it decides on a command; each refusal says what would do instead.
"""

import unicodedata
from dataclasses import replace
from datetime import date, datetime

from binome.domain.values import NextSession
from binome.errors import IllegalMove

LONGEST_LINE = 500
"""Characters of a commitment or a place written by hand, at most."""
LONGEST_MESSAGE = 1000
"""Characters of a line of the chat, at most."""
LONGEST_NOTE = 1000
"""Characters of a note on an agenda item, at most."""


def tidy(text: str) -> str:
    """Return the text in NFC on one line, without control characters or doubled spaces."""
    plain = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in plain).split())


def tidy_line(text: str, due: str | None) -> str:
    """Return a commitment's text as it is kept. Raises `IllegalMove` when it makes no sense."""
    text = tidy(text)
    if not text or len(text) > LONGEST_LINE:
        raise IllegalMove(
            f"A line needs between 1 and {LONGEST_LINE} characters.",
            reason="line_length",
            values=[str(LONGEST_LINE)],
        )
    if due is not None and not _is_date(due):
        raise IllegalMove("A due date is written like 2026-12-01.")
    return text


def tidy_message(text: str) -> str:
    """Return a line of the chat as it is kept. Raises `IllegalMove` when there is none."""
    text = tidy(text)
    if not text or len(text) > LONGEST_MESSAGE:
        raise IllegalMove(
            f"A message needs between 1 and {LONGEST_MESSAGE} characters.",
            reason="line_length",
            values=[str(LONGEST_MESSAGE)],
        )
    return text


def tidy_note(text: str) -> str:
    """Return a note as it is kept, maybe empty. Raises `IllegalMove` when it is too long."""
    text = tidy(text)
    if len(text) > LONGEST_NOTE:
        raise IllegalMove(
            f"A note has at most {LONGEST_NOTE} characters.",
            reason="line_length",
            values=[str(LONGEST_NOTE)],
        )
    return text


def tidy_appointment(appointment: NextSession) -> NextSession:
    """Return the next session as it is kept. Raises `IllegalMove` when it makes no sense."""
    if not _is_local_time(appointment.starts_at):
        raise IllegalMove(
            "The next session needs a local date and time: 2026-12-01T14:00.",
            reason="no_local_time",
        )
    if not 0 < len(appointment.timezone) <= 64 or not appointment.timezone.isprintable():
        raise IllegalMove("The next session needs a time zone like Europe/Paris.")
    if len(appointment.place) > LONGEST_LINE:
        raise IllegalMove(
            f"A place has at most {LONGEST_LINE} characters.",
            reason="line_length",
            values=[str(LONGEST_LINE)],
        )
    return replace(appointment, place=tidy(appointment.place))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_local_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None and text[10:11] == "T"
    except ValueError:
        return False
