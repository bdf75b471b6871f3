from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from binome.store.opening import Store, opened
from tests.helpers.postgres import new_database, postgres_server


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as folder:
        yield folder


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'binome.sqlite'}"


@pytest.fixture(params=["sqlite", "postgres"])
def either_url(request: pytest.FixtureRequest) -> str:
    """What must hold on both databases is tested on both."""
    if request.param == "sqlite":
        return request.getfixturevalue("database_url")
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
async def store(either_url: str) -> AsyncIterator[Store]:
    async with opened(either_url) as store:
        yield store


@pytest.fixture
async def sqlite_store(database_url: str) -> AsyncIterator[Store]:
    async with opened(database_url) as store:
        yield store
