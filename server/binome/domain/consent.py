"""Consent: whether words may be written down, for whom, and which stretches were on the record.

Driven by the session. The law behind it: nobody's words are transcribed before everybody in the
talk agreed in this very session; one refusal is enough; a pause by either holds for both.

Theory of operation
-------------------
Each person has a consent of his or her own:

    consent      give       withdraw
    unknown      given      withdrawn
    given        given      withdrawn  (and that person's words of the session are erased)
    withdrawn    given      withdrawn

and the session has one state, read off everybody who counts (no observers; a guest's seat only
while the guest is there, so a late guest stops the transcription until he or she has agreed):

    somebody withdrew    →  off
    somebody is unknown  →  waiting_for_consent
    somebody paused      →  paused
    otherwise            →  on

A given consent lasts for the session: leaving and coming back changes nothing. `stretches` keeps
when the state was `on`; words said outside of them are never let in, however late they arrive.
"""

from binome.domain.events import (
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    ParticipantJoined,
    ParticipantLeft,
    PassageErased,
    SessionClosed,
    SessionOpened,
    TranscriptionPaused,
    TranscriptionResumed,
)
from binome.domain.values import Participant, ParticipantId
from binome.domain.view import Consent, Transcription


class Consents:
    """Who agreed, who paused, and when the transcription was on."""

    def __init__(self) -> None:
        self.people: dict[ParticipantId, Participant] = {}
        self.given: dict[ParticipantId, Consent] = {}
        self.present: set[ParticipantId] = set()
        self.pair_has_met = False
        """Whether the whole pair was ever there at once."""
        self.paused_by: ParticipantId | None = None
        self.closed = False
        self.stretches: list[tuple[float, float | None]] = []
        """(since, until) of each time the transcription was on; until is None while it is."""

    def apply(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case SessionOpened():
                self.people = {person.id: person for person in event.participants}
                self.given = dict.fromkeys(self.people, "unknown")
            case ParticipantJoined():
                self.present.add(event.participant)
                self.pair_has_met |= self.pair_is_present_with(event.participant)
            case ParticipantLeft():
                self.present.discard(event.participant)
            case ConsentGiven():
                self.given[event.participant] = "given"
            case ConsentWithdrawn():
                self.given[event.participant] = "withdrawn"
            case TranscriptionPaused():
                self.paused_by = event.by
            case TranscriptionResumed():
                self.paused_by = None
            case SessionClosed():
                self.closed = True
            case _:
                return
        self._mark(event.at)

    def _mark(self, at: float) -> None:
        running = bool(self.stretches) and self.stretches[-1][1] is None
        if self.transcription == "on" and not running:
            self.stretches.append((at, None))
        elif self.transcription != "on" and running:
            self.stretches[-1] = (self.stretches[-1][0], at)

    @property
    def transcription(self) -> Transcription:
        """The state as both pages show it."""
        return "off" if self.closed else self.agreed

    @property
    def agreed(self) -> Transcription:
        """The state by consents and pauses alone: after hang-up the last words still come in."""
        consents = {self.given[person] for person in self.people if self._counts(person)}
        if "withdrawn" in consents:
            return "off"
        if "unknown" in consents or not consents:
            return "waiting_for_consent"
        return "paused" if self.paused_by is not None else "on"

    def _counts(self, person: ParticipantId) -> bool:
        if self.people[person].role == "observer":
            return False
        return person in self.present or not person.startswith("guest-")

    # --- what people ask for

    def give(self, by: ParticipantId, text_version: str, now: float) -> list[Event]:
        """Return the agreement (nothing when it stands already)."""
        return [] if self.given[by] == "given" else [ConsentGiven(now, by, text_version)]

    def withdraw(self, by: ParticipantId, now: float) -> list[Event]:
        """Return the refusal; after an agreement, also the erasure of the person's words."""
        if self.given[by] == "withdrawn":
            return []
        refused = ConsentWithdrawn(now, by)
        said = self.given[by] == "given"
        return [refused, PassageErased(now, 0.0, now, by, by)] if said else [refused]

    def pause(self, by: ParticipantId, now: float) -> list[Event]:
        """Return the pause (nothing when it is paused already)."""
        return [] if self.paused_by is not None else [TranscriptionPaused(now, by)]

    def resume(self, by: ParticipantId, now: float) -> list[Event]:
        """Return the end of the pause, whoever began it (nothing when there is none)."""
        return [] if self.paused_by is None else [TranscriptionResumed(now, by)]

    # --- what may be written down

    def on_record(self, at: float) -> bool:
        """Return whether words said at `at` may be written down now."""
        return self.agreed == "on" and any(
            since <= at and (until is None or at < until) for since, until in self.stretches
        )

    @property
    def on_since(self) -> float | None:
        """Since when the transcription is on, or None when it is not."""
        return self.stretches[-1][0] if self.transcription == "on" else None

    @property
    def pair(self) -> tuple[ParticipantId, ...]:
        """The people the session is for: neither observers nor guests."""
        return tuple(
            person.id
            for person in self.people.values()
            if person.role != "observer" and not person.id.startswith("guest-")
        )

    def pair_is_present_with(self, newcomer: ParticipantId) -> bool:
        """Return whether the whole pair is there once this person is."""
        return bool(self.pair) and {*self.present, newcomer}.issuperset(self.pair)
