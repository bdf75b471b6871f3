"""`POST /api/late-speech`: what a person said during a cut, kept in the browser's memory till now.

One piece of at most fifteen seconds a request: raw 16-bit little-endian samples at 16 kHz, mono.
Held in memory only, handed to the understanding worker and forgotten. Added to the REST side by
`binome.web.api`.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from binome.web.door import Door
from binome.web.visitor import Ask, Visitor, member


def add_late_speech(api: APIRouter, door: Door, visitor: Ask) -> None:
    """Add the route; `visitor` finds out who holds the link of a request."""
    Holder = Annotated[Visitor, Depends(visitor)]  # noqa: N806 - a type for the route below

    @api.post("/late-speech")
    async def late_speech(holder: Holder, since: float, request: Request) -> dict[str, float]:
        """Hear a piece that begins at `since` on the session's clock; says how much was taken."""
        member(holder)
        conductor = await door.conductors.get(holder.record.id)
        samples = await request.body()
        taken = await conductor.hear_late(holder.seat.participant, since, samples)
        return {"taken": round(taken, 3)}
