"""What a session's events mean for relay and recogniser: whom to listen to, what to forget.

Driven by the conductor after each step, and after a restart. Hearing less always comes first.
"""

from collections.abc import Sequence

from binome.domain.events import ConsentWithdrawn, Event, PassageErased, TranscriptionPaused
from binome.domain.session import Session
from binome.domain.values import ParticipantId
from binome.service.parts import Parts
from binome.service.ports import SessionRecord


class Backstage:
    """The workers' part in one session."""

    def __init__(self, record: SessionRecord, parts: Parts) -> None:
        self._record = record
        self._parts = parts
        self._people = tuple(p for p in record.participants if p.role != "observer")
        self.listening: frozenset[ParticipantId] = frozenset()
        """Whose audio goes to the recogniser."""
        self._measured: frozenset[ParticipantId] | None = None
        """Who asked for the own mirror; None until it is looked up."""

    async def choose_mirror(self, session: Session, origin: float | None) -> None:
        """Somebody chose to have the own mirror, or no longer: measure accordingly."""
        self._measured = await self._parts.mirrors.chosen(self._record.id)
        if origin is not None and self.listening:
            await self._tell_recogniser(session, origin)

    async def follow(self, events: Sequence[Event], session: Session, origin: float) -> None:
        """Bring the workers in line with what these events decided."""
        await self._listen(session, origin)
        for event in events:
            match event:
                case PassageErased():
                    await self._parts.understanding.forget(self._record.id, event.since)
                case TranscriptionPaused() | ConsentWithdrawn():
                    await self._parts.understanding.forget(self._record.id, event.at)
                case _:
                    pass

    async def _listen(self, session: Session, origin: float) -> None:
        is_on = session.consents.transcription == "on"
        wanted = frozenset(person.id for person in self._people) if is_on else frozenset()
        if wanted == self.listening:
            return
        if wanted:
            await self._tell_recogniser(session, origin)
        for person in sorted(wanted ^ self.listening):
            await self._parts.relay.listen(self._record.id, person, person in wanted)
        self.listening = wanted

    async def _tell_recogniser(self, session: Session, origin: float) -> None:
        if self._measured is None:
            self._measured = await self._parts.mirrors.chosen(self._record.id)
        people = tuple((person.id, person.language) for person in self._people)
        names = (person.name for person in self._people)
        hotwords = (*names, *(item.title for item in session.opened.agenda))
        model = self._parts.model_for(self._record)
        await self._parts.understanding.follow(
            self._record.id, origin, people, hotwords, model, self._measured
        )
