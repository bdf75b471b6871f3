"""A Whisper-architecture model in plain PyTorch that maps one to one on CTranslate2.

faster-whisper always pads a window to 1,500 encoder positions. Every position from `WINDOW` on has
the same position vector, so all padding holds one and the same state in every layer: in training a
single pad position stands for all of them, its attention score raised by the logarithm of their
number. The live path encodes short windows without any padding: the model is trained on both forms.

Only for training: a phoneme classifier on a middle encoder layer, a letter CTC head, and the scores
of two cross-attention heads which are taught to look where the last and the next token are heard.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from .tokenizer import VOCABULARY_SIZE
from .windows import BLANK, PHONES

POSITIONS = 1500
"""Encoder positions of faster-whisper's padded window, 20 ms each."""
WINDOW = 500
"""Positions with a vector of their own: 10 s."""
LONGEST_TEXT = 448
TRAINING_HEADS = ("phoneme_norm", "phoneme_head", "letter_head")
"""Parts that only training uses; they are not exported."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the model."""

    width: int = 192
    heads: int = 3
    encoder_layers: int = 6
    decoder_layers: int = 3
    phoneme_layer: int = 4
    """The encoder layer (from 1) whose output the phoneme classifier reads."""

    def as_dict(self) -> dict[str, int]:
        """For the checkpoint."""
        return asdict(self)


