"""Measures an exported model through unmodified faster-whisper and writes `metrics.json`.

Every test sentence is spoken, sent through Opus at 24 kbit/s, and set between 0.4 s of faint
noise. Word error rates are in per cent, after `texts.normalised`; the numbers of sentences are
given, since the sets are small. Nothing of the `grammar`, `dialogue` and `general` sets is in
training; the rehearsal's sentences are, openly.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import jiwer
import numpy as np
from faster_whisper import WhisperModel, decode_audio

from . import texts, voices
from .speech import SAMPLE_RATE, Espeak, Voice, Word, through_opus, trimmed
from .windows import Pool

REHEARSAL = texts.SCRIPTS.parent / "artefact"
MARGIN = 0.4
"""Seconds of faint noise around each test sentence."""
GRAMMAR_SENTENCES = 40
LOSS = 0.03


@dataclass(frozen=True)
class Case:
    """One test sentence as it is heard, with its word times in seconds."""

    language: str
    text: str
    words: tuple[Word, ...]
    audio: np.ndarray


def spoken(engine: Espeak, language: str, text: str, voice: Voice, loss: float, seed: int) -> Case:
    """`text` in `voice`, after the call's road."""
    said = trimmed(engine.say(text, voice))
    if said is None:
        raise ValueError(f"nothing audible in: {text}")
    samples = said.samples / np.abs(said.samples).max() * 0.6
    heard = through_opus(samples, said.rate, 24_000, loss, random.Random(seed))
    margin = np.zeros(round(MARGIN * SAMPLE_RATE), np.float32)
    audio = np.concatenate([margin, heard, margin])
    audio += np.random.default_rng(seed).normal(0, 0.001, len(audio)).astype(np.float32)
    return Case(language, text, tuple(w.shifted(MARGIN) for w in said.words), audio)


def test_sets(pool: Pool | None) -> dict[str, list[Case]]:
    """The spoken test sets by name; `pool` tells which grammar sentences training has heard."""
    engine = Espeak()
    known = {s.text for group in (pool.general if pool else {}).values() for s in group}
    sets: dict[str, list[Case]] = {}
    for language in texts.LANGUAGES:
        chance = random.Random(99)
        novel: list[str] = []
        while len(novel) < GRAMMAR_SENTENCES:
            sentence = texts.expanded(language, "sentence", chance)
            if sentence not in known and len(sentence.split()) > 3:
                novel.append(sentence)
        lines = {
            "grammar": novel,
            "dialogue": list(texts.written(language, "dialogue")),
            "general": list(texts.written(language, "general")),
        }
        seen, unseen = voices.SESSION.names[language], voices.UNSEEN[language]
        for name, cast, loss, key in (
            ("grammar", seen, 0.0, "grammar"),
            ("dialogue", seen, 0.0, "dialogue"),
            ("dialogue-unseen-voices", unseen, 0.0, "dialogue"),
            ("dialogue-3-percent-loss", seen, LOSS, "dialogue"),
            ("general", seen, 0.0, "general"),
        ):
            sets[f"{language}-{name}"] = [
                spoken(engine, language, text, Voice(cast[i % len(cast)]), loss, i)
                for i, text in enumerate(lines[key])
            ]
    return sets


def transcribed(model: WhisperModel, audio: np.ndarray, language: str, words: bool = False):
    """Segments and language of `audio`, as the product's second pass asks for them."""
    segments, info = model.transcribe(
        audio,
        language=language,
        beam_size=5,
        temperature=0.0,
        vad_filter=True,
        word_timestamps=words,
        condition_on_previous_text=False,
    )
    return list(segments), info


def measure(model: WhisperModel, cases: list[Case]) -> dict:
    """Error rates, word start errors and cost of one set."""
    references, guesses, starts, right_language = [], [], [], 0
    begun = time.process_time()
    for case in cases:
        segments, _ = transcribed(model, case.audio, case.language, words=True)
        references.append(texts.normalised(case.text))
        guesses.append(texts.normalised("".join(s.text for s in segments)))
        starts += start_errors(case, [w for s in segments for w in s.words or []])
    cost = time.process_time() - begun
    for case in cases:
        right_language += model.transcribe(case.audio)[1].language == case.language
    seconds = sum(len(case.audio) for case in cases) / SAMPLE_RATE
    errors = np.abs(starts) if starts else np.zeros(1)
    return {
        "sentences": len(cases),
        "wer": round(100 * jiwer.wer(references, guesses), 1),
        "cer": round(100 * jiwer.cer(references, guesses), 1),
        "exact": round(
            100 * float(np.mean([a == b for a, b in zip(references, guesses, strict=True)]))
        ),
        "right_language": round(100 * right_language / len(cases)),
        "word_start_median_ms": round(1000 * float(np.median(errors))),
        "word_start_p90_ms": round(1000 * float(np.quantile(errors, 0.9))),
        "cpu_seconds_per_audio_second": round(cost / seconds, 3),
    }


