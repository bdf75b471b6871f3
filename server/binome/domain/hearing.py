"""What was heard, let in under the rules of consent: words, revisions, voice, interruptions.

Driven by the session. Nothing while the transcription is not on; after the hang-up nothing but
words said before it; never a word said outside the stretches when it was on.
"""

from collections.abc import Iterable

from binome.domain.consent import Consents
from binome.domain.events import Event, SpeechEnded, SpeechStarted, TranscriptionInterrupted
from binome.domain.floor import FloorLedger, Stretch, without
from binome.domain.transcript import Transcript
from binome.domain.values import ParticipantId, Word


class Hearing:
    """The rules of what may be written down, over the parts that they are about."""

    def __init__(self, consents: Consents, floor: FloorLedger, transcript: Transcript) -> None:
        self._consents = consents
        self._floor = floor
        self._transcript = transcript

    def hear(
        self,
        turn_key: str,
        participant: ParticipantId,
        words: Iterable[Word],
        ends_turn: bool,
        now: float,
        *,
        late: bool = False,
    ) -> list[Event]:
        """Return the words that may be written down, appended to the turn of this key."""
        if self._consents.agreed != "on" or participant not in self._consents.people:
            return []
        kept = self._kept(words)
        return self._transcript.hear(turn_key, participant, kept, ends_turn, now, late=late)

    def late(
        self, participant: ParticipantId, since: float, until: float
    ) -> list[tuple[float, float]]:
        """Return which parts of [since, until) may be heard afterwards: on the record, not erased.

        Nothing while the transcription is not on: a pause or a refusal ends what was kept, too.
        """
        if self._consents.transcription != "on" or participant not in self._consents.people:
            return []
        on = [
            Stretch(max(since, began), min(until, until if ended is None else ended))
            for began, ended in self._consents.stretches
        ]
        gone = [
            Stretch(erased.since, erased.until)
            for erased in self._transcript.erased
            if erased.participant in (None, participant)
        ]
        return [(part.since, part.until) for part in without(on, gone) if part.seconds > 0]

    def revise(self, turn_key: str, words: Iterable[Word], now: float) -> list[Event]:
        """Return the turn as the second pass heard it, under the same rules as `hear`."""
        if self._consents.agreed != "on":
            return []
        return self._transcript.revise(turn_key, self._kept(words), now)

    def _kept(self, words: Iterable[Word]) -> list[Word]:
        return [word for word in words if self._consents.on_record(word.start)]

    def voice(
        self, participant: ParticipantId, started: bool, since: float, at: float
    ) -> list[Event]:
        """Return that voice activity began or ended; cut to when the transcription was on."""
        on_since = self._consents.on_since
        if on_since is None or participant not in self._consents.people:
            return []
        if started:
            speaking = participant in self._floor.open
            return [] if speaking else [SpeechStarted(max(at, on_since), participant)]
        since = max(since, on_since)
        return [SpeechEnded(at, participant, since)] if since < at else self.hush(at, participant)

    def interrupted(self, since: float, reason: str, now: float) -> list[Event]:
        """Return that speech since `since` may be missing (nothing while none was written)."""
        on_since = self._consents.on_since
        if on_since is None or now <= max(since, on_since):
            return []
        since = max(since, on_since)
        return [
            *self.hush(since),
            *self._transcript.end_turns(now),
            TranscriptionInterrupted(now, since, reason),
        ]

    def missed(self, since: float, until: float, reason: str) -> list[Event]:
        """Return that speech between these times is missing, as far as it was to be written."""
        on_since = self._consents.on_since
        if on_since is None or until <= max(since, on_since):
            return []
        return [TranscriptionInterrupted(until, max(since, on_since), reason)]

    def stopped(self, now: float, why: list[Event]) -> list[Event]:
        """Return why the transcription stops, with running speech and turns ended before it."""
        return [*self.hush(now), *self._transcript.end_turns(now), *why] if why else []

    def hush(self, now: float, participant: ParticipantId | None = None) -> list[Event]:
        """Return the end of running speech: everybody's, or one person's."""
        return [
            SpeechEnded(max(now, since), person, since)
            for person, since in self._floor.open.items()
            if participant in (None, person)
        ]
