"""Brings a database to the schema this version needs, in one transaction.

Called at every start. A kill -9 in the middle leaves the old schema, never something between: on
SQLite and on PostgreSQL alike, creating and changing tables is part of the transaction.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from binome.errors import BadInput, Unavailable
from binome.store.engine import engine_for, writing

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


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for our packaged revisions on this connection."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
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
