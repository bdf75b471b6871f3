"""From what the understanding worker says to the domain's events; driven by the conductor."""

from binome.domain.events import Event, WordsCommitted
from binome.domain.session import Session
from binome.wire.understanding import Missed, Revised, VoiceEnded, VoiceStarted, Words

Heard = VoiceStarted | VoiceEnded | Words | Revised | Missed


def hear(session: Session, message: Heard, now: float) -> list[Event]:
    """Return the events a message means; none while the transcription is not on."""
    match message:
        case VoiceStarted():
            return session.hearing.voice(message.participant, True, message.at, message.at)
        case VoiceEnded():
            return session.hearing.voice(message.participant, False, message.since, message.at)
        case Words():
            return session.hearing.hear(
                message.turn,
                message.participant,
                message.words,
                message.ends_turn,
                now,
                late=message.late,
            )
        case Revised():
            return session.hearing.revise(message.turn, message.words, now)
        case Missed():
            return session.hearing.missed(message.since, message.until, "recogniser")


def hear_again(session: Session, since: float, reason: str, now: float) -> list[Event]:
    """Return what a worker that died left open, ended, and that words may be missing."""
    missing = session.hearing.interrupted(since, reason, now)
    if not missing:
        return []
    open_turns = [turn for turn in session.transcript.view() if not turn.ended]
    return [
        *(WordsCommitted(now, one.turn, one.participant, (), True) for one in open_turns),
        *missing,
    ]
