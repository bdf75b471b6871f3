"""A recap to write mails about: Claire and Karim, one action each, one agreement, one doubt."""

from dataclasses import replace

from binome.domain.recap import Recap, RecapItem, RecapLine
from binome.domain.values import NextSession, Participant
from binome.service.wrapup import Letter
from tests.helpers.pair import CLAIRE, KARIM, OPENED_AT

NEXT = NextSession("2026-12-08T17:30:00", "Europe/Paris", "en visio")


def line(text: str, **changes: object) -> RecapLine:
    """An action of Karim's, said and ticked by both, due on 1 December."""
    usual = RecapLine(
        id="c1",
        kind="action",
        text=text,
        owner="mentee",
        due="2026-12-01",
        due_words="mardi prochain",
        quote="je t’envoie mon CV mardi prochain",
        at=725.0,
        turns=(7,),
        confirmed_by=("mentor", "mentee"),
        to_clarify=False,
        carried_over=False,
        by_hand=False,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def recap(**changes: object) -> Recap:
    """The pair's recap, approved by both."""
    usual = Recap(
        session="s1",
        title="Chercher un stage",
        language="fr",
        timezone="Europe/Paris",
        opened_at=OPENED_AT,
        duration=3300.0,
        participants=(CLAIRE, KARIM),
        agreements=(
            line("Se parler tous les quinze jours", kind="agreement", owner="both", due=None),
        ),
        actions=(
            line("Relire la lettre de motivation", owner="mentor", quote=None, at=None),
            line("Envoyer le CV à jour"),
            line("Appeler l’école", owner=None, due=None, due_words=None, to_clarify=True),
        ),
        agenda=(
            RecapItem("welcome", "Prise de contact", 600.0, 540.0),
            RecapItem("subjects", "Sujets du mentoré", 1800.0, 2160.0),
        ),
        next_session=NEXT,
        approved_by=("mentor", "mentee"),
        approved_by_all=True,
        rehearsal=False,
        demo=False,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def letter(to: Participant = KARIM, about: Recap | None = None, **changes: object) -> Letter:
    """The letter to one of them."""
    usual = Letter(
        about or recap(), to, f"{to.id}@example.org", f"<recap-s1-{to.id}@example.org>", "s1"
    )
    return replace(usual, **changes)  # type: ignore[arg-type]
