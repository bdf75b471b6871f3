"""The way in for people whose network lets no UDP through."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from aioice import stun

from binome.relay import tcp
from binome.relay.ice import IceLiteAgent, Remote
from binome.relay.mux import UdpMux
from binome.relay.tcp import TcpDoor
from tests.helpers import packets
from tests.helpers.relay import PATIENCE, gateway, run_dir, settled, worker

pytestmark = pytest.mark.anyio


class Ward:
    """An agent behind an open door, and what it was delivered."""

    def __init__(self, mux: UdpMux) -> None:
        self.mux = mux
        self.delivered: list[bytes] = []
        self.agent = IceLiteAgent(mux, Remote("theirs", "their-password"), self._take)

    def _take(self, data: bytes, arrived: float) -> bool:
        self.delivered.append(data)
        return True

    def check(self) -> bytes:
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.agent.user_name}:theirs"
        request.add_message_integrity(self.agent.password.encode())
        return bytes(request)


@contextlib.asynccontextmanager
async def ward() -> AsyncIterator[Ward]:
    mux = UdpMux("127.0.0.1", 0)
    door = TcpDoor(mux)
    await door.open("127.0.0.1")
    try:
        async with asyncio.timeout(PATIENCE):
            yield Ward(mux)
    finally:
        door.close()
        door.close()
        mux.close()


def framed(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


async def read(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))


async def test_datagrams_pass_in_frames_however_they_are_cut() -> None:
    async with ward() as inside:
        reader, writer = await asyncio.open_connection("127.0.0.1", inside.mux.port)
        check = framed(inside.check())
        writer.write(check[:1])
        await writer.drain()
        writer.write(check[1:30])
        await writer.drain()
        writer.write(check[30:] + framed(b"\x80media") + framed(inside.check()))
        assert stun.parse_message(await read(reader)).message_class == stun.Class.RESPONSE
        await read(reader)
        assert inside.delivered == [b"\x80media"]
        inside.agent.send(b"back")
        assert await read(reader) == b"back"
        writer.close()


async def test_a_connection_that_proves_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "PROVE_WITHIN", 0.01)
    async with ward() as inside:
        reader, writer = await asyncio.open_connection("127.0.0.1", inside.mux.port)
        writer.write(framed(b"\x80media"))
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        assert inside.delivered == []
        writer.close()


async def test_a_frame_longer_than_any_of_ours_ends_the_connection() -> None:
    async with ward() as inside:
        reader, writer = await asyncio.open_connection("127.0.0.1", inside.mux.port)
        writer.write(b"\xff\xff" + b"GET / HTTP/1.1")
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()


async def test_when_the_connection_goes_its_path_goes() -> None:
    async with ward() as inside:
        reader, writer = await asyncio.open_connection("127.0.0.1", inside.mux.port)
        writer.write(framed(inside.check()))
        await read(reader)
        assert inside.agent.selected is not None
        writer.close()
        while inside.agent.selected is not None:
            await settled()
        inside.agent.send(b"nobody")


async def test_no_more_callers_than_the_door_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "MOST_CALLERS", 1)
    async with ward() as inside:
        first, one = await asyncio.open_connection("127.0.0.1", inside.mux.port)
        one.write(framed(inside.check()))
        await read(first)
        second, other = await asyncio.open_connection("127.0.0.1", inside.mux.port)
        with contextlib.suppress(ConnectionResetError):
            assert await second.read() == b""
        one.close()
        other.close()


async def test_a_taken_tcp_port_costs_the_tcp_way_only() -> None:
    async with ward() as inside, asyncio.TaskGroup() as tasks:
        with run_dir() as folder:
            # The ward's TCP door is on this number; its UDP socket makes room for the worker's.
            inside.mux.close()
            port = inside.mux.port
            async with worker(folder, tasks, port) as place, gateway(place, tasks) as made:
                made.open("r")
                answer = await made.join("r", "mentor", packets.offer())
                assert f" {port} typ host" in answer
                assert "tcptype" not in answer
