"""`binome transcribe`: recordings through the live core, one file a participant, common start.

Not a shortcut: the same listeners, windows, scheduler and engine as in a call. With pace `fast`
time is virtual but computing counts, so that the delays in the last line are those of a live call
on an otherwise idle machine; with `realtime` the recording is played at its own speed.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TextIO

import numpy as np

from binome import resources
from binome.domain.values import Language
from binome.errors import BadInput, Unavailable
from binome.speech.clock import RATE
from binome.speech.live import Live, Message
from binome.speech.metrics import CaptionMetrics
from binome.speech.opus import Pcm
from binome.speech.recogniser import Job, Reading, Recogniser
from binome.wire.understanding import (
    CaptionsPace,
    Missed,
    Revised,
    Tail,
    VoiceEnded,
    VoiceStarted,
    Words,
)

Pace = Literal["fast", "realtime"]
SESSION = "recording"
STEP = 0.04
"""Seconds of audio fed at a time."""


class Recording:
    """One file's audio, decoded as it is needed to 16 kHz mono."""

    def __init__(self, path: Path) -> None:
        """Raises `BadInput` when the file cannot be read as audio."""
        self._name = path
        self._chunks = self._decode(path)
        self._held: Pcm = np.empty(0, np.float32)
        self.ended = False
        self._fill(1)

    def take(self, samples: int) -> Pcm:
        """Return the next samples, fewer only at the end of the file."""
        self._fill(samples)
        taken, self._held = self._held[:samples], self._held[samples:]
        return taken

    def _fill(self, samples: int) -> None:
        parts, count = [self._held], len(self._held)
        while count < samples and not self.ended:
            chunk = next(self._chunks, None)
            if chunk is None:
                self.ended = True
                break
            parts.append(chunk)
            count += len(chunk)
        self._held = np.concatenate(parts)

    def _decode(self, path: Path) -> Iterator[Pcm]:
        import av

        try:
            with av.open(str(path)) as container:
                if not container.streams.audio:
                    raise BadInput(f"{path} holds no audio")
                resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
                for frame in container.decode(audio=0):
                    for piece in resampler.resample(frame):
                        yield np.asarray(piece.to_ndarray(), np.float32).reshape(-1)
                for piece in resampler.resample(None):
                    yield np.asarray(piece.to_ndarray(), np.float32).reshape(-1)
        except (av.FFmpegError, OSError) as problem:
            raise BadInput(f"{path} cannot be read as audio: {problem}") from problem


class Source(Protocol):
    """Where a track's audio comes from."""

    def take(self, samples: int) -> Pcm:
        """Return the next samples, fewer only at the end."""


@dataclass(frozen=True, slots=True)
class _Done:
    jobs: Sequence[Job]
    readings: Sequence[Reading]
    sent: float
    back: float


class _Lane(Protocol):
    """Where the recogniser works: one batch at a time."""

    @property
    def free(self) -> bool: ...

    def start(self, jobs: Sequence[Job], now: float) -> None: ...

    def done(self, now: float) -> _Done | None: ...


@dataclass(slots=True)
class VirtualLane:
    """Reads at once, hands the readings over when the computing would have ended."""

    recogniser: Recogniser
    cost: float | None = None
    """Seconds a batch takes; None = measured."""
    busy: float = 0.0
    """Seconds the recogniser worked."""
    _out: _Done | None = None

    @property
    def free(self) -> bool:
        """Whether a batch may be started."""
        return self._out is None

    def start(self, jobs: Sequence[Job], now: float) -> None:
        """Read the jobs; they come back later."""
        wall, cpu = time.perf_counter(), time.process_time()
        readings = self.recogniser.read(jobs)
        spent = min(time.perf_counter() - wall, time.process_time() - cpu)
        spent = spent if self.cost is None else self.cost
        self.busy += spent
        self._out = _Done(jobs, readings, now, now + spent)

    def done(self, now: float) -> _Done | None:
        """Return the batch that is back by `now`, or None."""
        if self._out is None or self._out.back > now:
            return None
        out, self._out = self._out, None
        return out


class RealLane:
    """Reads in a thread of its own while time goes on."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._pool = ThreadPoolExecutor(1, "engine")
        self._out: tuple[Sequence[Job], Future[list[Reading]], float] | None = None

    @property
    def free(self) -> bool:
        """Whether a batch may be started."""
        return self._out is None

    def start(self, jobs: Sequence[Job], now: float) -> None:
        """Hand the jobs to the engine's thread."""
        self._out = jobs, self._pool.submit(self._recogniser.read, jobs), now

    def done(self, now: float) -> _Done | None:
        """Return the batch that is back, or None."""
        if self._out is None or not self._out[1].done():
            return None
        (jobs, future, sent), self._out = self._out, None
        return _Done(jobs, future.result(), sent, now)

    def close(self) -> None:
        """Wait for the thread (idempotent)."""
        self._pool.shutdown(wait=True)


