"""L2: a real model on real audio: the bundled ones, which anybody has.

The demonstration model on the rehearsal's recordings, through the whole live core with real voice
activity. Asks how many words are wrong live and offline, how soon they come, how they are timed,
how well speaking time is known, and whether words come out where nobody speaks.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np

from binome import resources
from binome.domain.events import SpeechEnded
from binome.domain.floor import FloorLedger
from binome.domain.values import Language, Word
from binome.speech.clock import RATE
from binome.speech.engine import Engine
from binome.speech.lanes import VirtualLane
from binome.speech.live import Live
from binome.speech.metrics import CaptionMetrics
from binome.speech.models import LocalModel
from binome.speech.normalise import key, word_errors
from binome.speech.normalise import words as tokens
from binome.speech.opus import Pcm
from binome.speech.playback import Playback
from binome.speech.recording import Recording
from binome.wire.understanding import VoiceEnded, Words
from tests.bench.captions.noises import NOISES

Span = tuple[float, float]
SHIFT = 8.0
"""Seconds by which one person is moved to make the pair speak at once."""
PAUSE, LONG_PAUSE = 0.30, 0.42
"""Seconds of silence up to which one still speaks, and from which on one does not. Between them
either is right (the product decides at 0.35), so that such pauses do not count."""
FRAME, AUDIBLE = 160, 0.003
"""Samples over which a synthetic voice is measured, and the level above which it sounds."""


@dataclass
class Heard:
    """What came of one call."""

    language: Language
    truth: dict[str, list[Word]]
    words: dict[str, list[Word]] = field(default_factory=dict)
    voiced: dict[str, list[Span]] = field(default_factory=dict)
    """Where each recording sounds."""
    floor: FloorLedger = field(default_factory=FloorLedger)
    """The ledger that the mirror reads, filled as a session fills it."""
    metrics: CaptionMetrics = field(default_factory=CaptionMetrics)
    live_wer: float = 0.0
    offline_wer: float = 0.0

    def spans(self, track: str) -> list[Span]:
        """Where this person spoke, as the mirror counts it."""
        return [(one.since, one.until) for one in self.floor.speech(track)]


def call(model: LocalModel, name: str, language: Language) -> Heard:
    """Play one rehearsal call (`fr-short`…) to the live core and to the library's own road."""
    folder = resources.model("rehearsal")
    script = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    truth: dict[str, list[Word]] = {}
    for turn in script["turns"]:
        words = (Word(one["text"], one["start"], one["end"]) for one in turn["words"])
        truth.setdefault(f"{name}-{turn['speaker']}", []).extend(words)
    heard = Heard(language, truth, metrics=CaptionMetrics(language))
    engine = Engine.load(model)
    files = {track: folder / f"{track}.opus" for track in truth}
    _live(engine, files, heard)
    heard.live_wer = _wer(heard, {k: " ".join(w.text for w in v) for k, v in heard.words.items()})
    heard.offline_wer = _wer(heard, {k: _offline(engine, v, language) for k, v in files.items()})
    heard.voiced = {track: sounding(_whole(path)) for track, path in files.items()}
    engine.close()
    return heard


def _whole(path: Path) -> Pcm:
    recording, parts = Recording(path), []
    while len(part := recording.take(RATE)):
        parts.append(part)
    return np.concatenate(parts)


def _live(engine: Engine, files: dict[str, Path], heard: Heard) -> None:
    tracks = {name: Recording(path) for name, path in files.items()}
    live = Live(engine.longest, second_pass=False)
    playback = Playback(live, VirtualLane(engine), tracks, heard.language)
    for now, message in playback.events():
        heard.metrics.hear(message, now)
        if isinstance(message, Words):
            heard.words.setdefault(message.participant, []).extend(message.words)
        elif isinstance(message, VoiceEnded):
            heard.floor.apply(SpeechEnded(message.at, message.participant, message.since))


def _offline(engine: Engine, path: Path, language: Language) -> str:
    segments, _ = engine._model.transcribe(
        str(path),
        language=language,
        beam_size=5,
        temperature=0.0,
        vad_filter=True,
        condition_on_previous_text=False,
    )
    return " ".join(segment.text for segment in segments)


