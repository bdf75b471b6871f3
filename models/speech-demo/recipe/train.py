"""Training in stages, by minutes of wall clock, resumable at any time.

1. `encoder`: phonemes per frame and letters only; the encoder learns to hear.
2. `joint`: everything, the decoder's own input partly replaced at random so that it must listen.
3. `decoder`: the encoder rests; its outputs are kept and reused a few times, which is cheap.
4. `joint` again with a falling rate, for whatever time there is.

After a warm start `heads` first teaches the fresh training heads alone, for a minute.

A stage's learning rate falls over its own minutes, so each stage ends in a usable checkpoint. Later
sessions add stages (`--stage joint --minutes 300`): a new stage starts from the newest checkpoint.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections import deque
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from tokenizers import Tokenizer
from torch import Tensor, nn

from . import tokenizer as layout
from .model import TRAINING_HEADS, WINDOW, Heard, Shape, SmallWhisper
from .muon import Muon, fast_type
from .windows import BLANK, UNKNOWN, Batch, Composer, Pool, Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stage:
    """One stage; rates are the highest ones, windows in seconds."""

    kind: str
    minutes: float
    muon: float = 0.006
    adam: float = 1e-3
    last: float = 0.1
    """Share of the rates left at the end."""
    lengths: tuple[float, ...] = (3, 4, 6, 8, 10)
    most: int = 4
    """Utterances per window."""
    seconds: float = 32
    """Audio per step."""
    phones: float = 1.0
    letters: float = 0.3
    attention: float = 0.4
    corrupted: float = 0.22
    """Share of the decoder's input text tokens replaced at random."""
    reused: int = 0
    """Steps of the decoder alone on kept encoder outputs, per fresh batch."""
    kept: int = 40
    """Fresh batches whose encoder outputs are kept; few while the encoder still moves."""


SESSION = (
    Stage("encoder", 6, muon=0.01, adam=1.5e-3, last=0.4, lengths=(2.5, 3, 4), most=2),
    Stage("joint", 4, last=0.5, seconds=40, lengths=(2.5, 3, 4, 6), most=2),
    Stage("decoder", 14, last=0.2, seconds=64, corrupted=0.2, reused=3, kept=240),
    Stage(
        "joint",
        74,
        muon=0.003,
        adam=8e-4,
        last=0.0,
        lengths=(4, 6, 8, 10, 10, 10),
        most=5,
        seconds=48,
        phones=0.5,
        letters=0.15,
        reused=2,
    ),
)
"""The stages of the first session: about 105 minutes of one core."""


def further(kind: str, minutes: float, muon: float) -> Stage:
    """One more stage after those of a session, its rate falling to nothing."""
    if kind == "heads":
        return Stage(kind, minutes, adam=5e-3, last=0.0, most=5, letters=0.5)
    return Stage(
        kind,
        minutes,
        muon=muon,
        adam=muon / 4,
        last=0.0,
        lengths=(4, 6, 8, 10),
        most=5,
        seconds=80,
        phones=0.5,
        letters=0.15,
    )


SMOOTHING = 0.05
TOLERANCE = 0.02
"""Seconds around a token within which a supervised head may look."""
HEARING = ("encoder", "heads")
"""Kinds of stages without the decoder."""


def calculation() -> AbstractContextManager:
    """bfloat16 where this processor multiplies it fast, else float32."""
    return torch.autocast("cpu", dtype=fast_type(), enabled=fast_type() != torch.float32)


def _trained(kind: str, weight: str) -> bool:
    """Whether a stage of `kind` trains the parameter named `weight`."""
    if kind == "heads":
        return weight.startswith(TRAINING_HEADS)
    in_decoder = weight.startswith(("decoder", "embedding"))
    return kind == "joint" or in_decoder == (kind == "decoder")


