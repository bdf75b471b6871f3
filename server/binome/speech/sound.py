"""How loud and how high one person's voice is, minute by minute; numbers come out, never sound.

Driven by the listener with each finished stretch of voice, for somebody who asked for the own
mirror and for nobody else. Loudness is ITU-R BS.1770 as libavfilter's `ebur128` works it out, block
by block, so that only blocks of speech are counted; pitch is swift-f0's fundamental frequency.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from binome.domain.mirror.sound import EDGES, REFERENCE, WINDOW, SoundWindow
from binome.speech.clock import RATE
from binome.speech.opus import Pcm

BLOCK = 0.4
"""Seconds of a BS.1770 gating block; a new one begins every quarter of it."""
SILENT = -70.0
"""LUFS below which a block is never counted."""
BELOW = 10.0
"""LU below the mean of what is left, under which a block is not counted either."""
LOWEST, HIGHEST = 60.0, 500.0
"""Hertz between which a voice is looked for."""
SURE = 0.5
"""Confidence from which a frame is voiced (swift-f0's own scale)."""

Values = NDArray[np.float64]


def blocks_of(samples: Pcm) -> Values:
    """Return the loudness in LUFS of each whole 400 ms block of 16 kHz mono, 100 ms apart."""
    if len(samples) < BLOCK * RATE:
        return np.empty(0)
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono")
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    # Blocks end at whole steps: a little silence after the voice lets the last one come out.
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    graph.push(frame)
    graph.push(None)
    told: list[float] = []
    while True:
        try:
            out: Any = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            break
        if "lavfi.r128.M" in out.metadata:
            told.append(float(out.metadata["lavfi.r128.M"]))
    return np.array(told[3:])  # the first three blocks begin before the voice


def gated(blocks: Values) -> float | None:
    """Return the loudness of blocks in LUFS by BS.1770's two gates; None when all are silent."""
    heard = blocks[blocks > SILENT]
    if not len(heard):
        return None
    return _mean(heard[heard > _mean(heard) - BELOW])


def _mean(blocks: Values) -> float:
    return float(10 * np.log10(np.mean(10 ** (blocks / 10))))


@cache
def _pitch_network() -> Any:
    from swift_f0 import SwiftF0

    return SwiftF0(threads=1, spin=False)


def pitches_of(samples: Pcm) -> Values:
    """Return the pitch of each voiced 16 ms frame, in semitones above 55 Hz."""
    found = _pitch_network().detect(samples, RATE, fmin=LOWEST, fmax=HIGHEST)
    voiced: Values = found.pitch_hz[found.confidence >= SURE]
    return 12 * np.log2(voiced / REFERENCE)


@dataclass(slots=True)
class _Minute:
    seconds: float = 0.0
    blocks: list[Values] = field(default_factory=list)
    pitches: list[Values] = field(default_factory=list)


class SoundMeter:
    """One person's running minutes. Calls may come from one thread at a time."""

    def __init__(self) -> None:
        self._minutes: dict[float, _Minute] = {}

    def hear(self, start: float, samples: Pcm) -> None:
        """Measure a stretch of voice that begins at session second `start`."""
        end = start + len(samples) / RATE
        at = start // WINDOW * WINDOW
        while at < end:
            low, high = (max(0, round((edge - start) * RATE)) for edge in (at, at + WINDOW))
            self._measure(at, samples[low:high])
            at += WINDOW

    def _measure(self, at: float, samples: Pcm) -> None:
        if len(samples) < BLOCK * RATE:
            return
        blocks, pitches = blocks_of(samples), pitches_of(samples)
        minute = self._minutes.setdefault(at, _Minute())
        minute.seconds += len(samples) / RATE
        minute.blocks.append(blocks)
        minute.pitches.append(pitches)

    def forget(self, since: float, until: float) -> None:
        """Drop every minute that touches these seconds."""
        for at in [at for at in self._minutes if at < until and at + WINDOW > since]:
            del self._minutes[at]

    def done(self, before: float) -> list[SoundWindow]:
        """Return the minutes that end by session second `before`, each once."""
        over = sorted(at for at in self._minutes if at + WINDOW <= before)
        return [_summed_up(at, self._minutes.pop(at)) for at in over]


def _summed_up(at: float, minute: _Minute) -> SoundWindow:
    pitches = np.concatenate(minute.pitches)
    low, middle, high = (
        np.percentile(pitches, (EDGES[0], 50.0, EDGES[1])).tolist()
        if len(pitches)
        else (None, None, None)
    )
    return SoundWindow(at, minute.seconds, gated(np.concatenate(minute.blocks)), low, middle, high)
