"""From a request to make a session to its record and personal links; driven by the API.

Names and titles are cleaned here once: NFC, no control or direction characters, of bearable
length, so that neither mails nor pages nor logs have to defend themselves again.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from binome.config import Settings
from binome.domain.opening import default_agenda
from binome.domain.values import AgendaItem, Language, Participant, ParticipantId, Role
from binome.errors import BadInput
from binome.service.ports import Seat, SessionRecord, Sessions
from binome.web.local_time import local
from binome.web.text import one_line

Line = Annotated[str, Field(min_length=1, max_length=200)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Minutes = Annotated[float, Field(gt=0, le=480)]
Address = Annotated[str, Field(max_length=254, pattern=r"^[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+$")]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One person to invite; `language` defaults to the session's."""

    name: Line
    email: Address | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class NewItem:
    """One agenda item; the last one reads back agreements and actions."""

    title: Line
    minutes: Minutes
    id: Id | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to make. `starts_at`: ISO date-time; without offset it is local to `timezone`."""

    language: Language
    timezone: Line
    mentor: NewPerson
    mentee: NewPerson
    title: Annotated[str, Field(max_length=200)] | None = None
    starts_at: Annotated[str, Field(max_length=40)] | None = None
    agenda: Annotated[list[NewItem], Field(max_length=20)] | None = field(default=None)
    rehearsal: bool = False
    follows: Annotated[str, Field(max_length=64)] | None = None
    """An earlier session of the same two people, for pairs without addresses."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session ready to be stored, with the tokens of its personal links."""

    record: SessionRecord
    seats: tuple[tuple[Seat, str], ...]

    def links(self, base_url: str) -> list[dict[str, Any]]:
        """Return each person's link; the token is in the fragment, which no server ever sees."""
        return [
            {
                "participant": seat.participant.id,
                "name": seat.participant.name,
                "url": f"{base_url}/s#{token}",
            }
            for seat, token in self.seats
        ]

    def token_of(self, participant: ParticipantId) -> str:
        """Return one person's link token."""
        return next(token for seat, token in self.seats if seat.participant.id == participant)


async def pair_for(wanted: NewSession, sessions: Sessions) -> str:
    """Return which pair the session is of: known by an earlier session or both addresses, or new.

    A rehearsal is of none. Raises `BadInput` when there is no session to follow.
    """
    if wanted.rehearsal:
        return ""
    if wanted.follows is not None:
        earlier = await sessions.get(wanted.follows)
        if earlier is None or not earlier.pair:
            raise BadInput(f"follows: there is no pair's session “{clean(wanted.follows)}”")
        return earlier.pair
    mentor, mentee = wanted.mentor.email, wanted.mentee.email
    known = await sessions.pair_of(mentor, mentee) if mentor and mentee else None
    return known or secrets.token_hex(8)


def prepare(
    wanted: NewSession, settings: Settings, now: str, pair: str = "", id: str = ""
) -> Prepared:
    """Return the session of a pair and its seats; a rehearsal has an observer's seat too.

    `id` is the session's, a new one by default.

    Raises `BadInput` naming what is wrong.
    """
    zone = _zone(wanted.timezone)
    starts_at = None if wanted.starts_at is None else _instant(wanted.starts_at, zone)
    people = [_person("mentor", wanted.mentor, wanted), _person("mentee", wanted.mentee, wanted)]
    addresses: list[str | None] = [wanted.mentor.email, wanted.mentee.email]
    if wanted.rehearsal:
        people.append(Participant("observer", "observer", "Observateur", wanted.language))
        addresses.append(None)
    record = SessionRecord(
        id=id or secrets.token_hex(8),
        title=clean(wanted.title or "") or _TITLES[wanted.language],
        language=wanted.language,
        timezone=wanted.timezone,
        created_at=now,
        starts_at=starts_at,
        rehearsal=wanted.rehearsal,
        opened_at=None,
        closed_at=None,
        participants=tuple(people),
        agenda=_agenda(wanted),
        pair=pair,
    )
    start = datetime.fromisoformat(max(starts_at or now, now))
    expires_at = _iso(start + timedelta(days=settings.link_days))
    return Prepared(
        record,
        tuple(
            (Seat(record.id, person, email, False, expires_at), secrets.token_urlsafe(32))
            for person, email in zip(people, addresses, strict=True)
        ),
    )


_TITLES: dict[Language, str] = {"fr": "Séance de mentorat", "en": "Mentoring session"}


def clean(text: str) -> str:
    """Return a name or title fit for pages, mails and logs, of bearable length."""
    return one_line(text)[:80]


def _person(id: Role, wanted: NewPerson, session: NewSession) -> Participant:
    name = clean(wanted.name)
    if not name:
        raise BadInput(f"{id}.name: a name needs at least one visible character", reason="no_name")
    return Participant(id, id, name, wanted.language or session.language)


def _agenda(wanted: NewSession) -> tuple[AgendaItem, ...]:
    if not wanted.agenda:
        return default_agenda(wanted.language)
    last = len(wanted.agenda)
    items = tuple(
        AgendaItem(
            item.id or f"item-{number}",
            clean(item.title) or f"{number}",
            item.minutes * 60.0,
            is_closing=number == last and last > 1,
        )
        for number, item in enumerate(wanted.agenda, 1)
    )
    if len({item.id for item in items}) < last:
        raise BadInput("agenda: two items have the same id")
    return items


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        said = f"timezone: “{clean(name)}” is not an IANA zone like Europe/Paris"
        raise BadInput(said, reason="no_such_zone", values=[clean(name)]) from None


def _instant(text: str, zone: ZoneInfo) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            "starts_at: give an ISO date-time like 2026-12-01T14:00", reason="no_local_time"
        ) from None
    return _iso(moment if moment.tzinfo else local(moment, zone))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
