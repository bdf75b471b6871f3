"""How a session begins: its first event, and the agenda it gets when the pair made none."""

from collections.abc import Sequence

from binome.domain.events import SessionOpened
from binome.domain.values import AgendaItem, Commitment, Language, Participant

_TITLES: dict[Language, dict[str, str]] = {
    "fr": {
        "contact": "Contact et situation",
        "subjects": "Sujets de la personne mentorée",
        "goals": "Priorités et objectifs à court et long terme",
        "recap": "Compte rendu : accords et actions",
    },
    "en": {
        "contact": "Contact and situation",
        "subjects": "The mentee's subjects",
        "goals": "Priorities, short- and long-term goals",
        "recap": "Recap: agreements and actions",
    },
}
_MINUTES = {"contact": 10, "subjects": 20, "goals": 20, "recap": 5}


def default_agenda(language: Language) -> tuple[AgendaItem, ...]:
    """Return the agenda of a mentoring session, 55 minutes in all, recap last."""
    return tuple(
        AgendaItem(id, _TITLES[language][id], minutes * 60.0, is_closing=id == "recap")
        for id, minutes in _MINUTES.items()
    )


def open_session(
    *,
    session: str,
    title: str,
    language: Language,
    timezone: str,
    participants: Sequence[Participant],
    opened_at: str,
    agenda: Sequence[AgendaItem] = (),
    rehearsal: bool = False,
    carried_over: Sequence[Commitment] = (),
    known_next_session: str | None = None,
    already_done: Sequence[str] = (),
) -> SessionOpened:
    """Return the first event of a session; `opened_at` (ISO UTC) is the instant where `at` is 0.

    An empty agenda becomes the default one. If no item is marked as the closing one and the last
    item is named `recap`, it is: that is how agendas given by hand say it.
    """
    items = list(agenda) or list(default_agenda(language))
    last = items[-1]
    if last.id == "recap" and not any(item.is_closing for item in items):
        items[-1] = AgendaItem(last.id, last.title, last.time_box, is_closing=True)
    return SessionOpened(
        at=0.0,
        session=session,
        title=title,
        language=language,
        timezone=timezone,
        opened_at=opened_at,
        participants=tuple(participants),
        agenda=tuple(items),
        rehearsal=rehearsal,
        carried_over=tuple(carried_over),
        known_next_session=known_next_session,
        already_done=tuple(already_done),
    )
