"""The event log: what happened in each session, in order, for good.

The conductor drives it: an event reaches a browser only after `append` returned. Appends to one
session take turns, so that `seq` has no gap; each is one transaction. Only `erase` and the
`forget_…` rewrite.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Annotated, Any
from weakref import WeakValueDictionary

from pydantic import Discriminator
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from binome.domain.audit import act_of
from binome.domain.erasure import log_without_passage
from binome.domain.events import Event, PassageErased
from binome.domain.retention import without_figures, without_transcript
from binome.domain.values import ParticipantId
from binome.errors import BadInput
from binome.service.ports import Recorded
from binome.store.audit import DatabaseAudit
from binome.store.engine import leave_no_trace, reading, writing
from binome.store.tables import (
    EventRow,
    MemoRow,
    MirrorRow,
    SeatRow,
    SessionRow,
    SoundRow,
    TravelRow,
)
from binome.wire import codec

Change = Callable[[list[Event]], list[Event]]
"""What becomes of a whole log: as many events, in their order."""
_STORED: Any = Annotated[Event, Discriminator("type")]


class DatabaseEventLog:
    """The `EventLog` in the database behind `engine`."""

    def __init__(self, engine: AsyncEngine, audit: DatabaseAudit) -> None:
        """`audit` gets an entry in the same transaction for what decides about data."""
        self._engine = engine
        self._audit = audit
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def append(self, session: str, events: Sequence[Event]) -> list[Recorded]:
        """Store the events in one transaction and return them with their `seq`.

        Raises `Unavailable` when the database cannot take them (nothing is stored then) and
        `BadInput` when there is no such session.
        """
        if not events:
            return []
        bodies = [_body(event) for event in events]
        # Whoever asked may be cancelled meanwhile; a transaction is ended properly all the same.
        return await asyncio.shield(self._append(session, events, bodies))

    async def _append(
        self, session: str, events: Sequence[Event], bodies: Sequence[str]
    ) -> list[Recorded]:
        acts = [act for event in events if (act := act_of(session, event)) is not None]
        async with (
            self._turn(session),
            self._audit.turn if acts else nullcontext(),
            writing(self._engine) as connection,
        ):
            last = await _last_seq(connection, session)
            rows = [
                {"session": session, "seq": seq, "at": event.at, "type": event.type, "body": body}
                for seq, (event, body) in enumerate(zip(events, bodies, strict=True), last + 1)
            ]
            try:
                await connection.execute(insert(EventRow), rows)
            except IntegrityError as problem:
                raise BadInput(f"there is no session “{session}” to log events of") from problem
            await self._audit.add(connection, acts)
            # No kill can come between a tombstone and the end of the words below it.
            for gone in (event for event in events if isinstance(event, PassageErased)):
                change = _without(gone.since, gone.until, gone.participant)
                await _change(connection, session, change)
        return [Recorded(last + n, event) for n, event in enumerate(events, 1)]

    async def read(self, session: str, after: int = 0) -> list[Recorded]:
        """Return the events with `seq > after`, in order."""
        async with reading(self._engine) as connection:
            return await _read(connection, session, after)

    async def erase(
        self, session: str, since: float, until: float, participant: ParticipantId | None
    ) -> None:
        """Rewrite the log so that no word said in [since, until] is left anywhere in it.

        Repeating it is harmless. Raises `Unavailable` when traces may remain on the disk.
        """

        await asyncio.shield(self._rewrite(session, _without(since, until, participant)))

    async def forget_transcript(self, session: str) -> None:
        """Rewrite the log so that nothing anybody said is left in it.

        Repeating it is harmless. Raises `Unavailable` when traces may remain on the disk.
        """

        def silent(events: list[Event]) -> list[Event]:
            return [without_transcript(event) for event in events]

        await asyncio.shield(self._rewrite(session, silent))

    async def forget_figures(self, session: str) -> None:
        """Leave nothing, in the log or beside it, that tells how anybody spoke.

        Repeating it is harmless. Raises `Unavailable` when traces may remain on the disk.
        """

        def mute(events: list[Event]) -> list[Event]:
            return [without_figures(event) for event in events]

        await asyncio.shield(self._rewrite(session, mute, also=(SoundRow, TravelRow)))

    async def forget_session(self, session: str) -> None:
        """Delete the session with its seats, names, addresses, memos and its whole log.

        Repeating it is harmless. Raises `Unavailable` when traces may remain on the disk.
        """
        await asyncio.shield(self._delete(session))

    async def _delete(self, session: str) -> None:
        async with self._turn(session):
            async with writing(self._engine) as connection:
                for table in (EventRow, MemoRow, MirrorRow, SoundRow, TravelRow, SeatRow):
                    await connection.execute(delete(table).where(table.session == session))
                await connection.execute(delete(SessionRow).where(SessionRow.id == session))
            await leave_no_trace(self._engine)

    async def _rewrite(
        self,
        session: str,
        change: Change,
        also: Sequence[type[SoundRow | TravelRow]] = (),
    ) -> None:
        """Store what `change` makes of the log; empty these tables of the session with it."""
        async with self._turn(session):
            async with writing(self._engine) as connection:
                for table in also:
                    await connection.execute(delete(table).where(table.session == session))
                await _change(connection, session, change)
            await leave_no_trace(self._engine)

    def _turn(self, session: str) -> asyncio.Lock:
        return self._turns.setdefault(session, asyncio.Lock())


def _without(since: float, until: float, participant: ParticipantId | None) -> Change:
    def erased(events: list[Event]) -> list[Event]:
        return log_without_passage(events, since, until, participant)

    return erased


async def _change(connection: AsyncConnection, session: str, change: Change) -> None:
    before = await _read(connection, session, 0)
    after = change([recorded.event for recorded in before])
    for old, new in zip(before, after, strict=True):
        if new != old.event:
            await connection.execute(
                update(EventRow)
                .where(EventRow.session == session, EventRow.seq == old.seq)
                .values(at=new.at, body=_body(new))
            )


async def _last_seq(connection: AsyncConnection, session: str) -> int:
    last = await connection.scalar(
        select(func.max(EventRow.seq)).where(EventRow.session == session)
    )
    return last or 0


async def _read(connection: AsyncConnection, session: str, after: int) -> list[Recorded]:
    rows = await connection.execute(
        select(EventRow.seq, EventRow.body)
        .where(EventRow.session == session, EventRow.seq > after)
        .order_by(EventRow.seq)
    )
    return [Recorded(seq, codec.from_json(_STORED, json.loads(body))) for seq, body in rows]


def _body(event: Event) -> str:
    try:
        body = json.dumps(
            codec.to_json(event), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        body.encode()
    except ValueError as problem:
        raise BadInput(f"a {event.type} holds text or a number no log can keep") from problem
    return body
