"""Packets in any order become a gapless signal on the session's clock."""

import random

import numpy as np
import pytest

from binome.speech.clock import RATE
from binome.speech.opus import OpusDecoder
from binome.speech.track import Track
from tests.helpers.speech import opus_packets, tone

ORIGIN = 1000.0
START = 0xFFFFF000
"""First RTP timestamp: wraps soon."""


@pytest.fixture(scope="module")
def second() -> list[bytes]:
    return opus_packets(tone(1.2))[:50]


def send(track: Track, number: int, body: bytes, arrived: float, *, quiet: bool = False):
    stamp = (START + number * 960) & 0xFFFFFFFF
    return track.take((65_530 + number) & 0xFFFF, stamp, ORIGIN + arrived, body, quiet=quiet)


def in_order(packets: list[bytes]) -> np.ndarray:
    decoder = OpusDecoder()
    return np.concatenate([decoder.decode(packet) for packet in packets])


def test_the_first_packet_lies_where_it_arrived(second) -> None:
    track = Track(ORIGIN)
    pcm = send(track, 0, second[0], 3.0)
    assert len(pcm) == 320
    assert track.position == 3 * RATE + 320


def test_any_order_within_the_patience_gives_the_same_signal(second) -> None:
    chance = random.Random(5)
    arrivals = [(n * 0.02 + chance.uniform(0, 0.09), n) for n in range(50)]
    arrivals[0] = (0.0, 0)
    track, parts = Track(ORIGIN), []
    for arrived, number in sorted(arrivals):
        parts.append(send(track, number, second[number], 3 + arrived))
    parts.append(track.idle(ORIGIN + 3 + 1.3))
    assert np.array_equal(np.concatenate(parts), in_order(second))
    assert track.counters.lost == 0


def test_a_lost_packet_is_rebuilt_and_the_signal_keeps_its_length(second) -> None:
    track, parts = Track(ORIGIN), []
    for number in range(50):
        if number != 20:
            parts.append(send(track, number, second[number], 3 + number * 0.02))
    parts.append(track.idle(ORIGIN + 4.2))
    assert sum(map(len, parts)) == 50 * 320
    assert (track.counters.lost, track.counters.rebuilt) == (1, 1)
    [(since, until)] = track.mended.taken()
    assert (since, until) == (3 * RATE + 20 * 320, 3 * RATE + 21 * 320)


def test_a_long_hole_is_silence(second) -> None:
    track, parts = Track(ORIGIN), []
    for number in [*range(10), *range(35, 50)]:
        parts.append(send(track, number, second[number], 3 + number * 0.02))
    parts.append(track.idle(ORIGIN + 4.2))
    signal = np.concatenate(parts)
    assert len(signal) == 50 * 320
    assert np.abs(signal[12 * 320 : 34 * 320]).max() == 0


def test_a_muted_sender_whose_clock_stops_leaves_silence_as_long_as_the_mute(second) -> None:
    track, parts = Track(ORIGIN), []
    for number in range(50):
        mute = 5.0 if number >= 25 else 0.0
        parts.append(send(track, number, second[number], 3 + number * 0.02 + mute))
    parts.append(track.idle(ORIGIN + 9.2))
    assert track.counters.moves == 1
    assert abs(sum(map(len, parts)) / RATE - 6.0) < 0.03


def test_a_network_that_stalls_loses_nothing(second) -> None:
    track, parts = Track(ORIGIN), []
    for number in range(50):
        late = max(0.0, 1.1 - number * 0.02) if number >= 25 else 0.0
        parts.append(send(track, number, second[number], 3 + number * 0.02 + late))
    parts.append(track.idle(ORIGIN + 4.3))
    assert np.array_equal(np.concatenate(parts), in_order(second))


def test_when_nothing_arrives_silence_follows_the_clock(second) -> None:
    track = Track(ORIGIN)
    send(track, 0, second[0], 3.0)
    assert len(track.idle(ORIGIN + 4)) == 0
    assert len(track.idle(ORIGIN + 5)) == round(1.75 * RATE) - 320


def test_a_sender_that_begins_again_with_other_numbers_is_heard(second) -> None:
    track = Track(ORIGIN)
    for number in range(10):
        send(track, number, second[number], 3 + number * 0.02)
    heard = 0
    for number in range(80):
        body = second[number % 50]
        heard += len(
            track.take(20_000 + number, number * 960, ORIGIN + 4 + number * 0.02, body, quiet=False)
        )
    assert heard > 20 * 320


def test_a_broken_packet_is_counted_and_survived(second) -> None:
    track = Track(ORIGIN)
    send(track, 0, b"", 3.0)
    send(track, 1, b"\xff" * 3, 3.02)
    assert len(send(track, 2, second[2], 3.04)) == 320
    track.close()
    track.close()


def test_a_clock_found_a_little_late_is_set_right_in_the_next_silence(second) -> None:
    """The first packets came 15 ms later than the network can do: two people must not drift."""
    hush = opus_packets(np.zeros(48_000, np.float32))[:40]
    track = Track(ORIGIN)
    for number in range(10):
        send(track, number, second[number], 3.015 + number * 0.02)
    for number, body in enumerate(hush, start=10):
        send(track, number, body, 3 + number * 0.02, quiet=True)
    assert track.position is not None
    assert abs(track.position - (4 * RATE)) <= Track.SLACK * RATE
