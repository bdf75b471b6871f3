"""The trained layer's weights: sparse linear models over string features, read once with numpy.

Made by `models/commitments/recipe`; features are kept as checksums, so that the file stays small.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from binome.language.trees import Trees


@dataclass(frozen=True, slots=True)
class Linear:
    """One model: a row of weights per known feature, a column per label."""

    labels: tuple[str, ...]
    rows: dict[int, int]
    weights: Any
    """numpy float32 [feature, label]."""

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """Return the log-odds of each label."""
        known = {
            row for f in features if (row := self.rows.get(zlib.crc32(f.encode()))) is not None
        }
        summed = self.weights[sorted(known)].sum(axis=0)
        return dict(zip(self.labels, (float(x) for x in summed), strict=True))


def _opened() -> Any:
    import numpy as np

    source = resources.files("binome.language").joinpath("learned.npz")
    with source.open("rb") as file, np.load(file) as kept:
        return dict(kept)


@lru_cache(maxsize=1)
def trees() -> dict[str, Trees]:
    """Return every set of boosted trees by name."""
    kept = _opened()
    return {
        name: Trees(
            float(kept[f"{name}_base"]),
            kept[f"{name}_columns"].astype("int64"),
            kept[f"{name}_limits"],
            kept[f"{name}_leaves"].astype("float32"),
        )
        for name in str(kept["trees"]).split()
    }


@lru_cache(maxsize=1)
def models() -> dict[str, Linear]:
    """Return every trained model by name."""
    import numpy as np

    out: dict[str, Linear] = {}
    kept = _opened()
    for name in str(kept["names"]).split():
        keys = kept[f"{name}_keys"].tolist()
        out[name] = Linear(
            tuple(str(kept[f"{name}_labels"]).split()),
            {key: n for n, key in enumerate(keys)},
            kept[f"{name}_weights"].astype(np.float32),
        )
    return out
