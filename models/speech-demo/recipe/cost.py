"""CPU time of one window, against the shape of Whisper tiny with random weights.

Both models encode the same 30 s of features in int8 on one thread and write 40 tokens with a beam
of 5; the end of text is forbidden, so that both write equally much. The least of several rounds
counts, for other work on the machine only ever adds.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec

from .tokenizer import SPECIAL

TINY_WIDTH, TINY_HEADS, TINY_LAYERS, TINY_VOCABULARY = 384, 6, 4, 51_865
TOKENS = 40
ROUNDS = 5


def against_tiny(artefact: Path) -> dict[str, float]:
    """CPU seconds per window of the model in `artefact`, of tiny's shape, and their ratio."""
    own = seconds_per_window(artefact)
    with tempfile.TemporaryDirectory() as folder:
        random_tiny(Path(folder))
        tiny = seconds_per_window(Path(folder))
    return {"own": round(own, 3), "tiny_shape": round(tiny, 3), "ratio": round(own / tiny, 2)}


def seconds_per_window(folder: Path) -> float:
    """Least CPU seconds to encode and decode one window."""
    model = ctranslate2.models.Whisper(str(folder), compute_type="int8", intra_threads=1)
    features = np.random.default_rng(0).normal(0, 0.3, (1, 80, 3000)).astype(np.float32)
    names = ["<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>"]
    end = _number_of(folder, "<|endoftext|>")
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        states = model.encode(ctranslate2.StorageView.from_array(features))
        model.generate(
            states,
            [names],
            beam_size=5,
            max_length=len(names) + TOKENS,
            suppress_tokens=[-1, end],
        )
        spent.append(time.process_time() - begun)
    return min(spent)


def _number_of(folder: Path, token: str) -> int:
    return json.loads((folder / "vocabulary.json").read_text(encoding="utf-8")).index(token)


def random_tiny(folder: Path) -> None:
    """Write a model of tiny's shape with random weights."""
    spec = WhisperSpec(TINY_LAYERS, TINY_HEADS, TINY_LAYERS, TINY_HEADS)
    chance = np.random.default_rng(1)

    def weights(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.05, shape).astype(np.float32)

    def fill(linear: Any, rows: int, columns: int) -> None:
        linear.weight, linear.bias = weights(rows, columns), weights(rows)

    width = TINY_WIDTH
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = weights(width, 80, 3), weights(width)
    encoder.conv2.weight, encoder.conv2.bias = weights(width, width, 3), weights(width)
    encoder.position_encodings.encodings = weights(1500, width)
    decoder.embeddings.weight = weights(TINY_VOCABULARY, width)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = weights(448, width)
    for layer in [*encoder.layer, *decoder.layer]:
        for block in _attentions(layer):
            fused = (3, 1) if len(block.linear) == 2 else (1, 2, 1)
            for linear, count in zip(block.linear, fused, strict=True):
                fill(linear, count * width, width)
        fill(layer.ffn.linear_0, 4 * width, width)
        fill(layer.ffn.linear_1, width, 4 * width)
    for norm in _norms(spec):
        norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)
    plain = [f"t{i}" for i in range(TINY_VOCABULARY - len(SPECIAL) - 1)]
    spec.register_vocabulary([*plain, "", *SPECIAL])
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _attentions(layer: Any) -> Iterator[Any]:
    for name in ("self_attention", "attention"):
        if hasattr(layer, name):
            yield getattr(layer, name)


def _norms(spec: WhisperSpec) -> Iterator[Any]:
    for part in (spec.encoder, spec.decoder):
        yield part.layer_norm
        for layer in part.layer:
            yield layer.ffn.layer_norm
            for block in _attentions(layer):
                yield block.layer_norm
