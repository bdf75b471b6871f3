"""`binome transcribe`: recordings through the live core, one file a participant, common start.

Not a shortcut: the same listeners, windows, scheduler and engine as in a call. With pace `fast`
time is virtual but computing counts, so that the delays in the last line are those of a live call
on an otherwise idle machine; with `realtime` the recording is played at its own speed.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, TextIO

from binome import resources
from binome.domain.values import Language
from binome.errors import BadInput, Unavailable
from binome.speech.lanes import RealLane, VirtualLane
from binome.speech.live import Live, Message
from binome.speech.metrics import CaptionMetrics
from binome.speech.playback import Playback
from binome.speech.recording import Recording
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
