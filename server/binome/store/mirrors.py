"""What only its subject may see, beside the event log: choices, sound figures, times of travel.

There is no way here to ask for somebody's sound without saying whose; what is taken back or erased
is in no file of the database afterwards.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Insert, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from binome.domain.mirror.sound import WINDOW, SoundWindow
from binome.domain.values import ParticipantId
from binome.errors import BadInput
from binome.store.engine import leave_no_trace, reading, writing
from binome.store.tables import MirrorRow, SoundRow, TravelRow


class DatabaseMirrors:
    """The `Mirrors` in the database behind `engine`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def chosen(self, session: str) -> frozenset[ParticipantId]:
        """Return who wants the own mirror of the session."""
        query = select(MirrorRow.participant).where(MirrorRow.session == session)
        async with reading(self._engine) as connection:
            return frozenset(await connection.scalars(query))

    async def choose(self, session: str, person: ParticipantId, on: bool, now: str) -> None:
        """Note the choice; taking it back deletes what was measured.

        Raises `BadInput` if there is no such session, `Unavailable` when traces may remain.
        """
        await asyncio.shield(self._choose(session, person, on, now))

    async def _choose(self, session: str, person: ParticipantId, on: bool, now: str) -> None:
        if on and person in await self.chosen(session):
            return
        row = {"session": session, "participant": person, "chosen_at": now}
        await self._write(
            session, [insert(MirrorRow).values(**row)] if on else _all_of(session, person)
        )
        if not on:
            await leave_no_trace(self._engine)

    async def keep(self, session: str, person: ParticipantId, window: SoundWindow) -> None:
        """Keep how a minute sounded, if the person wants the own mirror."""
        await asyncio.shield(self._keep(session, person, window))

    async def _keep(self, session: str, person: ParticipantId, window: SoundWindow) -> None:
        if person not in await self.chosen(session):
            return
        values = {name: getattr(window, name) for name in SoundWindow.__dataclass_fields__}
        row: dict[str, Any] = {"session": session, "participant": person, **values}
        before = delete(SoundRow).where(
            SoundRow.session == session,
            SoundRow.participant == person,
            SoundRow.at == window.at,
        )
        await self._write(session, [before, insert(SoundRow).values(**row)])

    async def sound_of(self, session: str, person: ParticipantId) -> list[SoundWindow]:
        """Return how the person's minutes sounded, in order."""
        query = (
            select(SoundRow.__table__)
            .where(SoundRow.session == session, SoundRow.participant == person)
            .order_by(SoundRow.at)
        )
        async with reading(self._engine) as connection:
            return [
                SoundWindow(row.at, row.seconds, row.loudness, row.low, row.middle, row.high)
                for row in await connection.execute(query)
            ]

    async def erase_sound(
        self, session: str, since: float, until: float, person: ParticipantId | None
    ) -> None:
        """Delete the minutes that touch these seconds, of one person or of everybody."""
        gone = delete(SoundRow).where(
            SoundRow.session == session, SoundRow.at < until, SoundRow.at + WINDOW > since
        )
        if person is not None:
            gone = gone.where(SoundRow.participant == person)
        await asyncio.shield(self._erase(session, gone))

    async def _erase(self, session: str, gone: Delete) -> None:
        await self._write(session, [gone])
        await leave_no_trace(self._engine)

    async def note_travel(self, session: str, person: ParticipantId, seconds: float) -> None:
        """Keep how long a packet takes to the person and back."""
        row = {"session": session, "participant": person, "seconds": seconds}
        before = delete(TravelRow).where(
            TravelRow.session == session, TravelRow.participant == person
        )
        await asyncio.shield(self._write(session, [before, insert(TravelRow).values(**row)]))

    async def travels(self, session: str) -> dict[ParticipantId, float]:
        """Return the times to and back, in seconds, by person."""
        query = select(TravelRow.participant, TravelRow.seconds).where(TravelRow.session == session)
        async with reading(self._engine) as connection:
            return {row.participant: row.seconds for row in await connection.execute(query)}

    async def _write(self, session: str, statements: Sequence[Insert | Delete]) -> None:
        try:
            async with writing(self._engine) as connection:
                for statement in statements:
                    await connection.execute(statement)
        except IntegrityError as problem:
            raise BadInput(f"there is no session “{session}”") from problem


def _all_of(session: str, person: ParticipantId) -> list[Delete]:
    return [
        delete(table).where(table.session == session, table.participant == person)
        for table in (SoundRow, MirrorRow)
    ]
