"""The Muon optimiser: momentum whose matrices are made orthogonal before each step."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable

import torch
from torch import Tensor

_ROUNDS = 4
_A, _B, _C = 3.4445, -4.7750, 2.0315
"""Coefficients of the Newton-Schulz iteration."""


class Muon(torch.optim.Optimizer):
    """For weights of two dimensions or more (convolutions are flattened)."""

    def __init__(
        self, params: Iterable[Tensor], lr: float, momentum: float = 0.95, decay: float = 0.01
    ) -> None:
        """`decay` is relative to the learning rate."""
        super().__init__(params, {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """Update every weight that has a gradient."""
        for group in self.param_groups:
            alike: dict[tuple[torch.Size, bool], list[tuple[Tensor, Tensor]]] = {}
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                mean = state.setdefault("mean", torch.zeros_like(weight))
                mean.lerp_(weight.grad, 1 - group["momentum"])
                update = weight.grad.lerp(mean, group["momentum"]).flatten(1)
                tall = update.shape[0] > update.shape[1]
                update = update.T if tall else update
                alike.setdefault((update.shape, tall), []).append((weight, update))
            for (_, tall), members in alike.items():
                _apply(members, tall, group["lr"], group["decay"])


def _apply(members: list[tuple[Tensor, Tensor]], tall: bool, rate: float, decay: float) -> None:
    stack = torch.stack([update for _, update in members]).to(fast_type())
    stack = stack / (stack.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(_ROUNDS):
        square = stack @ stack.mT
        stack = _A * stack + (_B * square + _C * square @ square) @ stack
    stack = stack.mT if tall else stack
    for (weight, _), update in zip(members, stack.float(), strict=True):
        scale = max(1.0, weight.shape[0] / weight[0].numel()) ** 0.5
        weight.mul_(1 - rate * decay)
        weight.add_(update.reshape(weight.shape), alpha=-rate * scale)


@functools.cache
def fast_type() -> torch.dtype:
    """bfloat16 or float32, whichever this processor multiplies faster."""
    spent = {}
    for kind in (torch.float32, torch.bfloat16):
        matrix = torch.ones(256, 256, dtype=kind)
        matrix @ matrix
        begun = time.perf_counter()
        for _ in range(5):
            matrix @ matrix
        spent[kind] = time.perf_counter() - begun
    return min(spent, key=spent.__getitem__)
