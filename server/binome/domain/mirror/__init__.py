"""The mirror: how one person spoke in a session, for that person's own eyes only.

A fold of a session's events or of a `binome.dialogue/1`. It counts and quotes; it gives no mark and
no label to anybody; a voice is told in signal terms, never as what it might mean. The other person
appears only where a figure cannot be said without (a share has two sides). One module a figure: its
shape, its `FORMULA` in both languages, and the function that works it out. `whole` puts them
together, `trend` looks over several sessions, `FORMULAS` is what the page "Comment c'est calculé"
shows.
"""

from binome.domain.mirror import (
    advice,
    encouragement,
    fillers,
    interruptions,
    long_runs,
    noticed,
    pace,
    promises,
    punctuality,
    questions,
    reformulations,
    sound,
    talk_share,
    thinking_time,
    trend,
)
from binome.domain.mirror.formula import Formula
from binome.domain.mirror.promises import Promise
from binome.domain.mirror.trend import Trend, trend_of
from binome.domain.mirror.whole import Around, Mirror, mirror_of, mirror_of_events

FORMULAS: tuple[Formula, ...] = tuple(
    figure.FORMULA
    for figure in (
        noticed,
        talk_share,
        questions,
        thinking_time,
        reformulations,
        interruptions,
        long_runs,
        advice,
        encouragement,
        fillers,
        pace,
        sound,
        punctuality,
        promises,
        trend,
    )
)
"""Every figure's formula, in the order in which the page shows the figures."""

__all__ = [
    "FORMULAS",
    "Around",
    "Formula",
    "Mirror",
    "Promise",
    "Trend",
    "mirror_of",
    "mirror_of_events",
    "trend_of",
]
