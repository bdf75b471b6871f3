"""Opens the store for a process: migrated database, logs and sessions, closed at the end."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from binome.errors import Unavailable
from binome.store.audit import DatabaseAudit
from binome.store.engine import engine_for, leave_no_trace
from binome.store.eventlog import DatabaseEventLog
from binome.store.memos import DatabaseMemos
from binome.store.mirrors import DatabaseMirrors
from binome.store.schema import migrate
from binome.store.sessions import DatabaseSessions
from binome.store.tokens import key_in


@dataclass(frozen=True, slots=True)
class Store:
    """What the gateway remembers with."""

    event_log: DatabaseEventLog
    sessions: DatabaseSessions
    audit: DatabaseAudit
    memos: DatabaseMemos
    mirrors: DatabaseMirrors


log = structlog.get_logger()


@asynccontextmanager
async def opened(database_url: str, data_dir: Path | None = None) -> AsyncIterator[Store]:
    """Open the database (`settings.database`), upgraded to this version's schema.

    `data_dir` (`settings.data_dir`) holds the key of the links in recap mails; without it such
    links die with this process.
    """
    key = await asyncio.to_thread(key_in, data_dir) if data_dir else secrets.token_bytes()
    await migrate(database_url)
    engine = engine_for(database_url)
    try:
        await _finish_erasures(engine)
        audit = DatabaseAudit(engine)
        yield Store(
            DatabaseEventLog(engine, audit),
            DatabaseSessions(engine, key),
            audit,
            DatabaseMemos(engine),
            DatabaseMirrors(engine),
        )
    finally:
        await engine.dispose()


async def _finish_erasures(engine: AsyncEngine) -> None:
    """A kill may have come between an erasure and the end of its traces in the database's log."""
    try:
        await leave_no_trace(engine)
    except Unavailable as problem:  # a backup reads it just now: the next erasure does it
        log.warning("traces of erased words may remain for now", why=str(problem))
