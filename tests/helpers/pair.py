"""A mentor and a mentee to tell stories with: Claire (mentor) and Karim (mentee)."""

from binome.domain.events import (
    CommitmentNoticed,
    ConsentGiven,
    Event,
    SessionClosed,
    SessionOpened,
    WordsCommitted,
)
from binome.domain.values import AgendaItem, Commitment, Evidence, Participant, Word
from binome.service.ports import Seat, SessionRecord

CLAIRE = Participant("mentor", "mentor", "Claire Morel")
KARIM = Participant("mentee", "mentee", "Karim Haddad")
AGENDA = (
    AgendaItem("welcome", "Prise de contact", 600.0),
    AgendaItem("subjects", "Sujets du mentoré", 1800.0),
    AgendaItem("closing", "Compte rendu", 300.0, is_closing=True),
)
OPENED_AT = "2026-11-23T15:00:00.000Z"
CLOSED_AT = "2026-11-23T16:00:00.000Z"


def session_record(session: str = "s1") -> SessionRecord:
    """A session of the pair, planned but not opened."""
    return SessionRecord(
        id=session,
        title="Chercher un stage",
        language="fr",
        timezone="Europe/Paris",
        created_at="2026-11-20T09:00:00.000Z",
        starts_at=OPENED_AT,
        rehearsal=False,
        opened_at=None,
        closed_at=None,
        participants=(CLAIRE, KARIM),
        agenda=AGENDA,
    )


def seats(session: str = "s1") -> list[tuple[Seat, str]]:
    """Both seats with their link tokens."""
    return [
        (
            Seat(session, person, f"{person.id}@example.org", False, "2026-12-24T15:00:00.000Z"),
            f"token-of-{person.id}-in-{session}",
        )
        for person in (CLAIRE, KARIM)
    ]


def opened(session: str = "s1") -> SessionOpened:
    """The first event of the pair's session."""
    return SessionOpened(
        at=0.0,
        session=session,
        title="Chercher un stage",
        language="fr",
        timezone="Europe/Paris",
        opened_at=OPENED_AT,
        participants=(CLAIRE, KARIM),
        agenda=AGENDA,
    )


def said(participant: str, text: str, start: float, turn: int = 1) -> WordsCommitted:
    """Words of half a second each, from `start` on, that end their turn."""
    words = tuple(
        Word(word, start + n * 0.5, start + n * 0.5 + 0.4) for n, word in enumerate(text.split())
    )
    return WordsCommitted(words[-1].end, turn, participant, words, ends_turn=True)


def closed(at: float = 3600.0) -> Event:
    """The hang-up by the mentor."""
    return SessionClosed(at, "mentor")


def ended_session(session: str = "s1") -> list[Event]:
    """A short session with one promise of Karim's, closed after an hour."""
    quote = "je t’envoie mon CV mardi prochain"
    proof = Evidence((1,), quote, 720.0, 724.0)
    promise = Commitment(
        "c1", "action", "Envoyer le CV", "mentee", "2026-12-01", "mardi prochain", proof, 0.9
    )
    return [
        opened(session),
        ConsentGiven(1.0, "mentor", "1"),
        ConsentGiven(2.0, "mentee", "1"),
        said("mentee", quote, 720.0),
        CommitmentNoticed(730.0, promise),
        closed(),
    ]
