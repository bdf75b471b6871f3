"""What strangers and broken browsers send costs a packet, never a call."""

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Callable

import pylibsrtp
import pytest

from binome.rehearsal.peer import Voice
from tests.helpers import relay
from tests.relay.test_call import speaking

pytestmark = pytest.mark.anyio

CLEAR_ALERT = bytes.fromhex("15fefd00000000000000000002" + "0228")
"""A fatal DTLS alert in clear text, which anybody can write."""

HEAD = struct.Struct("!BBHII")


def broken_packets(ssrc: int) -> list[bytes]:
    """RTP and RTCP that claim what they do not hold."""
    rtp = HEAD.pack(0x90, 96, 1, 1, ssrc)
    return [
        rtp,  # an extension without its length
        rtp + b"\xbe\xde\x00\x09" + b"\x21",  # longer than the packet
        rtp + b"\xbe\xde\x00\x01" + b"\x21\x00\x00\x00" + b"x",  # a two-byte audio level
        rtp + b"\xbe\xde\x00\x01" + b"\x1f\x00\x00\x00",  # a mid that runs over the end
        rtp + b"\x10\x00\x00\x01" + b"\x01\xff\x00\x00",  # two-byte headers, cut short
        HEAD.pack(0xBF, 96, 1, 1, ssrc) + b"\xff",  # fifteen sources and padding, of nothing
        HEAD.pack(0xA0, 96, 2, 1, ssrc) + b"\xff" * 3,  # more padding than packet
        struct.pack("!BBHI", 0x9F, 200, 1, ssrc),  # a sender report of 31 blocks, empty
        struct.pack("!BBHI", 0x81, 206, 1, ssrc),  # a keyframe request about nothing
        struct.pack("!BBHII", 0x8F, 206, 2, ssrc, 0),  # REMB without REMB
        struct.pack("!BBHIIHH", 0x8F, 205, 3, ssrc, 0, 0, 0),  # transport feedback
        struct.pack("!BBHI", 0x81, 203, 1, ssrc),  # goodbye
        b"\x80\xc8\xff\xff" + bytes(8),  # a report longer than the datagram
    ]


@pytest.fixture
def stranger() -> Callable[[int, bytes], None]:
    """Sends datagrams to the relay's port from a place nobody knows."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    yield lambda port, data: sock.sendto(data, ("127.0.0.1", port))
    sock.close()


async def test_a_broken_browser_ends_its_packets_but_not_its_call() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentor = await house.enter("r", "mentor", voice=speaking())
        mentee = await house.enter("r", "mentee", voice=Voice())
        heard = mentee.received[0]["audio"]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: heard.frames > 10)
            for packet in broken_packets(mentor.audio_ssrc):
                with contextlib.suppress(pylibsrtp.Error):  # it refuses to encrypt some
                    await mentor.send_raw(packet)
            so_far = heard.frames
            await mentee.until(lambda: heard.frames > so_far + 20)
        assert house.gateway.states("mentor") == ["connecting", "connected"]


async def test_alerts_and_rubbish_from_off_the_path_do_not_disturb_a_set_up(
    stranger: Callable[[int, bytes], None],
) -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentor = house.person(voice=Voice())
        port = 0

        async def offer(sdp: str) -> str:
            nonlocal port
            answer = await house.gateway.join("r", "mentor", sdp)
            port = int(answer.split("a=candidate:1 1 udp ")[1].split()[2])
            return answer

        async def flood() -> None:
            first = 0
            while True:
                if port:
                    stranger(port, CLEAR_ALERT)
                    stranger(port, bytes((first,)) + os.urandom(40))
                    first = (first + 1) % 256
                await asyncio.sleep(0)

        flooding = house.tasks.create_task(flood())
        await mentor.join(offer)
        flooding.cancel()


async def test_a_gateway_that_talks_nonsense_is_answered_by_hanging_up() -> None:
    async with relay.house() as house:
        _, bad = await asyncio.open_unix_connection(house.place.control)
        reader, worse = await asyncio.open_unix_connection(house.place.control)
        bad.write(b"\x00\x00\x00\x02\x00\x02{}")  # a frame, but no message of ours
        worse.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await reader.read() == b""
        house.gateway.open("r")
        await house.enter("r", "mentor", voice=Voice())
        bad.close()
        worse.close()
