"""Small boosted decision trees over numbers: the judge of candidates, read with numpy alone.

Every tree is complete, `depth` questions deep; "larger than the limit" goes right. Fitted by
`models/commitments/recipe`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees of one yes-or-no question.

    `columns`, `limits`: numpy [tree, 2**depth - 1], which number each question asks and its limit.
    `leaves`: numpy [tree, 2**depth], what each answer adds to the log-odds, from `base` on.
    """

    base: float
    columns: Any
    limits: Any
    leaves: Any

    def probabilities(self, rows: Any) -> Any:
        """Return the probability of yes for each row of numbers: numpy [row]."""
        import numpy as np

        rows = np.asarray(rows, dtype=np.float32)
        count, inner = self.columns.shape
        trees = np.arange(count)
        at = np.zeros((len(rows), count), dtype=np.int64)
        for _ in range((inner + 1).bit_length() - 1):
            asked = self.columns[trees, at]
            larger = np.take_along_axis(rows, asked, axis=1) > self.limits[trees, at]
            at = 2 * at + 1 + larger
        odds = self.base + self.leaves[trees, at - inner].sum(axis=1)
        return 1 / (1 + np.exp(-odds))
