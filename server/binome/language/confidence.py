"""How sure the rules alone are of a commitment, 0..1: hand-set log-odds.

The product shows the trained judge's probability (`choosing`); this is what it is compared with.
"""

import math

from binome.language.item import Item

SHOWN = 0.35
"""Below this the rules alone list no commitment."""
_BASE = -0.9
_DOUBTS = {"vague": -1.0, "conditional": -0.6, "habitual": -0.8, "in_call": -1.2, "negative": -0.5}


def confidence(item: Item) -> float:
    """Return the confidence of an agreed item."""
    odds = _BASE + 2.2 * item.strength
    odds += {"no": 0.0, "weak": 0.5, "strong": 0.9}[item.accepted]
    odds += 0.5 if item.due else 0.0
    odds += 0.5 * min(len(item.recap), 2)
    odds += 0.2 if item.has_object else -0.3
    odds += sum(_DOUBTS.get(doubt, 0.0) for doubt in item.doubts)
    return round(1 / (1 + math.exp(-odds)), 2)
