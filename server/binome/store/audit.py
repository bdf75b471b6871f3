"""The audit log in the database: entries are added, read, and cut off when they are too old.

Added in the transaction that stores what they tell of, so that neither can be without the other.
One gateway writes a database; its writers take turns, so that numbers and seals follow each other.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from binome.domain.audit import FIRST_SEAL, Act, Action, Entry, sealed
from binome.store.engine import leave_no_trace, reading, writing
from binome.store.tables import AuditRow


def wall_time() -> str:
    """Return the wall time now, ISO UTC with milliseconds, as the database gives it back."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class DatabaseAudit:
    """The audit log behind `engine`; `utc` tells the wall time of entries."""

    def __init__(self, engine: AsyncEngine, utc: Callable[[], str] = wall_time) -> None:
        self._engine = engine
        self._utc = utc
        self.turn = asyncio.Lock()
        """Held by whoever is in a transaction that adds entries."""

    async def note(self, *acts: Act) -> None:
        """Add entries in a transaction of their own. Raises `Unavailable`."""
        await asyncio.shield(self._note(acts))

    async def _note(self, acts: Sequence[Act]) -> None:
        async with self.turn, writing(self._engine) as connection:
            await self.add(connection, acts)

    async def add(self, connection: AsyncConnection, acts: Sequence[Act]) -> None:
        """Add entries in the caller's transaction; the caller holds `turn` if there are any."""
        if not acts:
            return
        query = select(AuditRow.number, AuditRow.seal).order_by(AuditRow.number.desc()).limit(1)
        last = (await connection.execute(query)).one_or_none()
        number, seal = (0, FIRST_SEAL) if last is None else (last.number, last.seal)
        now, rows = self._utc(), []
        for act in acts:
            entry = sealed(seal, number + 1, now, act)
            number, seal = entry.number, entry.seal
            rows.append(_row(entry))
        await connection.execute(insert(AuditRow), rows)

    async def read(self) -> list[Entry]:
        """Return all entries, oldest first."""
        async with reading(self._engine) as connection:
            rows = await connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))
            return [
                Entry(
                    row.number,
                    row.at,
                    Act(row.session, row.participant, cast(Action, row.action), row.detail),
                    row.seal,
                )
                for row in rows
            ]

    async def forget_before(self, instant: str) -> None:
        """Cut off the entries older than an instant (ISO UTC), but never the newest one.

        The newest stays because the next entry must follow it.
        """
        async with self.turn:
            async with writing(self._engine) as connection:
                newest = select(AuditRow.number).order_by(AuditRow.number.desc()).limit(1)
                last = await connection.scalar(newest)
                await connection.execute(
                    delete(AuditRow).where(AuditRow.at < instant, AuditRow.number != last)
                )
            await leave_no_trace(self._engine)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at,
        "session": entry.act.session,
        "participant": entry.act.participant,
        "action": entry.act.action,
        "detail": entry.act.detail,
        "seal": entry.seal,
    }
