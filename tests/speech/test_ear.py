"""A track between the media worker and its listener."""

import numpy as np
import pytest

from binome.speech.clock import RATE
from binome.speech.ear import WAITING, Ear
from binome.speech.listener import Listener
from binome.wire.audio import OpusPacket, TrackOpened
from tests.helpers.speech import ScriptedVoice, opus_packets, tone

ORIGIN = 1000.0


@pytest.fixture(scope="module")
def packets() -> list[bytes]:
    return opus_packets(tone(1.2))[:50]


class Table:
    """Finds the one listener once somebody follows."""

    def __init__(self) -> None:
        self.listener: Listener | None = None
        self.follows = True

    def find(self, session: str, participant: str, at: int) -> Listener | None:
        if self.listener is None and self.follows:
            self.listener = Listener((session, participant), "fr", at, voice=ScriptedVoice([]))
        return self.listener if self.follows else None


def opened(track: int = 1) -> TrackOpened:
    return TrackOpened("call", "mentor", track, ORIGIN)


def send(ear: Ear, packets: list[bytes], at: float, first: int = 0) -> None:
    for number, body in enumerate(packets):
        arrived = ORIGIN + at + number * 0.02
        ear.packet(OpusPacket(1, first + number, number * 960, arrived), body)


def loud(listener: Listener, since: float, until: float) -> float:
    pcm = listener.ring.read(round(since * RATE), round(until * RATE))
    return float(np.abs(pcm).max())


def test_audio_lies_where_it_was_said(packets) -> None:
    table = Table()
    send(Ear(opened(), table.find), packets, 3.0)
    assert table.listener is not None
    assert table.listener.ring.end == 4 * RATE
    assert loud(table.listener, 3.1, 3.9) > 0.1


def test_packets_wait_for_the_session_to_be_followed_and_the_wait_is_bounded(packets) -> None:
    table = Table()
    table.follows = False
    ear = Ear(opened(), table.find)
    for second in range(12):
        send(ear, packets, float(second), first=second * 50)
    table.follows = True
    ear.packet(OpusPacket(1, 600, 600 * 960, ORIGIN + 12), packets[0])
    assert table.listener is not None
    assert table.listener.ring.end - table.listener.ring.start <= (WAITING + 1) * 320


def test_after_a_long_pause_the_listener_jumps_and_hears_on_in_the_right_place(packets) -> None:
    table = Table()
    first = Ear(opened(), table.find)
    send(first, packets, 3.0)
    first.close(ORIGIN + 4)
    first.close(ORIGIN + 4)
    send(Ear(opened(2), table.find), packets, 600.0, first=9000)
    assert table.listener is not None
    assert table.listener.ring.start == 600 * RATE
    assert table.listener.ring.end == 601 * RATE
    assert loud(table.listener, 600.1, 600.9) > 0.1


def test_a_quick_rejoin_goes_on_without_a_jump(packets) -> None:
    table = Table()
    first = Ear(opened(), table.find)
    send(first, packets, 3.0)
    first.close(ORIGIN + 4)
    send(Ear(opened(2), table.find), packets, 4.5, first=9000)
    assert table.listener is not None
    assert table.listener.ring.start == 3 * RATE
    assert table.listener.ring.end == round(5.5 * RATE)
    assert loud(table.listener, 4.05, 4.45) == 0
    assert loud(table.listener, 4.6, 5.4) > 0.1


def test_the_listener_knows_which_audio_was_invented_for_lost_packets(packets) -> None:
    table = Table()
    ear = Ear(opened(), table.find)
    send(ear, packets[:20], 3.0)
    for number in range(22, 50):
        arrived = ORIGIN + 3 + number * 0.02
        ear.packet(OpusPacket(1, number, number * 960, arrived), packets[number])
    ear.idle(ORIGIN + 4.2)
    assert table.listener is not None
    assert table.listener.mended.share(3.40, 3.44) == 1.0
    assert table.listener.mended.share(3.42, 3.46) == 0.5
    assert table.listener.mended.share(3.5, 3.9) == 0.0
