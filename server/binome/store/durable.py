"""How DBOS runs in our house: one file beside the database, one process, no network, no chatter.

Four traps of DBOS are closed here. Recovery looks at version and executor, so both are fixed.
Queued jobs run on the loop that launched it, so `launched` is entered on the server's loop. It
sets the loop's thread pool to its own, so we give the loop a fresh one at the end. Its file gets
a write-ahead log only if we make it so.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TypeVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

from binome.errors import Unavailable
from binome.store.engine import make_private

VERSION = "2"
"""Version of the jobs' sequence of steps: jobs begun under another one are begun anew."""
QUEUE = "recaps"

_logger = logging.getLogger("dbos")
_Answer = TypeVar("_Answer")


@asynccontextmanager
async def launched(
    file: Path, register: Callable[[], None], stop: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Run DBOS on `file` while the block runs.

    `register` makes the jobs known before anything starts; `stop` cancels those under way at the
    end: they go on at the next start.
    """
    await asyncio.to_thread(_prepare, file)
    DBOS(config=_config(file))
    register()
    try:
        DBOS.launch()  # on this loop, for the jobs to run on it
        await DBOS.register_queue_async(QUEUE, polling_interval_sec=0.5)
        yield
    finally:
        _logger.setLevel(logging.ERROR)  # it warns of each job cancelled
        await stop()
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


async def step(name: str, act: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Do `act` as a step of the running job: done once, its result kept as JSON."""

    async def run() -> _Answer:
        return await act()

    return await DBOS.run_step_async({"name": name}, run)


def _config(file: Path) -> DBOSConfig:
    return {
        "name": "binome",
        "system_database_url": f"sqlite:///{file}",
        "application_version": VERSION,
        "executor_id": "gateway",
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "enable_otlp": False,
    }


def _prepare(file: Path) -> None:
    """Make the jobs' file with a write-ahead log: DBOS itself does not."""
    # DBOS brings a console handler of its own; with one in place it leaves the logger alone.
    _logger.handlers, _logger.propagate = [logging.NullHandler()], True
    make_private(file)
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as problem:
        raise Unavailable(f"the jobs' file {file} cannot be used: {problem}") from problem
