"""A Whisper model of the true format with random weights, written in a moment: for plumbing."""

import json
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WINDOW = 10
TEXT = 256 + 40


def build(
    folder: Path,
    *,
    width: int = 64,
    layers: int = 2,
    heads: int = 2,
    window: int = WINDOW,
    texts: int = TEXT,
) -> Path:
    """Write the model into `folder` (made if absent) and return it.

    `window`: seconds of audio it takes at most; `texts`: how many tokens are text.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)

    def weight(*shape: int) -> np.ndarray:
        return rng.normal(0, shape[-1] ** -0.5, shape).astype(np.float32)

    def norm(spec) -> None:
        spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def linear(spec, outputs: int, inputs: int) -> None:
        spec.weight, spec.bias = weight(outputs, inputs), np.zeros(outputs, np.float32)

    def attention(spec, shapes) -> None:
        norm(spec.layer_norm)
        for part, outputs in zip(spec.linear, shapes, strict=True):
            linear(part, outputs, width)

    spec = WhisperSpec(layers, heads, layers, heads)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = weight(width, 80, 3), np.zeros(width, np.float32)
    encoder.conv2.weight, encoder.conv2.bias = weight(width, width, 3), np.zeros(width, np.float32)
    encoder.position_encodings.encodings = weight(1500, width)
    norm(encoder.layer_norm)
    for layer in [*encoder.layer, *decoder.layer]:
        attention(layer.self_attention, (3 * width, width))
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, 4 * width, width)
        linear(layer.ffn.linear_1, width, 4 * width)
    for layer in decoder.layer:
        attention(layer.attention, (width, 2 * width, width))
    tokenizer, vocabulary = _tokenizer(window, texts)
    decoder.embeddings.weight = weight(len(vocabulary), width)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = weight(448, width)
    norm(decoder.layer_norm)
    spec.register_vocabulary(vocabulary)
    named = {token: index for index, token in enumerate(vocabulary)}
    spec.config.lang_ids = [named["<|en|>"], named["<|fr|>"]]
    spec.config.alignment_heads = [[layers - 1, 0]]
    spec.config.suppress_ids = [texts]
    spec.config.suppress_ids_begin = [named["<|endoftext|>"]]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(
        json.dumps(
            {
                "chunk_length": window,
                "feature_size": 80,
                "hop_length": 160,
                "n_fft": 400,
                "sampling_rate": 16000,
            }
        )
    )
    assert ctranslate2.contains_model(str(folder))
    return folder


def _tokenizer(window: int, count: int) -> tuple[Tokenizer, list[str]]:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = [("Ġ", letter) for letter in alphabet if letter.isascii()][: TEXT - 256 - 3]
    merges += [("Ġ", "Ã"), ("Ġ", "Å"), ("Ġ", "â")]
    texts = alphabet + [one + other for one, other in merges]
    texts = texts[:count] + [f"<|spare{at}|>" for at in range(count - len(texts))]
    vocabulary = {token: index for index, token in enumerate(texts)} | {"<|unused|>": count}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    special = [
        "<|endoftext|>",
        "<|startoftranscript|>",
        "<|en|>",
        "<|fr|>",
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    ]
    special += [f"<|{step * 0.02:.2f}|>" for step in range(window * 50 + 1)]
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in special]
    )
    size = tokenizer.get_vocab_size()
    tokens = [tokenizer.id_to_token(index) for index in range(size)]
    tokens[count] = ""
    return tokenizer, tokens
