"""One outgoing stream: it never breaks off, whoever is in the slot."""

import pytest
from aiortc.rtp import RtcpPacket, RtcpReceiverInfo, RtcpSdesPacket, RtcpSrPacket

from binome.relay import rtp
from binome.relay.source import SenderClock, Source
from binome.relay.subscription import Subscription
from tests.helpers import packets
from tests.relay.test_source import Sender, feed


class Outlet:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send_rtp(self, head: bytes, body: bytes) -> None:
        self.sent.append(head + body)

    def fields(self, name: str) -> list[int]:
        return [packets.field(packet, name) for packet in self.sent]


def source(purpose: str = "camera", ssrc: int = 1000) -> Source:
    made = Source("audio" if purpose == "audio" else "camera", Sender(), nack=True)
    made.bind(ssrc)
    return made


def subscription(
    outlet: Outlet, purpose: str = "camera", *, send_time: int | None = None
) -> Subscription:
    video = purpose == "camera"
    return Subscription(
        outlet,
        "camera" if video else "audio",
        "slot-0",
        payload_type=100,
        repair_type=101 if video else None,
        send_time=send_time,
    )


def test_audio_is_forwarded_under_the_slots_own_numbers() -> None:
    outlet, mentor = Outlet(), source("audio")
    slot = subscription(outlet, "audio")
    slot.attach(mentor, 0.0)
    for number in (65534, 65535, 0, 1):
        feed(mentor, number, timestamp=number * 960, payload=b"opus", marker=number == 0)
    assert set(outlet.fields("ssrc")) == {slot.ssrc}
    assert set(outlet.fields("payload_type")) == {100}
    first = outlet.fields("seq")[0]
    assert outlet.fields("seq") == [(first + n) & 0xFFFF for n in range(4)]
    assert outlet.fields("marker") == [0, 0, 1, 0]
    assert all(packet.endswith(b"opus") for packet in outlet.sent)


def test_video_begins_with_a_keyframe() -> None:
    outlet, mentor = Outlet(), source()
    subscription(outlet).attach(mentor, 0.0)
    feed(mentor, 1, 2, payload=packets.DELTA)
    assert outlet.sent == []
    feed(mentor, 3, payload=packets.KEYFRAME)
    feed(mentor, 4, payload=packets.DELTA)
    feed(mentor, 0, payload=packets.DELTA)
    assert len(outlet.sent) == 2


def test_the_next_person_in_the_slot_goes_on_where_the_last_one_stopped() -> None:
    outlet, before, after = Outlet(), source("audio"), source("audio", 3000)
    slot = subscription(outlet, "audio")
    slot.attach(before, 0.0)
    feed(before, 10, 11, timestamp=5000, now=1.0)
    slot.attach(after, 2.0)
    feed(before, 12)
    feed(after, 40_000, timestamp=77, ssrc=3000, now=3.0)
    feed(after, 39_999, timestamp=76, ssrc=3000, now=3.0)
    seqs, timestamps = outlet.fields("seq"), outlet.fields("timestamp")
    assert len(seqs) == 3
    assert (seqs[2] - seqs[1]) & 0xFFFF == 1
    assert (timestamps[2] - timestamps[1]) & 0xFFFFFFFF == 2 * 48000 + 1
    slot.detach()
    slot.detach()
    assert after.subscribers == []


def test_a_stream_that_begins_anew_waits_for_its_keyframe() -> None:
    outlet, mentor = Outlet(), source()
    subscription(outlet).attach(mentor, 0.0)
    feed(mentor, 60_000, payload=packets.KEYFRAME)
    mentor.bind(5000)
    feed(mentor, 3, payload=packets.DELTA)
    feed(mentor, 4, payload=packets.KEYFRAME)
    seqs = outlet.fields("seq")
    assert (seqs[1] - seqs[0]) & 0xFFFF == 1


def test_the_send_time_is_written_for_the_browsers_estimate() -> None:
    outlet, mentor = Outlet(), source()
    subscription(outlet, send_time=2).attach(mentor, 0.0)
    feed(mentor, 1, payload=packets.KEYFRAME, now=1.0, extensions=[(9, b"private")])
    assert rtp.extension(outlet.sent[0], 2) == (1 << 18).to_bytes(3, "big")
    assert rtp.extension(outlet.sent[0], 9) is None
    assert outlet.sent[0].endswith(packets.KEYFRAME)


