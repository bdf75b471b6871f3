"""A person who is allowed in and means harm: thousands of broken packets, hundreds of addresses."""

import asyncio
import contextlib
import socket

import pylibsrtp
import pytest

from binome.rehearsal.peer import Voice
from tests.fuzz.targets import kept, mutations
from tests.helpers import packets, relay
from tests.helpers.caller import LightCaller
from tests.relay.test_call import speaking

pytestmark = pytest.mark.anyio

MALFORMED = 10_000
MICROPHONE, CAMERA = (ssrc.to_bytes(4, "big") for ssrc in (1000, 1001))
"""Streams of the offer in `tests.helpers.packets`."""


def off_the_microphone(packet: bytes) -> bytes:
    """The packet, in the camera's name: its numbers must not upset our own encryption of audio."""
    return packet[:8] + CAMERA + packet[12:] if packet[8:12] == MICROPHONE else packet


async def test_ten_thousand_malformed_protected_packets_leave_the_call_as_it_was() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        villain, other = LightCaller(1), LightCaller(1)
        for who, caller in (("mentor", villain), ("mentee", other)):
            await caller.connect(await house.gateway.join("r", who, caller.offer))
        sent = 0
        for rtp, rtcp in zip(
            mutations(kept("rtp"), 4 * MALFORMED, seed=2),
            mutations(kept("rtcp"), 4 * MALFORMED, seed=3),
            strict=False,
        ):
            for data in (rtp, rtcp):
                with contextlib.suppress(pylibsrtp.Error, ValueError):  # it encrypts none twice
                    villain.send_raw(data if data is rtcp else off_the_microphone(data))
                    sent += 1
            if sent >= MALFORMED:
                break
            if sent % 50 < 2:
                await asyncio.sleep(0)  # let the relay read
        assert sent >= MALFORMED
        so_far = other.came
        async with asyncio.timeout(relay.PATIENCE):
            while other.came < so_far + 20:
                villain.speak()
                await asyncio.sleep(0.01)
        for who in ("mentor", "mentee"):
            assert "gone" not in house.gateway.states(who)
        await villain.close()
        await other.close()


async def test_five_hundred_candidates_of_an_offer_are_sent_nothing() -> None:
    with contextlib.ExitStack() as traps:
        ports = []
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM) * 10:
            trap = traps.enter_context(socket.socket(socket.AF_INET, kind))
            trap.bind(("127.0.0.1", 0))
            trap.setblocking(False)
            if kind == socket.SOCK_STREAM:
                trap.listen()
            ports.append((trap, trap.getsockname()[1]))
        lines = "".join(
            f"a=candidate:{n} 1 {'udp' if trap.type == socket.SOCK_DGRAM else 'tcp'} "
            f"1 127.0.0.1 {port} typ host\r\n"
            for n in range(25)
            for trap, port in ports
        )
        offer = packets.offer()
        at = offer.index("a=mid:0\r\n")
        hostile = offer[:at] + lines + offer[at:]
        assert hostile.count("a=candidate:") > 500
        async with relay.house() as house:
            house.gateway.open("r")
            mentee = await house.enter("r", "mentee", voice=Voice())
            await house.gateway.join("r", "mentor", hostile)
            heard = mentee.received[0]["audio"]
            # As long as it takes to connect another person the right way and to hear her.
            await house.enter("r", "mentor", voice=speaking())
            async with asyncio.timeout(relay.PATIENCE):
                await mentee.until(lambda: heard.loudest > 0.1)
        for trap, _ in ports:
            with pytest.raises(BlockingIOError):
                _ = trap.recv(2048) if trap.type == socket.SOCK_DGRAM else trap.accept()
