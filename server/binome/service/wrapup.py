"""After the hang-up: who is owed the recap, when it is due, and how one person's mail goes out.

`binome.store.jobs` drives these steps durably. What was sent is in the event log (`RecapSent`) and
a mail's id follows from session and person, so that a step killed anywhere may simply run again:
the mail that already left is recognised, or written over itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from binome.domain.events import Event, RecapSent, SessionClosed, SessionOpened
from binome.domain.recap import Recap, recap_of
from binome.domain.values import Participant, ParticipantId
from binome.service.ports import EventLog, Seat, Sessions

NO_ADDRESS = "no-address.invalid"
"""Domain of stand-in addresses in the file outbox, for people whose address nobody gave."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a recap mail is composed from; `message_id` is the same at every attempt."""

    recap: Recap
    reader: Participant
    address: str
    message_id: str
    session: str


class Post(Protocol):
    """Hands mails to the world: SMTP, or the file outbox."""

    async def deliver(self, message: EmailMessage) -> None:
        """Hand one mail over; the same Message-ID again replaces the mail where that can be done.

        Raises `Unavailable` when it may work later, `BadInput` when it never will.
        """


Compose = Callable[[Letter], EmailMessage]
"""Writes the mail; `binome.mail.compose` does."""

Record = Callable[[str, Sequence[Event]], Awaitable[object]]
"""`record(session, events)`: the conductor logs the events and tells whoever listens."""


class Jobs(Protocol):
    """What the conductor tells the wrap-up; both calls may be repeated."""

    async def session_closed(self, session: str) -> None:
        """The session is over: its recap leaves after the set delay, or earlier when approved."""

    async def recap_approved(self, session: str) -> None:
        """Somebody approved: when everybody has, the recap leaves now."""


class WrapUp:
    """The steps between hang-up and two mails, each safe to repeat."""

    def __init__(
        self,
        event_log: EventLog,
        sessions: Sessions,
        post: Post,
        record: Record,
        compose: Compose,
        *,
        mail_domain: str,
        everybody_has_mail: bool = False,
        demo: bool = False,
    ) -> None:
        """`everybody_has_mail`: people without an address get a stand-in (the file outbox).

        `demo`: the demonstration model hears everything, not rehearsals alone.
        """
        self._log = event_log
        self._sessions = sessions
        self._post = post
        self._record = record
        self._compose = compose
        self._mail_domain = mail_domain
        self._everybody_has_mail = everybody_has_mail
        self._demo = demo
        self._delivered: set[str] = set()

    async def events(self, session: str) -> list[Event]:
        """Return the session's events."""
        return [recorded.event for recorded in await self._log.read(session)]

    async def recap(self, session: str) -> Recap:
        """Return the session's recap as it stands."""
        return self._recap_of(await self.events(session))

    async def owed(self, session: str) -> list[ParticipantId]:
        """Return who still has to get the recap of this closed session."""
        sent = sent_to(await self.events(session))
        seats = await self._sessions.seats(session)
        return [
            s.participant.id for s in seats if self._gets_mail(s) and s.participant.id not in sent
        ]

    async def deliver(self, session: str, person: ParticipantId) -> str:
        """Compose and hand over one person's mail unless that was done; return its Message-ID."""
        message_id = f"<recap-{session}-{person}@{self._mail_domain}>"
        events = await self.events(session)
        if message_id in self._delivered or person in sent_to(events):
            return message_id
        seat = next(s for s in await self._sessions.seats(session) if s.participant.id == person)
        address = seat.email or f"{person}@{NO_ADDRESS}"
        letter = Letter(self._recap_of(events), seat.participant, address, message_id, session)
        await self._post.deliver(self._compose(letter))
        self._delivered.add(message_id)
        return message_id

    async def note_sent(
        self, session: str, person: ParticipantId, message_id: str, now: str
    ) -> None:
        """Record that the person's recap left, once; `now` is ISO UTC."""
        events = await self.events(session)
        if person not in sent_to(events):
            await self._record(session, [RecapSent(moment(events, now), person, message_id)])

    def _recap_of(self, events: Sequence[Event]) -> Recap:
        rehearsal = any(isinstance(e, SessionOpened) and e.rehearsal for e in events)
        return recap_of(events, demo=self._demo or rehearsal)

    def _gets_mail(self, seat: Seat) -> bool:
        return (
            not seat.revoked
            and seat.participant.role != "observer"
            and (seat.email is not None or self._everybody_has_mail)
        )


def sent_to(events: Sequence[Event]) -> set[ParticipantId]:
    """Return who already got the recap."""
    return {event.to for event in events if isinstance(event, RecapSent)}


def due_in(events: Sequence[Event], delay: float, now: str) -> float | None:
    """Return the seconds from `now` (ISO UTC) until the recap is due, None when not closed."""
    closed = next((e.at for e in events if isinstance(e, SessionClosed)), None)
    return None if closed is None else max(0.0, closed + delay - _elapsed(events, now))


def moment(events: Sequence[Event], now: str) -> float:
    """Return `now` (ISO UTC) on the session's media clock, never before its last event."""
    return max(_elapsed(events, now), max(event.at for event in events))


def pauses(retry_for: float) -> list[float]:
    """Return the waits between attempts: 5 s, doubling to one hour, `retry_for` seconds in all."""
    waits: list[float] = []
    pause = 5.0
    while sum(waits) < retry_for:
        waits.append(pause)
        pause = min(pause * 2, 3600.0)
    return waits


def _elapsed(events: Sequence[Event], now: str) -> float:
    opened = next(e.opened_at for e in events if isinstance(e, SessionOpened))
    return (datetime.fromisoformat(now) - datetime.fromisoformat(opened)).total_seconds()
