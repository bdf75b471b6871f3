"""Private memos in the database: each is read and written by its author alone.

There is no way here to ask for a memo without saying whose; what is written over or taken away is
in no file of the database afterwards.
"""

import asyncio

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from binome.domain.values import ParticipantId
from binome.errors import BadInput
from binome.service.ports import EarlierMemo, Memo
from binome.store.engine import leave_no_trace, reading, writing
from binome.store.tables import MemoRow, SessionRow


class DatabaseMemos:
    """The `Memos` in the database behind `engine`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def read(self, session: str, author: ParticipantId) -> Memo | None:
        """Return the author's memo of the session, or None."""
        query = select(MemoRow.text, MemoRow.written_at).where(*_of(session, author))
        async with reading(self._engine) as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Memo(row.text, row.written_at)

    async def earlier(self, session: str, author: ParticipantId) -> list[EarlierMemo]:
        """Return the author's memos of the pair's other sessions, newest first."""
        pair = select(SessionRow.pair).where(SessionRow.id == session).scalar_subquery()
        began = func.coalesce(SessionRow.opened_at, SessionRow.starts_at, SessionRow.created_at)
        query = (
            select(SessionRow.title, began.label("began"), MemoRow.text)
            .join(MemoRow, MemoRow.session == SessionRow.id)
            .where(
                SessionRow.pair == pair,
                SessionRow.pair != "",
                SessionRow.id != session,
                MemoRow.participant == author,
            )
            .order_by(began.desc())
        )
        async with reading(self._engine) as connection:
            rows = await connection.execute(query)
            return [EarlierMemo(row.title, row.began, row.text) for row in rows]

    async def write(self, session: str, author: ParticipantId, text: str, now: str) -> None:
        """Keep the memo, or with "" take it away. Raises `BadInput` if there is no such session."""
        await asyncio.shield(self._write(session, author, text, now))

    async def _write(self, session: str, author: ParticipantId, text: str, now: str) -> None:
        row = {"session": session, "participant": author, "text": text, "written_at": now}
        try:
            async with writing(self._engine) as connection:
                await connection.execute(delete(MemoRow).where(*_of(session, author)))
                if text:
                    await connection.execute(insert(MemoRow).values(**row))
        except IntegrityError as problem:
            raise BadInput(f"there is no session “{session}”") from problem
        await leave_no_trace(self._engine)


def _of(session: str, author: ParticipantId) -> tuple[ColumnElement[bool], ...]:
    return (MemoRow.session == session, MemoRow.participant == author)