def start_errors(case: Case, heard: list) -> list[float]:
    """Start errors of the words recognised right, the sentence's first word left out."""
    reference = [texts.normalised(w.text).replace(" ", "") or "#" for w in case.words]
    guess = [texts.normalised(w.word).replace(" ", "") or "#" for w in heard]
    if not reference or not guess:
        return []
    errors = []
    for chunk in jiwer.process_words(" ".join(reference), " ".join(guess)).alignments[0]:
        if chunk.type != "equal":
            continue
        pairs = zip(
            range(chunk.ref_start_idx, chunk.ref_end_idx),
            range(chunk.hyp_start_idx, chunk.hyp_end_idx),
            strict=True,
        )
        errors += [heard[b].start - case.words[a].start for a, b in pairs if a]
    return errors


def rehearsal(model: WhisperModel, name: str) -> dict:
    """Word error rate of a rehearsal call, both tracks, through plain faster-whisper."""
    script = json.loads((REHEARSAL / f"{name}.json").read_text(encoding="utf-8"))
    references, guesses = [], []
    for speaker, file in script["tracks"].items():
        turns = [turn["text"] for turn in script["turns"] if turn["speaker"] == speaker]
        segments, _ = transcribed(model, decode_audio(str(REHEARSAL / file)), script["language"])
        references.append(texts.normalised(" ".join(turns)))
        guesses.append(texts.normalised("".join(s.text for s in segments)))
    return {
        "words": sum(len(r.split()) for r in references),
        "wer": round(100 * jiwer.wer(references, guesses), 1),
        "cer": round(100 * jiwer.cer(references, guesses), 1),
    }


def rehearsal_alone(model: WhisperModel, name: str) -> dict:
    """The same turn by turn as the live path does: a short window, unpadded, without timestamps."""
    script = json.loads((REHEARSAL / f"{name}.json").read_text(encoding="utf-8"))
    tracks = {who: decode_audio(str(REHEARSAL / file)) for who, file in script["tracks"].items()}
    references, guesses = [], []
    for turn in script["turns"]:
        first, last = (round(turn[edge] * SAMPLE_RATE) for edge in ("start", "end"))
        audio = tracks[turn["speaker"]][first - 3200 : last]
        audio = np.concatenate([audio, np.zeros(SAMPLE_RATE, np.float32)])
        references.append(texts.normalised(turn["text"]))
        guesses.append(texts.normalised(alone(model, audio, script["language"])))
    return {
        "turns": len(references),
        "wer": round(100 * jiwer.wer(references, guesses), 1),
        "cer": round(100 * jiwer.cer(references, guesses), 1),
    }


def alone(model: WhisperModel, audio: np.ndarray, language: str) -> str:
    """What CTranslate2 writes for a short window encoded without padding."""
    features = model.feature_extractor(audio)[None]
    features = np.ascontiguousarray(features[:, :, : features.shape[-1] // 2 * 2], np.float32)
    tokenizer = model.hf_tokenizer
    names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
    prompt = [tokenizer.token_to_id(name) for name in names]
    states = model.model.encode(ctranslate2.StorageView.from_array(features))
    result = model.model.generate(states, [prompt], beam_size=5, max_length=120)[0]
    return tokenizer.decode([i for i in result.sequences_ids[0] if i < prompt[0]])


def words_in_noise(model: WhisperModel) -> dict[str, int]:
    """How many words the model makes up on a minute of each kind of nothing, VAD on."""
    at = np.arange(60 * SAMPLE_RATE) / SAMPLE_RATE
    chance = np.random.default_rng(3)
    notes = 220 * 2 ** (chance.integers(0, 12, 120) / 12)
    sounds = {
        "silence": np.zeros(len(at)),
        "white noise": chance.normal(0, 0.02, len(at)),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * at) + 0.05 * np.sin(2 * np.pi * 150 * at),
        "music tones": 0.2 * np.sin(2 * np.pi * np.repeat(notes, SAMPLE_RATE // 2) * at),
    }
    found = {}
    for name, sound in sounds.items():
        segments, _ = transcribed(model, sound.astype(np.float32), "fr")
        found[name] = len("".join(s.text for s in segments).split())
    return found


def evaluate(artefact: Path, data: Path, training: dict) -> dict:
    """All figures of the model in `artefact`."""
    model = WhisperModel(str(artefact), device="cpu", compute_type="int8", cpu_threads=1)
    pool = Pool(data) if data.exists() else None
    size = sum(path.stat().st_size for path in artefact.iterdir())
    return {
        "settings": "int8, faster-whisper, beam 5, VAD on, Opus 24 kbit/s",
        "megabytes": round(size / 1e6, 2),
        "training": training,
        "rehearsal": {n: rehearsal(model, n) for n in ("fr", "fr-short", "en", "en-short")},
        "rehearsal_turns_alone": {n: rehearsal_alone(model, n) for n in ("fr", "en")},
        "sets": {name: measure(model, cases) for name, cases in test_sets(pool).items()},
        "words_on_a_minute_of": words_in_noise(model),
    }
