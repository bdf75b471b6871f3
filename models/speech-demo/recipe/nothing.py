"""How many words the model makes up where nobody speaks."""

from __future__ import annotations

import numpy as np
from faster_whisper import WhisperModel

from .hearing import transcribed
from .speech import SAMPLE_RATE

SECONDS = 300
NOTE = 0.5
"""Seconds each note of the music lasts."""


def sounds() -> dict[str, np.ndarray]:
    """Five minutes of each kind of nothing, 16 kHz."""
    at = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    chance = np.random.default_rng(3)
    notes = 220 * 2 ** (chance.integers(0, 12, round(SECONDS / NOTE)) / 12)
    pitch = np.repeat(notes, round(NOTE * SAMPLE_RATE))
    return {
        "silence": np.zeros(len(at)),
        "white noise": chance.normal(0, 0.02, len(at)),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * at) + 0.05 * np.sin(2 * np.pi * 150 * at),
        "music tones": 0.2 * np.sin(2 * np.pi * pitch * at),
    }


def words_made_up(model: WhisperModel) -> dict[str, int]:
    """Words written on five minutes of each sound, VAD on."""
    found = {}
    for name, sound in sounds().items():
        segments, _ = transcribed(model, sound.astype(np.float32), "fr")
        found[name] = len("".join(s.text for s in segments).split())
    return found
