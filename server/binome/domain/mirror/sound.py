"""How it sounded: loudness and pitch range of one's own voice, beside one's own median.

Signal terms only. Worked out from a few numbers a minute that the understanding worker measured
while the person spoke (`binome.speech.sound`), for somebody who asked for it; no sound is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10
from statistics import median
from typing import Literal

from binome.domain.mirror.formula import Formula, en, fr

WINDOW = 60.0
"""Seconds of session that one window covers; windows begin at multiples of it."""
ENOUGH_SOUND = 5.0
"""Seconds of measured voice below which a window says nothing."""
EDGES = (5.0, 95.0)
"""Percent of a window's voiced frames that lie below the edges of the pitch range."""
REFERENCE = 55.0
"""Hertz of semitone 0 (the note A1)."""

FORMULA = Formula(
    "sound",
    "Volume et hauteur",
    "Loudness and pitch",
    f"Mesurés sur votre seul micro, par tranches de {fr(WINDOW)} s où vous parlez au moins "
    f"{fr(ENOUGH_SOUND)} s. Volume : sonie en LUFS (ITU-R BS.1770, blocs de 400 ms, double seuil), "
    "dans la parole seulement. Étendue de la hauteur : écart en demi-tons entre les fréquences "
    f"fondamentales sous lesquelles vous êtes {fr(EDGES[0])} % et {fr(EDGES[1])} % de la tranche ; "
    "le chiffre est la médiane des tranches. Chaque tranche est comparée à votre propre médiane, à "
    "rien d'autre. "
    "Le micro, sa distance et ses réglages automatiques y comptent autant que la voix. Aucun son "
    "n'est gardé, et rien n'en est déduit sur vous.",
    f"Measured on your own microphone only, in windows of {en(WINDOW)} s in which you speak for "
    f"at least {en(ENOUGH_SOUND)} s. Loudness: in LUFS (ITU-R BS.1770, blocks of 400 ms, two "
    "gates), within speech only. Pitch range: semitones between the fundamental frequencies below "
    f"which you are {en(EDGES[0])} % and {en(EDGES[1])} % of the window; the figure is the median "
    "of the windows. Each window is compared with your own median and with nothing "
    "else. The microphone, its distance and its automatic gain count as much as the voice. No "
    "sound is kept, and nothing about you is inferred from it.",
    "ITU-R BS.1770-5, EBU R 128; swift-f0",
    (f"{WINDOW:g} s", f"{ENOUGH_SOUND:g} s", f"{EDGES[0]:g}–{EDGES[1]:g} %"),
)


@dataclass(frozen=True, slots=True)
class SoundWindow:
    """What was measured of one person's voice in the minute from `at` (seconds) on.

    `seconds` of voice; `loudness` in LUFS; pitch in semitones above 55 Hz below which 5 %, half
    and 95 % of the voiced frames lie. None: nothing loud or voiced enough to tell.
    """

    at: float
    seconds: float
    loudness: float | None
    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SoundPoint:
    """One window: `loudness` in LU and `pitch` in semitones above or below the own median.

    `pitch_range` in semitones. None where it could not be told.
    """

    at: float
    loudness: float | None
    pitch: float | None
    pitch_range: float | None


@dataclass(frozen=True, slots=True)
class Sound:
    """`loudness` in LUFS over all windows, `pitch_range` in semitones; None: not measured."""

    loudness: float | None
    pitch_range: float | None
    timeline: tuple[SoundPoint, ...]
    formula: Literal["sound"] = "sound"


def sound(windows: Sequence[SoundWindow]) -> Sound | None:
    """Return how a person sounded, or None when too little of it was measured."""
    told = [window for window in windows if window.seconds >= ENOUGH_SOUND]
    if not told:
        return None
    usual_loudness = _median(told, lambda window: window.loudness)
    usual_pitch = _median(told, lambda window: window.middle)
    return Sound(
        loudness=_mean_loudness(told),
        pitch_range=_median(told, _range),
        timeline=tuple(
            SoundPoint(
                window.at,
                _beside(window.loudness, usual_loudness),
                _beside(window.middle, usual_pitch),
                _range(window),
            )
            for window in told
        ),
    )


def _range(window: SoundWindow) -> float | None:
    return None if window.low is None or window.high is None else window.high - window.low


def _median(
    windows: Sequence[SoundWindow], value: Callable[[SoundWindow], float | None]
) -> float | None:
    known = [found for window in windows if (found := value(window)) is not None]
    return median(known) if known else None


def _beside(value: float | None, usual: float | None) -> float | None:
    return None if value is None or usual is None else value - usual


def _mean_loudness(windows: Sequence[SoundWindow]) -> float | None:
    """The windows' mean in energy, each weighing as much as there was speech in it."""
    known = [(one.seconds, one.loudness) for one in windows if one.loudness is not None]
    seconds = sum(weight for weight, _ in known)
    if not seconds:
        return None
    return 10 * log10(sum(weight * 10 ** (loud / 10) for weight, loud in known) / seconds)
