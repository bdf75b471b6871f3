"""The REST side: what pages ask for outside the live socket. docs/protocol.md lists it.

A personal link's token comes as `Authorization: Bearer TOKEN` and opens exactly one seat: its
session, its mirror. Errors are `{code, message}` with a matching status. Driven by the server.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse

from binome import resources
from binome.domain.audit import Act
from binome.domain.own_data import own_data_of
from binome.domain.session import session_of
from binome.domain.values import Language
from binome.errors import NotAllowed, NotFound, Unavailable
from binome.service.own_mirror import OwnMirrors
from binome.web import consent, outbox
from binome.web.door import Door, ExportFormat
from binome.web.following import add_following
from binome.web.late import add_late_speech
from binome.web.mirror_pages import add_mirror, own_mirror
from binome.web.papers import add_papers
from binome.web.sessions import NewSession, pair_for, prepare
from binome.web.turn import ice_servers
from binome.web.visitor import Visitor, visitor_at
from binome.wire.codec import to_json


@dataclass(frozen=True, slots=True)
class NewRehearsal:
    """What a rehearsal is held in."""

    language: Language = "fr"


def router(door: Door) -> APIRouter:
    """Return every REST route of the server."""
    api = APIRouter(prefix="/api")
    parts, settings = door.conductors.parts, door.settings
    is_developing = settings.mode == "development"

    def may_create(key: str) -> bool:
        if is_developing:
            return True
        expected = settings.operator_key
        return bool(expected) and secrets.compare_digest(key.encode(), (expected or "").encode())

    def only_developing() -> None:
        if not is_developing:
            raise NotFound("There is nothing here.")

    developing = Depends(only_developing)
    visitor = visitor_at(door)
    mirrors = OwnMirrors(parts)
    Holder = Annotated[Visitor, Depends(visitor)]  # noqa: N806 - a type for the routes below

    @api.get("/health")
    async def health() -> dict[str, str]:
        """Say that the gateway answers."""
        return {"status": "ok"}

    @api.get("/about")
    async def about() -> dict[str, Any]:
        """Say what this server is and can do."""
        captions = door.captions(rehearsal=False)
        return {
            "version": resources.version(),
            "mode": settings.mode,
            "captions": to_json(captions),
            "can_create": is_developing or settings.operator_key is not None,
        }

    @api.post("/sessions", status_code=201)
    async def create(
        wanted: NewSession, x_operator_key: Annotated[str, Header()] = ""
    ) -> dict[str, Any]:
        """Make a session and one personal link per person."""
        if not may_create(x_operator_key):
            raise NotAllowed(
                "Creating sessions needs the operator's key (X-Operator-Key).",
                reason="operator_key",
            )
        if wanted.rehearsal:
            only_developing()
        pair = await pair_for(wanted, parts.sessions)
        made = prepare(wanted, settings, parts.clock.utc(), pair)
        await parts.sessions.create(made.record, made.seats)
        return {"session": made.record.id, "links": made.links(settings.base_url)}

    @api.get("/seat")
    async def seat(holder: Holder) -> dict[str, Any]:
        """Say whose seat the link opens, in which session, and the consent text."""
        you, record = holder.seat.participant, holder.record
        events = [one.event for one in await parts.log.read(record.id)]
        return {
            "session": record.id,
            "title": record.title,
            "you": to_json(you),
            "others": [to_json(p) for p in record.participants if p.id != you.id],
            "language": record.language,
            "timezone": record.timezone,
            "starts_at": record.starts_at,
            "phase": session_of(events).phase if events else "live",
            "room_size": settings.room_size,
            "has_turn": bool(settings.turn_urls and settings.turn_secret),
            "consent_text": {
                "version": consent.version(settings.transcript_days),
                "paragraphs": consent.paragraphs(you.language, settings.transcript_days),
            },
        }

    @api.get("/ice")
    async def ice(holder: Holder) -> dict[str, Any]:
        """Return fresh TURN credentials for a call; an empty list where there is no such server."""
        whom = f"{holder.record.id}-{holder.seat.participant.id}"
        now = datetime.fromisoformat(parts.clock.utc()).timestamp()
        return {"ice_servers": ice_servers(settings.turn_urls, settings.turn_secret, whom, now)}

    @api.get("/export")
    async def export(holder: Holder, format: ExportFormat = "json") -> Response:
        """Return the session's recap as a file."""
        events = [one.event for one in await parts.log.read(holder.record.id)]
        if not events:
            raise NotFound("This session has not taken place yet.")
        reader = holder.seat.participant
        file = door.export(holder.record, events, format, reader.language, reader.id)
        await door.audit.note(Act(holder.record.id, reader.id, "recap_exported", format))
        disposition = f'attachment; filename="{file.filename}"'
        return Response(file.content, 200, {"content-disposition": disposition}, file.media_type)

    @api.get("/my-data")
    async def my_data(holder: Holder) -> Response:
        """Return all that this session holds about the link's holder, as a file."""
        person = holder.seat.participant
        if person.role == "observer":
            raise NotAllowed("There is nothing about an observer in a session.")
        session = holder.record.id
        events = [one.event for one in await parts.log.read(session)]
        if not events:
            raise NotFound("This session has not taken place yet.", reason="not_yet")
        wants_mirror = await mirrors.is_on(session, person.id)
        mine = await own_mirror(mirrors, holder) if wants_mirror else None
        sound = await parts.mirrors.sound_of(session, person.id)
        memo = await door.memos.read(holder.record.id, person.id)
        document = {
            "schema": "binome.my-data/1",
            "email": holder.seat.email,
            "link_expires_at": holder.seat.expires_at,
            "memo": None if memo is None else to_json(memo),
            **to_json(own_data_of(events, person, mine, sound)),
        }
        await door.audit.note(Act(holder.record.id, person.id, "own_data_exported"))
        disposition = f'attachment; filename="binome-{holder.record.id}-{person.id}.json"'
        return JSONResponse(document, headers={"content-disposition": disposition})

    add_papers(api, door, visitor)
    add_following(api, door, visitor)
    add_late_speech(api, door, visitor)
    add_mirror(api, door, visitor, mirrors)

    @api.get("/outbox", dependencies=[developing])
    def mails() -> list[dict[str, Any]]:
        """List the mails of the file outbox, newest first."""
        return [to_json(mail) for mail in outbox.list_mails(settings.outbox)]

    @api.get("/outbox/{name}", dependencies=[developing])
    def mail(name: str) -> dict[str, Any]:
        """Return one mail of the file outbox."""
        found = outbox.read_mail(settings.outbox, name)
        if found is None:
            raise NotFound("There is no such mail.")
        return to_json(found)

    @api.post("/rehearsal", dependencies=[developing])
    async def rehearsal(wanted: NewRehearsal | None = None) -> dict[str, str]:
        """Start a rehearsal call and return the address to watch it at."""
        if door.rehearse is None:
            raise Unavailable("this server cannot hold rehearsals", reason="no_rehearsal")
        return {"url": await door.rehearse((wanted or NewRehearsal()).language)}

    return api
