"""What strangers can send us, each as a function of bytes that must never raise.

Replayed on a kept corpus with seeded mutations by `test_replay`, and searched for hours by

    python -m tests.fuzz.search NAME [atheris options, e.g. -max_total_time=60]
"""

import os
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from aiortc.rtcdtlstransport import RTCCertificate

from binome.errors import BadInput
from binome.relay import red
from binome.relay.answer import Local, write_answer
from binome.relay.connection import Connection
from binome.relay.ice import IceLiteAgent, Remote
from binome.relay.mux import UdpMux
from binome.relay.rtp import Malformed
from binome.relay.sdp import read_offer
from tests.helpers import packets

CORPUS = Path(__file__).with_name("corpus")
STRANGER = ("192.0.2.1", 9)
LOCAL = Local("ourufrag", "ourpassword", "sha-256 AB", ("192.0.2.9",), 40000)


class Unplugged(UdpMux):
    """A mux that sends nowhere and remembers to whom it would have sent."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 0)
        self.sent: list[Any] = []
        self.close()

    def send(self, data: bytes, address: Any) -> None:
        self.sent.append(address)

    def send_protected(self, session: Any, head: bytes, body: bytes, address: Any) -> bool:
        self.sent.append(address)
        return True


class Plain:
    """Encryption that changes nothing: every packet is authentic."""

    def unprotect(self, data: bytes) -> bytes:
        return data

    unprotect_rtcp = protect = protect_rtcp = unprotect


@cache
def person() -> Connection:
    """A connection of somebody who is fully authentic and may send anything."""
    offer = read_offer(packets.offer(), [1])
    made = Connection(Unplugged(), offer, RTCCertificate.generateCertificate(), publishes=True)
    made.transport._inbound = made.transport._outbound = Plain()  # type: ignore[assignment]
    return made


@cache
def door() -> Unplugged:
    """A mux with an agent behind it."""
    mux = Unplugged()
    IceLiteAgent(mux, Remote("theirs", "their-password"), lambda data, now: False)
    return mux


def stun(data: bytes) -> None:
    """A datagram from somebody we have never seen: nothing may be sent back."""
    door().receive(data, STRANGER, 0.0)
    assert door().sent == []


def rtp(data: bytes) -> None:
    """An authentic RTP packet of any content."""
    if data:
        person().transport._deliver(bytes((128 | data[0] & 0x3F,)) + data[1:], 0.0)


def rtcp(data: bytes) -> None:
    """An authentic RTCP packet of any content."""
    if len(data) > 1:
        kind = 192 + data[1] % 32
        person().transport._deliver(bytes((128 | data[0] & 0x3F, kind)) + data[2:], 0.0)


def redundant(data: bytes) -> None:
    """A payload of redundant audio."""
    try:
        red.unpack(data)
    except Malformed:
        return


def sdp(data: bytes) -> None:
    """An offer."""
    try:
        offer = read_offer(data.decode("utf-8", "replace"), [1])
    except BadInput:
        return
    person_answer = [slot.announced for slot in person().slots[0].values()]
    write_answer(offer, LOCAL, person_answer, publishes=True)


def candidate(data: bytes) -> None:
    """A candidate line in an otherwise good offer; its address is never used."""
    line = data.decode("utf-8", "replace").replace("\r", " ").replace("\n", " ")
    at = packets.offer().index("a=mid:1")
    sdp((packets.offer()[:at] + f"a=candidate:{line}\r\n" + packets.offer()[at:]).encode())


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (stun, rtp, rtcp, redundant, sdp, candidate)
}


def kept(name: str) -> list[bytes]:
    """The target's corpus, in a fixed order."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def mutations(seeds: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """The seeds, then `count` damaged copies of them, the same for the same `seed`."""
    yield from seeds
    chance = random.Random(seed)
    for _ in range(count):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(4):
                case 0:
                    data[at : at + 1] = bytes((chance.randrange(256),))
                case 1:
                    del data[at : at + chance.randint(1, 16)]
                case 2:
                    data[at:at] = chance.choice((b"\x00", b"\xff", b"\xff\xff\xff\xff", data[:24]))
                case _:
                    data[at : at + 2] = chance.choice((0, 1, 0x7FFF, 0xFFFF)).to_bytes(2, "big")
        yield bytes(data[:4096])


def main_folder(name: str) -> str:
    """The corpus folder of a target, for the searcher."""
    return os.fspath(CORPUS / name)
