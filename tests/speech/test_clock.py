"""RTP timestamps to the session's clock."""

from hypothesis import given
from hypothesis import strategies as st

from binome.speech.clock import RTP_RATE, ClockMap, ExtendedTimestamp

PACKET = 960


def test_timestamps_wrap_without_a_jump() -> None:
    unrolled = ExtendedTimestamp()
    first = unrolled.extend(0xFFFFFF00)
    assert unrolled.extend((0xFFFFFF00 + PACKET) & 0xFFFFFFFF) == first + PACKET
    assert unrolled.extend(0xFFFFFF00) == first


@given(st.lists(st.floats(0, 0.25), min_size=20, max_size=200), st.integers(0, 2**32 - 1))
def test_the_least_delayed_packet_tells_the_offset(delays, first) -> None:
    clock, unrolled = ClockMap(), ExtendedTimestamp()
    base = unrolled.extend(first)
    for index, delay in enumerate(delays):
        sent = index * 0.02
        stamp = unrolled.extend((first + index * PACKET) & 0xFFFFFFFF)
        clock.observe(stamp, 100 + sent + delay, contiguous=True)
    true = 100 - base / RTP_RATE
    assert abs(clock.offset - true - min(delays[-490:])) < 1e-6


def test_a_stalled_network_that_catches_up_does_not_move_the_clock() -> None:
    clock = ClockMap()
    for index in range(50):
        clock.observe(index * PACKET, index * 0.02, contiguous=True)
    before = clock.offset
    verdicts = [
        clock.observe(index * PACKET, 1.6 + (index - 50) * 0.001, contiguous=True)
        for index in range(50, 82)
    ]
    assert verdicts[0] == "doubt"
    assert verdicts[-1] == "steady"
    assert clock.offset == before


def test_a_sender_who_stopped_its_clock_is_anchored_anew() -> None:
    clock = ClockMap()
    for index in range(50):
        clock.observe(index * PACKET, index * 0.02, contiguous=True)
    verdicts = [
        clock.observe(index * PACKET, 5 + index * 0.02, contiguous=True) for index in range(50, 70)
    ]
    assert "moved" in verdicts
    assert abs(clock.offset - 5) < 0.01
    assert verdicts[-1] == "steady"
