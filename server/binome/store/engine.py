"""The way to the database: connections that keep our promises, and errors people can act on.

`binome.app` opens one engine per process with `engine_for`. SQLite gets its PRAGMAs here and only
here: WAL with synchronous=FULL (an acknowledged event survives kill -9 and power loss), foreign
keys, a busy timeout, and secure_delete so that erased words are overwritten with zeros.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Pool, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from binome.errors import BadInput, Unavailable

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "secure_delete=ON",
    "journal_size_limit=4194304",
)


def engine_for(
    database_url: str, *, foreign_keys: bool = True, poolclass: type[Pool] | None = None
) -> AsyncEngine:
    """Return an engine for `sqlite+aiosqlite:///FILE` or `postgresql+psycopg://…`.

    An SQLite file and its folder are made if absent, readable by this user only.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        make_private(Path(url.database))
    options: dict[str, Any] = {} if poolclass is None else {"poolclass": poolclass}
    engine = create_async_engine(url, hide_parameters=True, **options)
    if url.get_backend_name() == "sqlite":
        _tune_sqlite(engine, foreign_keys)
    return engine


def make_private(file: Path) -> None:
    """Make a database file, empty and readable by this user only, if there is none.

    What SQLite puts beside it gets the same rights. Raises `Unavailable` when it cannot be made.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as problem:
        raise Unavailable(f"{file} cannot be made or opened: {problem.strerror}") from problem


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that will write; it commits at the end or leaves nothing behind.

    Raises `Unavailable` when the database cannot take it (disk full, locked, down).
    """
    with said_plainly():
        async with engine.connect() as connection:
            await connection.execution_options(binome_writes=True)
            async with connection.begin():
                yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection to read from."""
    with said_plainly():
        async with engine.connect() as connection:
            yield connection


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what goes wrong outside our hands into `Unavailable` with one clear sentence."""
    try:
        yield
    except DBAPIError as problem:
        reason = str(problem.orig).strip().splitlines()[0] if problem.orig else "unknown reason"
        if "full" in reason or "disk I/O" in reason:
            remedy = "free some space on the disk; nothing that was acknowledged is lost"
        elif "locked" in reason:
            remedy = "another process holds the database: only one Binôme may use it"
        else:
            remedy = "check the database, then try again"
        if problem.connection_invalidated or _is_operational(problem):
            raise Unavailable(f"the database did not take it ({reason}): {remedy}") from problem
        raise
    except StatementError as problem:
        if isinstance(problem.orig, BadInput):
            raise problem.orig from None
        raise


async def leave_no_trace(engine: AsyncEngine) -> None:
    """Make sure that what was overwritten is in no log file of the database either."""
    if engine.dialect.name != "sqlite":
        return  # PostgreSQL vacuums and recycles its log by itself, in its own time.
    with said_plainly():
        async with engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            result = await autocommit.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = result.one()[0]
    if busy:
        raise Unavailable("the erased words are still in the database's log: try again")


def _is_operational(problem: DBAPIError) -> bool:
    return type(problem).__name__ in {
        "DatabaseError",  # the file is no database, or is damaged
        "OperationalError",
        "InterfaceError",
        "InternalError",
    }


def _tune_sqlite(engine: AsyncEngine, foreign_keys: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: then BEGIN, DDL and COMMIT are ours.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") == "AUTOCOMMIT":
            return
        # A writer takes its turn at once; upgrading a read transaction later could fail.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("binome_writes") else "BEGIN")
