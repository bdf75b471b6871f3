"""Losses, duplicates, keyframes and reports of one published stream."""

from typing import Any

import pytest

from binome.relay.source import Losses, Packet, SenderClock, Source
from tests.helpers import packets


class Sender:
    """The way back to the publisher."""

    def __init__(self) -> None:
        self.rtt: float | None = None
        self.asked: list[list[int]] = []
        self.keyframes = 0

    def ask_again(self, ssrc: int, lost: list[int]) -> None:
        self.asked.append(lost)

    def ask_keyframe(self, ssrc: int) -> None:
        self.keyframes += 1


class Subscriber:
    def __init__(self) -> None:
        self.came: list[Packet] = []
        self.restarts = 0

    def packet(self, packet: Packet, *, keyframe: bool) -> None:
        self.came.append(packet)

    def restart(self) -> None:
        self.restarts += 1

    def detach(self) -> None:
        raise AssertionError


def camera(sender: Sender) -> Source:
    source = Source("camera", sender, nack=True)
    source.bind(1000)
    return source


def feed(source: Source, *seqs: int, now: float = 0.0, **how: Any) -> None:
    for seq in seqs:
        source.receive(packets.rtp(seq, **how), now)


def test_packets_reach_subscribers_and_the_listener_once() -> None:
    sender, subscriber = Sender(), Subscriber()
    heard: list[Packet] = []
    source = camera(sender)
    source.subscribers.append(subscriber)
    source.listener = heard.append
    feed(source, 1, 2, 2, 3, 1, payload=b"abc", padding=4)
    assert [packet.seq for packet in subscriber.came] == [1, 2, 3]
    assert heard == subscriber.came
    assert heard[0].payload == b"abc"


def test_a_gap_is_asked_for_at_once_and_again_after_the_round_trip() -> None:
    sender = Sender()
    sender.rtt = 0.1
    source = camera(sender)
    feed(source, 65534, now=0.0)
    feed(source, 1, now=0.01)
    assert sender.asked == [[0, 65535]]
    source.tick(0.1)
    assert len(sender.asked) == 1
    feed(source, 65535, now=0.11)
    source.tick(0.2)
    assert sender.asked[1:] == [[0]]
    feed(source, 0, now=0.21)
    source.tick(9.0)
    assert len(sender.asked) == 2


def test_what_never_comes_is_given_up_and_a_keyframe_asked_for() -> None:
    sender = Sender()
    source = camera(sender)
    feed(source, 1)
    feed(source, 3, now=0.01)
    for second in range(1, 20):
        source.tick(float(second))
    assert len(sender.asked) == 10
    assert sender.keyframes == 1


def test_audio_without_nack_is_never_asked_for() -> None:
    sender = Sender()
    source = Source("audio", sender, nack=False)
    source.bind(1000)
    feed(source, 1, 5)
    source.tick(1.0)
    assert sender.asked == []


def test_a_retransmission_fills_its_gap() -> None:
    sender, subscriber = Sender(), Subscriber()
    source = camera(sender)
    source.subscribers.append(subscriber)
    feed(source, 1, 3)
    repair = packets.rtp(900, ssrc=2000, payload_type=97, payload=b"\x00\x02frame", timestamp=5)
    source.receive_repair(repair, 0.1, 96)
    source.receive_repair(packets.rtp(901, ssrc=2000, payload=b"", padding=200), 0.1, 96)
    last = subscriber.came[-1]
    assert (last.seq, last.timestamp, last.payload) == (2, 5, b"frame")
    assert packets.field(last.data, "payload_type") == 96
    assert packets.field(last.data, "ssrc") == 1000
    assert source.remembered(last.index) == last


def test_keyframe_requests_keep_a_distance_and_go_on_until_one_came() -> None:
    sender, subscriber = Sender(), Subscriber()
    source = camera(sender)
    source.subscribers.append(subscriber)
    feed(source, 0, payload=packets.DELTA)
    for now in (0.0, 0.1, 0.2):
        source.want_keyframe(now)
    assert sender.keyframes == 1
    source.tick(0.6)
    assert sender.keyframes == 2
    feed(source, 1, payload=packets.KEYFRAME, now=0.7)
    source.tick(5.0)
    assert sender.keyframes == 2


def test_nobody_is_asked_for_keyframes_of_a_stream_that_has_not_begun_or_of_audio() -> None:
    sender = Sender()
    screen = camera(sender)
    screen.subscribers.append(Subscriber())
    screen.want_keyframe(1.0)
    screen.tick(2.0)
    audio = Source("audio", sender, nack=False)
    audio.bind(1000)
    feed(audio, 1)
    audio.want_keyframe(1.0)
    assert sender.keyframes == 0


def test_a_jump_is_a_new_beginning_not_ten_thousand_losses() -> None:
    sender, subscriber = Sender(), Subscriber()
    source = camera(sender)
    source.subscribers.append(subscriber)
    feed(source, 1, 10_000)
    assert sender.asked == []
    assert (sender.keyframes, subscriber.restarts) == (1, 1)


def test_very_late_packets_are_dropped() -> None:
    subscriber = Subscriber()
    source = camera(Sender())
    source.subscribers.append(subscriber)
    feed(source, *range(1000, 1600), 1001)
    assert len(subscriber.came) == 600


def test_another_ssrc_begins_the_stream_anew() -> None:
    sender, subscriber = Sender(), Subscriber()
    source = camera(sender)
    source.subscribers.append(subscriber)
    feed(source, 60_000)
    source.last_report = SenderClock(1, 2, 3.0)
    source.bind(3000)
    feed(source, 5)
    assert subscriber.restarts == 1
    assert source.last_report is None
    assert [packet.seq for packet in subscriber.came] == [60_000, 5]


def test_the_report_tells_losses_jitter_and_the_last_sender_report() -> None:
    source = camera(Sender())
    assert source.report(0.0) is None
    for number in (0, 1, 2, 3, 5, 6, 7, 8, 9):
        source.receive(packets.rtp(number, timestamp=number * 3000), number / 30)
    source.last_report = SenderClock(0xAABBCCDD_11223344, 0, 1.0)
    report = source.report(1.5)
    assert report is not None
    assert report.packets_lost == 1
    assert report.fraction_lost == 25
    assert report.highest_sequence & 0xFFFF == 9
    assert report.jitter < 10
    assert (report.lsr, report.dlsr) == (0xCCDD1122, 32768)
    again = source.report(2.0)
    assert again is not None
    assert (again.fraction_lost, again.packets_lost) == (0, 1)


@pytest.mark.parametrize("count", [3000])
def test_a_burst_of_losses_is_asked_for_in_bounded_portions(count: int) -> None:
    sender = Sender()
    source = camera(sender)
    feed(source, 0)
    for seq in range(500, count, 500):
        feed(source, seq, now=seq / 1000)
    assert max(map(len, sender.asked)) <= 200


def test_losses_are_remembered_no_further_back_than_they_can_be_repaired() -> None:
    losses = Losses()
    for first in range(0, 100_000, 400):
        losses.note(first, first + 399, 0.0)
    assert len(losses) <= 1024
