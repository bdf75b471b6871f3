"""A whole Binôme server of our own for one rehearsal, in a folder of its own."""

import asyncio
import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from binome.errors import Unavailable
from binome.rehearsal.script import Script


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a port that is free right now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(data_dir: Path, **settings: str) -> AsyncIterator[str]:
    """Run `binome serve` on free ports while the block runs; yields its address.

    Raises `Unavailable` with the server's last words when it does not answer within 60 s.
    """
    port = free_port()
    environment = {
        **os.environ,
        "BINOME_MODE": "development",
        "BINOME_DATA_DIR": str(data_dir),
        "BINOME_PORT": str(port),
        "BINOME_MEDIA_PORT": str(free_port(socket.SOCK_DGRAM)),
        **settings,
    }
    log = _log_in(data_dir)
    with log.open("wb") as out:
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "binome", "serve", env=environment, stdout=out, stderr=out
        )
    address = f"http://localhost:{port}"
    try:
        await _until_ready(address, server, log)
        yield address
    finally:
        if server.returncode is None:
            server.send_signal(signal.SIGTERM)
            await server.wait()


async def _until_ready(address: str, server: asyncio.subprocess.Process, log: Path) -> None:
    for _ in range(300):
        if server.returncode is not None:
            break
        try:
            await asyncio.to_thread(call, address, "GET", "/api/health")
            return
        except (urllib.error.URLError, OSError):
            await asyncio.sleep(0.2)
    raise Unavailable("the server did not come up: " + _last_words(log))


def _log_in(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir / "server.log"


def _last_words(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").splitlines()[-3:])


def call(address: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Call the server's REST API and return the JSON answer (blocking)."""
    request = urllib.request.Request(  # noqa: S310 - the address is our own
        address + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Origin": address},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def create_session(
    address: str, script: Script, zone: str, *, rehearsal: bool = True
) -> dict[str, str]:
    """Create the rehearsal's session; returns the link token by participant id."""
    people: dict[str, Any] = {
        str(person.role): {
            "name": person.name,
            "email": f"{person.id}@rehearsal.example",
            "language": person.language,
        }
        for person in script.people
    }
    agenda = [
        {"id": item.id, "title": item.title, "minutes": item.time_box / 60}
        for item in script.agenda
    ]
    answer = call(
        address,
        "POST",
        "/api/sessions",
        {
            "title": script.title,
            "language": script.language,
            "timezone": zone,
            "rehearsal": rehearsal,
            "agenda": agenda or None,
            **people,
        },
    )
    return {link["participant"]: link["url"].split("#", 1)[1] for link in answer["links"]}
