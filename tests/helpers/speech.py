"""Scripted recognisers and made-up audio: the speech room's fakes."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.opus import Pcm
from binome.speech.recogniser import Figures, Job, Reading


@dataclass
class OracleRecogniser:
    """Knows what is said and when; hears it as a recogniser would.

    A word near the end of a window is often misheard (`confusion`, fading with the audio to its
    right), the last one is cut, times tremble. The same window is always heard the same way.
    """

    said: dict[str, Sequence[Word]]
    """Track name → its words in order."""
    confusion: float = 0.4
    fading: float = 0.4
    tremble: float = 0.08
    longest: float = 10.0
    jobs: list[Job] = field(default_factory=list)

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        self.jobs += jobs
        return [self._read(job) for job in jobs]

    def figures(self) -> Figures:
        return Figures(len(self.jobs), len(self.jobs))

    def close(self) -> None:
        """Nothing to let go."""

    def _read(self, job: Job) -> Reading:
        heard = []
        for word in self.said.get(job.track[1], ()):
            middle = (word.start + word.end) / 2
            if not job.start <= middle < job.end:
                continue
            chance = random.Random(f"{word.start}{job.start:.2f}{job.end:.2f}")
            right = job.end - word.end
            silence_follows = right > 0.25 and job.urgency.name in ("FINAL", "SECOND")
            odds = 0.0 if silence_follows else self.confusion * np.exp(-max(0, right) / self.fading)
            sure = 0.2 if job.urgency.name == "SECOND" else 1.0
            wrong = right < 0 or chance.random() < odds
            shift = chance.uniform(-self.tremble, self.tremble)
            heard.append(
                Word(
                    misheard(word.text, chance) if wrong else word.text,
                    word.start + shift,
                    word.end + shift,
                    chance.uniform(0.3, 0.8) if wrong else chance.uniform(0.7, 1.0) ** sure,
                )
            )
        return Reading(tuple(heard))


def misheard(text: str, chance: random.Random) -> str:
    """The beginning of the word and something else."""
    return text[: len(text) // 2] + chance.choice(["euf", "a", "on"])


class ScriptedVoice:
    """Voice activity by script: probability 0.95 inside the given (start, end) seconds."""

    def __init__(self, spoken: Sequence[tuple[float, float]], at: int = 0) -> None:
        self._spoken = spoken
        self._at = at

    def reset(self) -> None:
        """Nothing to forget."""

    def hear(self, samples: Pcm) -> list[float]:
        result = []
        for _ in range(len(samples) // 512):
            middle = (self._at + 256) / RATE
            voiced = any(start <= middle < end for start, end in self._spoken)
            result.append(0.95 if voiced else 0.02)
            self._at += 512
        return result


def noise(seconds: float, level: float = 0.05, seed: int = 3) -> Pcm:
    """White noise."""
    return np.random.default_rng(seed).normal(0, level, round(seconds * RATE)).astype(np.float32)


def recorded(path: Path, seconds: float) -> Pcm:
    """The beginning of a recording at 16 kHz mono, whole voice-activity frames."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
    parts = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            parts += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(frame)]
            if sum(map(len, parts)) > seconds * 16_000:
                break
    audio = np.concatenate(parts)
    return audio[: len(audio) // 512 * 512].astype(np.float32)


def tone(seconds: float, pitch: float = 440) -> Pcm:
    """A sine at 48 kHz."""
    at = np.arange(round(seconds * 48_000)) / 48_000
    return (0.3 * np.sin(2 * np.pi * pitch * at)).astype(np.float32)


def opus_packets(signal: Pcm) -> list[bytes]:
    """20 ms Opus packets of a 48 kHz mono signal."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "flt"
    encoder.options = {"frame_duration": "20", "packet_loss": "10", "fec": "1"}
    encoded = []
    for at in range(0, len(signal) - 959, 960):
        frame = av.AudioFrame.from_ndarray(signal[None, at : at + 960], format="flt", layout="mono")
        frame.sample_rate, frame.pts = 48_000, at
        encoded += [bytes(packet) for packet in encoder.encode(frame)]
    return encoded
