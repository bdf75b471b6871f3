"""The session after an ended one: prepared by either of the pair, and both find their places.

Nobody is given the other's link: each comes with the own link of the ended session and gets the
own one of the next. Added to the REST side by `binome.web.api`.
"""

import secrets
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from binome.domain.session import session_of
from binome.domain.values import NextSession
from binome.errors import IllegalMove, NotFound
from binome.service.ports import Seat, SessionRecord
from binome.web.door import Door
from binome.web.sessions import NewItem, NewPerson, NewSession, Prepared, prepare
from binome.web.visitor import Ask, Visitor, member


@dataclass(frozen=True, slots=True)
class Plan:
    """What differs from the ended session; `starts_at` is local to its zone. Defaults: the next
    session that the pair fixed, and the same agenda."""

    starts_at: Annotated[str, Field(max_length=40)] | None = None
    agenda: Annotated[list[NewItem], Field(max_length=20)] | None = field(default=None)


def add_following(api: APIRouter, door: Door, visitor: Ask) -> None:
    """Add the routes; `visitor` finds out who holds the link of a request."""
    parts = door.conductors.parts
    Holder = Annotated[Visitor, Depends(visitor)]  # noqa: N806 - a type for the routes below

    @api.post("/next-session", status_code=201)
    async def prepare_next(holder: Holder, plan: Plan | None = None) -> dict[str, Any]:
        """Prepare the session that follows; when there is one already, return that."""
        member(holder)
        conductor = await door.conductors.get(holder.record.id)
        fixed = conductor.picture().view.next_session
        seats = await parts.sessions.seats(holder.record.id)
        wanted = following(holder.record, seats, fixed, plan or Plan())
        now, pair = parts.clock.utc(), _pair(holder.record)
        made = prepare(wanted, door.settings, now, pair, secrets.token_hex(8))
        session = await conductor.prepare_next(holder.seat.participant, made.record.id)
        if await parts.sessions.get(session) is None:
            made = prepare(wanted, door.settings, now, pair, session)
            await parts.sessions.create(made.record, _with_own_links(made, door))
        return await place(holder)

    @api.get("/next-session")
    async def place(holder: Holder) -> dict[str, Any]:
        """Return the holder's own place in the session that follows."""
        me = member(holder)
        events = [one.event for one in await parts.log.read(holder.record.id)]
        prepared = session_of(events).prepared if events else None
        record = await parts.sessions.get(prepared.session) if prepared else None
        if record is None:
            raise NotFound("No session follows this one yet.", reason="none_follows")
        token = door.token_of(record.id, me)
        return {
            "session": record.id,
            "title": record.title,
            "starts_at": record.starts_at,
            "timezone": record.timezone,
            "url": f"{door.settings.base_url}/s#{token}",
        }


def following(
    record: SessionRecord, seats: list[Seat], fixed: NextSession | None, plan: Plan
) -> NewSession:
    """Return the session that follows: the same two people, zone, language and title."""
    people = {
        seat.participant.id: NewPerson(seat.participant.name, seat.email, seat.participant.language)
        for seat in seats
    }
    agenda = plan.agenda or [
        NewItem(item.title, item.time_box / 60.0, item.id) for item in record.agenda
    ]
    chosen = plan.starts_at is not None or fixed is None
    return NewSession(
        language=record.language,
        timezone=record.timezone if chosen or fixed is None else fixed.timezone,
        mentor=people["mentor"],
        mentee=people["mentee"],
        title=record.title,
        starts_at=plan.starts_at if chosen or fixed is None else fixed.starts_at,
        agenda=agenda,
        follows=record.id,
    )


def _pair(record: SessionRecord) -> str:
    if not record.pair:
        raise IllegalMove("This session is of no pair: make a new one.", reason="of_no_pair")
    return record.pair


def _with_own_links(made: Prepared, door: Door) -> list[tuple[Seat, str]]:
    return [(seat, door.token_of(seat.session, seat.participant.id)) for seat, _ in made.seats]