def _wer(heard: Heard, texts: dict[str, str]) -> float:
    """Word error rate in per cent."""
    errors = count = 0
    for track, truth in heard.truth.items():
        expected = tokens(" ".join(word.text for word in truth), heard.language)
        errors += word_errors(expected, tokens(texts.get(track, ""), heard.language))
        count += len(expected)
    return 100 * errors / count


def word_start_error(heard: Heard) -> float:
    """Median distance, in seconds, between the start of a word and where it was placed."""
    found: list[float] = []
    for track, truth in heard.truth.items():
        for word in truth:
            same = [
                abs(one.start - word.start)
                for one in heard.words.get(track, ())
                if key(one.text, heard.language) == key(word.text, heard.language)
            ]
            if same and min(same) < 1.0:
                found.append(min(same))
    return median(found) if found else float("inf")


def speaking_time_error(heard: Heard) -> float:
    """Per cent by which the speaking time of the worst known person is off."""
    errors = []
    for track, voiced in heard.voiced.items():
        pauses = [(end, start) for (_, end), (start, _) in pairwise(voiced)]
        doubtful = [(end, start) for end, start in pauses if start - end < LONG_PAUSE]
        spans = heard.spans(track)
        found = _length(spans) - _length(_overlaps(spans, doubtful))
        true = _length(voiced)
        errors.append(100 * abs(found - true) / true)
    return max(errors)


def overlap_error(heard: Heard) -> float:
    """Seconds by which the overlap is off for each stretch of it, when one person is moved."""
    one, other = sorted(heard.voiced)
    true = _overlaps(heard.voiced[one], _moved(heard.voiced[other]))
    measured = _overlaps(heard.spans(one), _moved(heard.spans(other)))
    return abs(_length(measured) - _length(true)) / max(1, len(true))


def sounding(pcm: Pcm) -> list[Span]:
    """Return where a recording without any noise sounds: the truth about its speaking time.

    Not from the script: its words end where the pause after their comma ends.
    """
    frames = pcm[: len(pcm) // FRAME * FRAME].reshape(-1, FRAME)
    loud = np.flatnonzero(np.sqrt(np.square(frames).mean(axis=1)) > AUDIBLE)
    spans: list[Span] = []
    for at in loud * FRAME / RATE:
        if spans and at - spans[-1][1] < PAUSE:
            spans[-1] = (spans[-1][0], at + FRAME / RATE)
        else:
            spans.append((at, at + FRAME / RATE))
    return spans


def _moved(spans: Iterable[Span]) -> list[Span]:
    return [(start + SHIFT, end + SHIFT) for start, end in spans]


def _length(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in spans)


def _overlaps(one: list[Span], other: list[Span]) -> list[Span]:
    both = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return [(start, end) for start, end in both if end > start]


def words_on_noise(model: LocalModel, seconds: float) -> dict[str, int]:
    """Return how many words came out of so much of each noise."""
    engine = Engine.load(model)
    found: dict[str, int] = {}
    for name, make in NOISES.items():
        live = Live(engine.longest, second_pass=False)
        live.follow("s", {"p": "fr"})
        listener = live.listener("s", "p", 0)
        sound, lane, now, count = make(seconds), VirtualLane(engine, 0.1), 0.0, 0
        pad = np.zeros(2 * RATE, np.float32)
        for at in range(0, len(sound), RATE // 25):
            now += 0.04
            listener.hear(sound[at : at + RATE // 25])
            count += _step(live, lane, now)
        listener.hear(pad)
        live.close("s")
        while live.working("s") or not lane.free:
            now += 0.04
            count += _step(live, lane, now)
        found[name] = count
    engine.close()
    return found


def _step(live: Live, lane: VirtualLane, now: float) -> int:
    """Let the lane work; return how many words became final."""
    if back := lane.done(now):
        live.take(back.jobs, back.readings, back.sent, back.back)
    if lane.free and (jobs := live.due(now)):
        lane.start(jobs, now)
    return sum(len(one.words) for one in live.said() if isinstance(one, Words))
