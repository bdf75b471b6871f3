"""Defences against words nobody said: each rule small, named, and counted.

Whisper invents on silence, noise and unlucky lengths. A reading that a rule of this module finds
untrustworthy is retried once on the padded road, then dropped. The voice check (words must lie
where somebody spoke) is in `listener`, the agreement of two readings in `agreement`. Driven by
`engine`. Pure.
"""

import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from binome.domain.values import Language
from binome.speech.normalise import words

Rule = Literal["empty", "repetition", "compression", "token_rate", "logprob", "no_speech", "phrase"]

_PHRASES: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titres réalisés para la communauté d'Amara.org",
        "Sous-titres par Amara.org",
        "Sous-titres fait par Sous-titres par Amara.org",
        "Sous-titrage Société Radio-Canada",
        "Sous-titrage ST' 501",
        "Sous-titrage FR 2021",
        "Sous-titrage MFP",
        "Sous-titres par SousTitreur.com",
        "SousTitreur.com",
        "Merci d'avoir regardé cette vidéo",
        "Merci d'avoir regardé cette vidéo !",
        "Merci d'avoir regardé",
        "Merci de votre attention",
        "Merci à tous d'avoir regardé cette vidéo",
        "Abonnez-vous",
        "Abonnez-vous à la chaîne",
        "N'oubliez pas de vous abonner",
        "À bientôt pour une nouvelle vidéo",
        "Retrouvez-nous sur notre site internet",
        "Musique",
        "Applaudissements",
    ),
    "en": (
        "Thank you for watching",
        "Thanks for watching",
        "Thank you so much for watching",
        "Thanks for watching and I'll see you in the next video",
        "Please subscribe to my channel",
        "Please subscribe",
        "Subscribe to my channel",
        "Like and subscribe",
        "Subtitles by the Amara.org community",
        "Transcription by CastingWords",
        "Transcribed by otter.ai",
        "See you in the next video",
        "I'll see you next time",
        "Music",
        "Applause",
    ),
}
_BAG = {
    language: frozenset(" ".join(words(phrase, language)) for phrase in phrases)
    for language, phrases in _PHRASES.items()
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one raw reading. Seconds are those of real audio, without the margin."""

    text: str
    language: Language
    seconds: float
    tokens: int
    logprob: float
    """Average natural logarithm of the tokens' probability."""
    no_speech: float
    """Probability that there was no speech at all."""


TOKENS_PER_SECOND = 8
"""French speech needs about five; beyond this, and a little room, the text is made up."""


def most_tokens(seconds: float) -> int:
    """Return how many tokens so much speech can hold."""
    return int(TOKENS_PER_SECOND * seconds) + 8


def suspicion(reading: Evidence) -> Rule | None:
    """Return the rule that speaks against the reading, or None."""
    spoken = words(reading.text, reading.language)
    if not spoken:
        return "empty"
    if reading.logprob < -1.3:
        return "logprob"
    if reading.logprob < -1.0 and reading.no_speech > 0.6:
        return "no_speech"
    if reading.tokens >= most_tokens(reading.seconds):
        return "token_rate"
    if _repeats(spoken):
        return "repetition"
    encoded = " ".join(spoken).encode()
    if len(spoken) >= 8 and len(encoded) / len(zlib.compress(encoded)) > 2.4:
        return "compression"
    weak = reading.logprob < -0.6 or reading.no_speech > 0.4
    if weak and " ".join(spoken) in _BAG[reading.language]:
        return "phrase"
    return None


def _repeats(spoken: list[str]) -> bool:
    """Whether one group of 1 to 6 words, said again and again, makes up most of the text."""
    for size in range(1, 7):
        least = 6 if size == 1 else 4 if size == 2 else 3
        for start in range(len(spoken) - size * least + 1):
            group = spoken[start : start + size]
            count = 1
            at = start + size
            while spoken[at : at + size] == group:
                count, at = count + 1, at + size
            if count >= least and count * size >= 0.8 * len(spoken):
                return True
    return False


class GuardCounters:
    """How often each rule dropped a reading, and how often the padded road was taken."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self.retried: Counter[str] = Counter()
