"""Hands people's Opus packets to the understanding worker, without ever making media wait.

On the packet path it only puts a packet into a bounded queue; frames are built and written by
`run`, which connects to the understanding worker's socket and does so again for ever. While that
worker is away the oldest packets are dropped and counted. Nothing is decoded here.
"""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import structlog

from binome.relay.source import Packet
from binome.wire import codec, frames
from binome.wire.audio import OpusPacket, TrackClosed, TrackOpened

log = structlog.get_logger(__name__)

MOST_WAITING = 1500
"""Packets waiting for the understanding worker: 15 s of two people."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0
"""Seconds between two attempts to connect."""


@dataclass(frozen=True, slots=True)
class _Item:
    track: int
    message: TrackOpened | OpusPacket | TrackClosed
    payload: bytes = b""


class AudioTap:
    """The way of all listened-to audio out of this process."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._waiting: deque[_Item] = deque()
        self._open: dict[int, TrackOpened] = {}
        self._track = 0
        self._something = asyncio.Event()
        self.dropped = 0
        """Packets dropped because the understanding worker was away or slow."""
        self.connected = False

    def open(self, session: str, participant: str, origin: float) -> int:
        """Begin a track and return its number."""
        self._track += 1
        opened = TrackOpened(session, participant, self._track, origin)
        self._open[self._track] = opened
        if self.connected:
            self._put(_Item(self._track, opened))
        return self._track

    def packet(self, track: int, packet: Packet, rtt: float | None) -> None:
        """Queue one Opus packet; `rtt` in seconds, halved and taken off its arrival."""
        arrived = packet.arrived - (rtt or 0.0) / 2
        message = OpusPacket(track, packet.seq, packet.timestamp, arrived)
        self._put(_Item(track, message, packet.payload))

    def waiting(self) -> list[OpusPacket]:
        """Return the packets that have not been handed over yet."""
        return [item.message for item in self._waiting if isinstance(item.message, OpusPacket)]

    def close(self, track: int) -> None:
        """End a track at once: what still waits of it is never sent."""
        if self._open.pop(track, None) is None:
            return
        self._waiting = deque(item for item in self._waiting if item.track != track)
        if self.connected:
            self._put(_Item(track, TrackClosed(track)))

    def _put(self, item: _Item) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._drop_oldest()
        self._waiting.append(item)
        self._something.set()

    def _drop_oldest(self) -> None:
        """Drop the oldest packet; openings and closings are kept, there are few of them."""
        for position, item in enumerate(self._waiting):
            if isinstance(item.message, OpusPacket):
                del self._waiting[position]
                self.dropped += 1
                return
        self._waiting.popleft()

    async def run(self) -> None:
        """Connect, hand over, connect again; ends only by being cancelled."""
        pause = _FIRST_PAUSE
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._socket)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            log.info("audio_tap_connected")
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._hand_over(writer))
                    tasks.create_task(_until_gone(reader))
            except* OSError:
                log.info("audio_tap_lost", dropped=self.dropped)
            finally:
                self.connected = False
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _hand_over(self, writer: asyncio.StreamWriter) -> None:
        self._begin()
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                item = self._waiting.popleft()
                writer.write(frames.pack(codec.to_json(item.message), item.payload))
                if not self._waiting or writer.transport.get_write_buffer_size() > 1 << 16:
                    await writer.drain()

    def _begin(self) -> None:
        """Tell a listener that knows nothing yet which tracks are open, then what waited."""
        packets = [item for item in self._waiting if isinstance(item.message, OpusPacket)]
        self._waiting = deque(_Item(number, opened) for number, opened in self._open.items())
        self._waiting.extend(packets)
        self._something.set()
        self.connected = True


async def _until_gone(reader: asyncio.StreamReader) -> None:
    """The other side never writes; when reading ends it is gone."""
    while await reader.read(1024):
        pass
    raise ConnectionResetError("the understanding worker closed the audio socket")
