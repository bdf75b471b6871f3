"""The understanding worker on real sockets, with an oracle for a recogniser."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from queue import SimpleQueue

import av
import numpy as np
import pytest

from binome.app import hearing
from binome.app.hearing import Understanding
from binome.config import Settings
from binome.domain.values import Word
from binome.errors import Unavailable
from binome.speech import desk
from binome.speech.models import ModelMissing
from binome.wire import codec, frames
from binome.wire.audio import OpusPacket, TrackClosed, TrackOpened
from binome.wire.understanding import (
    DialogueRead,
    EngineStatus,
    Finish,
    Finished,
    Follow,
    Forget,
    FromUnderstanding,
    LateSpeech,
    Listener,
    Missed,
    ReadDialogue,
    Sounded,
    SpeechFigures,
    VoiceEnded,
    VoiceStarted,
    Words,
)
from tests.helpers.speech import OracleRecogniser, recorded

pytestmark = pytest.mark.anyio
ORIGIN = time.monotonic()


class Peer:
    """One end of a worker's socket."""

    def __init__(self, reader, writer) -> None:
        self._reader, self._writer = reader, writer

    def send(self, message, payload: bytes = b"") -> None:
        self._writer.write(frames.pack(codec.to_json(message), payload))

    async def receive(self):
        header, _ = await frames.read(self._reader)
        return codec.from_json(FromUnderstanding, header)

    async def until(self, kind) -> list:
        """Everything up to and including the first message of this kind."""
        messages = []
        while not messages or not isinstance(messages[-1], kind):
            messages.append(await self.receive())
        return messages

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def worker(tmp_path, load, prepare=bool) -> AsyncIterator:
    """A running worker; yields a function that connects to one of its sockets."""
    settings = Settings(data_dir=tmp_path, speech_model="small")
    understanding = Understanding(settings, load, prepare)
    peers = []

    async def connect(name: str) -> Peer:
        while True:
            with contextlib.suppress(OSError):
                peer = Peer(*await asyncio.open_unix_connection(settings.run_dir / name))
                peers.append(peer)
                return peer
            await asyncio.sleep(0.01)

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(understanding.serve())
        try:
            yield connect
        finally:
            for peer in peers:
                peer.close()
            task.cancel()


@pytest.fixture(scope="module")
def packets(rehearsal) -> list[bytes]:
    """The first seven seconds of the mentor, as the relay would see them."""
    found = []
    with av.open(str(rehearsal / "fr-short-mentor.opus")) as container:
        for packet in container.demux(audio=0):
            if len(found) < 350 and packet.size:
                found.append(bytes(packet))
    return found


def speak(media: Peer, packets: list[bytes], track: int = 1, since: float = 0.0) -> None:
    for number, body in enumerate(packets):
        at = since + number * 0.02
        media.send(OpusPacket(track, number, (number * 960) & 0xFFFFFFFF, ORIGIN + at), body)


FOLLOW = Follow("call", ORIGIN, (Listener("mentor", "fr"),), ("Claire", "Yanis"))


async def test_packets_become_the_words_that_were_said(tmp_path, packets, short_call) -> None:
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]
    oracle = OracleRecogniser({"mentor": said}, confusion=0.0)
    async with worker(tmp_path, lambda name: oracle) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets)
        gateway.send(FOLLOW)
        media.send(OpusPacket(1, 350, 350 * 960, ORIGIN + 7.0), packets[0])
        heard = await gateway.until(VoiceStarted)
        gateway.send(Finish("call"))
        heard += await gateway.until(Finished)
    words = [word.text for one in heard if isinstance(one, Words) for word in one.words]
    assert words == [word.text for word in said]
    assert [one.ends_turn for one in heard if isinstance(one, Words)][-1]


async def test_a_late_gateway_learns_the_engine_s_state(tmp_path) -> None:
    def load(name):
        raise ModelMissing("the speech model “small” is not here", "binome models pull small")

    async with worker(tmp_path, load) as connect:
        gateway = await connect("understanding.sock")
        statuses = await gateway.until(EngineStatus)
        if statuses[-1].state == "loading":
            statuses += await gateway.until(EngineStatus)
        assert statuses[-1].state == "unavailable"
        assert statuses[-1].code == "model_missing"
        assert statuses[-1].remedy == "binome models pull small"
        again = await connect("understanding.sock")
        assert (await again.receive()).state == "unavailable"


async def test_the_demonstration_model_is_loaded_when_a_rehearsal_asks(tmp_path) -> None:
    asked = []

    def load(name):
        asked.append(name)
        if name == "small":
            raise Unavailable("broken")
        return OracleRecogniser({})

    async with worker(tmp_path, load) as connect:
        gateway = await connect("understanding.sock")
        gateway.send(Follow("call", ORIGIN, (), model="demo"))
        while True:
            status = await gateway.receive()
            if isinstance(status, EngineStatus) and status.demo and status.state == "ready":
                break
    assert asked == ["small", "demo"]


