"""How a media path stands by the clock, and what the room does about it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiortc.rtcdtlstransport import RTCCertificate

from binome.relay.connection import Connection
from binome.relay.mux import UdpMux
from binome.relay.room import Room, standing
from binome.relay.sdp import Offer
from binome.relay.tap import AudioTap
from binome.wire.media import PeerState, SlotsChanged
from tests.helpers import packets


@pytest.mark.parametrize(
    ("connected", "heard", "now", "state"),
    [
        (False, None, 1.0, "connecting"),
        (False, None, 29.0, "connecting"),
        (False, None, 30.0, "gone"),
        (False, 29.5, 30.0, "gone"),
        (True, 9.0, 10.0, "connected"),
        (True, 9.0, 11.9, "connected"),
        (True, 9.0, 12.0, "stalled"),
        (True, 9.0, 38.9, "stalled"),
        (True, 9.0, 39.0, "gone"),
    ],
)
def test_a_person_stalls_after_three_seconds_and_is_gone_after_thirty(
    connected: bool, heard: float | None, now: float, state: str
) -> None:
    assert standing(connected=connected, joined=0.0, heard=heard, now=now) == state


@pytest.mark.anyio
async def test_who_never_connects_is_gone_and_frees_the_slot() -> None:
    told: list[Any] = []
    now = 100.0
    mux = UdpMux("127.0.0.1", 0)
    certificate = RTCCertificate.generateCertificate()

    def connect(offer: Offer, *, publishes: bool) -> Connection:
        return Connection(mux, offer, certificate, publishes=publishes)

    async with asyncio.TaskGroup() as tasks:
        room = Room(
            "r",
            0.0,
            2,
            connect=connect,
            answer=lambda connection: "answer",
            tap=AudioTap(Path("nowhere")),
            tasks=tasks,
            tell=told.append,
            clock=lambda: now,
        )
        room.join("mentor", packets.offer(), publishes=True)
        room.announce()
        now = 120.0
        room.join("mentee", packets.offer(), publishes=True)
        room.announce()
        assert told[-2:] == [
            SlotsChanged("r", "mentor", ("mentee",)),
            SlotsChanged("r", "mentee", ("mentor",)),
        ]
        told.clear()
        room.watch(129.9)
        assert told == []
        room.watch(130.0)
        assert told == [
            PeerState("r", "mentor", "gone"),
            SlotsChanged("r", "mentee", (None,)),
        ]
        room.close()
        room.close()
        assert list(room.connections()) == []
    mux.close()
