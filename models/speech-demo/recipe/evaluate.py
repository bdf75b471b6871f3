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

from . import cost, nothing, texts, voices
from .hearing import transcribed
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


def measure(model: WhisperModel, cases: list[Case]) -> dict:
    """Error rates, word start errors and cost of one set."""
    references, guesses, starts = [], [], []
    begun = time.process_time()
    for case in cases:
        segments, _ = transcribed(model, case.audio, case.language, word_timestamps=True)
        references.append(texts.normalised(case.text))
        guesses.append(texts.normalised("".join(s.text for s in segments)))
        starts += start_errors(case, [w for s in segments for w in s.words or []])
    spent = time.process_time() - begun
    seconds = sum(len(case.audio) for case in cases) / SAMPLE_RATE
    errors = np.abs(starts) if starts else np.zeros(1)
    return {
        "sentences": len(cases),
        "wer": round(100 * jiwer.wer(references, guesses), 1),
        "cer": round(100 * jiwer.cer(references, guesses), 1),
        "exact": round(
            100 * float(np.mean([a == b for a, b in zip(references, guesses, strict=True)]))
        ),
        "word_start_median_ms": round(1000 * float(np.median(errors))),
        "word_start_p90_ms": round(1000 * float(np.quantile(errors, 0.9))),
        "cpu_seconds_per_audio_second": round(spent / seconds, 3),
    }


def right_language(model: WhisperModel, cases: list[Case]) -> int:
    """Per cent of `cases` whose language is told right without being given."""
    right = [model.transcribe(case.audio)[1].language == case.language for case in cases]
    return round(100 * float(np.mean(right)))


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


def with_hotwords(model: WhisperModel, name: str) -> dict:
    """The rehearsal with its names and agenda titles as hotwords."""
    script = json.loads((REHEARSAL / f"{name}.json").read_text(encoding="utf-8"))
    people = [person["name"] for person in script["participants"]]
    return rehearsal(
        model, name, hotwords=", ".join(people + [i["title"] for i in script["agenda"]])
    )


def rehearsal(model: WhisperModel, name: str, **options: object) -> dict:
    """Word error rate of a rehearsal call, both tracks, through plain faster-whisper."""
    script = json.loads((REHEARSAL / f"{name}.json").read_text(encoding="utf-8"))
    references, guesses = [], []
    for speaker, file in script["tracks"].items():
        turns = [turn["text"] for turn in script["turns"] if turn["speaker"] == speaker]
        audio = decode_audio(str(REHEARSAL / file))
        segments, _ = transcribed(model, audio, script["language"], **options)
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


def rehearsal_by_voice(model: WhisperModel, language: str) -> dict[str, float]:
    """WER of the rehearsal's turns after a call's road, unpadded, in each voice of `SESSION`."""
    engine, rates = Espeak(), {}
    turns = texts.rehearsal(language)
    for name in voices.SESSION.names[language]:
        cases = [spoken(engine, language, t, Voice(name), 0.0, i) for i, t in enumerate(turns)]
        guesses = [texts.normalised(alone(model, case.audio, language)) for case in cases]
        references = [texts.normalised(turn) for turn in turns]
        rates[name] = round(100 * jiwer.wer(references, guesses), 1)
    return rates


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


def unheard(artefact: Path, file: Path, language: str, names: list[str]) -> dict:
    """Figures of the sentences in `file`, one a line, read by the voices `names` in turn."""
    model = WhisperModel(str(artefact), device="cpu", compute_type="int8", cpu_threads=1)
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    engine = Espeak()
    cases = [
        spoken(engine, language, text, Voice(names[i % len(names)]), 0.0, i)
        for i, text in enumerate(lines)
    ]
    return measure(model, cases)


def evaluate(artefact: Path, data: Path, training: dict) -> dict:
    """All figures of the model in `artefact`."""
    model = WhisperModel(str(artefact), device="cpu", compute_type="int8", cpu_threads=1)
    pool = Pool(data) if data.exists() else None
    size = sum(path.stat().st_size for path in artefact.iterdir())
    sets = test_sets(pool)
    return {
        "settings": "int8, faster-whisper, beam 5, VAD on, Opus 24 kbit/s",
        "megabytes": round(size / 1e6, 2),
        "training": training,
        "rehearsal": {n: rehearsal(model, n) for n in ("fr", "fr-short", "en", "en-short")},
        "rehearsal_turns_alone": {n: rehearsal_alone(model, n) for n in ("fr", "en")},
        "rehearsal_by_voice": {n: rehearsal_by_voice(model, n) for n in ("fr", "en")},
        "rehearsal_with_prompts": {
            n: rehearsal(model, n, condition_on_previous_text=True) for n in ("fr", "en")
        },
        "rehearsal_with_hotwords": {n: with_hotwords(model, n) for n in ("fr", "en")},
        "sets": {name: measure(model, cases) for name, cases in sets.items()},
        "right_language": {n: right_language(model, sets[f"{n}-dialogue"]) for n in ("fr", "en")},
        "words_on_five_minutes_of": nothing.words_made_up(model),
        "cpu_per_window_against_tiny": cost.against_tiny(artefact),
    }
