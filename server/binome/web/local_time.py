"""Local times as people write them: one that the clocks skip or show twice is asked about.

Nothing is guessed. Used where a session is made and where the pair fixes its next one.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from binome.errors import BadInput


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a local time in its zone. Raises `BadInput` when it is none, or two."""
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    shown = f"{moment:%H:%M}"
    instead = first.astimezone(UTC).astimezone(zone)
    if instead.replace(tzinfo=None) != moment:
        said = f"starts_at: the clocks skip {shown} that night: do you mean {instead:%H:%M}?"
        raise BadInput(said, reason="clocks_skip", values=[shown, f"{instead:%H:%M}"])
    either = " or ".join(f"{moment:%Y-%m-%dT%H:%M}{_offset(each)}" for each in (first, second))
    said = f"starts_at: {shown} comes twice that night: give {either}"
    raise BadInput(said, reason="clocks_twice", values=[shown])


def must_exist(text: str, timezone: str) -> None:
    """Raise `BadInput` when a local time (ISO, no offset) is none or two in its zone.

    What is no local time, or in no zone we know, is for others to refuse.
    """
    try:
        moment, zone = datetime.fromisoformat(text), ZoneInfo(timezone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return
    if moment.tzinfo is None:
        local(moment, zone)


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:]
