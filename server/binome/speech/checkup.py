"""`binome models check`: how fast this machine is with this model, on bundled speech.

Plays the rehearsal's recordings, many at once and out of step, through the live core in virtual
time in which the engine's computing counts. Says how many people who talk by turns it captions
with 95 % of the words shown within two seconds, and which model fits this machine best.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from binome import resources
from binome.domain.values import Language
from binome.errors import BadInput
from binome.speech.clock import RATE
from binome.speech.lanes import VirtualLane
from binome.speech.live import Live
from binome.speech.metrics import CaptionMetrics
from binome.speech.opus import Pcm
from binome.speech.playback import Playback
from binome.speech.recogniser import Recogniser
from binome.speech.recording import Recording

SOON = 2.0
"""Seconds within which 95 % of the words must be shown."""
LENGTH = 24.0
"""Seconds of the call that each try plays."""
STEP_APART = 7.3
"""Seconds by which one pair's talk is shifted against the next pair's."""
COSTS = {"tiny": 0.4, "base": 1.0, "small": 3.0, "medium": 8.0, "large-v3-turbo": 6.5}
"""Computing a second of speech, as multiples of `base`'s."""
BY_QUALITY = ("large-v3-turbo", "medium", "small", "base", "tiny")
"""Best first, for French; below `small` every fourth word is wrong."""


@dataclass(frozen=True, slots=True)
class Try:
    """So many people at once: engine seconds a second of speech, and delays in seconds."""

    people: int
    cost: float
    first_p95: float
    commit_p95: float


class _Shifted:
    """A recording that begins somewhere inside and goes round."""

    def __init__(self, pcm: Pcm, start: int) -> None:
        self._pcm = np.roll(pcm, -start)
        self._at = 0

    def take(self, samples: int) -> Pcm:
        """Return the next samples; none at the end."""
        part = self._pcm[self._at : min(self._at + samples, round(LENGTH * RATE))]
        self._at += samples
        return part


def tries(recogniser: Recogniser, most: int = 32, language: Language = "fr") -> Iterator[Try]:
    """Yield tries with 1, 2, 4… people until words come too late, at most with `most`.

    Raises `BadInput` when the model hears no words at all in the bundled speech.
    """
    voices = _voices(language)
    people = 1
    while people <= most:
        one = _try(recogniser, voices, people, language)
        yield one
        if one.first_p95 >= SOON:
            return
        people *= 2


def _voices(language: Language) -> list[Pcm]:
    folder = resources.model("rehearsal")
    voices = []
    for person in ("mentor", "mentee"):
        recording, parts = Recording(folder / f"{language}-short-{person}.opus"), []
        while len(part := recording.take(RATE)):
            parts.append(part)
        voices.append(np.concatenate(parts))
    return voices


def _try(recogniser: Recogniser, voices: list[Pcm], people: int, language: Language) -> Try:
    tracks = {
        f"p{at}": _Shifted(voices[at % 2], round(at // 2 * STEP_APART * RATE))
        for at in range(people)
    }
    lane = VirtualLane(recogniser)
    live = Live(recogniser.longest, second_pass=False)
    metrics = CaptionMetrics(language)
    for now, message in Playback(live, lane, tracks, language).events():
        metrics.hear(message, now)
    figures = metrics.figures()
    first, commit = figures["first_display_p95_s"], figures["commit_p95_s"]
    if first is None or commit is None or not metrics.speech:
        raise BadInput("the model hears no words in the bundled speech: is it a Whisper model?")
    return Try(people, lane.busy / metrics.speech, first, commit)


def capacity(made: list[Try]) -> int:
    """Return how many people are captioned in time; 0 when not even one."""
    return max((one.people for one in made if one.first_p95 < SOON), default=0)


def best_fit(name: str, people: int, pair: int = 2) -> str | None:
    """Return the best model that should caption one pair here, judged by this one's capacity.

    None when nothing is known of models called `name`, or none would do.
    """
    if name not in COSTS or people < 1:
        return None
    for model in BY_QUALITY:
        if people * COSTS[name] / COSTS[model] >= pair:
            return model
    return None
