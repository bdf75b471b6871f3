"""Reading and rewriting packets as bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binome.relay import rtp
from tests.helpers import packets


def test_the_payload_lies_between_extensions_and_padding() -> None:
    packet = packets.rtp(7, payload=b"words", extensions=[(4, b"0")], padding=3)
    start = rtp.payload_start(packet)
    assert packet[start : rtp.payload_end(packet, start)] == b"words"


def test_an_extension_is_found_by_its_number() -> None:
    packet = packets.rtp(7, extensions=[(1, b"\x85"), (3, b"\x01\x02"), (4, b"mid0")])
    assert rtp.extension(packet, 3) == b"\x01\x02"
    assert rtp.extension(packet, 4) == b"mid0"
    assert rtp.extension(packet, 9) is None
    assert rtp.extension(packets.rtp(7), 3) is None


@given(st.binary(max_size=80), st.integers(1, 14))
def test_no_bytes_at_all_raise_anything_but_malformed(data: bytes, wanted: int) -> None:
    try:
        start = rtp.payload_start(data)
        rtp.payload_end(data, start)
    except rtp.Malformed:
        return
    rtp.starts_vp8_keyframe(data, start)
    value = rtp.extension(data, wanted)
    assert value is None or len(value) <= 16


@pytest.mark.parametrize(
    ("payload", "is_keyframe"),
    [
        (packets.KEYFRAME, True),
        (packets.DELTA, False),
        (b"\x90\x80\x81\x02\x00", True),  # with a picture number of fifteen bits
        (b"\x90\xe0\x01\x05\x40\x00", True),  # with picture number, layer and key index
        (b"\x00\x00", False),  # not the start of a partition
        (b"\x11\x00", False),  # a later partition
        (b"\x90", False),
        (b"", False),
    ],
)
def test_keyframes_are_told_from_other_frames(payload: bytes, is_keyframe: bool) -> None:
    assert rtp.starts_vp8_keyframe(payload, 0) is is_keyframe


def test_a_timed_header_is_a_plain_one_with_the_send_time_as_its_extension() -> None:
    plain = rtp.header(96, 0x80, 70000, 5, 9, 0x20)
    timed = rtp.timed_header(96, 0x80, 70000, 5, 9, 0x20, 2, 1.5)
    assert timed[1:12] == plain[1:]
    assert timed[0] == plain[0] | 0x10
    assert rtp.payload_start(timed) == len(timed)
    assert rtp.extension(timed, 2) == int(1.5 * (1 << 18)).to_bytes(3, "big")


@given(st.lists(st.integers(-300, 300), min_size=1, max_size=50), st.integers(0, 0xFFFF))
def test_wrapping_numbers_grow_as_the_true_ones_do(steps: list[int], first: int) -> None:
    true = [first + (1 << 16)]
    for step in steps:
        true.append(max(true) + step)
    unwrapped = rtp.Unwrapped(16)
    assert [unwrapped.of(number & 0xFFFF) for number in true] == true
