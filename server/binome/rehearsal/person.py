"""One synthetic person's page without a screen: personal link, consent, media, commands.

Uses only the public protocol (docs/protocol.md) and our own WebRTC client. What the person does
and when is in `manners`; here is only how it reaches the server. When the server or the relay
dies the person comes back into the call, as a browser does.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from binome.domain.commands import Command
from binome.errors import BinomeError, Unavailable
from binome.rehearsal.line import Line, Message
from binome.rehearsal.peer import Camera, Peer, Voice
from binome.web.protocol import Do, Enter, Offer
from binome.wire.codec import to_json


class Person:
    """A participant as the server sees one; each of `heard` is told `(message, at)`."""

    def __init__(self, server: str, token: str, tasks: asyncio.TaskGroup) -> None:
        self.you = ""
        self.captions: dict[str, Any] = {}
        self.heard: list[Callable[[Message, float], None]] = []
        self.voice = Voice()
        self._line = Line(server, token, self._take)
        self._tasks = tasks
        self._zero = 0.0
        self._slots = 1
        self._peer: Peer | None = None
        self._joining = asyncio.Lock()
        self._in_call = False
        self._news = asyncio.Condition()

    async def open(self) -> None:
        """Open the link; the connection is served from now on."""
        snapshot = await self._line.open()
        self.you, self._slots = snapshot["you"], snapshot["slots"]
        self.captions = snapshot["captions"]
        self._zero = time.monotonic() - snapshot["at"]
        self._tasks.create_task(self._line.serve(self._resumed))

    def at(self) -> float:
        """Return the session clock now, in seconds."""
        return time.monotonic() - self._zero

    @property
    def audio_frames(self) -> int:
        """How many frames of sound have come by the present connection."""
        return self._peer.received[0]["audio"].frames if self._peer is not None else 0

    async def enter(self) -> None:
        """Go from the lobby into the call, with a silent microphone and a small moving picture."""
        self._in_call = True
        await self._line.send(to_json(Enter()))
        await self._join_media()

    async def close(self) -> None:
        """Leave the call and close the link; may be called twice."""
        self._in_call = False
        await self._line.close()
        if self._peer is not None:
            await self._peer.leave()

    async def do(self, command: Command) -> None:
        """Send a command and wait until its events are stored. Raises `BinomeError` if refused."""
        await self._line.ask(lambda number: to_json(Do(number, command)))

    async def until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until `condition` holds, looking again after each message.

        Raises `Unavailable` naming `what` when it does not within `seconds`.
        """
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(condition)
        except TimeoutError:
            raise Unavailable(f"{self.you} waited {seconds:.0f} s in vain for {what}") from None

    async def _take(self, message: Message) -> None:
        match message["type"]:
            case "snapshot":  # somebody entered first: the session's clock starts now
                self._zero = time.monotonic() - message["at"]
            case "captions":
                self.captions = message
            case "media" if message["state"] == "back" and self._in_call:
                self._tasks.create_task(self._rejoin_media())
        now = self.at()
        for listener in self.heard:
            listener(message, now)
        async with self._news:
            self._news.notify_all()

    async def _resumed(self) -> None:
        if self._in_call:
            await self._line.send(to_json(Enter()))

    async def _rejoin_media(self) -> None:
        try:
            await self._join_media()
        except BinomeError:
            return  # the relay died again: its next "back" tries again

    async def _join_media(self) -> None:
        async with self._joining:
            if self._peer is not None:
                await self._peer.leave()
                self.voice = self.voice.handed_on()
            camera = Camera(fps=4)
            self._peer = Peer(self._tasks, slots=self._slots, voice=self.voice, camera=camera)
            await self._peer.join(self._offer)

    async def _offer(self, sdp: str) -> str:
        answer = await self._line.ask(lambda number: to_json(Offer(number, sdp)))
        return str(answer["sdp"])


@asynccontextmanager
async def connected(server: str, token: str) -> AsyncIterator[Person]:
    """Open a personal link and keep it served while the block runs."""
    async with asyncio.TaskGroup() as tasks:
        person = Person(server, token, tasks)
        await person.open()
        try:
            yield person
        finally:
            await person.close()
