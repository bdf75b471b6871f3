"""The floor ledger: who spoke when, how long together, and where nobody spoke.

A fold of voice activity (`SpeechStarted`/`SpeechEnded`), which is measured on each person's own
track and common clock. For a person whose voice activity was never measured, the words' own times
stand in, joined over gaps up to `WORD_GAP`. Erased passages are cut out of both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from binome.domain.events import Event, ParticipantLeft, PassageErased, SpeechEnded, SpeechStarted
from binome.domain.transcript import Transcript
from binome.domain.values import ParticipantId

WORD_GAP = 0.5
"""Seconds between two words that still count as one stretch of speech."""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From `since` to `until`, in seconds."""

    since: float
    until: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.until - self.since


class FloorLedger:
    """Speech of one session by person, as its events made it."""

    def __init__(self) -> None:
        self.open: dict[ParticipantId, float] = {}
        """Who is speaking now, and since when."""
        self._voice: dict[ParticipantId, list[Stretch]] = {}
        self._transcript = Transcript()

    def apply(self, event: Event) -> None:
        """Take note of one event."""
        self._transcript.apply(event)
        match event:
            case SpeechStarted():
                self.open[event.participant] = event.at
            case SpeechEnded():
                if self.open.get(event.participant, event.at) <= event.at:
                    self.open.pop(event.participant, None)
                self._voice.setdefault(event.participant, []).append(Stretch(event.since, event.at))
            case ParticipantLeft():
                self.open.pop(event.participant, None)
            case PassageErased():
                self._erase(event)
            case _:
                pass

    def _erase(self, event: PassageErased) -> None:
        gone = [Stretch(event.since, event.until)]
        for person in self._voice:
            if event.participant in (None, person):
                self._voice[person] = without(self._voice[person], gone)

    def speech(self, participant: ParticipantId) -> list[Stretch]:
        """Return the person's stretches of finished speech, in order, none overlapping another."""
        voice = self._voice.get(participant)
        return joined(voice) if voice is not None else self._from_words(participant)

    def _from_words(self, participant: ParticipantId) -> list[Stretch]:
        return joined(
            (
                Stretch(word.start, word.end)
                for turn in self._transcript.view()
                if turn.participant == participant
                for word in turn.words
            ),
            WORD_GAP,
        )

    def speaking_time(self, participant: ParticipantId) -> float:
        """Return the person's speech in seconds."""
        return total(self.speech(participant))

    def overlaps(self, one: ParticipantId, other: ParticipantId) -> list[Stretch]:
        """Return the stretches in which both speak."""
        return common(self.speech(one), self.speech(other))

    def silences(self, people: Iterable[ParticipantId], at_least: float = 0.0) -> list[Stretch]:
        """Return the stretches between speech in which none of `people` speaks."""
        speech = joined(stretch for person in people for stretch in self.speech(person))
        gaps = (Stretch(a.until, b.since) for a, b in pairwise(speech))
        return [gap for gap in gaps if gap.seconds >= at_least]


def total(stretches: Iterable[Stretch]) -> float:
    """Return the summed length in seconds."""
    return sum((stretch.seconds for stretch in stretches), 0.0)


def joined(stretches: Iterable[Stretch], gap: float = 0.0) -> list[Stretch]:
    """Return the stretches in order, those closer than `gap` seconds (or overlapping) as one."""
    result: list[Stretch] = []
    for stretch in sorted(stretches):
        if result and stretch.since <= result[-1].until + gap:
            result[-1] = Stretch(result[-1].since, max(result[-1].until, stretch.until))
        else:
            result.append(stretch)
    return result


def common(ones: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Return where two ordered lists of stretches lie over each other."""
    result, i, j = [], 0, 0
    while i < len(ones) and j < len(others):
        one, other = ones[i], others[j]
        since, until = max(one.since, other.since), min(one.until, other.until)
        if since < until:
            result.append(Stretch(since, until))
        if one.until <= other.until:
            i += 1
        else:
            j += 1
    return result


def without(stretches: Iterable[Stretch], gone: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches with every part that lies in `gone` cut out."""
    left = list(stretches)
    for hole in gone:
        left = [
            piece
            for stretch in left
            for piece in (
                Stretch(stretch.since, min(stretch.until, hole.since)),
                Stretch(max(stretch.since, hole.until), stretch.until),
            )
            if piece.seconds > 0
        ]
    return left
