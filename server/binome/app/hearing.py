"""What the understanding worker does: desks, tracks, and the gateway it talks to.

Listens on two Unix sockets in the run folder: `understanding.sock` for the gateway
(`binome.wire.understanding`) and `audio.sock` for media workers (`binome.wire.audio`). Knows
nothing that its peers do not tell it again after a restart: `Follow`, `TrackOpened`, on it goes.
"""

import asyncio
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from binome import resources
from binome.config import Settings
from binome.domain.values import Language
from binome.errors import BadInput, BinomeError
from binome.language import pipeline
from binome.speech import models
from binome.speech.clock import RATE
from binome.speech.desk import TICK, Desk
from binome.speech.ear import Ear
from binome.speech.engine_process import EngineProcess
from binome.speech.late import pcm_of
from binome.speech.listener import Listener
from binome.speech.live import Message
from binome.speech.measuring import Measuring
from binome.speech.recogniser import Recogniser
from binome.wire import codec, frames
from binome.wire.audio import OpusPacket, ToListener, TrackClosed, TrackOpened
from binome.wire.understanding import (
    DialogueRead,
    EngineStatus,
    Finish,
    Finished,
    Follow,
    Forget,
    LateSpeech,
    ReadDialogue,
    Sounded,
    SpeechFigures,
    Tail,
    ToUnderstanding,
)

log = structlog.get_logger(__name__)

FIGURES_EVERY = 5.0
"""Seconds between two reports of our figures to the gateway."""
MEASURE_EVERY = 0.5
"""Seconds between two looks for voice to be measured."""
UNSAID = 5000
"""Messages kept for a gateway that is away; the oldest are dropped."""
MOST_UNREAD = 8 << 20
"""Bytes a gateway may leave unread before it is hung up on; it comes back."""
Load = Callable[[str], Recogniser]
"""Loads a model by name; called in a thread."""
Prepare = Callable[[Language], object]
"""Loads what reading a language takes; called in a thread."""


