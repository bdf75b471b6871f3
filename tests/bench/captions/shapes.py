"""Whisper models of the true shapes with random weights, and what reading with them costs here.

They understand nothing but compute like the real ones. Built by this script into a cache folder
outside the repository, never committed. Random weights would never end a text, so the number of
tokens is imposed: as many as French speech has.
"""

import math
import os
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from binome.speech.clock import RATE
from binome.speech.engine import Engine, EngineOptions
from binome.speech.guards import Evidence
from binome.speech.models import LocalModel
from binome.speech.recogniser import Figures, Job, Reading, Recogniser, Urgency
from tests.bench.captions.prices import TOKENS_PER_SECOND, Prices
from tests.helpers import random_whisper

SHAPES = {"tiny": (384, 4, 6), "base": (512, 6, 8), "small": (768, 12, 12)}
"""Width, layers on either side, attention heads."""
TEXTS = 50_257
"""Text tokens of Whisper's multilingual vocabulary."""


def model(shape: str, cache: Path) -> LocalModel:
    """Return the model of this shape, built now unless it lies in `cache`."""
    folder = cache / f"random-{shape}"
    if not (folder / "preprocessor_config.json").is_file():
        width, layers, heads = SHAPES[shape]
        making = cache / f".{shape}-{os.getpid()}"
        random_whisper.build(
            making, width=width, layers=layers, heads=heads, window=30, texts=TEXTS
        )
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    return LocalModel(f"random-{shape}", folder)


class ImposedEngine(Engine):
    """The product's engine with an imposed number of tokens; nothing is found untrustworthy."""

    def _judged(self, evidence: Evidence) -> None:
        return None

    imposed: int | None = None
    """Tokens of every reading; None = as many as so much speech has."""

    def _most(self, job: Job) -> int:
        return self.imposed or tokens(len(job.audio) / RATE)

    def _suppressed(self, language) -> list[int]:
        return [*super()._suppressed(language), self._tokenizer(language).eot]


def tokens(seconds: float) -> int:
    """Return how many tokens so much speech has."""
    return max(1, round(TOKENS_PER_SECOND * seconds))


@dataclass
class Computing:
    """Reads what `words` hears and computes what the engine would: for L1."""

    engine: ImposedEngine
    words: Recogniser
    longest: float = 10.0
    spent: float = 0.0
    """CPU seconds of the engine."""
    lengths: list[float] = field(default_factory=list)
    """Seconds of each live window read."""

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        """Return the words of the one after the work of the other."""
        before = time.process_time()
        self.engine.read(jobs)
        self.spent += time.process_time() - before
        self.lengths += [job.end - job.start for job in jobs]
        return self.words.read(jobs)

    def figures(self) -> Figures:
        """Return what the engine did."""
        return self.engine.figures()

    def close(self) -> None:
        """Let the engine go."""
        self.engine.close()


def load(found: LocalModel, compute_type: str = "int8") -> ImposedEngine:
    """Return the engine on one core, so that its CPU time is its time."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(
        str(found.folder), device="cpu", compute_type=compute_type, cpu_threads=1, num_workers=1
    )
    return ImposedEngine(whisper, EngineOptions(), threads=1)


def _cpu(work: Callable[[], object], repeats: int) -> float:
    """CPU seconds of `work`: the median of some runs after one that does not count."""
    work()
    spent = []
    for _ in range(repeats):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return statistics.median(spent)


def _jobs(seconds: float, count: int, urgency: Urgency = Urgency.PARTIAL) -> list[Job]:
    noise = np.random.default_rng(count).normal(0, 0.05, round(seconds * RATE)).astype(np.float32)
    return [Job(("s", f"p{at}"), "t", 1, urgency, 0, "fr", noise, 0.0) for at in range(count)]


def priced(engine: ImposedEngine, repeats: int = 3) -> Prices:
    """Measure the table of prices of this engine on this machine."""
    encode = {
        length: _cpu(lambda: engine._encode(_jobs(length, 1)[0], length), repeats)  # noqa: B023
        for length in (2.0, 3.0, 5.0, 8.0, 12.0)
    }
    token: dict[tuple[int, int], float] = {}
    for beam, urgency in ((1, Urgency.PARTIAL), (5, Urgency.FINAL)):
        for count in (1, 2, 4, 8):
            encoded = [engine._encode(job, 6.0) for job in _jobs(4.0, count, urgency)]
            few, many = (_with_tokens(engine, encoded, tokens, repeats) for tokens in (3, 18))
            token[beam, count] = (many - few) / count / 15
            if (beam, count) == (1, 1):
                look = max(0.0, few - 3 * token[1, 1]) / 6.0
    encoded = [engine._encode(job, 4.0) for job in _jobs(4.0, 4)]
    view, raws = _generated(engine, encoded)
    align = _cpu(lambda: engine._align(view, encoded, raws, [0, 1, 2, 3]), repeats) / 4
    timed = max(0.0, align - 4.0 * look) / tokens(4.0)
    return Prices(encode, look, token, timed, engine.options)


def _with_tokens(engine: ImposedEngine, encoded: list, count: int, repeats: int) -> float:
    engine.imposed = count
    try:
        return _cpu(lambda: _generated(engine, encoded), repeats)
    finally:
        engine.imposed = None


def _generated(engine: ImposedEngine, encoded: list) -> tuple:
    import ctranslate2

    states = np.ascontiguousarray(np.concatenate([one.states for one in encoded]))
    view = ctranslate2.StorageView.from_array(states)
    return view, engine._generate(view, encoded)


def window_against_padded(engine: ImposedEngine, repeats: int = 3) -> tuple[float, float]:
    """Return the CPU seconds of one of eight 6-second live windows read together, and of the
    peers' call on such a window: padded to 30 s, beam 5, alone. Both with word times."""
    together = _jobs(6.0, 8)
    ours = _cpu(lambda: engine.read(together), repeats) / len(together)
    return ours, padded(engine, 6.0, repeats)


def padded(engine: ImposedEngine, seconds: float, repeats: int = 3) -> float:
    """Return the CPU seconds of the peers' call on a window of so much speech."""
    alone = _jobs(seconds, 1)[0]
    return _cpu(lambda: _padded(engine, alone), repeats)


def _padded(engine: ImposedEngine, job: Job) -> None:
    import ctranslate2

    model, tokenizer = engine._model, engine._tokenizer(job.language)
    features = model.feature_extractor(job.audio)
    features = np.pad(features, ((0, 0), (0, max(0, 3000 - features.shape[1]))))[None, :, :3000]
    encoded = model.encode(np.ascontiguousarray(features[0]))
    prompt = engine._prompt(job)
    (result,) = model.model.generate(
        encoded,
        [prompt],
        beam_size=5,
        max_length=2 * (len(prompt) + tokens(len(job.audio) / RATE)),
        suppress_tokens=engine._suppressed(job.language),
        return_scores=True,
        return_no_speech_prob=True,
    )
    texts = [one for one in result.sequences_ids[0] if one < tokenizer.eot]
    model.find_alignment(tokenizer, [texts], encoded, [math.ceil(len(job.audio) / 160)])
    assert isinstance(encoded, ctranslate2.StorageView)