async def test_the_languages_of_a_session_are_prepared_once(tmp_path) -> None:
    prepared = SimpleQueue()
    both = (Listener("mentor", "fr"), Listener("mentee", "en"))
    async with worker(tmp_path, lambda name: OracleRecogniser({}), prepared.put) as connect:
        gateway = await connect("understanding.sock")
        gateway.send(FOLLOW)
        gateway.send(Follow("call", ORIGIN, both))
        gateway.send(Follow("another", ORIGIN, both))
        languages = {await asyncio.to_thread(prepared.get) for _ in range(2)}
        gateway.send(Finish("call"))
        await gateway.until(Finished)
    assert languages == {"fr", "en"}
    assert prepared.empty()


async def test_what_was_forgotten_never_comes_out(tmp_path, packets, short_call) -> None:
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]
    forgotten = threading.Event()

    class Waiting(OracleRecogniser):
        def read(self, jobs):
            forgotten.wait(10)
            return super().read(jobs)

    oracle = Waiting({"mentor": said}, confusion=0.0)
    async with worker(tmp_path, lambda name: oracle) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets)
        heard = await gateway.until(VoiceEnded)
        gateway.send(Forget("call", 2.0))
        gateway.send(ReadDialogue("call", 1, {}))
        heard += await gateway.until(DialogueRead)
        forgotten.set()
        media.send(TrackClosed(1))
        gateway.send(Finish("call"))
        heard += await gateway.until(Finished)
    words = [word for one in heard if isinstance(one, Words) for word in one.words]
    assert words
    assert all(word.start < 2.1 for word in words)


@pytest.mark.parametrize("measured", [True, False])
async def test_numbers_of_a_voice_leave_for_whoever_asked_for_the_mirror_and_no_sound(
    tmp_path, packets, measured
) -> None:
    oracle = OracleRecogniser({"mentor": []})
    people = (Listener("mentor", "fr", measured),)
    async with worker(tmp_path, lambda name: oracle) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(Follow("call", ORIGIN, people))
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets)
        heard = await gateway.until(VoiceEnded)
        media.send(TrackClosed(1))
        gateway.send(Finish("call"))
        heard += await gateway.until(Finished)
    windows = [one.window for one in heard if isinstance(one, Sounded)]
    assert len(windows) == measured
    for window in windows:
        assert 3.0 < window.seconds < 7.0
        assert -35.0 < window.loudness < -10.0
        assert 6.0 < window.low < window.middle < window.high < 36.0


async def test_people_who_are_not_followed_are_not_heard(tmp_path, packets) -> None:
    oracle = OracleRecogniser({"mentee": [Word("non", 1, 2)]})
    async with worker(tmp_path, lambda name: oracle) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        media.send(TrackOpened("call", "mentee", 1, ORIGIN))
        speak(media, packets)
        gateway.send(Finish("call"))
        heard = await gateway.until(Finished)
    assert {type(one) for one in heard} == {EngineStatus, Finished}
    assert not oracle.jobs


async def test_an_engine_that_dies_is_replaced_and_the_words_come(
    tmp_path, packets, short_call
) -> None:
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]

    class Dying(OracleRecogniser):
        def read(self, jobs):
            raise RuntimeError("no memory left")

    engines = [Dying({}), OracleRecogniser({"mentor": said}, confusion=0.0)]
    async with worker(tmp_path, lambda name: engines.pop(0) if engines else None) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets)
        heard = await gateway.until(VoiceStarted)
        gateway.send(Finish("call"))
        heard += await gateway.until(Finished)
    words = [word.text for one in heard if isinstance(one, Words) for word in one.words]
    assert words == [word.text for word in said]


async def test_a_dialogue_that_cannot_be_read_is_answered_with_a_sentence(tmp_path) -> None:
    async with worker(tmp_path, lambda name: OracleRecogniser({})) as connect:
        gateway = await connect("understanding.sock")
        gateway.send(ReadDialogue("call", 7, {"nonsense": True}))
        answer = (await gateway.until(DialogueRead))[-1]
    assert (answer.request, answer.minutes) == (7, None)
    assert answer.error is not None


async def test_a_worker_that_comes_back_goes_on_after_being_told_again(
    tmp_path, packets, short_call
) -> None:
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]
    for _life in range(2):
        oracle = OracleRecogniser({"mentor": said}, confusion=0.0)
        async with worker(tmp_path, lambda name, oracle=oracle: oracle) as connect:
            gateway, media = await connect("understanding.sock"), await connect("audio.sock")
            gateway.send(FOLLOW)
            media.send(TrackOpened("call", "mentor", 1, ORIGIN))
            speak(media, packets)
            assert np.isfinite((await gateway.until(VoiceStarted))[-1].at)


