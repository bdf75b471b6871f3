"""Boosted decision trees of a fixed depth over a few dozen numbers, with numpy alone."""

import numpy as np

from binome.language.trees import Trees

BINS = 32


def fit(
    rows: np.ndarray,
    truth: np.ndarray,
    *,
    weight: np.ndarray | None = None,
    trees: int = 150,
    depth: int = 4,
    rate: float = 0.07,
    l2: float = 3.0,
    least: float = 4.0,
    columns_share: float = 0.5,
    rows_share: float = 0.7,
    seed: int = 0,
) -> Trees:
    """Return trees fitted to rows [row, column] and truth [row] of 0 and 1 by Newton steps.

    `least` is the smallest sum of curvatures a leaf may hold, `l2` pulls leaves to zero; each tree
    sees a random share of the rows and columns (seeded).
    """
    rows = np.asarray(rows, dtype=np.float32)
    rng = np.random.default_rng(seed)
    edges = [_edges(rows[:, c]) for c in range(rows.shape[1])]
    binned = np.stack([np.searchsorted(e, rows[:, c]) for c, e in enumerate(edges)], axis=1)
    weight = np.ones(len(truth)) if weight is None else weight
    mean = np.clip((truth * weight).sum() / weight.sum(), 1e-4, 1 - 1e-4)
    base = float(np.log(mean / (1 - mean)))
    odds = np.full(len(truth), base)
    inner, kept = 2**depth - 1, max(1, int(columns_share * rows.shape[1]))
    columns, limits = np.zeros((trees, inner), np.int64), np.full((trees, inner), np.inf)
    leaves = np.zeros((trees, inner + 1))
    for t in range(trees):
        p = 1 / (1 + np.exp(-odds))
        used = (rng.random(len(truth)) < rows_share) * weight
        slope, curve = (p - truth) * used, p * (1 - p) * used
        tried = rng.choice(rows.shape[1], kept, replace=False)
        at = np.zeros(len(truth), np.int64)
        for level in range(depth):
            first, count = 2**level - 1, 2**level
            best = _splits(binned[:, tried], at - first, count, slope, curve, l2, least)
            for node, (gain, column, bin_) in enumerate(best):
                if gain > 1e-9:
                    columns[t, first + node] = tried[column]
                    limits[t, first + node] = edges[tried[column]][bin_]
            asked = columns[t, at]
            larger = rows[np.arange(len(rows)), asked] > limits[t, at].astype(np.float32)
            at = 2 * at + 1 + larger
        place = at - inner
        top = np.bincount(place, slope, inner + 1)
        below = np.bincount(place, curve, inner + 1)
        leaves[t] = -rate * top / (below + l2)
        odds += leaves[t][place]
    return Trees(base, columns, limits.astype(np.float32), leaves.astype(np.float32))


def _edges(values: np.ndarray) -> np.ndarray:
    """Return the limits between the bins of a column, halfway between neighbouring values."""
    distinct = np.unique(values)
    if len(distinct) > BINS:
        distinct = np.unique(np.quantile(values, np.linspace(0, 1, BINS), method="nearest"))
    return ((distinct[1:] + distinct[:-1]) / 2).astype(np.float32)


def _splits(
    binned: np.ndarray,
    node: np.ndarray,
    count: int,
    slope: np.ndarray,
    curve: np.ndarray,
    l2: float,
    least: float,
) -> list[tuple[float, int, int]]:
    """Return the best question of every node: its gain, its column among those tried, its bin."""
    size = BINS + 1
    best = [(0.0, 0, 0)] * count
    for column in range(binned.shape[1]):
        key = node * size + binned[:, column]
        g = np.bincount(key, slope, count * size).reshape(count, size).cumsum(axis=1)
        h = np.bincount(key, curve, count * size).reshape(count, size).cumsum(axis=1)
        total_g, total_h = g[:, -1:], h[:, -1:]
        gain = (
            g**2 / (h + l2) + (total_g - g) ** 2 / (total_h - h + l2) - total_g**2 / (total_h + l2)
        )
        gain[(h < least) | (total_h - h < least)] = 0.0
        for n in range(count):
            where = int(gain[n].argmax())
            if gain[n, where] > best[n][0]:
                best[n] = (float(gain[n, where]), column, where)
    return best
