"""Brings a database to the schema this version needs, in one transaction.

Called at every start. A kill -9 in the middle leaves the old schema, never something between: on
SQLite and on PostgreSQL alike, creating and changing tables is part of the transaction. Alembic is
imported only when there is something to do: a restart must be quick.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.pool import NullPool

from binome.errors import BadInput, Unavailable
from binome.store.engine import engine_for, writing

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(database_url: str) -> None:
    """Upgrade the database at `database_url` to the newest schema; does nothing when it is there.

    Raises `Unavailable` when a newer Binôme wrote it, or when the disk does not take it.
    """
    # SQLite changes a table by copying it: with foreign keys on, dropping the old copy would
    # silently delete the rows that refer to it.
    engine = engine_for(database_url, foreign_keys=False, poolclass=NullPool)
    try:
        async with writing(engine) as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def newest_revision() -> str:
    """Return the revision this version needs: files are named after theirs, in order."""
    return max(path.name[:4] for path in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def alembic_config(connection: Connection) -> "Config":
    """Return Alembic's configuration for our packaged revisions on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if _revision(connection) == newest_revision():
        return
    from alembic import command
    from alembic.util.exc import CommandError

    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError as problem:
        raise Unavailable(
            f"the database was made by another version of Binôme ({problem}): install that one"
        ) from problem
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise BadInput(f"after the upgrade, table “{broken[0]}” refers to missing rows")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
