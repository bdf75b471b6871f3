"""Logistic regression over sparse string features, several labels at once, with numpy alone."""

from collections import Counter
from collections.abc import Sequence

import numpy as np


class Linear:
    """Independent logistic regressions that share one vocabulary.

    Fitted by averaged Adagrad over single examples, in a seeded order; `l2` pulls weights to zero.
    """

    def __init__(self, labels: Sequence[str], *, rare: int = 3) -> None:
        self.labels = list(labels)
        self.rare = rare
        self.vocabulary: dict[str, int] = {}
        self.weights = np.zeros((0, len(self.labels)))

    def encode(self, features: Sequence[str]) -> np.ndarray:
        found = [self.vocabulary[f] for f in features if f in self.vocabulary]
        return np.unique(np.array(found, dtype=np.int64))

    def fit(
        self,
        examples: Sequence[Sequence[str]],
        truth: np.ndarray,
        *,
        weight: np.ndarray | None = None,
        epochs: int = 8,
        rate: float = 0.12,
        l2: float = 2e-4,
        seed: int = 0,
    ) -> "Linear":
        """Fit on examples and an array [example, label] of 0 and 1."""
        counts = Counter(f for e in examples for f in set(e))
        self.vocabulary = {
            f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= self.rare))
        }
        rows = [self.encode(e) for e in examples]
        size = (len(self.vocabulary), len(self.labels))
        now, squares, summed = np.zeros(size), np.full(size, 1e-2), np.zeros(size)
        seen_at = np.zeros(size[0])
        order = np.random.default_rng(seed)
        step = 0
        for _ in range(epochs):
            for n in order.permutation(len(rows)):
                row = rows[n]
                step += 1
                held = now[row]
                summed[row] += held * (step - seen_at[row])[:, None]
                seen_at[row] = step
                error = _logistic(held.sum(axis=0)) - truth[n]
                if weight is not None:
                    error = error * weight[n]
                slope = error[None, :] + l2 * held * 50
                squares[row] += slope**2
                now[row] = held - rate * slope / np.sqrt(squares[row])
        summed += now * (step + 1 - seen_at)[:, None]
        self.weights = summed / (step + 1)
        return self

    def predict(self, examples: Sequence[Sequence[str]]) -> np.ndarray:
        """Return probabilities [example, label]."""
        return np.array([_logistic(self.weights[self.encode(e)].sum(axis=0)) for e in examples])


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))
