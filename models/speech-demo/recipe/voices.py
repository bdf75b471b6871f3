"""Who speaks in training, and who is kept for testing only.

The first voice of each list and the second are the rehearsal's. `SESSION` is the narrow pool of a
small budget (about 100 CPU minutes); `WIDE` is for long runs. `UNSEEN` is never trained on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from .speech import Voice

REHEARSAL: dict[str, tuple[Voice, ...]] = {
    "fr": (Voice("fr+f2", 155, 55), Voice("fr+m3", 155, 45)),
    "en": (Voice("en-us+f2", 155, 55), Voice("en-us+m3", 155, 45)),
}


@dataclass(frozen=True)
class Cast:
    """espeak voice names by language, and the share of utterances in the rehearsal's own two."""

    names: dict[str, tuple[str, ...]]
    rehearsal: float


SESSION = Cast(
    {
        "fr": ("fr+f2", "fr+m3", "fr", "fr+f4", "fr+m1"),
        "en": ("en-us+f2", "en-us+m3", "en-us", "en+f4", "en-us+m1"),
    },
    rehearsal=0.4,
)

_VARIANTS = [
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    "f1",
    "f2",
    "f3",
    "f4",
    "Andy",
    "Annie",
    "Alicia",
    "Denis",
    "Diogo",
    "Gene",
    "Jacky",
    "Lee",
    "Mario",
    "Michael",
    "Mike",
    "adam",
    "anika",
    "aunty",
    "belinda",
    "benjamin",
    "boris",
    "caleb",
    "david",
    "ed",
    "edward",
    "gustave",
    "john",
    "linda",
    "max",
    "michel",
    "norbert",
    "pablo",
    "paul",
    "pedro",
    "quincy",
    "rob",
    "robert",
    "sandro",
    "shelby",
    "steph",
    "travis",
    "victor",
    "zac",
    "klatt2",
    "klatt4",
    "Alex",
    "Gene2",
    "Henrique",
    "announcer",
    "antonio",
    "edward2",
    "grandma",
    "grandpa",
    "iven",
    "iven2",
    "iven3",
    "kaukovalta",
    "klatt",
    "klatt5",
    "marcelo",
    "miguel",
    "steph2",
    "RicishayMax",
    "RicishayMax2",
]
_ENGLISH = ("en-us", "en-us", "en", "en", "en-gb-x-rp", "en-gb-scotland")
WIDE = Cast(
    {
        "fr": tuple(f"{b}+{v}" for b in ("fr", "fr", "fr-be", "fr-ch") for v in _VARIANTS),
        "en": tuple(f"{b}+{v}" for b in _ENGLISH for v in _VARIANTS),
    },
    rehearsal=0.15,
)

UNSEEN: dict[str, tuple[str, ...]] = {
    "fr": ("fr+m7", "fr+m8", "fr+f5", "fr+Marco", "fr+Andrea"),
    "en": ("en-us+m7", "en+m8", "en-us+f5", "en+Marco", "en-us+Andrea"),
}


def drawn(language: str, chance: random.Random, cast: Cast) -> Voice:
    """A training voice: a rehearsal setting, or one of the cast at a varied speed and pitch."""
    if chance.random() < cast.rehearsal:
        home = chance.choice(REHEARSAL[language])
        if chance.random() < 0.5:
            return home
        speed = round(home.speed * chance.uniform(0.9, 1.1))
        return Voice(home.name, speed, home.pitch + chance.randint(-6, 6), chance.randint(40, 60))
    return Voice(
        chance.choice(cast.names[language]),
        chance.randint(130, 190),
        chance.randint(30, 70),
        chance.randint(30, 75),
    )
