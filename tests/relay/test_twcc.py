"""Transport-wide feedback, read back by a small decoder of the draft's text."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binome.relay.twcc import Arrivals


def decoded(packet: bytes) -> dict[int, float | None]:
    """Return sequence number → arrival in seconds (None: not received)."""
    assert packet[:2] == bytes((0x80 | 15, 205))
    assert len(packet) == 4 * (int.from_bytes(packet[2:4], "big") + 1)
    base, count, reference = struct.unpack_from("!HHI", packet, 12)
    at, symbols = 20, []
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        at += 2
        if chunk & 0x8000:
            assert chunk & 0x4000, "two-bit vectors only"
            symbols += [(chunk >> shift) & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [(chunk >> 13) & 3] * (chunk & 0x1FFF)
    clock = (reference >> 8) * 0.064
    found: dict[int, float | None] = {}
    for offset, symbol in enumerate(symbols[:count]):
        seq = (base + offset) & 0xFFFF
        if symbol == 0:
            found[seq] = None
            continue
        (delta,) = struct.unpack_from("!B" if symbol == 1 else "!h", packet, at)
        at += symbol
        clock += delta * 0.00025
        found[seq] = clock
    return found


def told(arrivals: Arrivals) -> dict[int, float | None]:
    packet = arrivals.feedback(1, 2)
    assert packet is not None
    return decoded(packet)


def test_nothing_came_and_nothing_is_said() -> None:
    assert Arrivals().feedback(1, 2) is None


def test_arrivals_are_told_to_a_quarter_of_a_millisecond() -> None:
    arrivals = Arrivals()
    times = {100: 12.0, 101: 12.0301, 102: 12.031, 104: 12.5, 103: 12.6}
    for seq, at in times.items():
        arrivals.note(seq, at)
    for seq, at in told(arrivals).items():
        assert at == pytest.approx(times[seq], abs=0.0006)


def test_what_was_lost_between_two_feedbacks_is_said_in_the_second() -> None:
    arrivals = Arrivals()
    arrivals.note(65533, 1.0)
    told(arrivals)
    arrivals.note(1, 1.1)
    second = told(arrivals)
    assert list(second) == [65534, 65535, 0, 1]
    assert [at is None for at in second.values()] == [True, True, True, False]


def test_a_late_packet_is_told_too() -> None:
    arrivals = Arrivals()
    arrivals.note(10, 1.0)
    arrivals.note(12, 1.1)
    told(arrivals)
    arrivals.note(11, 1.2)
    assert told(arrivals)[11] == pytest.approx(1.2, abs=0.0006)


def test_feedback_messages_are_counted() -> None:
    arrivals = Arrivals()
    counts = []
    for seq in range(3):
        arrivals.note(seq, 1.0)
        packet = arrivals.feedback(1, 2)
        assert packet is not None
        counts.append(packet[19])
    assert counts == [0, 1, 2]


@given(
    st.lists(st.tuples(st.integers(0, 0xFFFF), st.floats(0, 1000)), min_size=1, max_size=60).map(
        dict
    )
)
def test_any_arrivals_make_a_message_that_can_be_read(came: dict[int, float]) -> None:
    arrivals = Arrivals()
    for seq, at in came.items():
        arrivals.note(seq, at)
    packet = arrivals.feedback(1, 2)
    assert packet is None or decoded(packet)
