"""Recordings for fake microphones, cut from the rehearsal's own voices."""

import wave
from pathlib import Path

import av
import numpy as np

RATE = 48_000


def decoded(path: Path) -> np.ndarray:
    """Return any audio file as int16 mono at 48 kHz."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    pieces: list[np.ndarray] = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            pieces += [out.to_ndarray()[0] for out in resampler.resample(frame)]
    pieces += [out.to_ndarray()[0] for out in resampler.resample(None)]
    return np.concatenate(pieces)


def microphone(source: Path, target: Path, silence: float, length: float | None = None) -> Path:
    """Write `source` as a WAV that begins with `silence` seconds of nothing; returns `target`.

    `length` keeps only the first so many seconds of the source.
    """
    spoken = decoded(source)[: None if length is None else int(length * RATE)]
    sound = np.concatenate([np.zeros(int(silence * RATE), np.int16), spoken])
    with wave.open(str(target), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(sound.tobytes())
    return target