def test_what_the_browser_missed_is_sent_again_as_a_retransmission() -> None:
    outlet, mentor = Outlet(), source()
    slot = subscription(outlet)
    slot.attach(mentor, 0.0)
    feed(mentor, 1, payload=packets.KEYFRAME)
    feed(mentor, 2, 3, payload=packets.DELTA + b"second")
    missed = outlet.fields("seq")[1]
    slot.repair([missed, (missed + 1000) & 0xFFFF, (missed - 5) & 0xFFFF])
    assert len(outlet.sent) == 4
    repair = outlet.sent[-1]
    assert packets.field(repair, "ssrc") == slot.repair_ssrc
    assert packets.field(repair, "payload_type") == 101
    assert repair[12:] == missed.to_bytes(2, "big") + packets.DELTA + b"second"


def test_audio_is_sent_again_as_it_was() -> None:
    outlet, mentor = Outlet(), source("audio")
    slot = subscription(outlet, "audio")
    slot.attach(mentor, 0.0)
    feed(mentor, 1, 2)
    slot.repair([outlet.fields("seq")[0]])
    assert outlet.sent[2] == outlet.sent[0]


def test_an_empty_slot_repairs_and_reports_nothing() -> None:
    outlet = Outlet()
    slot = subscription(outlet)
    slot.repair([1, 2, 3])
    assert outlet.sent == []
    assert slot.sender_report(1.0) is None


def test_the_sender_report_carries_the_publishers_clock_on() -> None:
    outlet, mentor = Outlet(), source("audio")
    slot = subscription(outlet, "audio")
    slot.attach(mentor, 0.0)
    feed(mentor, 1, timestamp=1000, now=9.0)
    shift = outlet.fields("timestamp")[0] - 1000
    mentor.last_report = SenderClock(50 << 32, 1000, 9.0)
    report, name = RtcpPacket.parse(slot.sender_report(9.5) or b"")
    assert isinstance(report, RtcpSrPacket)
    assert isinstance(name, RtcpSdesPacket)
    info = report.sender_info
    assert info.ntp_timestamp == (50 << 32) + (1 << 31)
    assert info.rtp_timestamp == (1000 + shift + 24_000) & 0xFFFFFFFF
    assert (info.packet_count, info.octet_count) == (1, 7)


def test_the_round_trip_comes_from_the_browsers_answer_to_our_report() -> None:
    outlet, mentor = Outlet(), source("audio")
    slot = subscription(outlet, "audio")
    slot.attach(mentor, 0.0)
    feed(mentor, 1)
    mentor.last_report = SenderClock(50 << 32, 0, 0.0)
    [report, _] = RtcpPacket.parse(slot.sender_report(1.0) or b"")
    assert isinstance(report, RtcpSrPacket)
    lsr = (report.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF
    answer = RtcpReceiverInfo(slot.ssrc, 64, 0, 0, 0, lsr, dlsr=65536 // 2)
    assert slot.receiver_report(answer, 1.6) == pytest.approx(0.1)
    answer.lsr = 12345
    assert slot.receiver_report(answer, 9.0) is None


def test_losses_are_counted_over_a_hundred_packets() -> None:
    slot = subscription(Outlet())

    def reported(highest: int, lost: int) -> float | None:
        slot.receiver_report(RtcpReceiverInfo(slot.ssrc, 255, lost, highest, 0, 0, 0), 1.0)
        return slot.lost()

    assert reported(40_000, 0) is None
    assert reported(40_050, 25) is None
    assert reported(40_100, 25) == 0.25
    assert reported(40_200, 20) == 0.0
    assert reported(10, 0) is None
    assert reported(210, 20) == 0.1


def test_a_held_slot_goes_dark_and_begins_again_with_a_keyframe_it_asks_for() -> None:
    outlet, mentor = Outlet(), source()
    slot = subscription(outlet)
    slot.attach(mentor, 0.0)
    feed(mentor, 1, payload=packets.KEYFRAME)
    slot.hold(True, 1.0)
    feed(mentor, 2, 3, payload=packets.KEYFRAME)
    assert len(outlet.sent) == 1
    asked = mentor._sender.keyframes
    slot.hold(False, 9.0)
    assert mentor._sender.keyframes == asked + 1
    feed(mentor, 4, payload=packets.DELTA)
    feed(mentor, 5, payload=packets.KEYFRAME)
    first = outlet.fields("seq")[0]
    assert outlet.fields("seq") == [first, first + 1]
