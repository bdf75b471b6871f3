"""Pace: words per minute of one's own speech, minute by minute, beside one's own median."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Literal

from binome.domain.floor import Stretch, common, total
from binome.domain.mirror.formula import Formula, en, fr
from binome.domain.talk import Talk, count
from binome.domain.values import ParticipantId, Word

WINDOW = 60.0
"""Seconds of session that one point of the timeline covers."""
ENOUGH_SPEECH = 10.0
"""Seconds of own speech below which a window says nothing."""

FORMULA = Formula(
    "pace",
    "Débit",
    "Pace",
    f"Vos mots divisés par vos minutes de parole (silences exclus), par tranches de {fr(WINDOW)} s "
    f"où vous parlez au moins {fr(ENOUGH_SPEECH)} s. Chaque tranche est comparée à votre propre "
    "médiane dans cette séance, à rien d'autre : il n'y a pas de bon débit.",
    f"Your words divided by your minutes of speech (silence left out), in windows of {en(WINDOW)} "
    f"s in which you speak for at least {en(ENOUGH_SPEECH)} s. Each window is compared with your "
    "own median in this session and with nothing else: there is no right pace.",
    "own median",
    (f"{WINDOW:g} s", f"{ENOUGH_SPEECH:g} s"),
)


@dataclass(frozen=True, slots=True)
class PacePoint:
    """One window: `at` its start in seconds; words per spoken minute, and that ÷ own median."""

    at: float
    words_per_minute: float
    relative: float


@dataclass(frozen=True, slots=True)
class Pace:
    """`words_per_minute` over all own speech; `median` of the windows. None: too little speech."""

    words_per_minute: float | None
    median: float | None
    timeline: tuple[PacePoint, ...]
    formula: Literal["pace"] = "pace"


def pace(talk: Talk, me: ParticipantId) -> Pace:
    """Return how fast a person's words came."""
    words = [word for turn in talk.turns if turn.participant == me for word in turn.words]
    spoken = total(talk.speech[me])
    if not words or spoken < ENOUGH_SPEECH:
        return Pace(None, None, ())
    windows = list(_windows(talk, me, words))
    middle = median(rate for _, rate in windows) if windows else None
    return Pace(
        words_per_minute=count(words) / spoken * 60,
        median=middle,
        timeline=tuple(PacePoint(at, rate, rate / middle) for at, rate in windows if middle),
    )


def _windows(talk: Talk, me: ParticipantId, words: list[Word]) -> Iterator[tuple[float, float]]:
    """Start and rate of each window with enough speech, from the talk's first word on."""
    at, end = talk.turns[0].start, max(stretch.until for stretch in talk.speech[me])
    while at < end:
        until = at + WINDOW
        spoken = total(common(talk.speech[me], [Stretch(at, until)]))
        if spoken >= ENOUGH_SPEECH:
            said = count(word for word in words if at <= (word.start + word.end) / 2 < until)
            yield at, said / spoken * 60
        at = until
