"""The media worker: rooms on one UDP port, driven over a Unix socket by the gateway.

`serve` runs it until it is cancelled. Gateways come and go (one at a time, usually); rooms stay.
Answers go to the gateway that asked, states and slots to all. A gateway that does not read is
hung up on instead of being queued for.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import structlog
from aiortc.rtcdtlstransport import RTCCertificate

from binome.errors import BadInput
from binome.relay.connection import Connection
from binome.relay.mux import UdpMux
from binome.relay.room import Room
from binome.relay.rtcp import beat
from binome.relay.sdp import Offer
from binome.relay.tap import AudioTap
from binome.relay.tcp import TcpDoor
from binome.wire import codec, frames
from binome.wire.media import (
    Answer,
    CloseRoom,
    FromMedia,
    Join,
    Leave,
    Listen,
    OpenRoom,
    Rejected,
    ToMedia,
)

log = structlog.get_logger(__name__)

_ATTEMPTS = 10
"""Ports tried when any will do."""
_MOST_UNREAD = 1 << 20
"""Bytes a gateway may leave unread."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker listens and what it says of itself."""

    control: Path
    """Unix socket for the gateway."""
    audio: Path
    """Unix socket of the understanding worker."""
    host: str
    port: int
    addresses: tuple[str, ...]
    """IP addresses put into answers, the preferred one first."""


