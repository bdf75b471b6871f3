"""The packaged migrations make exactly the tables the code uses, and never half of them."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from binome.errors import Unavailable
from binome.store.engine import engine_for, reading, writing
from binome.store.opening import Store, opened
from binome.store.schema import alembic_config, migrate
from tests.helpers.children import run_child
from tests.helpers.pair import session_record

pytestmark = pytest.mark.anyio


async def test_the_migrations_make_the_tables_the_code_uses(either_url: str) -> None:
    await migrate(either_url)
    engine = engine_for(either_url)
    async with reading(engine) as connection:
        # Raises when a model and the migrations differ.
        await connection.run_sync(lambda c: command.check(alembic_config(c)))
    await engine.dispose()


async def test_a_schema_can_be_taken_back_and_made_again(either_url: str) -> None:
    await migrate(either_url)
    engine = engine_for(either_url, foreign_keys=False)
    async with writing(engine) as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "base"))
    await engine.dispose()
    async with opened(either_url) as store:
        await store.sessions.create(session_record(), [])


async def test_migrating_twice_changes_nothing(either_url: str) -> None:
    async with opened(either_url) as store:
        await store.sessions.create(session_record(), [])
    async with opened(either_url) as store:
        assert await store.sessions.get("s1") is not None


QUICK = """
import asyncio, sys
import binome.store.schema as schema

asyncio.run(schema.migrate(sys.argv[1]))
sys.exit("alembic" in sys.modules)
"""


async def test_a_restart_on_the_newest_schema_does_without_alembic(database_url: str) -> None:
    assert run_child(QUICK, database_url) == 1
    assert run_child(QUICK, database_url) == 0


async def test_a_database_of_a_newer_version_is_left_alone(
    database_url: str, tmp_path: Path
) -> None:
    await migrate(database_url)
    with sqlite3.connect(tmp_path / "binome.sqlite") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(Unavailable, match="another version of Binôme"):
        await migrate(database_url)


async def test_a_file_that_is_no_database_is_said_plainly(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "binome.sqlite").write_bytes(b"not a database at all" * 500)
    with pytest.raises(Unavailable, match="not a database"):
        await migrate(database_url)


async def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be made or opened"):
        async with opened(f"sqlite+aiosqlite:///{tmp_path / 'file' / 'data' / 'binome.sqlite'}"):
            pass


async def test_connections_keep_our_promises(sqlite_store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    async with reading(sqlite_store.event_log._engine) as connection:
        for pragma, value in wanted.items():
            assert await connection.scalar(text(f"PRAGMA {pragma}")) == value
        assert await connection.scalar(text("PRAGMA busy_timeout")) >= 1000


DIES_IN_THE_MIDDLE = """
import asyncio, os, signal, sys
from alembic import op
import binome.store.schema as schema

made = op.create_index
def die(*given, **more):
    made(*given, **more)
    if given[1] == "events":
        os.kill(os.getpid(), signal.SIGKILL)
op.create_index = die
asyncio.run(schema.migrate(sys.argv[1]))
"""


async def test_killed_in_the_middle_of_a_migration_the_old_schema_stands(
    database_url: str, tmp_path: Path
) -> None:
    assert run_child(DIES_IN_THE_MIDDLE, database_url) == -9
    found = sqlite3.connect(tmp_path / "binome.sqlite")
    assert found.execute("SELECT name FROM sqlite_master").fetchall() == []
    found.close()
    async with opened(database_url) as store:
        await store.sessions.create(session_record(), [])


async def test_the_files_are_for_this_user_only(sqlite_store: Store, tmp_path: Path) -> None:
    await sqlite_store.sessions.create(session_record(), [])
    assert {mode_of(file) for file in files_in(tmp_path)} == {0o600}


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def mode_of(file: Path) -> int:
    return file.stat().st_mode & 0o777
