"""The live connection of one personal link: says hello, asks, and comes back after a loss.

Speaks docs/protocol.md through the `websockets` client. Driven by `Person`, which is told every
message; after a lost connection the missed events arrive through the same door, in order.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from binome.errors import BinomeError, Unavailable
from binome.web.protocol import PROTOCOL, Hello
from binome.wire.codec import to_json

Message = dict[str, Any]
PATIENCE = 30.0
"""Seconds a lost connection is tried again, and a question waits for its answer."""
PAUSE = 0.3
"""Seconds between two tries."""


class Line:
    """One personal link's connection; `seq` is the last event it brought."""

    def __init__(self, server: str, token: str, take: Callable[[Message], Awaitable[None]]) -> None:
        self.seq = 0
        self._server = server
        self._token = token
        self._take = take
        self._socket: ClientConnection | None = None
        self._closed = False
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._asked = 0

    async def open(self) -> Message:
        """Connect and return the snapshot. Raises `Unavailable` with the server's goodbye."""
        self._socket = await dial(self._server, self._token, after=None)
        async for text in self._socket:
            message: Message = json.loads(text)
            if message["type"] == "snapshot":
                self.seq = message["seq"]
                return message
            if message["type"] == "goodbye":
                raise Unavailable(str(message["message"]))
        raise Unavailable("the server closed the connection without a word")

    async def serve(self, resumed: Callable[[], Awaitable[None]]) -> None:
        """Bring messages until `close`; after a loss come back and call `resumed`; a task.

        Raises `Unavailable` when the server stays away for longer than `PATIENCE`.
        """
        while True:
            await self._bring_all()
            if self._closed:
                return
            self._fail_questions()
            self._socket = await self._dial_again()
            await resumed()

    async def ask(self, question: Callable[[int], Message]) -> Message:
        """Send the message made for a new number and return its answer.

        Raises `BinomeError` if it was refused, `Unavailable` if no answer came.
        """
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            await self.send(question(number))
            reply = await asyncio.wait_for(answer, PATIENCE)
        except (ConnectionClosed, TimeoutError) as problem:
            raise Unavailable("the server did not answer") from problem
        finally:
            self._answers.pop(number, None)
        if reply["type"] == "refused":
            raise BinomeError(str(reply["message"]))
        return reply

    async def send(self, message: Message) -> None:
        """Send one message."""
        if self._socket is None:
            raise Unavailable("not connected")
        await self._socket.send(json.dumps(message))

    async def close(self) -> None:
        """End the connection for good; may be called twice."""
        self._closed = True
        if self._socket is not None:
            await self._socket.close()

    async def _bring_all(self) -> None:
        if self._socket is None:
            raise Unavailable("not connected")
        try:
            async for text in self._socket:
                message: Message = json.loads(text)
                if message["type"] == "event":
                    self.seq = message["seq"]
                self._answered(message)
                await self._take(message)
        except ConnectionClosed:
            return

    def _answered(self, message: Message) -> None:
        if message["type"] in ("answer", "done", "refused"):
            answer = self._answers.get(message["id"])
            if answer is not None and not answer.done():
                answer.set_result(message)

    def _fail_questions(self) -> None:
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Unavailable("the connection was lost before the answer"))

    async def _dial_again(self) -> ClientConnection:
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        return await dial(self._server, self._token, after=self.seq)
                    except (OSError, InvalidHandshake, ConnectionClosed):
                        await asyncio.sleep(PAUSE)
        except TimeoutError:
            raise Unavailable(f"the server stayed away for {PATIENCE:.0f} s") from None


async def dial(server: str, token: str, after: int | None) -> ClientConnection:
    """Connect and say hello; `after` as in the protocol (0 = every event so far)."""
    address = server.replace("http", "ws", 1) + "/api/live"
    socket = await connect(address, origin=server, max_size=None)  # type: ignore[arg-type]
    await socket.send(json.dumps(to_json(Hello(PROTOCOL, token, after, takeover=True))))
    return socket


async def read_log(server: str, token: str) -> tuple[list[Message], Message]:
    """Return every event message of the session so far, and its snapshot."""

    async def ignore(_: Message) -> None:
        return None

    line = Line(server, token, ignore)
    snapshot = await line.open()
    await line.close()
    socket = await dial(server, token, after=0)
    events: list[Message] = []
    async for text in socket:
        message = json.loads(text)
        if message["type"] == "event":
            events.append(message)
        if len(events) == snapshot["seq"]:
            break
    await socket.close()
    if len(events) < snapshot["seq"]:
        raise Unavailable("the server closed the connection before the log was whole")
    return events, snapshot
