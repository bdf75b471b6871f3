"""The library's own road: a window padded to 30 s, as faster-whisper reads it.

Ten times dearer than the live path; taken once for a window that must be read for good and whose
short reading the guards do not believe. Driven by `engine`.
"""

from typing import Any

from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.display import joined
from binome.speech.guards import Evidence
from binome.speech.recogniser import Job


def read_padded(model: Any, job: Job) -> tuple[Evidence, list[Word]]:
    """Return what `model` (a `faster_whisper.WhisperModel`) hears, and how sure it is."""
    segments, _ = model.transcribe(
        job.audio,
        language=job.language if model.model.is_multilingual else None,
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
        word_timestamps=True,
        without_timestamps=True,
        log_prob_threshold=None,
    )
    parts: list[tuple[str, float, float, float]] = []
    tokens, scores, silence = 0, 0.0, 0.0
    for segment in segments:
        parts += [(one.word, one.start, one.end, one.probability) for one in segment.words or []]
        tokens += len(segment.tokens)
        scores += segment.avg_logprob * len(segment.tokens)
        silence = max(silence, segment.no_speech_prob)
    text = "".join(part[0] for part in parts)
    seconds, logprob = len(job.audio) / RATE, scores / max(1, tokens)
    evidence = Evidence(text, job.language, seconds, tokens, logprob, silence)
    return evidence, joined(parts, job)
