"""Servers for the end-to-end tests: the real `binome serve` in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from binome.rehearsal.own_server import serving


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def deaf_server(tmp_path: Path) -> AsyncIterator[str]:
    """A server whose speech model folder does not exist: calls work, captions are off."""
    nowhere = tmp_path / "no-such-model"
    async with serving(tmp_path / "data", BINOME_SPEECH_MODEL=str(nowhere)) as address:
        yield address
