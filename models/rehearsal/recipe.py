"""Renders the rehearsal calls: one Ogg Opus file per participant, on a common start.

`python models/rehearsal/recipe.py` reads scripts/<language>.json and writes artefact/. Each track
holds silence while the other person speaks. Only espeak-ng and PyAV are needed.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import av
import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "speech-demo"))

from recipe.speech import OPUS_FRAME, OPUS_RATE, Espeak, Utterance, Voice, resampled, trimmed  # noqa: E402

VOICES: dict[str, dict[str, Voice]] = {
    "fr": {"mentor": Voice("fr+f2", 155, 55), "mentee": Voice("fr+m3", 155, 45)},
    "en": {"mentor": Voice("en-us+f2", 155, 55), "mentee": Voice("en-us+m3", 155, 45)},
}
"""Who sounds how; the demonstration model is trained on exactly these, among others."""

LEAD_IN = 0.8
"""Seconds of silence before the first and after the last turn."""
SHORTEST_GAP, LONGEST_GAP = 0.5, 0.9
"""Seconds between two turns."""
LOUDNESS = 0.5
"""Peak amplitude of every turn, of full scale."""
BIT_RATE = 24_000
SEED = 2024


def schedule(
    turns: list[dict], language: str, engine: Espeak
) -> tuple[dict[str, np.ndarray], list[dict], float]:
    """The two tracks (float32 at 48 kHz), the turns with their times, and the length in seconds."""
    chance = random.Random(SEED)
    placed: list[tuple[str, float, np.ndarray]] = []
    timed: list[dict] = []
    at = LEAD_IN
    for turn in turns:
        said = spoken(turn["text"], VOICES[language][turn["speaker"]], engine)
        placed.append((turn["speaker"], at, resampled(said.samples, said.rate, OPUS_RATE)))
        timed.append(turn | times(said, at))
        at += said.duration + chance.uniform(SHORTEST_GAP, LONGEST_GAP)
    length = placed[-1][1] + len(placed[-1][2]) / OPUS_RATE + LEAD_IN
    count = -(-int(length * OPUS_RATE) // OPUS_FRAME) * OPUS_FRAME
    tracks = {speaker: np.zeros(count, np.float32) for speaker in VOICES[language]}
    for speaker, start, samples in placed:
        first = round(start * OPUS_RATE)
        tracks[speaker][first : first + len(samples)] += samples
    return tracks, timed, count / OPUS_RATE


def spoken(text: str, voice: Voice, engine: Espeak) -> Utterance:
    """`text` said by `voice`, without outer silence, at the common loudness."""
    said = trimmed(engine.say(text, voice))
    if said is None:
        raise ValueError(f"nothing audible in: {text}")
    said.samples[:] *= LOUDNESS / np.abs(said.samples).max()
    return said


def times(said: Utterance, start: float) -> dict:
    """Start and end of a turn and of its words, in seconds from the start of the call."""
    words = [
        {"text": w.text, "start": round(start + w.start, 3), "end": round(start + w.end, 3)}
        for w in said.words
    ]
    return {"start": round(start, 3), "end": round(start + said.duration, 3), "words": words}


def write_opus(path: Path, samples: np.ndarray) -> None:
    """`samples` (float32, 48 kHz mono) as an Ogg Opus file."""
    with av.open(str(path), "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=OPUS_RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        stream.options = {"application": "voip", "vbr": "on"}
        pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        for at in range(0, len(pcm), OPUS_FRAME):
            chunk = np.ascontiguousarray(pcm[None, at : at + OPUS_FRAME])
            frame = av.AudioFrame.from_ndarray(chunk, format="s16", layout="mono")
            frame.sample_rate, frame.pts = OPUS_RATE, at
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def render(script: dict, name: str, turns: list[dict], engine: Espeak, out: Path) -> float:
    """Write the tracks and the timed script `name`; returns the length in seconds."""
    tracks, timed, length = schedule(turns, script["language"], engine)
    for speaker, samples in tracks.items():
        write_opus(out / f"{name}-{speaker}.opus", samples)
    voices = {
        who: {"name": v.name, "speed": v.speed, "pitch": v.pitch}
        for who, v in VOICES[script["language"]].items()
    }
    files = {speaker: f"{name}-{speaker}.opus" for speaker in tracks}
    timed_script = script | {
        "schema": "binome.rehearsal/1",
        "duration": round(length, 3),
        "tracks": files,
        "voices": voices,
        "turns": timed,
    }
    text = json.dumps(timed_script, ensure_ascii=False, indent=1)
    (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return length


def main() -> None:
    """Render every script, in full and in its short form."""
    out = HERE / "artefact"
    out.mkdir(exist_ok=True)
    engine = Espeak()
    for path in sorted((HERE / "scripts").glob("*.json")):
        script = json.loads(path.read_text(encoding="utf-8"))
        language = script["language"]
        short = [turn for turn in script["turns"] if turn.get("short")]
        for name, turns in ((language, script["turns"]), (f"{language}-short", short)):
            length = render(script, name, turns, engine, out)
            sys.stdout.write(f"{name}: {len(turns)} turns, {length:.1f} s\n")


if __name__ == "__main__":
    main()
