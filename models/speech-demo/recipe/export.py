"""Writes a CTranslate2 folder that `faster_whisper.WhisperModel(path)` loads unmodified."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from ctranslate2.specs import common_spec
from ctranslate2.specs.whisper_spec import WhisperSpec
from tokenizers import Tokenizer
from torch import Tensor, nn

from . import tokenizer as layout
from .features import MELS
from .model import Attention, Block, Shape, SmallWhisper
from .speech import SAMPLE_RATE

FILES = (
    "model.bin",
    "config.json",
    "vocabulary.json",
    "tokenizer.json",
    "preprocessor_config.json",
)


def load(checkpoint: Path) -> SmallWhisper:
    """The model of a checkpoint, ready for use."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = SmallWhisper(Shape(**saved["shape"]))
    model.load_state_dict(saved["model"])
    return model.eval()


def export(model: SmallWhisper, tokenizer: Path, out: Path, quantization: str = "int8") -> None:
    """Write `model` with its tokenizer and manifest to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    spec = specification(model, Tokenizer.from_file(str(tokenizer)))
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(out))
    shutil.copy(tokenizer, out / "tokenizer.json")
    preprocessor = {
        "chunk_length": layout.WINDOW_SECONDS,
        "feature_size": MELS,
        "hop_length": 160,
        "n_fft": 400,
        "sampling_rate": SAMPLE_RATE,
    }
    (out / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2) + "\n")
    write_manifest(out)


def write_manifest(out: Path) -> None:
    """SHA-256 and size of each file, checked when the model is loaded."""
    files = {
        name: {
            "sha256": hashlib.sha256((out / name).read_bytes()).hexdigest(),
            "bytes": (out / name).stat().st_size,
        }
        for name in FILES
    }
    manifest = {"schema": "binome.model/1", "name": "speech-demo", "files": files}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def specification(model: SmallWhisper, tokenizer: Tokenizer) -> WhisperSpec:
    """`model` as CTranslate2 describes a Whisper."""
    shape = model.shape
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = _array(model.conv1.weight), _array(model.conv1.bias)
    encoder.conv2.weight, encoder.conv2.bias = _array(model.conv2.weight), _array(model.conv2.bias)
    encoder.position_encodings.encodings = _array(model.encoder_position_table())
    _norm(encoder.layer_norm, model.encoder_norm)
    for layer, block in zip(encoder.layer, model.encoder, strict=True):
        _layer(layer, block)
    decoder.embeddings.weight = _array(model.embedding.weight)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = _array(model.text_positions)
    _norm(decoder.layer_norm, model.decoder_norm)
    for layer, block in zip(decoder.layer, model.decoder, strict=True):
        _layer(layer, block)
        _norm(layer.attention.layer_norm, block.norm_cross)
        cross = block.cross_attention
        _linear(layer.attention.linear[0], [cross.query])
        _linear(layer.attention.linear[1], [cross.key, cross.value])
        _linear(layer.attention.linear[2], [cross.out])
    spec.register_vocabulary(layout.vocabulary(tokenizer))
    spec.config.lang_ids = [layout.ENGLISH, layout.FRENCH]
    spec.config.alignment_heads = [[shape.decoder_layers - 1, 0]]
    spec.config.suppress_ids = [layout.EMPTY]
    space = tokenizer.encode(" ", add_special_tokens=False).ids[0]
    spec.config.suppress_ids_begin = [space, layout.END]
    return spec


def _layer(layer: common_spec.LayerNormSpec, block: Block) -> None:
    """Self-attention and feed-forward of one layer."""
    _norm(layer.self_attention.layer_norm, block.norm_self)
    own: Attention = block.self_attention
    _linear(layer.self_attention.linear[0], [own.query, own.key, own.value])
    _linear(layer.self_attention.linear[1], [own.out])
    _norm(layer.ffn.layer_norm, block.norm_feed)
    _linear(layer.ffn.linear_0, [block.feed_in])
    _linear(layer.ffn.linear_1, [block.feed_out])


def _linear(target: common_spec.LinearSpec, parts: list[nn.Linear]) -> None:
    """CTranslate2 fuses projections that read the same input."""
    zeros = torch.zeros(parts[0].weight.shape[0])
    target.weight = _array(torch.cat([part.weight for part in parts]))
    target.bias = _array(torch.cat([zeros if p.bias is None else p.bias for p in parts]))


def _norm(target: common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    target.gamma, target.beta = _array(norm.weight), _array(norm.bias)


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().float().cpu().numpy().copy()
