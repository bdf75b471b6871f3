"""Speaks texts into shards of features, the training's raw material.

A shard is two files: `<name>.npy`, all utterances' log-mel frames one after the other in float16,
and `<name>.json`, what was said with word and phoneme times. Nothing is pickled.
"""

from __future__ import annotations

import json
import logging
import random
import time
from pathlib import Path

import numpy as np

from . import texts, voices
from .features import log_mel
from .speech import SAMPLE_RATE, Espeak, Utterance, Voice, resampled, through_opus, trimmed
from .voices import Cast

log = logging.getLogger(__name__)

FRENCH_SHARE = 0.55
OPUS_SHARE = 0.35
UTTERANCES = 1000
"""Utterances per shard."""
LONGEST = 12.0
"""Seconds; longer utterances are left out."""


def heard(said: Utterance, opus: float, chance: random.Random) -> np.ndarray:
    """16 kHz samples of `said` at a chance loudness, a share `opus` of them after an Opus call."""
    samples = said.samples / (np.abs(said.samples).max() + 1e-6) * chance.uniform(0.2, 0.9)
    if chance.random() < opus:
        bit_rate = chance.choice((16_000, 24_000, 24_000, 32_000))
        loss = chance.choice((0.0, 0.0, 0.02, 0.05))
        return through_opus(samples, said.rate, bit_rate, loss, chance)
    return resampled(samples, said.rate, SAMPLE_RATE)


def record(said: Utterance, language: str, source: str, voice: Voice) -> dict:
    """What a shard's index keeps of an utterance; times in seconds."""
    return {
        "language": language,
        "source": source,
        "voice": voice.name,
        "text": said.text,
        "words": [[w.text, round(w.start, 3), round(w.end, 3)] for w in said.words],
        "phones": [[p.name, round(p.start, 3)] for p in said.phones],
    }


def utterance(
    engine: Espeak, text: texts.Text, language: str, voice: Voice, chance: random.Random
) -> tuple[dict, np.ndarray] | None:
    """The index entry and [frames, 80] features of one spoken text, None when it is unusable."""
    said = trimmed(engine.say(text.words, voice))
    if said is None or not 0.3 < said.duration < LONGEST:
        return None
    opus = 0.5 if text.source == "rehearsal" else OPUS_SHARE
    frames = log_mel(heard(said, opus, chance)).astype(np.float16)
    return record(said, language, text.source, voice), frames


def write(folder: Path, name: str, entries: list[tuple[dict, np.ndarray]]) -> None:
    """Write one shard; the index appears last, so a reader never sees half a shard."""
    at = 0
    for entry, frames in entries:
        entry["first"], entry["frames"] = at, len(frames)
        at += len(frames)
    np.save(folder / f"{name}.npy", np.concatenate([frames for _, frames in entries]))
    index = json.dumps([entry for entry, _ in entries], ensure_ascii=False)
    (folder / f"{name}.tmp").write_text(index, encoding="utf-8")
    (folder / f"{name}.tmp").rename(folder / f"{name}.json")


def rehearsal_shard(folder: Path, repeats: int, cast: Cast) -> None:
    """Every turn of the rehearsal, `repeats` times in its two voices, once in eight others."""
    engine, chance = Espeak(), random.Random(7)
    entries = []
    for language in texts.LANGUAGES:
        for turn in texts.rehearsal(language):
            own = list(voices.REHEARSAL[language]) * repeats
            others = [Voice(name, chance.randint(140, 175)) for name in cast.names[language][:8]]
            for voice in own + others:
                made = utterance(engine, texts.Text(turn, "rehearsal"), language, voice, chance)
                if made is not None:
                    entries.append(made)
    write(folder, "rehearsal", entries)


def synthesise(folder: Path, shards: int, seed: int, cast: Cast) -> None:
    """Write `shards` shards of fresh sentences that are not there yet (each with its own seed)."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "rehearsal.json").exists():
        rehearsal_shard(folder, 4, cast)
    engine = Espeak()
    for number in range(shards):
        name = f"speech-{seed:03d}-{number:04d}"
        if (folder / f"{name}.json").exists():
            continue
        chance = random.Random(f"{seed}/{number}")
        started, entries, seconds = time.process_time(), [], 0.0
        while len(entries) < UTTERANCES:
            language = "fr" if chance.random() < FRENCH_SHARE else "en"
            voice = voices.drawn(language, chance, cast)
            made = utterance(engine, texts.sample(language, chance), language, voice, chance)
            if made is not None:
                entries.append(made)
                seconds += len(made[1]) / 100
        write(folder, name, entries)
        spent = time.process_time() - started
        log.info("%s: %.2f h of speech in %.0f CPU s", name, seconds / 3600, spent)
