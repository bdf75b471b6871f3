"""One synthetic person's page without a screen: personal link, consent, media, commands.

Uses only the public protocol (docs/protocol.md) and our own WebRTC client. What the person does
and when is in `manners`; here is only how it reaches the server. One `Person` per personal link.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from binome.domain.commands import Command
from binome.errors import BinomeError, Unavailable
from binome.rehearsal.peer import Camera, Peer, Voice
from binome.web.protocol import PROTOCOL, Do, Enter, Hello, Offer
from binome.wire.codec import to_json

Message = dict[str, Any]


class Person:
    """A participant as the server sees one; `heard(message, at)` is told every message."""

    def __init__(
        self, socket: ClientConnection, snapshot: Message, tasks: asyncio.TaskGroup
    ) -> None:
        self.you: str = snapshot["you"]
        self.slots: int = snapshot["slots"]
        self.seq: int = snapshot["seq"]
        self.captions: Message = snapshot["captions"]
        self.heard: list[Callable[[Message, float], None]] = []
        self.voice = Voice()
        self._peer: Peer | None = None
        self._tasks = tasks
        self._socket = socket
        self._zero = time.monotonic() - snapshot["at"]
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._asked = 0
        self._news = asyncio.Condition()

    def at(self) -> float:
        """Return the session clock now, in seconds."""
        return float(time.monotonic() - self._zero)

    async def enter(self) -> None:
        """Go from the lobby into the call, with a silent microphone and a small moving picture."""
        await self._send(to_json(Enter()))
        self._peer = Peer(self._tasks, slots=self.slots, voice=self.voice, camera=Camera(fps=4))
        await self._peer.join(self._offer)

    async def leave(self) -> None:
        """Close the media path, if there is one."""
        if self._peer is not None:
            await self._peer.leave()

    async def do(self, command: Command) -> None:
        """Send a command and wait until its events are stored. Raises `BinomeError` if refused."""
        await self._ask(lambda number: to_json(Do(number, command)))

    async def until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until `condition` holds, looking again after each message.

        Raises `Unavailable` naming `what` when it does not within `seconds`.
        """
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(condition)
        except TimeoutError:
            raise Unavailable(f"{self.you} waited {seconds:.0f} s in vain for {what}") from None

    async def listen(self) -> None:
        """Receive until the server or `connected` closes the connection; run as a task."""
        try:
            async for text in self._socket:
                message: Message = json.loads(text)
                await self._take(message)
        except ConnectionClosed:
            pass
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Unavailable("the server closed the connection"))

    async def _take(self, message: Message) -> None:
        now = self.at()
        match message["type"]:
            case "snapshot":  # the session has just opened: its clock starts now
                self.seq = message["seq"]
                self._zero = time.monotonic() - message["at"]
            case "event":
                self.seq = message["seq"]
            case "captions":
                self.captions = message
            case "answer" | "done" | "refused":
                answer = self._answers.pop(message["id"], None)
                if answer is not None and not answer.done():
                    answer.set_result(message)
        for listener in self.heard:
            listener(message, now)
        async with self._news:
            self._news.notify_all()

    async def _offer(self, sdp: str) -> str:
        answer = await self._ask(lambda number: to_json(Offer(number, sdp)))
        return str(answer["sdp"])

    async def _ask(self, message: Callable[[int], Message]) -> Message:
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self._send(message(number))
        reply = await asyncio.wait_for(answer, 30)
        if reply["type"] == "refused":
            raise BinomeError(f"{self.you}: {reply['message']}")
        return reply

    async def _send(self, message: Message) -> None:
        await self._socket.send(json.dumps(message))


@asynccontextmanager
async def connected(server: str, token: str) -> AsyncIterator[Person]:
    """Open a personal link's live connection and keep it served while the block runs."""
    address = server.replace("http", "ws", 1) + "/api/live"
    async with connect(address, origin=server, max_size=None) as socket:  # type: ignore[arg-type]
        snapshot = await _welcome(socket, token)
        async with asyncio.TaskGroup() as tasks:
            person = Person(socket, snapshot, tasks)
            listening = tasks.create_task(person.listen())
            try:
                yield person
            finally:
                await person.leave()
                await socket.close()
                await listening


async def read_log(server: str, token: str) -> tuple[list[Message], Message]:
    """Return every event message of the session so far, and its snapshot."""
    address = server.replace("http", "ws", 1) + "/api/live"
    async with connect(address, origin=server, max_size=None) as socket:  # type: ignore[arg-type]
        snapshot = await _welcome(socket, token, takeover=True)
    async with connect(address, origin=server, max_size=None) as socket:  # type: ignore[arg-type]
        await _hello(socket, token, after=0, takeover=True)
        events: list[Message] = []
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "event":
                events.append(message)
                if message["seq"] >= snapshot["seq"]:
                    return events, snapshot
    raise Unavailable("the server closed the connection before the log was whole")


async def _welcome(socket: ClientConnection, token: str, *, takeover: bool = False) -> Message:
    await _hello(socket, token, after=None, takeover=takeover)
    async for text in socket:
        message: Message = json.loads(text)
        if message["type"] == "snapshot":
            return message
        if message["type"] == "goodbye":
            raise Unavailable(str(message["message"]))
    raise Unavailable("the server closed the connection without a word")


async def _hello(
    socket: ClientConnection, token: str, *, after: int | None, takeover: bool
) -> None:
    await socket.send(json.dumps(to_json(Hello(PROTOCOL, token, after, takeover))))