@dataclass(slots=True)
class Relay:
    """The rooms of one worker."""

    mux: UdpMux
    tap: AudioTap
    tasks: asyncio.TaskGroup
    addresses: tuple[str, ...]
    tcp: bool = False
    """Whether the UDP port's number also takes TCP connections."""
    certificate: RTCCertificate = field(default_factory=RTCCertificate.generateCertificate)
    gateways: list[asyncio.StreamWriter] = field(default_factory=list)
    rooms: dict[str, Room] = field(default_factory=dict)

    def connections(self) -> Iterable[Connection]:
        """All live connections."""
        return [c for room in self.rooms.values() for c in room.connections()]

    def watch(self, now: float) -> None:
        """Let every room notice who went silent."""
        for room in self.rooms.values():
            room.watch(now)

    def govern(self, now: float) -> None:
        """Let every room fit what is sent to what can be received."""
        for room in self.rooms.values():
            room.govern(now)

    def figures(self, late: float) -> None:
        """Log how much went through, and how late the loop was at worst (seconds)."""
        people = len(list(self.connections()))
        if people:
            log.info(
                "relay_figures",
                people=people,
                loop_late=round(late, 3),
                audio_dropped=self.tap.dropped,
                **asdict(self.mux.traffic),
            )

    def take(self, message: object, gateway: asyncio.StreamWriter) -> None:
        """Do what a gateway asks."""
        match message:
            case OpenRoom():
                self._open(message)
            case Join():
                self._join(message, gateway)
            case Leave(room=name, participant=participant):
                if (room := self.rooms.get(name)) is not None:
                    room.leave(participant)
            case Listen(room=name, participant=participant, on=on):
                if (room := self.rooms.get(name)) is not None:
                    room.listen(participant, on=on)
            case CloseRoom(room=name):
                if (room := self.rooms.pop(name, None)) is not None:
                    room.close()

    def _open(self, message: OpenRoom) -> None:
        room = self.rooms.get(message.room)
        if room is None:
            self.rooms[message.room] = Room(
                message.room,
                message.origin,
                message.size,
                connect=self._connect,
                answer=self._answer,
                tap=self.tap,
                tasks=self.tasks,
                tell=self.tell,
                clock=time.monotonic,
            )
        else:
            room.announce_all()

    def _connect(self, offer: Offer, *, publishes: bool) -> Connection:
        return Connection(self.mux, offer, self.certificate, publishes=publishes)

    def _answer(self, connection: Connection) -> str:
        first = self.certificate.getFingerprints()[0]
        fingerprint = f"{first.algorithm} {first.value}"
        return connection.answer(fingerprint, self.addresses, self.mux.port, self.tcp)

    def _join(self, message: Join, gateway: asyncio.StreamWriter) -> None:
        room = self.rooms.get(message.room)
        if room is None:
            reason = f"the room {message.room} is not open"
            send(gateway, Rejected(message.request, reason))
            return
        try:
            sdp = room.join(message.participant, message.sdp, publishes=message.publishes)
        except BadInput as problem:
            send(gateway, Rejected(message.request, str(problem)))
            return
        except Exception:
            # One browser's odd offer must not end everybody's call.
            log.exception("join_failed", room=message.room)
            send(gateway, Rejected(message.request, "the relay could not make this connection"))
            return
        send(gateway, Answer(message.request, sdp))
        room.announce()

    def tell(self, message: FromMedia) -> None:
        """Tell every gateway."""
        for gateway in list(self.gateways):
            send(gateway, message)

    def close(self) -> None:
        """End all rooms."""
        for room in self.rooms.values():
            room.close()
        self.rooms.clear()

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one gateway until it hangs up or talks nonsense."""
        self.gateways.append(writer)
        try:
            while True:
                header, _payload = await frames.read(reader)
                try:
                    self.take(codec.from_json(ToMedia, header), writer)
                except BadInput as problem:
                    log.warning("gateway_message_refused", problem=str(problem))
        except BadInput as problem:
            log.warning("gateway_hung_up_on", problem=str(problem))
        except (asyncio.IncompleteReadError, OSError):
            log.info("gateway_left")
        finally:
            self.gateways.remove(writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def send(gateway: asyncio.StreamWriter, message: FromMedia) -> None:
    """Send to one gateway; hang up on one that has stopped reading."""
    if gateway.transport.get_write_buffer_size() > _MOST_UNREAD:
        gateway.transport.abort()
        return
    gateway.write(frames.pack(codec.to_json(message)))


async def serve(place: Place, ready: asyncio.Event | None = None) -> None:
    """Run a media worker until cancelled; sockets are gone afterwards.

    Raises `OSError` when the UDP port is taken; a taken TCP port only costs the way around
    networks without UDP.
    """
    mux, door, tcp = await _bind(place)
    try:
        async with asyncio.TaskGroup() as tasks:
            relay = Relay(mux, AudioTap(place.audio), tasks, place.addresses, tcp)
            try:
                await _run(place, relay, tasks, ready)
            finally:
                relay.close()
    finally:
        door.close()
        mux.close()
        place.control.unlink(missing_ok=True)


async def _bind(place: Place) -> tuple[UdpMux, TcpDoor, bool]:
    """Return both doors on one number, and whether the TCP one is open."""
    for attempt in range(_ATTEMPTS):
        mux = UdpMux(place.host, place.port)
        door = TcpDoor(mux)
        try:
            await door.open(place.host)
        except OSError as problem:
            if place.port == 0 and attempt < _ATTEMPTS - 1:
                mux.close()  # any port will do, so look for one that is free for both
                continue
            log.warning("no_tcp_fallback", port=mux.port, problem=str(problem))
            return mux, door, False
        return mux, door, True
    raise AssertionError("the last attempt returns")


async def _run(
    place: Place, relay: Relay, tasks: asyncio.TaskGroup, ready: asyncio.Event | None
) -> None:
    def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.create_task(relay.attend(reader, writer))

    relay.mux.start(asyncio.get_running_loop())
    tasks.create_task(relay.tap.run())
    tasks.create_task(beat(relay.connections, relay.watch, relay.govern, relay.figures))
    place.control.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.control.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(attend, place.control)
    place.control.chmod(0o600)
    log.info("media_worker_ready", port=relay.mux.port, addresses=list(place.addresses))
    if ready is not None:
        ready.set()
    async with server:
        await server.serve_forever()
