"""`binome transcribe`: its lines and its refusals."""

import io
import json
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from binome.errors import BadInput
from binome.speech.normalise import word_errors, words
from binome.speech.recording import Recording
from binome.speech.transcribe import run
from tests.helpers.speech import recorded


@pytest.fixture
def tracks(rehearsal, tmp_path) -> list[Path]:
    """Nine seconds of each person, as WAV."""
    paths = []
    for person in ("mentor", "mentee"):
        pcm = recorded(rehearsal / f"fr-short-{person}.opus", 9)
        paths.append(tmp_path / f"{person}.wav")
        with wave.open(str(paths[-1]), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes((pcm * 32767).astype(np.int16).tobytes())
    return paths


def test_a_call_becomes_json_lines_with_a_last_line_of_figures(random_model, tracks) -> None:
    out = io.StringIO()
    assert run(tracks, "fr", str(random_model), "fast", True, out) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {line["track"] for line in lines[:-1]} == {"mentor", "mentee"}
    assert all(one["at"] <= two["at"] for one, two in pairwise(lines[:-1]))
    assert lines[-1]["type"] == "metrics"
    assert 5 < lines[-1]["speech_s"] < 9
    assert lines[-1]["cpu_per_speech_s"] > 0


@pytest.mark.parametrize("content", [b"", b"not audio at all" * 50])
def test_what_is_no_audio_is_refused_with_its_name(tmp_path, content) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"broken\.wav cannot be read as audio"):
        Recording(path)


def test_a_missing_file_is_refused(tmp_path, random_model) -> None:
    with pytest.raises(BadInput, match="is not a file"):
        run([tmp_path / "none.wav"], "fr", str(random_model), "fast", True, io.StringIO())


@pytest.mark.slow
def test_the_demonstration_model_understands_the_rehearsal_call(rehearsal, short_call) -> None:
    out = io.StringIO()
    assert (
        run([rehearsal / f"{name}.opus" for name in short_call], "fr", "demo", "fast", True, out)
        == 0
    )
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    errors = total = 0
    for name, said in short_call.items():
        heard = [
            word["text"]
            for line in lines
            if line["type"] == "words" and line["track"] == name
            for word in line["words"]
        ]
        reference = words(" ".join(word.text for word in said), "fr")
        errors += word_errors(reference, words(" ".join(heard), "fr"))
        total += len(reference)
    assert errors / total <= 0.15
    assert lines[-1]["commit_p95_s"] < 3.0
