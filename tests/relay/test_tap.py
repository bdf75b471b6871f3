"""What the understanding worker is handed, and when it is not."""

import asyncio
import itertools
import struct

import pytest

from binome.rehearsal.peer import Voice
from binome.relay import tap as tap_module
from binome.relay.source import Packet
from binome.relay.tap import AudioTap
from binome.wire.audio import OpusPacket, TrackClosed, TrackOpened
from tests.helpers import relay

pytestmark = pytest.mark.anyio


def opus(seq: int, payload: bytes = b"opus", arrived: float = 5.0) -> Packet:
    head = struct.pack("!BBHII", 0x80, 111, seq & 0xFFFF, seq * 960, 7)
    return Packet(head + payload, len(head), seq, seq * 960, arrived)


async def test_a_listened_persons_packets_come_with_sane_clocks() -> None:
    async with relay.house() as house:
        house.gateway.open("r", origin=1.5)
        house.gateway.listen("r", "mentor", True)
        await house.enter("r", "mentor", voice=Voice())
        await house.listener.news.until(lambda news: len(news) > 40)
        assert house.listener.news.all[0] == TrackOpened("r", "mentor", 1, 1.5)
        packets = house.listener.packets(1)
        for one, next_one in itertools.pairwise(packets):
            assert (next_one.seq - one.seq) & 0xFFFF == 1
            assert (next_one.timestamp - one.timestamp) & 0xFFFFFFFF == 960
            assert next_one.arrived >= one.arrived
        spoken = ((packets[-1].timestamp - packets[0].timestamp) & 0xFFFFFFFF) / 48000
        assert packets[-1].arrived - packets[0].arrived == pytest.approx(spoken, abs=1.0)
        assert all(house.listener.payloads)


async def test_nothing_is_handed_over_unless_asked_and_it_stops_at_once() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        await house.enter("r", "mentor", voice=Voice())
        mentee = await house.enter("r", "mentee", voice=Voice())
        heard = mentee.received[0]["audio"]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: heard.frames > 10)
            assert house.listener.news.all == []
            house.gateway.listen("r", "mentor", True)
            await house.listener.news.until(lambda news: len(news) > 5)
            house.gateway.listen("r", "mentor", False)
            await house.listener.news.until(lambda news: TrackClosed(1) in news)
            so_far = heard.frames
            await mentee.until(lambda: heard.frames > so_far + 10)
        assert house.listener.news.all[-1] == TrackClosed(1)
        house.gateway.listen("r", "mentor", True)
        await house.listener.news.until(lambda news: isinstance(news[-1], OpusPacket))
        assert house.listener.tracks("mentor") == [1, 2]


async def test_a_reload_opens_a_new_track() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        house.gateway.listen("r", "mentor", True)
        for number in (1, 2):
            await house.enter("r", "mentor", voice=Voice())
            await house.listener.news.until(
                lambda news, n=number: any(isinstance(m, OpusPacket) and m.track == n for m in news)
            )
        assert TrackClosed(1) in house.listener.news.all


async def test_a_listener_that_comes_back_learns_the_open_tracks_and_gets_what_waited() -> None:
    with relay.run_dir() as folder:
        tap = AudioTap(folder / "audio.sock")
        track = tap.open("r", "mentor", 0.0)
        tap.packet(track, opus(1, b"one"), None)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(tap.run())
            async with relay.listening(folder) as first:
                await first.news.until(lambda news: len(news) == 2)
                assert first.news.all[0] == TrackOpened("r", "mentor", track, 0.0)
                first.hang_up()
                await first.gone.wait()
            (folder / "audio.sock").unlink(missing_ok=True)
            async with relay.listening(folder) as second:
                await second.news.until(lambda news: len(news) >= 1)
                tap.packet(track, opus(2, b"two"), None)
                await second.news.until(lambda news: len(news) == 2)
                assert second.news.all[0] == TrackOpened("r", "mentor", track, 0.0)
                assert second.payloads == [b"two"]
                running.cancel()


def test_half_the_round_trip_is_taken_off_the_arrival() -> None:
    with relay.run_dir() as folder:
        tap = AudioTap(folder / "audio.sock")
        track = tap.open("r", "mentor", 0.0)
        tap.packet(track, opus(1, arrived=5.0), 0.2)
        assert tap.waiting()[0].arrived == pytest.approx(4.9)


def test_the_oldest_packets_are_dropped_and_counted_while_nobody_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tap_module, "MOST_WAITING", 3)
    with relay.run_dir() as folder:
        tap = AudioTap(folder / "audio.sock")
        track = tap.open("r", "mentor", 0.0)
        for seq in range(5):
            tap.packet(track, opus(seq), None)
        assert [packet.seq for packet in tap.waiting()] == [2, 3, 4]
        assert tap.dropped == 2
        tap.close(track)
        tap.close(track)
        assert tap.waiting() == []
