"""The pair's papers beside the live session: the recap's versions, and each one's private memo.

A memo is read and written by its author alone; it is in no event, no recap and no export, and goes
with its session. Added to the REST side by `binome.web.api`.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from binome.domain.session import session_of
from binome.domain.versions import versions_of
from binome.errors import NotFound
from binome.web.door import Door
from binome.web.text import paragraphs
from binome.web.visitor import Ask, Visitor, member
from binome.wire.codec import to_json

LONGEST_MEMO = 4000
"""Characters."""


@dataclass(frozen=True, slots=True)
class NewMemo:
    """The whole memo as it is from now on; "" takes it away."""

    text: Annotated[str, Field(max_length=LONGEST_MEMO)]


def add_papers(api: APIRouter, door: Door, visitor: Ask) -> None:
    """Add the routes; `visitor` finds out who holds the link of a request."""
    parts = door.conductors.parts
    Holder = Annotated[Visitor, Depends(visitor)]  # noqa: N806 - a type for the routes below

    @api.get("/versions")
    async def versions(holder: Holder) -> list[dict[str, Any]]:
        """Return the versions of the session's recap and what each correction changed."""
        events = [one.event for one in await parts.log.read(holder.record.id)]
        if not events or session_of(events).phase != "closed":
            raise NotFound("This session has no recap yet.")
        return [to_json(version) for version in versions_of(events)]

    @api.get("/memo")
    async def memo(holder: Holder) -> dict[str, Any]:
        """Return the holder's own memo, and those of the pair's earlier sessions."""
        session, author = holder.record.id, member(holder)
        found = await door.memos.read(session, author)
        earlier = await door.memos.earlier(session, author)
        return {
            "text": "" if found is None else found.text,
            "written_at": None if found is None else found.written_at,
            "earlier": [to_json(one) for one in earlier],
        }

    @api.put("/memo")
    async def write_memo(holder: Holder, memo: NewMemo) -> dict[str, Any]:
        """Keep the holder's own memo."""
        session, author = holder.record.id, member(holder)
        now, text = parts.clock.utc(), paragraphs(memo.text)
        await door.memos.write(session, author, text, now)
        return {"written_at": now if text else None}
