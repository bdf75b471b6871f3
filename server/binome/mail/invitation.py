"""The next session as an iCalendar file, with its time zone written out and one reminder."""

from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from binome.domain.recap import Recap
from binome.mail.words import after, local_start, one_line

_REMINDER = timedelta(minutes=-30)
_USUAL_LENGTH = 3600.0
"""Seconds, when the agenda does not say."""


def invitation(recap: Recap, summary: str, link: str, stamp: datetime) -> bytes | None:
    """Return the calendar file of the recap's next session, None when none is fixed.

    The same session always gives the same UID, so that a calendar replaces what it has. `stamp` is
    the UTC instant of writing.
    """
    if recap.next_session is None or (start := local_start(recap.next_session)) is None:
        return None
    event = Event()
    event.add("uid", f"after-{recap.session}@binome")
    event.add("dtstamp", stamp)
    event.add("dtstart", start)
    event.add("dtend", after(start, sum(item.planned for item in recap.agenda) or _USUAL_LENGTH))
    event.add("summary", one_line(summary, 200))
    event.add("description", link)
    if place := one_line(recap.next_session.place, 200):
        event.add("location", place)
    event.add_component(_reminder(summary))
    calendar = Calendar()
    calendar.add("prodid", "-//Binôme//recap//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=date(start.year, 1, 1), last_date=date(start.year + 2, 1, 1)
    )
    return bytes(calendar.to_ical())


def _reminder(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(summary, 200))
    alarm.add("trigger", _REMINDER)
    return alarm
