"""A scripted gateway and a scripted understanding worker around a real media worker."""

import asyncio
import contextlib
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binome.errors import BadInput
from binome.rehearsal.peer import Peer
from binome.relay.worker import Place, serve
from binome.wire import codec, frames
from binome.wire.audio import OpusPacket, ToListener, TrackOpened
from binome.wire.media import (
    Answer,
    FromMedia,
    Join,
    Leave,
    Listen,
    OpenRoom,
    PeerState,
    Rejected,
    SlotsChanged,
)

PATIENCE = 20.0
"""Seconds until a wait for something that must happen fails the test."""


class News:
    """A list of what arrived that can be waited on."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._changed = asyncio.Condition()

    async def add(self, message: Any) -> None:
        async with self._changed:
            self.all.append(message)
            self._changed.notify_all()

    async def until(self, wanted: Callable[[list[Any]], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: wanted(self.all))


class Gateway:
    """The gateway's end of the control socket."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.news = News()
        self._writer = writer
        self._request = 0

    def send(self, message: Any) -> None:
        self._writer.write(frames.pack(codec.to_json(message)))

    async def read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                header, _ = await frames.read(reader)
                await self.news.add(codec.from_json(FromMedia, header))

    def open(self, room: str, origin: float = 0.0, size: int = 2) -> None:
        self.send(OpenRoom(room, origin, size))

    async def join(self, room: str, who: str, sdp: str, *, publishes: bool = True) -> str:
        self._request += 1
        request = self._request
        self.send(Join(room, who, request, sdp, publishes))

        def answers(news: list[Any]) -> list[Any]:
            return [m for m in news if getattr(m, "request", None) == request]

        await self.news.until(lambda news: bool(answers(news)))
        answer = answers(self.news.all)[0]
        if isinstance(answer, Rejected):
            raise BadInput(answer.reason)
        assert isinstance(answer, Answer)
        return answer.sdp

    def offer_for(
        self, room: str, who: str, *, publishes: bool = True
    ) -> Callable[[str], Awaitable[str]]:
        return lambda sdp: self.join(room, who, sdp, publishes=publishes)

    def leave(self, room: str, who: str) -> None:
        self.send(Leave(room, who))

    def listen(self, room: str, who: str, on: bool) -> None:
        self.send(Listen(room, who, on))

    def states(self, who: str) -> list[str]:
        return [m.state for m in self.news.all if isinstance(m, PeerState) and m.participant == who]

    async def slots(self, who: str, expected: tuple[str | None, ...]) -> None:
        def now(news: list[Any]) -> Any:
            mine = [m for m in news if isinstance(m, SlotsChanged) and m.participant == who]
            return mine[-1].slots if mine else None

        await self.news.until(lambda news: now(news) == expected)


class Listener:
    """The understanding worker's end of the audio socket."""

    def __init__(self) -> None:
        self.news = News()
        self.payloads: list[bytes] = []
        self.gone = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.close()

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                header, payload = await frames.read(reader)
                message = codec.from_json(ToListener, header)
                if isinstance(message, OpusPacket):
                    self.payloads.append(payload)
                await self.news.add(message)
        writer.close()
        self.gone.set()

    def tracks(self, who: str) -> list[int]:
        return [
            m.track for m in self.news.all if isinstance(m, TrackOpened) and m.participant == who
        ]

    def packets(self, track: int) -> list[OpusPacket]:
        return [m for m in self.news.all if isinstance(m, OpusPacket) and m.track == track]


@contextlib.contextmanager
def run_dir() -> Iterator[Path]:
    """A short folder: Unix socket names may have 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="binome-") as name:
        yield Path(name)


@contextlib.asynccontextmanager
async def listening(folder: Path) -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_unix_server(listener.attend, folder / "audio.sock")
    async with server:
        yield listener


@contextlib.asynccontextmanager
async def worker(
    folder: Path,
    tasks: asyncio.TaskGroup,
    port: int = 0,
    host: str = "127.0.0.1",
    addresses: tuple[str, ...] = ("127.0.0.1",),
) -> AsyncIterator[Place]:
    place = Place(folder / "media.sock", folder / "audio.sock", host, port, addresses)
    ready = asyncio.Event()
    serving = tasks.create_task(serve(place, ready))
    await ready.wait()
    try:
        yield place
    finally:
        serving.cancel()


@contextlib.asynccontextmanager
async def gateway(place: Place, tasks: asyncio.TaskGroup) -> AsyncIterator[Gateway]:
    reader, writer = await asyncio.open_unix_connection(place.control)
    made = Gateway(writer)
    reading = tasks.create_task(made.read(reader))
    try:
        yield made
    finally:
        reading.cancel()
        writer.close()


@dataclass(frozen=True, slots=True)
class House:
    """A running media worker with everybody it talks to."""

    place: Place
    gateway: Gateway
    listener: Listener
    tasks: asyncio.TaskGroup
    people: contextlib.AsyncExitStack

    def person(self, **how: Any) -> Peer:
        """Return a software person who hangs up when the test is over."""
        peer = Peer(self.tasks, **how)
        self.people.push_async_callback(peer.leave)
        return peer

    async def enter(self, room: str, who: str, **how: Any) -> Peer:
        """Return a software person who has joined."""
        peer = self.person(**how)
        publishes = how.get("publishes", True)
        await peer.join(self.gateway.offer_for(room, who, publishes=publishes))
        return peer


@contextlib.asynccontextmanager
async def house(**where: Any) -> AsyncIterator[House]:
    """`where`: host and addresses of the worker."""
    with run_dir() as folder:
        async with (
            asyncio.TaskGroup() as tasks,
            listening(folder) as listener,
            worker(folder, tasks, **where) as place,
            gateway(place, tasks) as made,
            contextlib.AsyncExitStack() as people,
        ):
            yield House(place, made, listener, tasks, people)


async def settled() -> None:
    """Let everything that is ready run."""
    for _ in range(20):
        await asyncio.sleep(0)


def own_address() -> str:
    """Return an address of this machine that is not the loopback, which some peers leave out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
