"""The real web server on a loopback port, in front of conductors with scripted workers.

`async with served() as site:` then `site.get(…)`, `site.post(…)`, `async with site.live(token)`.
"""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect

from binome.app.exports import exporter
from binome.app.gateway import Server, configured
from binome.app.listening import listen
from binome.config import Settings
from binome.service.conductors import Conductors
from binome.web.api import router
from binome.web.door import Door
from binome.web.server import application
from tests.helpers.pair import seats, session_record
from tests.helpers.service import House, ManualClock, live_house, parts_of
from tests.helpers.store import MemoryAudit, MemoryEventLog, MemoryMemos, MemorySessions

TOKENS = {seat.participant.id: token for seat, token in seats()}
"""Link tokens of the pair's session `s1`."""


@dataclass
class Browser:
    """One live socket; `say` sends, `hear` returns the next message of a type."""

    socket: ClientConnection

    async def say(self, type: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type, **fields}))

    async def hello(self, token: str, **fields: Any) -> dict[str, Any]:
        await self.say("hello", protocol=1, token=token, **fields)
        return await self.next()

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def hear(self, type: str) -> dict[str, Any]:
        while True:
            message = await self.next()
            if message["type"] == type:
                return message

    async def do(self, id: int, command: str, **fields: Any) -> dict[str, Any]:
        await self.say("do", id=id, command={"type": command, **fields})
        while True:
            message = await self.next()
            if message.get("id") == id:
                return message

    async def closed(self) -> int | None:
        async with asyncio.timeout(5):
            await self.socket.wait_closed()
        return self.socket.close_code


@dataclass
class Site:
    """A running server."""

    address: str
    house: House
    settings: Settings
    client: httpx2.AsyncClient

    async def get(self, path: str, token: str = "", **headers: str) -> httpx2.Response:
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        return await self.client.get(path, headers=bearer | headers)

    async def post(self, path: str, body: Any, **headers: str) -> httpx2.Response:
        return await self.client.post(path, json=body, headers={"origin": self.address} | headers)

    async def put(self, path: str, body: Any, token: str = "", **headers: str) -> httpx2.Response:
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        sent = {"origin": self.address} | bearer | headers
        return await self.client.put(path, json=body, headers=sent)

    @asynccontextmanager
    async def live(self, origin: str | None = "ours") -> AsyncIterator[Browser]:
        address = self.address.replace("http", "ws") + "/api/live"
        ours = self.address if origin == "ours" else origin
        async with connect(address, origin=ours, max_size=None) as socket:  # type: ignore[arg-type]
            yield Browser(socket)


@asynccontextmanager
async def served(house: House | None = None, **changes: Any) -> AsyncIterator[Site]:
    """Serve a house with the pair's session in it (a new one by default)."""
    with tempfile.TemporaryDirectory(prefix="binome-") as folder:
        async with live_house() as new:
            house = house or new
            await house.sessions.create(session_record(), seats())
            listener = listen("127.0.0.1", 0)
            port = listener.getsockname()[1]
            settings = Settings(
                **{"mode": "development", "data_dir": Path(folder), "port": port} | changes
            )
            ready = asyncio.Event()
            door = Door(
                settings,
                house.conductors,
                exporter(False, settings.base_url),
                house.audit,
                house.memos,
                own_token,
            )
            server = Server(configured(application(door), door.settings), ready.set)
            async with asyncio.TaskGroup() as tasks:
                serving = tasks.create_task(server.serve(sockets=[listener]))
                await ready.wait()
                async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                    yield Site(f"http://127.0.0.1:{port}", house, settings, client)
                server.should_exit = True
                await serving


def own_token(session: str, participant: str) -> str:
    """As the tests' own seats have it."""
    return f"token-of-{participant}-in-{session}"


def routes() -> list[Any]:
    """Every REST route there is."""
    return list(router(_empty_door()).routes)


def application_routes() -> list[Any]:
    """Every route there is: REST, sockets, pages, files."""
    door = _empty_door()
    others = [route for route in application(door).routes if hasattr(route, "path")]
    return [*router(door).routes, *others]


def _empty_door() -> Door:
    settings = Settings(mode="development")
    log = MemoryEventLog()
    parts = parts_of(log, MemorySessions(log), ManualClock())
    memos = MemoryMemos(MemorySessions(log))
    return Door(settings, Conductors(parts), exporter(False, ""), MemoryAudit(), memos, own_token)