class Understanding:
    """The worker's state: desks, tracks and the gateway it talks to."""

    def __init__(
        self, settings: Settings, load: Load | None = None, prepare: Prepare = pipeline.prepare
    ) -> None:
        self._settings = settings
        self._load = load or self._load_engine
        self._prepare = prepare
        self._prepared: set[Language] = set()
        self._desks: dict[str, Desk] = {}
        self._desk_of: dict[str, Desk] = {}
        self._origins: dict[str, float] = {}
        self._gateway: asyncio.StreamWriter | None = None
        self._unsaid: deque[Any] = deque(maxlen=UNSAID)
        self._ears: set[Ear] = set()
        self._measuring = Measuring(self._say)
        self._measured: dict[str, frozenset[str]] = {}
        """By session, who asked for the own mirror."""
        self._reading = asyncio.Semaphore(1)
        self._tasks: asyncio.TaskGroup | None = None

    async def serve(self) -> None:
        """Listen on both sockets until cancelled."""
        folder = self._settings.run_dir
        folder.mkdir(parents=True, exist_ok=True)
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._measure())
            self._desk(self._settings.speech_model)
            tasks.create_task(self._tick())
            tasks.create_task(self._tell_figures())
            for name, attend in (
                ("understanding.sock", self._attend_gateway),
                ("audio.sock", self._attend_media),
            ):
                tasks.create_task(_listen(folder / name, attend))

    # --- the gateway --------------------------------------------------------------------------

    async def _attend_gateway(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._gateway is not None:
            self._gateway.close()
        self._gateway = writer
        for desk in self._desks.values():
            self._send(desk.status)
        waiting, self._unsaid = self._unsaid, deque(maxlen=UNSAID)
        for message in waiting:
            self._send(message)
        try:
            while True:
                header, payload = await frames.read(reader)
                self._obey(codec.from_json(ToUnderstanding, header), payload)
                await writer.drain()
        finally:
            if self._gateway is writer:
                self._gateway = None

    def _obey(
        self, command: Follow | Forget | LateSpeech | Finish | ReadDialogue, payload: bytes
    ) -> None:
        tasks = self._tasks
        if tasks is None:
            return
        match command:
            case Follow():
                self._follow(command)
            case Forget(session=session, since=since):
                self._forget(session, since)
            case LateSpeech(session, participant, since):
                if (desk := self._desk_of.get(session)) is not None:
                    start, now = round(since * RATE), time.monotonic()
                    desk.live.hear_late(session, participant, start, pcm_of(payload), now)
            case Finish(session=session):
                tasks.create_task(self._finish(session))
            case ReadDialogue():
                tasks.create_task(self._read_dialogue(command))

    def _follow(self, command: Follow) -> None:
        name = resources.DEMO if command.model == "demo" else self._settings.speech_model
        desk = self._desk(name)
        before = self._desk_of.get(command.session)
        if before is not None and before is not desk:
            before.live.leave(command.session)
        self._desk_of[command.session] = desk
        self._origins[command.session] = command.origin
        people = {one.participant: one.language for one in command.people}
        desk.follow(command.session, people, command.hotwords)
        measured = frozenset(one.participant for one in command.people if one.measured)
        self._measured[command.session] = measured
        self._measuring.keep_only(command.session, measured)
        self._prepare_for(set(people.values()))

    def _prepare_for(self, languages: set[Language]) -> None:
        """Load the languages' pipelines in the background, so that the first reading is quick."""
        for language in languages - self._prepared:
            self._prepared.add(language)
            if self._tasks is not None:
                self._tasks.create_task(asyncio.to_thread(self._prepare, language))

    def _forget(self, session: str, since: float) -> None:
        if (desk := self._desk_of.get(session)) is not None:
            until = time.monotonic() - self._origins.get(session, 0.0)
            desk.forget(session, since, max(since, until))
            self._measuring.forget(session, since, max(since, until))
        self._unsaid = deque(
            (one for one in self._unsaid if getattr(one, "session", None) != session),
            maxlen=UNSAID,
        )

    async def _finish(self, session: str) -> None:
        for ear in [ear for ear in self._ears if ear.opened.session == session]:
            ear.close(time.monotonic())
            self._ears.discard(ear)
        self._take_voices()
        if (desk := self._desk_of.get(session)) is not None:
            await desk.finish(session)
            self._desk_of.pop(session, None)
            self._origins.pop(session, None)
        await self._measuring.finish(session)
        self._measured.pop(session, None)
        self._send(Finished(session))

    async def _read_dialogue(self, command: ReadDialogue) -> None:
        async with self._reading:
            minutes, error = None, None
            try:
                minutes = await asyncio.to_thread(_read_minutes, command.dialogue)
            except BinomeError as problem:
                error = str(problem)
            except Exception as problem:
                log.error("dialogue_not_read", session=command.session, kind=type(problem).__name__)
                error = f"the dialogue could not be read ({type(problem).__name__})"
        self._send(DialogueRead(command.session, command.request, minutes, error))

    def _say(self, message: Message | EngineStatus | Sounded) -> None:
        if self._gateway is not None:
            self._send(message)
        elif not isinstance(message, Tail | EngineStatus):
            self._unsaid.append(message)

    def _send(self, message: Any) -> None:
        gateway = self._gateway
        if gateway is None or gateway.is_closing():
            return
        gateway.write(frames.pack(codec.to_json(message)))
        if gateway.transport.get_write_buffer_size() > MOST_UNREAD:
            log.error("gateway_does_not_read")
            gateway.transport.abort()

    # --- the media workers --------------------------------------------------------------------

    async def _attend_media(
        self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
    ) -> None:
        tracks: dict[int, Ear] = {}
        try:
            while True:
                header, payload = await frames.read(reader)
                self._hear(codec.from_json(ToListener, header), payload, tracks)
        finally:
            for number in list(tracks):
                self._close_track(tracks, number)

    def _hear(
        self, message: TrackOpened | OpusPacket | TrackClosed, body: bytes, tracks: dict[int, Ear]
    ) -> None:
        match message:
            case TrackOpened(track=number):
                self._close_track(tracks, number)
                tracks[number] = ear = Ear(message, self._listener)
                self._ears.add(ear)
            case OpusPacket(track=number):
                ear_or_none = tracks.get(number)
                if ear_or_none is not None and ear_or_none in self._ears:
                    ear_or_none.packet(message, body)
            case TrackClosed(track=number):
                self._close_track(tracks, number)

    def _close_track(self, tracks: dict[int, Ear], number: int) -> None:
        ear = tracks.pop(number, None)
        if ear is not None and ear in self._ears:
            self._ears.discard(ear)
            ear.close(time.monotonic())

    def _listener(self, session: str, participant: str, at: int) -> Listener | None:
        desk = self._desk_of.get(session)
        if desk is None or not desk.live.follows(session, participant):
            return None
        listener = desk.live.listener(session, participant, at)
        listener.measures = participant in self._measured.get(session, ())
        return listener

    def _take_voices(self) -> None:
        """Have the finished stretches of voice measured of those who asked for it."""
        for desk in self._desks.values():
            for track, listener in desk.live.listeners.items():
                voices, listener.voices = listener.voices, []
                for start, samples in voices:
                    self._measuring.hear(track, start, samples)

    async def _measure(self) -> None:
        try:
            while True:
                await asyncio.sleep(MEASURE_EVERY)
                self._take_voices()
        finally:
            self._measuring.close()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(2 * TICK)
            now = time.monotonic()
            for ear in list(self._ears):
                ear.idle(now)

    async def _tell_figures(self) -> None:
        while True:
            await asyncio.sleep(FIGURES_EVERY)
            packets = {
                (ear.opened.session, ear.opened.participant): ear.track.counters
                for ear in self._ears
            }
            engines = tuple(desk.figures(packets) for desk in self._desks.values())
            self._send(SpeechFigures(engines))

    # --- models -------------------------------------------------------------------------------

    def _desk(self, name: str) -> Desk:
        desk = self._desks.get(name)
        if desk is None:
            desk = Desk(
                name,
                demo=resources.is_demo(name),
                load=lambda: self._load(name),
                say=self._say,
                tell=self._say,
            )
            self._desks[name] = desk
            if self._tasks is not None:
                self._tasks.create_task(desk.run())
        return desk

    def _load_engine(self, name: str) -> Recogniser:
        found = models.find(name, self._settings.models_dir)
        resources.verify(found.folder)
        return EngineProcess(found, self._settings.speech_compute_type)


def _read_minutes(dialogue: Mapping[str, Any]) -> dict[str, Any]:
    from binome.language import minutes

    result: dict[str, Any] = minutes.read(dict(dialogue))
    return result


Attend = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


async def _listen(path: Path, attend: Attend) -> None:
    """Serve one Unix socket that only this user can open, until cancelled."""

    async def attended(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await attend(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            log.info("peer_left", socket=path.name)
        except BadInput as problem:
            log.error("peer_broken", socket=path.name, problem=str(problem))
        except asyncio.CancelledError:
            pass  # we end: before Python 3.12 asyncio prints a cancelled connection as an error
        finally:
            writer.close()

    server = await asyncio.start_unix_server(attended, sock=_bound(path))
    async with server:
        await server.serve_forever()


def _bound(path: Path) -> socket.socket:
    """Return a socket only this user can open, in place of what a killed worker left.

    The umask belongs to the whole process: nothing may be awaited while it is changed.
    """
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        made.bind(str(path))
    finally:
        os.umask(before)
    return made
