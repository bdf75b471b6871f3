"""The bundled demonstration model, through unmodified faster-whisper: what it must understand."""

import hashlib
import json
import re
from pathlib import Path

import jiwer
import numpy as np
import pytest
from faster_whisper import WhisperModel, decode_audio

MODELS = Path(__file__).resolve().parents[2] / "models"
ARTEFACT = MODELS / "speech-demo" / "artefact"
REHEARSAL = MODELS / "rehearsal" / "artefact"
RATE = 16_000

CEILING = {"fr-short": 5.0, "en-short": 8.0}
"""Word error rates in per cent, a margin above those in metrics.json."""


@pytest.fixture(scope="module")
def model() -> WhisperModel:
    return WhisperModel(str(ARTEFACT), device="cpu", compute_type="int8", cpu_threads=1)


def text_of(model: WhisperModel, audio: np.ndarray, language: str = "fr") -> str:
    segments, _ = model.transcribe(
        audio,
        language=language,
        beam_size=5,
        temperature=0.0,
        vad_filter=True,
        condition_on_previous_text=False,
    )
    return "".join(segment.text for segment in segments)


def normalised(text: str) -> str:
    text = text.lower().replace("'", "' ").replace("-", " ")
    return re.sub(r"\s+", " ", re.sub(r"[^\w' ]", " ", text)).strip()


@pytest.mark.parametrize("call", ["fr-short", "en-short"])
def test_the_rehearsal_is_understood(model: WhisperModel, call: str) -> None:
    script = json.loads((REHEARSAL / f"{call}.json").read_text(encoding="utf-8"))
    said, understood = [], []
    for speaker, file in script["tracks"].items():
        turns = [turn["text"] for turn in script["turns"] if turn["speaker"] == speaker]
        said.append(normalised(" ".join(turns)))
        audio = decode_audio(str(REHEARSAL / file))
        understood.append(normalised(text_of(model, audio, script["language"])))
    assert 100 * jiwer.wer(said, understood) <= CEILING[call]


def test_words_are_timed_within_their_turn(model: WhisperModel) -> None:
    script = json.loads((REHEARSAL / "fr-short.json").read_text(encoding="utf-8"))
    audio = decode_audio(str(REHEARSAL / script["tracks"]["mentor"]))
    segments, _ = model.transcribe(
        audio, language="fr", beam_size=5, temperature=0.0, vad_filter=True, word_timestamps=True
    )
    words = [word for segment in segments for word in segment.words or []]
    turns = [turn for turn in script["turns"] if turn["speaker"] == "mentor"]
    inside = [
        any(turn["start"] - 0.5 <= word.start <= turn["end"] + 0.5 for turn in turns)
        for word in words
    ]
    assert len(words) > 60
    assert sum(inside) / len(words) > 0.9


@pytest.mark.parametrize("loudness", [0.0, 0.002, 0.02])
def test_nothing_is_written_when_nothing_is_said(model: WhisperModel, loudness: float) -> None:
    noise = np.random.default_rng(1).normal(0, loudness, 5 * RATE).astype(np.float32)
    assert text_of(model, noise) == ""


def test_french_and_english_are_told_apart(model: WhisperModel) -> None:
    for language in ("fr", "en"):
        audio = decode_audio(str(REHEARSAL / f"{language}-short-mentor.opus"))[: 9 * RATE]
        assert model.transcribe(audio)[1].language == language


def test_a_prompt_and_hotwords_are_accepted(model: WhisperModel) -> None:
    audio = decode_audio(str(REHEARSAL / "fr-short-mentee.opus"))[: 20 * RATE]
    segments, _ = model.transcribe(
        audio,
        language="fr",
        initial_prompt="Bonjour Claire.",
        hotwords="Claire Yanis",
        vad_filter=True,
    )
    assert "".join(segment.text for segment in segments)


def test_the_manifest_names_every_file_by_its_content() -> None:
    files = json.loads((ARTEFACT / "manifest.json").read_text(encoding="utf-8"))["files"]
    present = {path.name for path in ARTEFACT.iterdir()} - {"manifest.json"}
    assert present == set(files)
    for name, expected in files.items():
        content = (ARTEFACT / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected["sha256"]
        assert len(content) == expected["bytes"]


def test_the_model_stays_small() -> None:
    assert sum(path.stat().st_size for path in ARTEFACT.iterdir()) <= 12_000_000
