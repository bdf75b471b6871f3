"""From what the understanding worker says to the domain's events.

Driven by the conductor. It remembers which turns and voices the worker left open, so that a
worker that died does not leave somebody speaking for ever.
"""

from binome.domain.events import Event
from binome.domain.session import Session
from binome.domain.values import ParticipantId
from binome.wire.understanding import Revised, VoiceEnded, VoiceStarted, Words

Heard = VoiceStarted | VoiceEnded | Words | Revised


class Ears:
    """What is being heard right now: open turns by the worker's key, open voices by person."""

    def __init__(self) -> None:
        self._turns: dict[str, ParticipantId] = {}
        self._voices: dict[ParticipantId, float] = {}

    def hear(self, session: Session, message: Heard, now: float) -> list[Event]:
        """Return the events a message means; none while the transcription is not on."""
        match message:
            case VoiceStarted():
                self._voices[message.participant] = message.at
                return session.voice(message.participant, True, message.at, message.at)
            case VoiceEnded():
                self._voices.pop(message.participant, None)
                return session.voice(message.participant, False, message.since, message.at)
            case Words():
                self._turns[message.turn] = message.participant
                if message.ends_turn:
                    del self._turns[message.turn]
                return session.hear(
                    message.turn, message.participant, message.words, message.ends_turn, now
                )
            case Revised():
                return session.revise(message.turn, message.words, now)

    def fall_silent(self, session: Session, now: float) -> list[Event]:
        """Return the events that end every voice and turn the worker left open."""
        events: list[Event] = []
        for participant, since in self._voices.items():
            events += session.voice(participant, False, since, now)
        for turn, participant in self._turns.items():
            events += session.hear(turn, participant, (), True, now)
        self._voices.clear()
        self._turns.clear()
        return events
