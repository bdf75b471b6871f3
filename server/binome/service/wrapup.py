"""After the hang-up: who is owed the recap, when it is due, and how one person's mail goes out.

`binome.store.jobs` drives these steps durably, for each version of a recap. What was sent is in the
event log (`RecapSent`) and a mail's id follows from session, person and version, so that a step
killed anywhere may simply run again: the mail that already left is recognised, or written over
itself. A version is sealed before its first mail is composed, so that every attempt says the same.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from binome.domain.events import Event, RecapReopened, RecapSent, SessionClosed, SessionOpened
from binome.domain.recap import Recap
from binome.domain.session import session_of
from binome.domain.values import Participant, ParticipantId
from binome.domain.versions import Change, changes_in, recap_at
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
    changes: tuple[Change, ...] = ()
    """Of a correction: what it says otherwise than the version before."""


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

Seal = Callable[[str, int], Awaitable[object]]
"""`seal(session, version)`: the conductor notes that this version leaves as it stands."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a recap stands: its version, whether that has left, and whether all approved it."""

    version: int
    sealed: bool
    approved_by_all: bool


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
        seal: Seal,
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
        self._seal = seal
        self._compose = compose
        self._mail_domain = mail_domain
        self._everybody_has_mail = everybody_has_mail
        self._demo = demo
        self._delivered: set[str] = set()

    async def events(self, session: str) -> list[Event]:
        """Return the session's events."""
        return [recorded.event for recorded in await self._log.read(session)]

    async def seal(self, session: str, version: int) -> None:
        """Have the version leave as it stands; a later change makes the next one."""
        await self._seal(session, version)

    async def owed(self, session: str, version: int) -> list[ParticipantId]:
        """Return who still has to get this version of the recap of this closed session."""
        sent = sent_to(await self.events(session), version)
        seats = await self._sessions.seats(session)
        return [
            s.participant.id for s in seats if self._gets_mail(s) and s.participant.id not in sent
        ]

    async def deliver(self, session: str, person: ParticipantId, version: int = 1) -> str:
        """Compose and hand over one person's mail unless that was done; return its Message-ID."""
        which = "" if version == 1 else f"-v{version}"
        message_id = f"<recap-{session}-{person}{which}@{self._mail_domain}>"
        events = await self.events(session)
        if message_id in self._delivered or person in sent_to(events, version):
            return message_id
        seat = next(s for s in await self._sessions.seats(session) if s.participant.id == person)
        address = seat.email or f"{person}@{NO_ADDRESS}"
        recap, changes = self._recap_of(events, version), changes_in(events, version)
        letter = Letter(recap, seat.participant, address, message_id, session, changes)
        await self._post.deliver(self._compose(letter))
        self._delivered.add(message_id)
        return message_id

    async def note_sent(
        self, session: str, person: ParticipantId, message_id: str, now: str, version: int = 1
    ) -> None:
        """Record that the person's recap left, once for each version; `now` is ISO UTC."""
        events = await self.events(session)
        if person not in sent_to(events, version):
            sent = RecapSent(moment(events, now), person, message_id, version)
            await self._record(session, [sent])

    def _recap_of(self, events: Sequence[Event], version: int) -> Recap:
        rehearsal = any(isinstance(e, SessionOpened) and e.rehearsal for e in events)
        return recap_at(events, version, demo=self._demo or rehearsal)

    def _gets_mail(self, seat: Seat) -> bool:
        return (
            not seat.revoked
            and seat.participant.role != "observer"
            and (seat.email is not None or self._everybody_has_mail)
        )


def standing(events: Sequence[Event]) -> Standing:
    """Return where the recap of these events stands."""
    session = session_of(events)
    approval = session.approval
    approved = set(session.consents.pair) <= set(approval.approved_by)
    return Standing(approval.version, approval.sealed, approved)


def sent_to(events: Sequence[Event], version: int = 1) -> set[ParticipantId]:
    """Return who already got this version of the recap."""
    return {e.to for e in events if isinstance(e, RecapSent) and e.version == version}


def due_in(events: Sequence[Event], delay: float, now: str) -> float | None:
    """Return the seconds from `now` (ISO UTC) until the recap is due, None when not closed.

    A draft is due `delay` seconds after the hang-up, or after it was opened to be corrected.
    """
    began = [event.at for event in events if isinstance(event, SessionClosed | RecapReopened)]
    return max(0.0, began[-1] + delay - _elapsed(events, now)) if began else None


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
