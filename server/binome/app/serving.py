"""What `binome serve` and `binome export` do, behind the command line."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from binome.app import logging
from binome.app.exports import exporter
from binome.app.gateway import listen
from binome.app.supervisor import Supervisor, programs
from binome.config import Settings
from binome.errors import BadInput
from binome.store import opening
from binome.web.door import ExportFormat

LONGEST_SOCKET_PATH = 100
"""Bytes; the system refuses Unix sockets with longer paths."""


async def serve(say: Callable[[str], object]) -> None:
    """Run all processes until SIGTERM or SIGINT; `say` is told the address once it answers."""
    logging.configure("supervisor")
    settings = _settings()
    longest = settings.run_dir.absolute() / "understanding.sock"
    if len(os.fsencode(longest)) > LONGEST_SOCKET_PATH:
        raise BadInput(f"the path {settings.data_dir} is too long: choose a shorter --data-dir")
    await asyncio.to_thread(settings.run_dir.mkdir, mode=0o700, parents=True, exist_ok=True)
    with listen(settings.host, settings.port) as listener:
        port = str(listener.getsockname()[1])
        address = settings.base_url if settings.port else f"http://localhost:{port}"
        supervisor = Supervisor(
            programs(listener),
            {**os.environ, "BINOME_PORT": port},
            Once(lambda: say(f"Binôme is ready: {address}")),
        )
        await supervisor.run()


class Once:
    """Calls `action` at the first call only: a gateway that comes back is no news."""

    def __init__(self, action: Callable[[], object]) -> None:
        self._action: Callable[[], object] | None = action

    def __call__(self) -> None:
        """Do it, the first time."""
        action, self._action = self._action, None
        if action is not None:
            action()


async def exported(session: str, format: ExportFormat) -> bytes:
    """Return a session's recap as a file's bytes. Raises `BadInput` if there is none."""
    settings = _settings()
    if not settings.database_url and not await asyncio.to_thread(_has_database, settings.data_dir):
        raise BadInput(f"{settings.data_dir} holds no sessions: set BINOME_DATA_DIR")
    async with opening.opened(settings.database, settings.data_dir) as store:
        record = await store.sessions.get(session)
        events = [one.event for one in await store.event_log.read(session)]
    if record is None or not events:
        raise BadInput(f"there is no session “{session}” with a call in it")
    export = exporter(settings.speech_model == "demo", settings.base_url)
    return export(record, events, format, record.language, "").content


def _has_database(data_dir: Path) -> bool:
    return (data_dir / "binome.sqlite").is_file()


def _settings() -> Settings:
    """Return the settings. Raises `BadInput` naming the first wrong one."""
    try:
        return Settings()
    except ValueError as problem:
        errors = getattr(problem, "errors", None)
        first = errors()[0] if callable(errors) else {"loc": ("settings",), "msg": str(problem)}
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(f"setting BINOME_{name}: {first['msg']}") from None