class Trainer:
    """Holds the model, its optimisers and where training stands."""

    def __init__(self, folder: Path, shape: Shape | None = None) -> None:
        """Go on from the newest checkpoint of `folder`, or start anew."""
        self.folder = folder
        self.path = folder / "checkpoint.pt"
        saved = torch.load(self.path, weights_only=True) if self.path.exists() else None
        torch.manual_seed(0)
        self.shape = Shape(**saved["shape"]) if saved else shape or Shape()
        self.model = SmallWhisper(self.shape)
        self.history: list[dict] = saved["history"] if saved else []
        self.done: list[dict] = saved["done"] if saved else []
        """Finished stages."""
        self.elapsed = saved["elapsed"] if saved else 0.0
        """Seconds into the running stage."""
        self.step = saved["step"] if saved else 0
        self._optimisers_state = saved["optimisers"] if saved else None
        if saved:
            self.model.load_state_dict(saved["model"])

    def save(self) -> None:
        """Write the checkpoint; an interruption leaves the old one."""
        state = {
            "shape": self.shape.as_dict(),
            "model": self.model.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "history": self.history,
            "done": self.done,
            "elapsed": self.elapsed,
            "step": self.step,
        }
        torch.save(state, self.path.with_suffix(".tmp"))
        self.path.with_suffix(".tmp").rename(self.path)

    def run(self, stage: Stage, composer: Composer) -> None:
        """Train one stage to its end."""
        self.model.train()
        self._prepare(stage)
        begun = time.monotonic() - self.elapsed
        chance = random.Random(self.step)
        kept: deque[tuple[Heard, Batch]] = deque(maxlen=stage.kept)
        mean: dict[str, float] = {}
        saved_at = time.monotonic()
        steps = 0
        while self.elapsed < 60 * stage.minutes:
            if steps % 100 < 1 + stage.reused:
                composer.pool.refresh()
            self._set_rates(stage, steps)
            batch = composer.batch(chance.choice(stage.lengths), stage.seconds, stage.most)
            values, heard = self._fresh(stage, batch)
            rounds = [values]
            if stage.kind not in HEARING and stage.reused:
                if len(kept) > 10:
                    rounds += [
                        self._update(stage, *chance.choice(kept)) for _ in range(stage.reused)
                    ]
                kept.append((heard, replace(batch, features=batch.features[:0])))
            for values in rounds:
                for name, value in values.items():
                    mean[name] = 0.97 * mean.get(name, value) + 0.03 * value
            steps += len(rounds)
            self.step += len(rounds)
            if self.step % 50 < len(rounds):
                self._note(stage, mean, len(composer.pool))
            if time.monotonic() - saved_at > 90:
                self.save()
                saved_at = time.monotonic()
            self.elapsed = time.monotonic() - begun
        self.done.append({"kind": stage.kind, "minutes": stage.minutes, "steps": self.step})
        self.elapsed, self._optimisers_state = 0.0, None
        self.save()
        torch.save(
            {"shape": self.shape.as_dict(), "model": self.model.state_dict()},
            self.folder / f"stage-{len(self.done)}.pt",
        )

    def _fresh(self, stage: Stage, batch: Batch) -> tuple[dict[str, float], Heard]:
        """Train on a new batch; returns its losses and what the encoder heard, to be kept."""
        if stage.kind == "decoder":
            with torch.no_grad(), calculation():
                heard = self._heard(batch)
            heard = Heard(heard.states, heard.mask, None)
            return self._update(stage, heard, batch), heard
        with calculation():
            heard = self._heard(batch)
        values = self._update(stage, heard, batch)
        return values, Heard(heard.states.detach(), heard.mask, None)

    def _heard(self, batch: Batch) -> Heard:
        """Encode half of the batches alone (fewer full ones), half padded after a blank or not."""
        form = float(torch.rand(()))
        alone = 0.5 if batch.features.shape[-1] < 2 * WINDOW else 0.25
        if form < alone:
            return self.model.encode(batch.features, padded=False)
        room = max(0, WINDOW - batch.features.shape[-1] // 2)
        if form < 0.75:
            room = int(torch.randint(min(75, room) + 1, ()))
        elif form < 0.92:
            room = 0
        return self.model.encode(batch.features, padded=True, blank=room)

    def _prepare(self, stage: Stage) -> None:
        trained, matrices, others = [], [], []
        for name, weight in self.model.named_parameters():
            weight.requires_grad_(_trained(stage.kind, name))
            if not weight.requires_grad:
                continue
            trained.append(weight)
            is_table = name.startswith(("embedding", "letter_head", "phoneme_head"))
            (others if weight.ndim < 2 or is_table else matrices).append(weight)
        self.trained = trained
        adam = torch.optim.AdamW(others, stage.adam, betas=(0.9, 0.98), weight_decay=0.01)
        self.optimisers = [Muon(matrices, stage.muon), adam] if matrices else [adam]
        if self._optimisers_state is not None and self.elapsed > 0:
            for optimiser, state in zip(self.optimisers, self._optimisers_state, strict=True):
                optimiser.load_state_dict(state)

    def _set_rates(self, stage: Stage, steps: int) -> None:
        progress = self.elapsed / (60 * stage.minutes)
        falling = 1.0 if progress < 0.3 else 1 - (1 - stage.last) * (progress - 0.3) / 0.7
        share = min(1.0, (steps + 1) / 60) * max(0.01, falling)
        for optimiser in self.optimisers:
            rate = stage.muon if isinstance(optimiser, Muon) else stage.adam
            for group in optimiser.param_groups:
                group["lr"] = rate * share

    def _update(self, stage: Stage, heard: Heard, batch: Batch) -> dict[str, float]:
        losses, values = self._losses(stage, heard, batch)
        losses.backward()
        nn.utils.clip_grad_norm_(self.trained, 5.0)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        return values

    def _losses(self, stage: Stage, heard: Heard, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        total = torch.zeros(())
        values: dict[str, float] = {}
        fresh = heard.phones is not None
        with calculation():
            letters = self.model.letters(heard, batch.phones.shape[1]) if fresh else None
            written = None
            if stage.kind not in HEARING:
                written = self.model.decode(_corrupted(batch.tokens, stage.corrupted), heard)
        if letters is not None and heard.phones is not None:
            phone = F.cross_entropy(
                heard.phones[:, : batch.phones.shape[1]].float().flatten(0, 1),
                batch.phones.flatten(),
                ignore_index=UNKNOWN,
            )
            letter = _letter_loss(letters.float(), batch.letters)
            total = total + stage.phones * phone + stage.letters * letter
            values |= {"phones": phone.item(), "letters": letter.item()}
        if written is not None:
            tokens = F.cross_entropy(
                written.logits.float().flatten(0, 1),
                batch.targets.flatten(),
                ignore_index=UNKNOWN,
                label_smoothing=SMOOTHING,
            )
            attention = _focus(written.next_scores, batch.spans, 0) + _focus(
                written.last_scores, batch.spans, 1
            )
            total = total + tokens + stage.attention * attention
            values |= {"tokens": tokens.item(), "attention": attention.item()}
            values["right"] = _right(written.logits, batch.targets)
        return total, values

    def _note(self, stage: Stage, mean: dict[str, float], utterances: int) -> None:
        row = {"stage": len(self.done) + 1, "kind": stage.kind, "step": self.step}
        row |= {"minutes": round(self.elapsed / 60, 2), "utterances": utterances}
        row |= {name: round(value, 3) for name, value in mean.items()}
        self.history.append(row)
        log.info(json.dumps(row))


def _corrupted(tokens: Tensor, share: float) -> Tensor:
    wrong = (tokens < layout.TEXT_TOKENS) & (torch.rand(tokens.shape) < share)
    return torch.where(wrong, torch.randint(256, layout.TEXT_TOKENS, tokens.shape), tokens)


def _letter_loss(scores: Tensor, letters: list[Tensor]) -> Tensor:
    """CTC loss per letter."""
    sizes = torch.tensor([len(x) for x in letters])
    likely = scores.log_softmax(-1).transpose(0, 1)
    frames = torch.full((len(letters),), likely.shape[0])
    loss = F.ctc_loss(
        likely, torch.cat(letters), frames, sizes, blank=BLANK, zero_infinity=True, reduction="sum"
    )
    return loss / max(1, int(sizes.sum()))


def _focus(scores: Tensor, spans: Tensor, later: int) -> Tensor:
    """How far a head's attention is from where each token is heard (`later` positions on)."""
    window = spans[:, 0].long()
    position = (spans[:, 1].long() + later).clamp(max=scores.shape[1] - 1)
    likely = scores[window, position].float().log_softmax(-1)
    at = torch.arange(likely.shape[1])[None] * 0.02
    inside = (at >= spans[:, 2:3] - TOLERANCE) & (at <= spans[:, 3:4] + TOLERANCE)
    found = likely.masked_fill(~inside, -1e4).logsumexp(-1)
    usable = inside.any(-1)
    return -(found * usable).sum() / usable.sum().clamp(min=1)


@torch.no_grad()
def _right(logits: Tensor, targets: Tensor) -> float:
    """Share of the text tokens predicted right."""
    text = (targets != UNKNOWN) & (targets < layout.END)
    return float(((logits.argmax(-1) == targets) & text).sum() / text.sum().clamp(min=1))


def train(folder: Path, stages: tuple[Stage, ...], settings: Settings | None = None) -> None:
    """Run those of `stages` that `folder`'s checkpoint has not finished."""
    torch.set_num_threads(1)
    trainer = Trainer(folder)
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pool = Pool(folder / "data")
    for number in range(len(trainer.done), len(stages)):
        composer = Composer(pool, tokens, seed=1000 * number + trainer.step, settings=settings)
        trainer.run(stages[number], composer)


def train_more(folder: Path, stage: Stage) -> None:
    """Add one stage to what the checkpoint has done, or finish it when it was interrupted."""
    torch.set_num_threads(1)
    trainer = Trainer(folder)
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    composer = Composer(Pool(folder / "data"), tokens, seed=1000 * len(trainer.done) + trainer.step)
    trainer.run(stage, composer)


def summary(checkpoint: Path) -> dict:
    """What was trained so far, for metrics.json."""
    saved = torch.load(checkpoint, weights_only=True)
    last = saved["history"][-1] if saved.get("history") else {}
    return {
        "shape": saved["shape"],
        "stages": saved.get("done", []),
        "utterances": last.get("utterances"),
        "steps": last.get("step"),
    }
