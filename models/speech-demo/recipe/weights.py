"""Reads the weights of a CTranslate2 folder back, so that training can go on from the artefact.

The weights were rounded to int8: what is read is within half a step of what was trained. The heads
that only training uses are not in the artefact; they start from the same seed as in the first
session, which already serves them well, and a minute of the stage `heads` tunes them.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import ctranslate2
import numpy as np
import torch
from torch import nn

from .binary import plain, stored
from .export import export
from .features import MELS
from .model import POSITIONS, WINDOW, Attention, Block, Shape, SmallWhisper

LIKE = 0.995
"""Least correlation of both encoders' states; int8 sums differ a little from float ones."""


class Stored:
    """The arrays of a `model.bin` as float32 tensors."""

    def __init__(self, path: Path) -> None:
        """Read `path`."""
        self.arrays = stored(path)

    def __getitem__(self, name: str) -> torch.Tensor:
        """The array `name`; KeyError when there is none."""
        return torch.from_numpy(plain(self.arrays, name))

    def layers(self, part: str) -> int:
        """How many layers `part` (encoder, decoder) has."""
        prefix = f"{part}/layer_"
        numbers = {n.removeprefix(prefix).split("/")[0] for n in self.arrays if prefix in n}
        return sum(number.isdigit() for number in numbers)


def shape_of(arrays: Stored) -> Shape:
    """The sizes of the stored model."""
    return Shape(
        width=len(arrays["encoder/layer_norm/gamma"]),
        heads=int(arrays["encoder/num_heads"]),
        encoder_layers=arrays.layers("encoder"),
        decoder_layers=arrays.layers("decoder"),
    )


@torch.no_grad()
def loaded(artefact: Path) -> SmallWhisper:
    """The model of `artefact`, training heads fresh; ValueError when it is not what was stored."""
    arrays = Stored(artefact / "model.bin")
    torch.manual_seed(0)
    model = SmallWhisper(shape_of(arrays))
    for conv in ("conv1", "conv2"):
        getattr(model, conv).weight.copy_(arrays[f"encoder/{conv}/weight"])
        getattr(model, conv).bias.copy_(arrays[f"encoder/{conv}/bias"])
    model.pad_position.copy_(arrays["encoder/position_encodings/encodings"][WINDOW])
    model.embedding.weight.copy_(arrays["decoder/embeddings/weight"])
    for part, blocks in (("encoder", model.encoder), ("decoder", model.decoder)):
        _norm(arrays, f"{part}/layer_norm", getattr(model, f"{part}_norm"))
        for number, block in enumerate(blocks):
            _block(arrays, f"{part}/layer_{number}", block)
    _check(model, artefact)
    return model


def _block(arrays: Stored, name: str, block: Block) -> None:
    own: Attention = block.self_attention
    _norm(arrays, f"{name}/self_attention/layer_norm", block.norm_self)
    _linear(arrays, f"{name}/self_attention/linear_0", [own.query, own.key, own.value])
    _linear(arrays, f"{name}/self_attention/linear_1", [own.out])
    _norm(arrays, f"{name}/ffn/layer_norm", block.norm_feed)
    _linear(arrays, f"{name}/ffn/linear_0", [block.feed_in])
    _linear(arrays, f"{name}/ffn/linear_1", [block.feed_out])
    if hasattr(block, "cross_attention"):
        cross: Attention = block.cross_attention
        _norm(arrays, f"{name}/attention/layer_norm", block.norm_cross)
        _linear(arrays, f"{name}/attention/linear_0", [cross.query])
        _linear(arrays, f"{name}/attention/linear_1", [cross.key, cross.value])
        _linear(arrays, f"{name}/attention/linear_2", [cross.out])


def _linear(arrays: Stored, name: str, parts: list[nn.Linear]) -> None:
    """Undo CTranslate2's fusing of the projections that read the same input."""
    weights = arrays[f"{name}/weight"].chunk(len(parts))
    biases = arrays[f"{name}/bias"].chunk(len(parts))
    for part, weight, bias in zip(parts, weights, biases, strict=True):
        part.weight.copy_(weight)
        if part.bias is not None:
            part.bias.copy_(bias)


def _norm(arrays: Stored, name: str, norm: nn.LayerNorm) -> None:
    norm.weight.copy_(arrays[f"{name}/gamma"])
    norm.bias.copy_(arrays[f"{name}/beta"])


def _check(model: SmallWhisper, artefact: Path) -> None:
    """Compare with the artefact: the numbers exported again, and what both encoders hear."""
    with tempfile.TemporaryDirectory() as folder:
        export(model, artefact / "tokenizer.json", Path(folder))
        again = stored(Path(folder) / "model.bin")
    before = stored(artefact / "model.bin")
    if again.keys() != before.keys():
        raise ValueError(f"{artefact} holds other weights than the recipe exports")
    for name, value in before.items():
        if not np.allclose(again[name], value, rtol=1e-5, atol=1e-6):
            raise ValueError(f"{name} of {artefact} does not survive reading and writing")
    if likeness(model, artefact) < LIKE:
        raise ValueError(f"{artefact} hears something else than the model read from it")


def likeness(model: SmallWhisper, artefact: Path) -> float:
    """Correlation of both encoders' states for 10 s of a fixed pattern, padded to 30 s."""
    features = np.zeros((1, MELS, 2 * POSITIONS), np.float32)
    features[..., : 2 * WINDOW] = np.random.default_rng(0).normal(0, 0.5, (MELS, 2 * WINDOW))
    whisper = ctranslate2.models.Whisper(str(artefact), compute_type="int8")
    states = whisper.encode(ctranslate2.StorageView.from_array(features))
    heard = model.encode(torch.from_numpy(features[..., : 2 * WINDOW]), padded=True).states
    pair = (np.array(states)[0, :WINDOW].ravel(), heard[0, :WINDOW].numpy().ravel())
    return float(np.corrcoef(*pair)[0, 1])


def warm_start(artefact: Path, folder: Path) -> None:
    """Make `folder` one that training goes on in, from `artefact`; an older checkpoint stays."""
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        raise FileExistsError(f"{checkpoint} is already there; move it away to start over")
    model = loaded(artefact)
    figures = artefact.parent / "metrics.json"
    past = json.loads(figures.read_text(encoding="utf-8"))["training"] if figures.exists() else {}
    (folder / "tokenizer.json").write_bytes((artefact / "tokenizer.json").read_bytes())
    state = {
        "shape": model.shape.as_dict(),
        "model": model.state_dict(),
        "optimisers": None,
        "history": [],
        "done": past.get("stages", []),
        "elapsed": 0.0,
        "step": past.get("steps", 0),
    }
    torch.save(state, checkpoint)
