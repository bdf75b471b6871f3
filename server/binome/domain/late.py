"""How much speech may be sent afterwards: nobody says more than time allows, and nothing old.

What a person says while the connection is cut is kept by the browser for a minute and sent when it
is back, in pieces. Driven by the conductor, one `Allowance` a person; consent is `hearing`'s rule.
"""

import math

from binome.domain.hearing import Hearing
from binome.domain.values import ParticipantId
from binome.errors import BadInput, IllegalMove, Unavailable

RATE = 16_000
"""Hertz of the samples; each has two bytes."""
LONGEST = 15.0
"""Seconds of one piece."""
OLDEST = 240.0
"""Seconds back from now that a piece may begin: the minute that is kept, a long way to send it."""
AHEAD = 1.0
"""Seconds by which the browser's idea of our clock may be wrong."""
AT_ONCE = 120.0
"""Seconds of speech a person may send at once; after that as fast as one speaks."""

Part = tuple[float, float, bytes]
"""Since and until in seconds, and the samples between."""


class Allowance:
    """How many seconds a person may still send."""

    def __init__(self) -> None:
        self._left = AT_ONCE
        self._at = 0.0

    def spend(self, seconds: float, now: float) -> None:
        """Count a piece. Raises `Unavailable` when it is too much for now."""
        self._left = min(AT_ONCE, self._left + max(0.0, now - self._at))
        self._at = now
        if seconds > self._left:
            raise Unavailable("more speech than time has passed: send the rest later")
        self._left -= seconds


def piece(since: float, samples: bytes, now: float) -> float:
    """Return where a piece ends, in seconds. Raises `BadInput` for what cannot be one."""
    if not math.isfinite(since) or len(samples) % 2 or not samples:
        raise BadInput("late speech is 16-bit samples at 16 kHz with the second it begins at")
    until = since + len(samples) / 2 / RATE
    if until - since > LONGEST:
        raise BadInput(f"a piece of late speech lasts at most {LONGEST:.0f} s")
    if since < max(0.0, now - OLDEST) or until > now + AHEAD:
        raise BadInput("late speech of another time than the last minutes")
    return until


def allowed(
    hearing: Hearing, person: ParticipantId, since: float, samples: bytes, now: float
) -> list[Part]:
    """Return the parts of a piece that may be heard. Raises `IllegalMove` off the record."""
    until = piece(since, samples, now)
    parts = hearing.late(person, since, until)
    if not parts:
        raise IllegalMove("This was not said on the record.")
    return [(low, high, samples[_byte(low - since) : _byte(high - since)]) for low, high in parts]


def _byte(seconds: float) -> int:
    return 2 * round(seconds * RATE)
