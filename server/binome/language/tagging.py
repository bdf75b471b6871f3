"""What each turn does for the commitments of the talk, as the trained layer sees it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from binome.language.learned import Linear

LABELS = ("action", "agreement", "recap", "opens")


@dataclass(frozen=True, slots=True)
class Tag:
    """Probabilities, 0..1, that a turn makes an action or an agreement, repeats one, opens one."""

    action: float
    agreement: float
    recap: float
    opens: float

    @property
    def makes(self) -> float:
        """Return the probability that the turn makes any commitment."""
        return 1 - (1 - self.action) * (1 - self.agreement)


def tag(turn_features: Sequence[Sequence[str]], model: Linear) -> list[Tag]:
    """Return the tags of every turn of a talk, from the turns' features."""
    out = []
    for found in turn_features:
        scores = model.scores(found)
        out.append(Tag(*(logistic(scores[label]) for label in LABELS)))
    return out


def logistic(x: float) -> float:
    """Return the probability of a log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
