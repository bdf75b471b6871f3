"""The recogniser: faster-whisper's model read on short windows, encoded alone, decoded together.

faster-whisper pads every window to 30 s; CTranslate2 underneath takes any length. So each window
is encoded by itself with a short margin of silence, the encoded windows of all tracks are decoded
in one batch (weights stream once a step). What the guards find untrustworthy is read once more on
the library's own padded road. One owner calls it, one call at a time.
"""

import math
import os
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from binome.domain.values import Language, Word
from binome.errors import Unavailable
from binome.speech.clock import RATE
from binome.speech.display import guessed, joined
from binome.speech.guards import Evidence, GuardCounters, Rule, most_tokens, suspicion
from binome.speech.models import LocalModel
from binome.speech.padded import read_padded
from binome.speech.recogniser import Figures, Job, Reading, Urgency

_HOP = 160
_LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How windows are read; `margin` in seconds of silence put after the audio."""

    margin: float = 1.28
    step: float = 0.32
    """Window lengths are rounded up to a multiple of this many seconds, to batch like with like."""
    live_beam: int = 1
    final_beam: int = 5
    second_beam: int = 5
    batch: int = 8
    takes_hotwords: bool = True
    """Whether the model understands words given before the audio."""
    context: int = 16
    """Tokens of what was said just before a cut that the next window is told; 0 = none."""

    @classmethod
    def for_model(cls, model: LocalModel) -> "EngineOptions":
        """The demonstration model is small, needs little silence and was not taught hotwords."""
        return (
            cls(margin=1.0, live_beam=3, takes_hotwords=False, context=0) if model.demo else cls()
        )


@dataclass(frozen=True, slots=True)
class _Encoded:
    job: Job
    states: Any
    """Encoder output, array of shape (1, positions, width)."""
    frames: int
    """Mel frames of real audio."""


@dataclass(frozen=True, slots=True)
class _Raw:
    tokens: list[int]
    text: str
    logprob: float
    no_speech: float


class Engine:
    """Owns one loaded model; fills the `Recogniser` protocol."""

    def __init__(self, model: Any, options: EngineOptions | None = None, threads: int = 1) -> None:
        """`model`: a `faster_whisper.WhisperModel`."""
        self.options = options or EngineOptions()
        self.counters = GuardCounters()
        self.batches = self.windows = 0
        self._model = model
        self._window = float(model.feature_extractor.chunk_length)
        self.longest = min(28.0, self._window - min(1.0, self.options.margin))
        self._tokenizers: dict[Language, Any] = {}
        self._pool = ThreadPoolExecutor(threads, "encode") if threads > 1 else None

    @classmethod
    def load(
        cls, found: LocalModel, compute_type: str = "int8", options: EngineOptions | None = None
    ) -> "Engine":
        """Load a model, on a GPU when CTranslate2 finds one. Takes seconds.

        Raises `Unavailable` when the folder is not a model that can be read.
        """
        from faster_whisper import WhisperModel

        threads = max(1, min(4, os.cpu_count() or 1))
        try:
            model = WhisperModel(
                str(found.folder),
                device="auto",
                compute_type=compute_type,
                cpu_threads=1,
                num_workers=threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError, KeyError) as problem:
            raise Unavailable(
                f"the model in {found.folder} cannot be loaded: {problem}"
            ) from problem
        return cls(model, options or EngineOptions.for_model(found), threads)

    def close(self) -> None:
        """Let the model go (idempotent)."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        self._pool = self._model = None

    def figures(self) -> Figures:
        """Return what was done so far."""
        counted = self.counters
        return Figures(self.windows, self.batches, dict(counted.dropped), dict(counted.retried))

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        """Return one reading per job, in order."""
        lengths = [window_length(len(job.audio) / RATE, self.options) for job in jobs]
        if self._pool is not None and len(jobs) > 1:
            encoded = list(self._pool.map(self._encode, jobs, lengths))
        else:
            encoded = list(map(self._encode, jobs, lengths))
        readings: dict[int, Reading] = {}
        for group in _alike(encoded, self._likeness, self.options.batch):
            members = [encoded[index] for index in group]
            self.batches, self.windows = self.batches + 1, self.windows + len(members)
            for index, reading in zip(group, self._decode(members), strict=True):
                readings[index] = reading
        return [readings[index] for index in range(len(jobs))]

    # --- encoding -----------------------------------------------------------------------------

    def _encode(self, job: Job, length: float) -> _Encoded:
        """Encode the job's audio with silence after it, `length` seconds together."""
        import ctranslate2

        samples = round(min(self._window, length) * RATE)
        audio = np.zeros(samples, np.float32)
        audio[: min(samples, len(job.audio))] = job.audio[:samples]
        features = self._model.feature_extractor(audio, padding=0)[None]
        view = ctranslate2.StorageView.from_array(np.ascontiguousarray(features))
        states = np.asarray(self._model.model.encode(view, to_cpu=True))
        return _Encoded(job, states, min(features.shape[-1], len(job.audio) // _HOP))

    # --- decoding -----------------------------------------------------------------------------

    def _beam(self, job: Job) -> int:
        if job.urgency is Urgency.SECOND:
            return self.options.second_beam
        is_wide = job.urgency is Urgency.FINAL and not job.cheap
        return self.options.final_beam if is_wide else self.options.live_beam

    def _likeness(self, one: _Encoded) -> Hashable:
        """What one decoding batch must have in common: length, beam, and where the text begins."""
        return one.states.shape[1], self._beam(one.job), len(self._prompt(one.job))

    def _decode(self, members: list[_Encoded]) -> list[Reading]:
        import ctranslate2

        stacked = np.concatenate([member.states for member in members])
        view = ctranslate2.StorageView.from_array(np.ascontiguousarray(stacked))
        raws = self._generate(view, members)
        languages = self._languages(view, members)
        kept, readings = [], []
        for index, (member, raw) in enumerate(zip(members, raws, strict=True)):
            rule = self._judged(_evidence(member, raw))
            if rule is None:
                kept.append(index)
            readings.append(Reading((), rule, languages[index]))
        timed = self._align(view, members, raws, [one for one in kept if members[one].job.timed])
        for index in kept:
            words = timed.get(index)
            if words is None:
                words = guessed(raws[index].text, math.exp(raws[index].logprob), members[index].job)
            readings[index] = replace(readings[index], words=tuple(words))
        return [
            self._retried(member.job, reading) if reading.dropped else reading
            for member, reading in zip(members, readings, strict=True)
        ]

    def _judged(self, evidence: Evidence) -> Rule | None:
        """The rule that speaks against a reading, or None."""
        return suspicion(evidence)

    def _most(self, job: Job) -> int:
        """How many tokens a reading may have."""
        return most_tokens(len(job.audio) / RATE)

    def _generate(self, view: Any, members: list[_Encoded]) -> list[_Raw]:
        prompts = [self._prompt(member.job) for member in members]
        most = max(self._most(member.job) for member in members)
        results = self._model.model.generate(
            view,
            prompts,
            beam_size=self._beam(members[0].job),
            max_length=min(self._model.max_length, 2 * (len(prompts[0]) + most)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed(members[0].job.language),
            sampling_temperature=1.0,
            sampling_topk=1,
        )
        return [
            self._raw(member.job, result) for member, result in zip(members, results, strict=True)
        ]

    def _raw(self, job: Job, result: Any) -> _Raw:
        tokens = list(result.sequences_ids[0])
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        text = self._tokenizer(job.language).decode(tokens).strip()
        return _Raw(tokens, text, logprob, result.no_speech_prob)

    def _prompt(self, job: Job) -> list[int]:
        tokenizer = self._tokenizer(job.language)
        previous: list[int] = []
        if job.hotwords and self.options.takes_hotwords:
            previous = self._model.get_prompt(tokenizer, [], hotwords=job.hotwords)
            previous = previous[: previous.index(tokenizer.sot)][:64]
        elif context := self._context(job):
            previous = [tokenizer.sot_prev, *context]
        return [*previous, *tokenizer.sot_sequence, tokenizer.no_timestamps]

    def _context(self, job: Job) -> list[int]:
        """The last tokens before the window: a fixed number or none, so that batches stay even."""
        if not job.previous or not self.options.context:
            return []
        tokens: list[int] = self._tokenizer(job.language).encode(" " + job.previous)
        return tokens[-self.options.context :] if len(tokens) >= self.options.context else []

    def _languages(self, view: Any, members: list[_Encoded]) -> list[dict[Language, float] | None]:
        """How likely French and English are, where a job asks."""
        if not any(member.job.asks_language for member in members):
            return [None] * len(members)
        if not self._model.model.is_multilingual:
            return [None] * len(members)
        found = self._model.model.detect_language(view)
        return [
            {name: odds for name in _LANGUAGES for token, odds in row if token == f"<|{name}|>"}
            if member.job.asks_language
            else None
            for member, row in zip(members, found, strict=True)
        ]

    def _tokenizer(self, language: Language) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            multilingual = self._model.model.is_multilingual
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer, multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _suppressed(self, language: Language) -> list[int]:
        from faster_whisper.transcribe import get_suppressed_tokens

        return list(get_suppressed_tokens(self._tokenizer(language), [-1]))

    # --- word times ---------------------------------------------------------------------------

    def _align(
        self, view: Any, members: list[_Encoded], raws: list[_Raw], kept: list[int]
    ) -> dict[int, list[Word]]:
        """Words of the kept readings with their times."""
        timed: dict[int, list[Word]] = {}
        for language in {members[index].job.language for index in kept}:
            same = [index for index in kept if members[index].job.language == language]
            timed |= self._aligned(view, members, raws, same)
        return timed

    def _aligned(
        self, view: Any, members: list[_Encoded], raws: list[_Raw], indices: list[int]
    ) -> dict[int, list[Word]]:
        import ctranslate2

        tokenizer = self._tokenizer(members[indices[0]].job.language)
        texts = [
            [token for token in raws[index].tokens if token < tokenizer.eot] for index in indices
        ]
        # A little beyond the audio, so that the last word has room to end.
        frames = [members[index].frames + 20 for index in indices]
        frames = [
            max(2, min(count, 2 * members[index].states.shape[1]))
            for count, index in zip(frames, indices, strict=True)
        ]
        # The silence of the margin has no words: the decoder need not look at it again.
        most = math.ceil(max(frames) / 2)
        stacked = np.concatenate([members[index].states[:, :most] for index in indices])
        view = ctranslate2.StorageView.from_array(np.ascontiguousarray(stacked))
        found = self._model.find_alignment(tokenizer, texts, view, frames)
        result: dict[int, list[Word]] = {}
        for index, alignment in zip(indices, found, strict=True):
            job = members[index].job
            result[index] = joined(
                [(one["word"], one["start"], one["end"], one["probability"]) for one in alignment],
                job,
            )
        return result

    # --- the padded road ----------------------------------------------------------------------

    def _retried(self, job: Job, reading: Reading) -> Reading:
        """Read a suspicious window once more, padded to 30 s as the library does.

        Only what must be read for good is worth it; a partial reading has a successor soon.
        """
        rule = reading.dropped
        if rule is None or rule == "empty":
            return replace(reading, dropped=None) if rule == "empty" else reading
        if job.urgency is not Urgency.FINAL:
            self.counters.dropped[rule] += 1
            return reading
        self.counters.retried[rule] += 1
        evidence, words = read_padded(self._model, job)
        rule = self._judged(evidence)
        if rule is not None:
            self.counters.dropped[rule] += 1
            return Reading((), rule)
        return Reading(tuple(words))


def window_length(seconds: float, options: EngineOptions) -> float:
    """Return the seconds of the window in which so much audio is read, silence included."""
    return math.ceil((seconds + options.margin) / options.step) * options.step


def _alike(
    encoded: list[_Encoded], likeness: Callable[[_Encoded], Hashable], most: int
) -> list[list[int]]:
    """Groups of indices that one decoding batch can hold."""
    groups: dict[Hashable, list[int]] = {}
    for index, one in enumerate(encoded):
        groups.setdefault(likeness(one), []).append(index)
    return [
        members[at : at + most]
        for members in groups.values()
        for at in range(0, len(members), most)
    ]


def _evidence(member: _Encoded, raw: _Raw) -> Evidence:
    seconds = len(member.job.audio) / RATE
    return Evidence(
        raw.text, member.job.language, seconds, len(raw.tokens), raw.logprob, raw.no_speech
    )
