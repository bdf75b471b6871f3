"""The rehearsal's calls: both tracks start together, and speech is where the script says."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import decode_audio

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "models" / "rehearsal" / "scripts"
ARTEFACT = ROOT / "models" / "rehearsal" / "artefact"
RATE = 16_000
CALLS = ("fr", "fr-short", "en", "en-short")


def script_of(call: str) -> dict:
    return json.loads((ARTEFACT / f"{call}.json").read_text(encoding="utf-8"))


def tracks_of(call: str) -> dict[str, np.ndarray]:
    files = script_of(call)["tracks"]
    return {
        who: decode_audio(str(ARTEFACT / file), sampling_rate=RATE) for who, file in files.items()
    }


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize("call", CALLS)
def test_both_tracks_last_as_long_as_the_call(call: str) -> None:
    lengths = {len(track) / RATE for track in tracks_of(call).values()}
    assert len(lengths) == 1
    assert lengths.pop() == pytest.approx(script_of(call)["duration"], abs=0.05)


@pytest.mark.parametrize("call", CALLS)
def test_each_turn_is_heard_on_its_speakers_track_alone(call: str) -> None:
    tracks = tracks_of(call)
    for turn in script_of(call)["turns"]:
        during = slice(round(turn["start"] * RATE), round(turn["end"] * RATE))
        for who, track in tracks.items():
            if who == turn["speaker"]:
                assert loudness(track[during]) > 0.02, turn["text"]
            else:
                assert loudness(track[during]) < 0.002, turn["text"]


@pytest.mark.parametrize("call", CALLS)
def test_people_take_turns_with_natural_pauses(call: str) -> None:
    turns = script_of(call)["turns"]
    for one, following in itertools.pairwise(turns):
        assert 0.45 < following["start"] - one["end"] < 0.95


@pytest.mark.parametrize("call", CALLS)
def test_words_follow_one_another_within_their_turn(call: str) -> None:
    for turn in script_of(call)["turns"]:
        starts = [word["start"] for word in turn["words"]]
        assert starts == sorted(starts)
        assert turn["start"] <= starts[0]
        assert turn["words"][-1]["end"] <= turn["end"] + 0.001
        assert " ".join(word["text"] for word in turn["words"]) == turn["text"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_calls_say_what_the_script_says(language: str) -> None:
    script = json.loads((SCRIPTS / f"{language}.json").read_text(encoding="utf-8"))
    said = script_of(language)
    assert [turn["text"] for turn in said["turns"]] == [turn["text"] for turn in script["turns"]]
    short = [turn["text"] for turn in script["turns"] if turn.get("short")]
    assert [turn["text"] for turn in script_of(f"{language}-short")["turns"]] == short
    for key in ("title", "participants", "agenda", "expected"):
        assert said[key] == script[key]


def test_the_short_calls_last_a_minute_or_so() -> None:
    for language in ("fr", "en"):
        assert 60 <= script_of(f"{language}-short")["duration"] <= 90


def test_the_recordings_stay_small() -> None:
    assert sum(path.stat().st_size for path in ARTEFACT.iterdir()) < 2_500_000