async def test_an_engine_that_cannot_be_started_again_is_tried_once_more(
    tmp_path, packets, short_call, monkeypatch
) -> None:
    monkeypatch.setattr(desk, "AGAIN", 0.05)
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]

    class Dying(OracleRecogniser):
        def read(self, jobs):
            raise RuntimeError("killed")

    engines = [Dying({}), None, OracleRecogniser({"mentor": said}, confusion=0.0)]

    def load(name):
        engine = engines.pop(0)
        if engine is None:
            raise Unavailable("no memory left")
        return engine

    async with worker(tmp_path, load) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets)
        heard = await gateway.until(EngineStatus)
        while heard[-1].state != "unavailable":
            heard += await gateway.until(EngineStatus)
        while heard[-1].state != "ready":
            heard += await gateway.until(EngineStatus)
        gateway.send(Finish("call"))
        heard += await gateway.until(Finished)
    words = [word.text for one in heard if isinstance(one, Words) for word in one.words]
    assert words == [word.text for word in said]


async def test_what_an_engine_dies_of_twice_is_told_as_missing_and_the_rest_is_read(
    tmp_path, packets
) -> None:
    class Poisoned(OracleRecogniser):
        def read(self, jobs):
            raise RuntimeError("killed")

    async with worker(tmp_path, lambda name: Poisoned({})) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets[:150])
        media.send(TrackClosed(1))
        missed = (await gateway.until(Missed))[-1]
    assert missed.participant == "mentor"
    assert missed.until > missed.since


async def test_the_gateway_is_told_how_the_worker_does(tmp_path, packets, monkeypatch) -> None:
    monkeypatch.setattr(hearing, "FIGURES_EVERY", 0.05)
    async with worker(tmp_path, lambda name: OracleRecogniser({})) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets)
        while True:
            (engine,) = (await gateway.until(SpeechFigures))[-1].engines
            if engine.tracks and engine.tracks[0].packets == len(packets):
                break
    assert (engine.model, engine.sessions, engine.waiting_sessions) == ("small", 1, 0)
    assert engine.tracks[0].session == "call"


def pcm16(signal) -> bytes:
    return (np.clip(signal, -1, 1) * 32_767).astype("<i2").tobytes()


async def test_what_a_browser_kept_during_a_cut_fills_the_hole_and_says_nothing_twice(
    tmp_path, packets, short_call, rehearsal
) -> None:
    """The relay hears seconds 0 to 2.5 and from 5 on; the browser kept 0.5 to 6."""
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]
    oracle = OracleRecogniser({"mentor": said}, confusion=0.0, tremble=0.0)
    whole = recorded(rehearsal / "fr-short-mentor.opus", 7.0)
    async with worker(tmp_path, lambda name: oracle) as connect:
        gateway, media = await connect("understanding.sock"), await connect("audio.sock")
        gateway.send(FOLLOW)
        await gateway.until(EngineStatus)
        media.send(TrackOpened("call", "mentor", 1, ORIGIN))
        speak(media, packets[:125])
        media.send(TrackClosed(1))
        media.send(TrackOpened("call", "mentor", 2, ORIGIN))
        speak(media, packets[250:], track=2, since=5.0)
        media.send(TrackClosed(2))
        heard = []
        while sum(isinstance(one, VoiceEnded) for one in heard) < 2:
            heard += await gateway.until(VoiceEnded)
        for since, until in ((0.5, 4.0), (4.0, 6.0), (0.5, 4.0)):
            part = whole[round(since * 16_000) : round(until * 16_000)]
            gateway.send(LateSpeech("call", "mentor", since), pcm16(part))
        gateway.send(Finish("call"))
        heard += await gateway.until(Finished)
    spoken = [one for one in heard if isinstance(one, Words)]
    late = {word.start for one in spoken if one.late for word in one.words}
    missed = {word.start for word in said if word.start > 2.6 and word.end < 4.9}
    assert missed <= late
    everything = sorted(word.start for one in spoken for word in one.words)
    assert everything == [word.start for word in said]


async def test_late_speech_of_somebody_nobody_follows_is_passed_over(tmp_path) -> None:
    async with worker(tmp_path, lambda name: OracleRecogniser({})) as connect:
        gateway = await connect("understanding.sock")
        gateway.send(LateSpeech("another", "mentor", 1.0), bytes(32_000))
        gateway.send(FOLLOW)
        gateway.send(LateSpeech("call", "stranger", 1.0), bytes(32_001))
        gateway.send(Finish("call"))
        heard = await gateway.until(Finished)
    assert not [one for one in heard if isinstance(one, VoiceEnded | Words)]


async def test_what_is_erased_is_not_read_from_late_speech_either(
    tmp_path, short_call, rehearsal
) -> None:
    said = [word for word in short_call["fr-short-mentor"] if word.end < 7]
    oracle = OracleRecogniser({"mentor": said}, confusion=0.0)
    whole = recorded(rehearsal / "fr-short-mentor.opus", 6.0)
    async with worker(tmp_path, lambda name: oracle) as connect:
        gateway = await connect("understanding.sock")
        gateway.send(FOLLOW)
        gateway.send(LateSpeech("call", "mentor", 0.0), pcm16(whole))
        gateway.send(Forget("call", 0.0))
        gateway.send(Finish("call"))
        heard = await gateway.until(Finished)
    assert not [one for one in heard if isinstance(one, Words) and one.words]
