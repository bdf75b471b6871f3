"""Redundant audio: one lost packet costs nothing, on either leg, whatever the other can do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binome.relay import red
from binome.relay.rtp import Malformed
from binome.relay.source import Packet, Source
from binome.relay.subscription import Subscription
from tests.helpers import packets
from tests.relay.test_source import Sender
from tests.relay.test_subscription import Outlet

OPUS, RED = 111, 63


def doubled(seq: int, *bodies: bytes, ago: int = 960) -> bytes:
    """A redundant packet as Chromium sends them: older frames first."""
    *older, own = bodies
    heads = b"".join(
        (((0x80 | OPUS) << 24) | ((len(older) - n) * ago << 10) | len(body)).to_bytes(4, "big")
        for n, body in enumerate(older)
    )
    payload = heads + bytes((OPUS,)) + b"".join(older) + own
    return packets.rtp(seq, timestamp=seq * 960, payload_type=RED, payload=payload)


def microphone(sender: Sender | None = None) -> Source:
    source = Source("audio", sender or Sender(), nack=True, red_type=RED)
    source.bind(1000)
    return source


def heard_of(source: Source) -> list[Packet]:
    heard: list[Packet] = []
    source.listener = heard.append
    return heard


def test_a_lost_packet_is_taken_from_the_next_one_without_asking_again() -> None:
    sender = Sender()
    source = microphone(sender)
    heard = heard_of(source)
    source.receive(doubled(1, b"zero", b"one"), 0.0)
    source.receive(doubled(3, b"two", b"three"), 0.04)
    assert [(p.seq, p.timestamp, p.payload) for p in heard] == [
        (1, 960, b"one"),
        (2, 1920, b"two"),
        (3, 2880, b"three"),
    ]
    assert sender.asked == []


def test_what_was_taken_from_a_copy_still_counts_as_lost() -> None:
    source = microphone()
    for seq in (1, 3, 5):
        source.receive(doubled(seq, b"before", b"now"), 0.02 * seq)
    report = source.report(1.0)
    assert report is not None
    assert report.packets_lost == 2


def test_what_two_lost_packets_leave_open_is_asked_for() -> None:
    sender = Sender()
    source = microphone(sender)
    heard = heard_of(source)
    source.receive(doubled(1, b"", b"one"), 0.0)
    source.receive(doubled(4, b"three", b"four"), 0.06)
    assert [p.seq for p in heard] == [1, 3, 4]
    assert sender.asked == [[2]]
    source.receive(doubled(2, b"one", b"two"), 0.1)
    assert [p.payload for p in heard[3:]] == [b"two"]


def test_who_takes_redundant_audio_gets_it_from_whoever_sends_plainly() -> None:
    outlet = Outlet()
    source = Source("audio", Sender(), nack=True)
    source.bind(1000)
    slot = Subscription(
        outlet, "audio", "slot-0", payload_type=100, repair_type=None, send_time=None, red_type=99
    )
    slot.attach(source, 0.0)
    for seq in (1, 2, 5):
        source.receive(packets.rtp(seq, timestamp=seq * 960, payload=b"body%d" % seq), 0.0)
    assert outlet.fields("payload_type") == [100, 99, 100]
    assert red.unpack(outlet.sent[1][12:]) == [
        red.Block(100, 960, b"body1"),
        red.Block(100, 0, b"body2"),
    ]


def test_who_does_not_take_it_gets_plain_audio_also_what_was_restored() -> None:
    outlet, source = Outlet(), microphone()
    slot = Subscription(
        outlet, "audio", "slot-0", payload_type=100, repair_type=None, send_time=None
    )
    slot.attach(source, 0.0)
    source.receive(doubled(1, b"one"), 0.0)
    source.receive(doubled(3, b"two", b"three"), 0.0)
    assert outlet.fields("payload_type") == [100, 100, 100]
    assert [packet[12:] for packet in outlet.sent] == [b"one", b"two", b"three"]


def test_a_frame_that_does_not_fit_is_not_packed() -> None:
    assert red.pack(OPUS, bytes(1024), 960, b"now") is None
    assert red.pack(OPUS, b"before", 20_000, b"now") is None
    assert red.pack(OPUS, b"", 960, b"now") is None


@given(st.binary(max_size=60))
def test_any_bytes_are_frames_or_malformed(payload: bytes) -> None:
    try:
        blocks = red.unpack(payload)
    except Malformed:
        return
    assert blocks[-1].offset == 0
    assert sum(len(block.body) for block in blocks) < len(payload)


@given(st.binary(min_size=1, max_size=400), st.binary(max_size=400), st.integers(1, 16383))
def test_what_is_packed_is_unpacked(before: bytes, body: bytes, offset: int) -> None:
    payload = red.pack(OPUS, before, offset, body)
    assert payload is not None
    assert red.unpack(payload) == [red.Block(OPUS, offset, before), red.Block(OPUS, 0, body)]


def test_a_packet_that_is_no_redundant_audio_is_refused_alone() -> None:
    source = microphone()
    heard = heard_of(source)
    with pytest.raises(Malformed):
        source.receive(packets.rtp(1, payload_type=RED, payload=b"\xff\xff"), 0.0)
    source.receive(doubled(2, b"two"), 0.0)
    assert [p.payload for p in heard] == [b"two"]
