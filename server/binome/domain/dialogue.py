"""The session's turns as `binome.dialogue/1`, the input of the language layer and of the mirror."""

from collections.abc import Iterable
from typing import Any

from binome.domain.events import Event, NextSessionSet, PromisesBrought, SessionOpened
from binome.domain.transcript import Transcript


def dialogue_of(
    events: Iterable[Event], session_date: str, start: str, timezone: str
) -> dict[str, Any]:
    """Return the dialogue so far: `session_date` ISO and `start` HH:MM in the zone `timezone`.

    Turn ids are the session's turn numbers, so that evidence points back to them; a running turn
    is in it with the words it has. Observers say nothing and are left out. A next session fixed
    in this one (or, failing that, one planned before) is what "la prochaine séance" means.
    """
    transcript, opened = Transcript(), None
    planned: str | None = None
    fixed: str | None = None
    for event in events:
        transcript.apply(event)
        if isinstance(event, SessionOpened):
            opened, planned = event, event.known_next_session
        elif isinstance(event, PromisesBrought):
            planned = event.known_next_session
        elif isinstance(event, NextSessionSet):
            fixed = event.next_session.starts_at[:10] if event.next_session else None
    if opened is None:
        raise ValueError("a dialogue needs a session_opened event")
    return {
        "schema": "binome.dialogue/1",
        "id": opened.session,
        "lang": opened.language,
        "title": opened.title,
        "session": {
            "date": session_date,
            "start": start,
            "timezone": timezone,
            "type": "mentoring",
            "known_next_session": fixed or planned,
        },
        "participants": [
            {"id": person.id, "role": person.role, "name": person.name}
            for person in opened.participants
            if person.role != "observer"
        ],
        "agenda": [
            {"id": item.id, "title": item.title, "minutes": item.time_box / 60}
            for item in opened.agenda
        ],
        "turns": [
            {
                "id": turn.turn,
                "speaker": turn.participant,
                "start": turn.start,
                "end": turn.end,
                "text": " ".join(word.text for word in turn.words),
            }
            for turn in transcript.view()
        ],
    }