def sinusoids(count: int, width: int) -> Tensor:
    """[count, width] fixed position vectors."""
    step = math.log(10_000) / (width // 2 - 1)
    rates = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(count)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


def _attended(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
    """Plain attention; its backward pass beats the fused one on CPUs for short windows."""
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    if causal:
        count = scores.shape[-1]
        later = torch.ones(count, count, dtype=torch.bool, device=q.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    return torch.softmax(scores.float(), -1).to(v.dtype) @ v


class Attention(nn.Module):
    """Multi-head attention; optionally also returns the scores of its first head."""

    def __init__(self, width: int, heads: int) -> None:
        """Whisper's projections: no bias on the keys."""
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        mask: Tensor | None = None,
        causal: bool = False,
        scores: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Attend from `x` to `memory` (itself by default)."""
        source = x if memory is None else memory
        q = self._split(self.query(x))
        k = self._split(self.key(source))
        v = self._split(self.value(source))
        y = _attended(q, k, v, mask, causal)
        y = self.out(y.transpose(1, 2).flatten(2))
        if not scores:
            return y, None
        first = q[:, 0].float() @ k[:, 0].float().transpose(1, 2) / math.sqrt(q.shape[-1])
        return y, first if mask is None else first + mask[:, 0]


class Block(nn.Module):
    """A pre-norm transformer layer, with cross-attention in the decoder."""

    def __init__(self, width: int, heads: int, cross: bool) -> None:
        """`cross` adds the attention to the encoder."""
        super().__init__()
        self.norm_self = nn.LayerNorm(width)
        self.self_attention = Attention(width, heads)
        if cross:
            self.norm_cross = nn.LayerNorm(width)
            self.cross_attention = Attention(width, heads)
        self.norm_feed = nn.LayerNorm(width)
        self.feed_in = nn.Linear(width, 4 * width)
        self.feed_out = nn.Linear(4 * width, width)

    def feed(self, x: Tensor) -> Tensor:
        """The feed-forward half."""
        return x + self.feed_out(F.gelu(self.feed_in(self.norm_feed(x))))


@dataclass(frozen=True)
class Heard:
    """What the encoder returns: states, attention mask of the pad position, phoneme scores."""

    states: Tensor
    mask: Tensor | None
    phones: Tensor | None


@dataclass(frozen=True)
class Written:
    """What the decoder returns: token scores and the two supervised heads' scores."""

    logits: Tensor
    next_scores: Tensor
    last_scores: Tensor


class SmallWhisper(nn.Module):
    """Encoder, decoder and the training heads."""

    def __init__(self, shape: Shape) -> None:
        """Random weights; residual branches start small."""
        super().__init__()
        self.shape = shape
        width, heads = shape.width, shape.heads
        self.conv1 = nn.Conv1d(80, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(WINDOW, width))
        self.pad_position = nn.Parameter(torch.randn(width) * 0.5)
        self.encoder = nn.ModuleList(
            Block(width, heads, False) for _ in range(shape.encoder_layers)
        )
        self.encoder_norm = nn.LayerNorm(width)
        self.embedding = nn.Embedding(VOCABULARY_SIZE, width)
        self.register_buffer("text_positions", sinusoids(LONGEST_TEXT, width) * 0.1)
        self.decoder = nn.ModuleList(Block(width, heads, True) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(width)
        self.phoneme_norm = nn.LayerNorm(width)
        self.phoneme_head = nn.Linear(width, len(PHONES))
        self.letter_head = nn.Linear(width, BLANK + 1)
        self._start()

    def _start(self) -> None:
        nn.init.normal_(self.embedding.weight, std=0.5 * self.shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.in_features**-0.5)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        layers = len(self.encoder) + len(self.decoder)
        for block in [*self.encoder, *self.decoder]:
            ends = [block.self_attention.out, block.feed_out]
            if hasattr(block, "cross_attention"):
                ends.append(block.cross_attention.out)
            for end in ends:
                end.weight.data.mul_((2 * layers) ** -0.5)

    def encoder_position_table(self) -> Tensor:
        """[1500, width]: own vectors for 10 s, then the shared one."""
        rest = self.pad_position.detach()[None].expand(POSITIONS - WINDOW, -1)
        return torch.cat([self.positions, rest])

    def encode(self, features: Tensor, padded: bool, blank: int = 0) -> Heard:
        """[windows, 80, frames] features, `padded` as by faster-whisper or alone as live.

        faster-whisper fills the window after a short clip with zeros: `blank` positions of them
        keep their own position vectors, the rest is the pad. All of it is exact when the clip
        and the blank make 10 s.
        """
        if padded and blank:
            features = F.pad(features, (0, 2 * blank))
        count = features.shape[-1] // 2
        mask = None
        if padded:
            x = F.gelu(self.conv1(F.pad(features, (0, 6))))
            x = F.gelu(self.conv2(x)).transpose(1, 2)[:, : count + 2]
            own = self.positions[: min(count, WINDOW)]
            x = x + torch.cat([own, self.pad_position.expand(count + 2 - len(own), -1)])
            mask = torch.zeros(1, 1, 1, count + 2, device=x.device)
            mask[..., -1] = math.log(POSITIONS - (count + 1))
        else:
            x = F.gelu(self.conv2(F.gelu(self.conv1(features)))).transpose(1, 2)
            x = x + self.positions[:count]
        phones = None
        for number, block in enumerate(self.encoder, 1):
            y, _ = block.self_attention(block.norm_self(x), mask=mask)
            x = block.feed(x + y)
            if number == self.shape.phoneme_layer:
                phones = self.phoneme_head(self.phoneme_norm(x))[:, :count]
        return Heard(self.encoder_norm(x), mask, phones)

    def letters(self, heard: Heard, count: int) -> Tensor:
        """CTC scores of the first `count` positions."""
        return self.letter_head(heard.states[:, :count])

    def decode(self, tokens: Tensor, heard: Heard) -> Written:
        """[windows, tokens] to the scores of each next token."""
        x = F.embedding(tokens, self.embedding.weight) + self.text_positions[: tokens.shape[1]]
        supervised: list[Tensor] = []
        for number, block in enumerate(self.decoder):
            y, _ = block.self_attention(block.norm_self(x), causal=True)
            x = x + y
            wanted = number >= len(self.decoder) - 2
            y, scores = block.cross_attention(
                block.norm_cross(x), heard.states, heard.mask, scores=wanted
            )
            if scores is not None:
                supervised.append(scores)
            x = block.feed(x + y)
        logits = F.linear(self.decoder_norm(x), self.embedding.weight)
        return Written(logits, next_scores=supervised[-1], last_scores=supervised[-2])
