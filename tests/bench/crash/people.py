"""The two people of a session on real WebSockets, and what the gateway acknowledged to them.

An event counts as acknowledged once a browser was told it, or `done` answered the command.
"""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

WITHIN = 30.0
"""Seconds an answer may take."""
_numbers = itertools.count(1)


class Gone(Exception):
    """The gateway died under this connection."""


@dataclass
class Acknowledged:
    """What both pages of one session were told: events by `seq`."""

    session: str
    tokens: dict[str, str]
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    approvals: set[str] = field(default_factory=set)

    def of(self, *types: str) -> int:
        """How many events of these types were acknowledged."""
        return sum(event["type"] in types for event in self.events.values())


class Seat:
    """One person's live socket. Every message is taken by `listen`, which must be running."""

    def __init__(self, who: str, known: Acknowledged, socket: ClientConnection) -> None:
        self.who = who
        self.known = known
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.last_caption = 0.0
        """Monotonic seconds of the last words or tail that came in."""
        self._began = 0.0

    def now(self) -> float:
        """Seconds on the session's clock, as far as this page knows."""
        return time.monotonic() - self._began

    async def listen(self) -> None:
        """Take messages until the connection ends; then whoever waits learns that it is gone."""
        with contextlib.suppress(WebSocketException, OSError):
            async for raw in self._socket:
                self._take(json.loads(raw))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Gone())

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "snapshot":
                self._began = time.monotonic() - message["at"]
            case "event":
                self.known.events[message["seq"]] = message["event"]
                if message["event"]["type"] in ("words_committed", "turn_revised"):
                    self.last_caption = time.monotonic()
            case "tail" if message["text"]:
                self.last_caption = time.monotonic()
            case "done" | "refused":
                answer = self._answers.pop(message["id"], None)
                if answer is not None and not answer.done():
                    answer.set_result(message)
            case _:
                pass

    async def say(self, type: str, **fields: Any) -> None:
        """Send one message."""
        try:
            await self._socket.send(json.dumps({"type": type, **fields}))
        except (WebSocketException, OSError):
            raise Gone from None

    async def do(self, command: str, **fields: Any) -> dict[str, Any]:
        """Return the answer to a command: `done` or `refused`."""
        number = next(self._numbers)
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self.say("do", id=number, command={"type": command, **fields})
        async with asyncio.timeout(WITHIN):
            return await answer


async def invite(address: str) -> Acknowledged:
    """Make a session for two people who never met before."""
    number = next(_numbers)
    people = {
        who: {"name": name, "email": f"{name.lower()}-{number}@example.org"}
        for who, name in (("mentor", "Claire"), ("mentee", "Karim"))
    }
    wanted = {"language": "fr", "timezone": "Europe/Paris", **people}
    async with httpx2.AsyncClient(base_url=address, timeout=WITHIN) as client:
        answer = await client.post("/api/sessions", json=wanted, headers={"origin": address})
        made = answer.raise_for_status().json()
    tokens = {link["participant"]: link["url"].split("#")[1] for link in made["links"]}
    return Acknowledged(made["session"], tokens)


@asynccontextmanager
async def seated(address: str, known: Acknowledged) -> AsyncIterator[tuple[Seat, Seat]]:
    """Seat both people at the session's page; they are told what they missed."""
    after = max(known.events, default=None)
    live = address.replace("http", "ws") + "/api/live"
    seats, listeners = [], []
    async with asyncio.TaskGroup() as tasks, contextlib.AsyncExitStack() as stack:
        for who, token in known.tokens.items():
            socket = await stack.enter_async_context(
                connect(live, origin=address, max_size=None, open_timeout=WITHIN)  # type: ignore[arg-type]
            )
            seat = Seat(who, known, socket)
            await seat.say("hello", protocol=1, token=token, after=after, takeover=True)
            listeners.append(tasks.create_task(seat.listen()))
            seats.append(seat)
        try:
            yield seats[0], seats[1]
        finally:
            for task in listeners:
                task.cancel()
