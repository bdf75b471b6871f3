"""Whoever holds a personal link: how a REST route learns whose it is, or refuses.

The token comes as `Authorization: Bearer TOKEN` and opens exactly one seat. A refusal
is one of `binome.errors`, which the server gives its status.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header

from binome.errors import BadLink, ExpiredLink, NotAllowed
from binome.service.ports import Seat, SessionRecord
from binome.web.door import Door


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever holds a personal link, and the session it opens."""

    seat: Seat
    record: SessionRecord


Ask = Callable[..., Awaitable[Visitor]]
"""A dependency that finds out who holds the link of a request."""


def visitor_at(door: Door) -> Ask:
    """Return the dependency that finds whoever holds a personal link, or refuses."""
    parts = door.conductors.parts

    async def visitor(authorization: Annotated[str, Header()] = "") -> Visitor:
        scheme, _, token = authorization.partition(" ")
        seat = await parts.sessions.seat_of(token.strip()) if scheme.lower() == "bearer" else None
        if seat is None or seat.revoked:
            raise BadLink("This link is not valid: ask for a new one.")
        if seat.expires_at <= parts.clock.utc():
            raise ExpiredLink("This link has expired: ask for a new one.")
        record = await parts.sessions.get(seat.session)
        if record is None:
            raise BadLink("This link is not valid: ask for a new one.")
        return Visitor(seat, record)

    return visitor


def member(holder: Visitor) -> str:
    """Return the id of the pair's member who asks. Raises `NotAllowed` for an observer."""
    if holder.seat.participant.role == "observer":
        raise NotAllowed("An observer watches and does not take part.", reason="observer")
    return holder.seat.participant.id
