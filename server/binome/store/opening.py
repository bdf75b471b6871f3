"""Opens the store for a process: migrated database, event log and sessions, closed at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from binome.store.engine import engine_for
from binome.store.eventlog import DatabaseEventLog
from binome.store.schema import migrate
from binome.store.sessions import DatabaseSessions


@dataclass(frozen=True, slots=True)
class Store:
    """What the gateway remembers with."""

    event_log: DatabaseEventLog
    sessions: DatabaseSessions


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Store]:
    """Open the database (`settings.database`), upgraded to this version's schema."""
    await migrate(database_url)
    engine = engine_for(database_url)
    try:
        yield Store(DatabaseEventLog(engine), DatabaseSessions(engine))
    finally:
        await engine.dispose()
