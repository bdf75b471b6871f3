"""The question every figure asks faster-whisper: the settings of the product's second pass."""

from __future__ import annotations

from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment, TranscriptionInfo


def transcribed(
    model: WhisperModel, audio: np.ndarray, language: str, **others: Any
) -> tuple[list[Segment], TranscriptionInfo]:
    """Segments of 16 kHz `audio` and what is known about it; `others` replace settings."""
    settings = {
        "language": language,
        "beam_size": 5,
        "temperature": 0.0,
        "vad_filter": True,
        "condition_on_previous_text": False,
    }
    segments, info = model.transcribe(audio, **(settings | others))
    return list(segments), info