@dataclass(slots=True)
class Playback:
    """Plays recordings into a `Live` core; `events` yields (moment, message) in order."""

    live: Live
    lane: _Lane
    tracks: Mapping[str, Source]
    language: Language
    realtime: bool = False
    rereads: bool = True
    _position: dict[str, int] = field(default_factory=dict)

    def events(self) -> Iterator[tuple[float, Message]]:
        """Play everything; ends when the last word came out."""
        self.live.follow(SESSION, dict.fromkeys(self.tracks, self.language))
        for name in self.tracks:
            self.live.listener(SESSION, name, 0)
        began, now, step, playing = time.monotonic(), 0.0, round(STEP * RATE), True
        while True:
            now = max(now + STEP, time.monotonic() - began) if self.realtime else now + STEP
            if self.realtime and (ahead := began + now - time.monotonic()) > 0:
                time.sleep(ahead)
            if playing and not self._feed(round(now * RATE), step):
                self.live.close(SESSION)
                playing = False
            if back := self.lane.done(now):
                self.live.take(back.jobs, back.readings, back.sent, back.back)
                yield from ((back.back, message) for message in self.live.said())
            if self.lane.free and (jobs := self.live.due(now)):
                self.lane.start(jobs, now)
            yield from ((now, message) for message in self.live.said())
            if not playing and self.lane.free and not self._waits():
                return

    def _waits(self) -> bool:
        return self.live.working(SESSION) or (self.rereads and self.live.rereading(SESSION))

    def _feed(self, until: int, step: int) -> bool:
        """Hear every track up to sample `until`; False once all recordings ended."""
        alive = False
        for name, recording in self.tracks.items():
            listener = self.live.listener(SESSION, name, 0)
            while listener.ring.end < until:
                pcm = recording.take(step)
                alive = alive or len(pcm) > 0
                listener.hear(np.pad(pcm, (0, step - len(pcm))))
        return alive


def run(
    paths: Sequence[Path],
    language: Language,
    model: str,
    pace: Pace,
    as_json: bool,
    out: TextIO,
    models_dir: Path | None = None,
    compute_type: str = "int8",
) -> int:
    """Transcribe the recordings to `out`; return the exit status (0 ok, 1 could not, 2 usage)."""
    from binome.speech.engine import Engine
    from binome.speech.models import find

    try:
        tracks = _named(paths)
        found = find(model, models_dir)
        resources.verify(found.folder)
        engine = Engine.load(found, compute_type)
    except (BadInput, Unavailable) as problem:
        raise problem from None
    lane: VirtualLane | RealLane = VirtualLane(engine) if pace == "fast" else RealLane(engine)
    playback = Playback(Live(engine.longest), lane, tracks, language, realtime=pace == "realtime")
    metrics = CaptionMetrics(language)
    writer = _JsonLines(out) if as_json else _Captions(out)
    before = time.process_time()
    try:
        for now, message in playback.events():
            metrics.hear(message, now)
            writer.write(message, now)
    finally:
        if isinstance(lane, RealLane):
            lane.close()
    used = time.process_time() - before
    figures: dict[str, Any] = metrics.figures()
    figures["cpu_s"] = round(used, 3)
    figures["cpu_per_speech_s"] = round(used / metrics.speech, 4) if metrics.speech else None
    figures |= {
        "model": found.name,
        "demo": found.demo,
        "windows": engine.windows,
        "batches": engine.batches,
        "guards": dict(engine.counters.dropped),
        "retried": dict(engine.counters.retried),
    }
    writer.finish(figures)
    engine.close()
    return 0


def _named(paths: Sequence[Path]) -> dict[str, Recording]:
    """Open every file; tracks are called like their files, numbered where two are alike."""
    tracks: dict[str, Recording] = {}
    for path in paths:
        if not path.is_file():
            raise BadInput(f"{path} is not a file")
        name, number = path.stem, 2
        while name in tracks:
            name, number = f"{path.stem}-{number}", number + 1
        tracks[name] = Recording(path)
    return tracks


class _JsonLines:
    """One JSON object a line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, message: Message, now: float) -> None:
        if isinstance(message, CaptionsPace):
            return
        line: dict[str, Any] = {"type": message.type, "track": message.participant}
        line["at"] = round(now, 3)
        match message:
            case VoiceStarted(at=start):
                line["start"] = round(start, 3)
            case VoiceEnded(since=since, at=end):
                line |= {"start": round(since, 3), "end": round(end, 3)}
            case Missed(since=since, until=end):
                line |= {"start": round(since, 3), "end": round(end, 3)}
            case Tail(turn=turn, text=text):
                line |= {"turn": turn, "text": text}
            case Words(turn=turn, words=words, ends_turn=ends):
                line |= {"turn": turn, "words": [asdict(word) for word in words], "ends_turn": ends}
            case Revised(turn=turn, words=words):
                line |= {"turn": turn, "words": [asdict(word) for word in words]}
        self._put(line)

    def finish(self, figures: dict[str, Any]) -> None:
        self._put({"type": "metrics", "track": None, "at": None, **figures})

    def _put(self, line: dict[str, Any]) -> None:
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._out.flush()


class _Captions:
    """One readable line a turn."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._turns: dict[str, list[str]] = {}

    def write(self, message: Message, now: float) -> None:
        if not isinstance(message, Words):
            return
        texts = self._turns.setdefault(message.turn, [])
        texts += [word.text for word in message.words]
        if message.ends_turn:
            minutes, seconds = divmod(int(float(message.turn.rsplit("@", 1)[1])), 60)
            text = " ".join(texts)
            self._out.write(f"{minutes:02d}:{seconds:02d}  {message.participant}: {text}\n")
            self._out.flush()

    def finish(self, figures: dict[str, Any]) -> None:
        shown = {name: value for name, value in figures.items() if value not in (None, {})}
        self._out.write(", ".join(f"{name} {value}" for name, value in shown.items()) + "\n")
