"""What was acknowledged is there after kill -9 and after a full disk."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from binome.errors import Unavailable
from binome.store.opening import Store, opened
from tests.helpers.children import running_child
from tests.helpers.disks import small_disk
from tests.helpers.pair import opened as session_opened
from tests.helpers.pair import said, seats, session_record

pytestmark = pytest.mark.anyio

CYCLES = 20

# Imports once, then forks a writer per line read; the writer says each acknowledged seq.
WRITERS = """
import asyncio, os, sys
from binome.store.opening import opened
from tests.helpers.pair import said

async def write(database_url):
    async with opened(database_url) as store:
        for n in range(100000):
            recorded = await store.event_log.append("s1", [said("mentee", f"mot {n}", float(n))])
            print(recorded[0].seq, flush=True)

for line in sys.stdin:
    writer = os.fork()
    if writer == 0:
        asyncio.run(write(sys.argv[1]))
    print("writer", writer, flush=True)
    os.waitpid(writer, 0)
    print("gone", flush=True)
"""


async def test_every_acknowledged_event_survives_kill_9(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.sessions.create(session_record(), seats())
    chance = random.Random(7)
    acknowledged = 0
    with running_child(WRITERS, database_url) as writers:
        for _ in range(CYCLES):
            acknowledged = max(acknowledged, kill_a_writer(writers, chance.randint(1, 30)))
            async with opened(database_url) as store:
                stored = await store.event_log.read("s1")
            assert len(stored) >= acknowledged
            assert [r.seq for r in stored] == list(range(1, len(stored) + 1))
    assert acknowledged >= CYCLES


def kill_a_writer(writers: subprocess.Popen[str], after: int) -> int:
    """Start a writer, kill it once it acknowledged `after` events; return the last one it said."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write("one more\n")
    writers.stdin.flush()
    pid, said_so = 0, []
    for line in writers.stdout:
        match line.split():
            case ["writer", number]:
                pid = int(number)
            case ["gone"]:
                break
            case [seq]:
                said_so.append(int(seq))
        if pid and len(said_so) >= after:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    return said_so[-1]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, "1m") as disk:
        yield disk


async def test_a_full_disk_is_said_plainly_and_loses_nothing_acknowledged(
    disk: Path,
) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    async with opened(f"sqlite+aiosqlite:///{disk / 'binome.sqlite'}") as store:
        await store.sessions.create(session_record(), seats())
        acknowledged = await store.event_log.append("s1", [session_opened()])
        acknowledged += await fill(store)
        assert await store.event_log.read("s1") == acknowledged  # still readable while full

        ballast.unlink()
        acknowledged += await store.event_log.append("s1", [said("mentor", "de la place", 1.0)])
        assert await store.event_log.read("s1") == acknowledged
        assert [r.seq for r in acknowledged] == list(range(1, len(acknowledged) + 1))


async def test_a_database_that_another_process_holds_is_said_plainly_and_taken_later(
    tmp_path: Path,
) -> None:
    file = tmp_path / "binome.sqlite"
    async with opened(f"sqlite+aiosqlite:///{file}") as store:
        await store.sessions.create(session_record(), seats())
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match="only one Binôme may use it"):
                await store.event_log.append("s1", [session_opened()])
            assert await store.event_log.read("s1") == []  # reading goes on
            other.execute("ROLLBACK")
        assert len(await store.event_log.append("s1", [session_opened()])) == 1


async def fill(store: Store) -> list:
    acknowledged = []
    try:
        for n in range(5000):
            acknowledged += await store.event_log.append("s1", [said("mentee", "mot " * 50, n)])
    except Unavailable as problem:
        assert "free some space" in str(problem)  # noqa: PT017 - the loop runs until it fills
        return acknowledged
    pytest.fail("the small disk never filled")
