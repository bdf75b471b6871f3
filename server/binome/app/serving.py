"""What `binome serve` does behind the command line; imports little, to hold the port at once."""

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import Any

from binome.app import logging
from binome.app.listening import listen
from binome.app.supervisor import Supervisor, programs
from binome.config import Settings
from binome.errors import BadInput

LONGEST_SOCKET_PATH = 100
"""Bytes; the system refuses Unix sockets with longer paths."""


async def serve(say: Callable[[str], object], chosen: Mapping[str, str]) -> None:
    """Run all processes until SIGTERM or SIGINT; `say` is told the address once it answers.

    `chosen` settings, by name, win over environment and file, in the children too.
    """
    settings = settings_or_bad_input(**chosen)
    longest = settings.run_dir.absolute() / "understanding.sock"
    if len(os.fsencode(longest)) > LONGEST_SOCKET_PATH:
        raise BadInput(f"the path {settings.data_dir} is too long: choose a shorter --data-dir")
    await asyncio.to_thread(settings.run_dir.mkdir, mode=0o700, parents=True, exist_ok=True)
    logging.configure("supervisor")
    with listen(settings.host, settings.port) as listener:
        port = str(listener.getsockname()[1])
        address = settings.base_url if settings.port else f"http://localhost:{port}"
        supervisor = Supervisor(
            programs(listener, settings.media_workers),
            {
                **os.environ,
                **{f"BINOME_{name.upper()}": value for name, value in chosen.items()},
                "BINOME_PORT": port,
            },
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


def settings_or_bad_input(**chosen: Any) -> Settings:
    """Return the settings. Raises `BadInput` naming the first wrong one."""
    try:
        return Settings(**chosen)
    except ValueError as problem:
        errors = getattr(problem, "errors", None)
        first = errors()[0] if callable(errors) else {"loc": ("settings",), "msg": str(problem)}
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(f"setting BINOME_{name}: {first['msg']}") from None
