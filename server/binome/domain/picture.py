"""The picture that both pages show, put together from a session's parts."""

from typing import TYPE_CHECKING

from binome.domain.values import ParticipantId
from binome.domain.view import ParticipantView, SessionView

if TYPE_CHECKING:
    from binome.domain.session import Session


def picture(session: "Session") -> SessionView:
    """Return what the session looks like now."""
    opened, approval = session.opened, session.approval
    return SessionView(
        session=opened.session,
        title=opened.title,
        language=opened.language,
        timezone=opened.timezone,
        opened_at=opened.opened_at,
        rehearsal=opened.rehearsal,
        phase=session.phase,
        transcription=session.consents.transcription,
        paused_by=session.consents.paused_by,
        participants=tuple(_participant(session, person.id) for person in opened.participants),
        agenda=session.agenda.view(),
        turns=session.transcript.view(),
        gaps=tuple(session.transcript.gaps),
        commitments=session.commitments.view(),
        next_session=session.next_session,
        approved_by=approval.approved_by,
        sent_to=approval.sent_to,
        closed_at=session.closed_at,
        messages=session.chat.messages,
        version=approval.version,
        sealed=approval.sealed,
        known_next_session=session.known_next_session,
        prepared_by=session.prepared.by if session.prepared else None,
    )


def _participant(session: "Session", id: ParticipantId) -> ParticipantView:
    person = session.consents.people[id]
    return ParticipantView(
        id=id,
        role=person.role,
        name=person.name,
        language=person.language,
        present=id in session.consents.present,
        consent=session.consents.given[id],
        speaking_since=session.floor.open.get(id),
    )
