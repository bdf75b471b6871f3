"""One's own mirror over REST: whether one wants it, its figures, their trend, files, formulas.

Each route answers for the link's holder and has no way to name anybody else. Added to the REST side
by `binome.web.api`.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from binome.domain.audit import Act, Action
from binome.domain.mirror import Mirror
from binome.errors import NotFound
from binome.service.own_mirror import OwnMirrors
from binome.web.door import Door
from binome.web.mirror_file import MirrorFormat, formulas, mirror_as
from binome.web.visitor import Ask, Visitor, member
from binome.wire.codec import to_json


@dataclass(frozen=True, slots=True)
class MirrorChoice:
    """Whether the holder wants the own mirror of this session."""

    on: bool


async def own_mirror(mirrors: OwnMirrors, holder: Visitor) -> Mirror:
    """Return the holder's mirror. Raises `NotAllowed`, `MirrorOff` or `NotFound`."""
    found = await mirrors.of(holder.record, member(holder))
    if found is None:
        raise NotFound("This session has not taken place yet.", reason="not_yet")
    return found


def add_mirror(api: APIRouter, door: Door, visitor: Ask, mirrors: OwnMirrors) -> None:
    """Add the routes; `visitor` finds out who holds the link of a request."""
    conductors = door.conductors
    Holder = Annotated[Visitor, Depends(visitor)]  # noqa: N806 - a type for the routes below

    @api.get("/mirror/choice")
    async def choice(holder: Holder) -> dict[str, Any]:
        """Say whether the holder wants the own mirror; off until chosen."""
        return to_json(MirrorChoice(await mirrors.is_on(holder.record.id, member(holder))))

    @api.put("/mirror/choice")
    async def choose(holder: Holder, choice: MirrorChoice) -> dict[str, Any]:
        """Turn the own mirror on or off; off deletes what was measured of the voice."""
        person = member(holder)
        await conductors.choose_mirror(holder.record.id, holder.seat.participant, choice.on)
        act: Action = "mirror_turned_on" if choice.on else "mirror_turned_off"
        await door.audit.note(Act(holder.record.id, person, act))
        return to_json(choice)

    @api.get("/mirror")
    async def mirror(holder: Holder) -> dict[str, Any]:
        """Return how the link's holder spoke; nobody else can ask for it."""
        return to_json(await own_mirror(mirrors, holder))

    @api.get("/mirror/trend")
    async def trend(holder: Holder) -> dict[str, Any]:
        """Return the holder's figures over the pair's sessions; None: too few sessions."""
        found = await mirrors.trend(holder.record, member(holder))
        return {"trend": None if found is None else to_json(found)}

    @api.get("/mirror/export")
    async def export_mirror(holder: Holder, format: MirrorFormat = "csv") -> Response:
        """Return the holder's own mirror as a file."""
        session, me = holder.record.id, holder.seat.participant.id
        content, media_type = mirror_as(format, session, await own_mirror(mirrors, holder))
        await door.audit.note(Act(session, me, "mirror_exported", format))
        disposition = f'attachment; filename="binome-{session}-mirror.{format}"'
        return Response(content, 200, {"content-disposition": disposition}, media_type)

    @api.get("/formulas")
    def how() -> list[dict[str, Any]]:
        """Return how each figure of a mirror is worked out, in both languages."""
        return formulas()
