"""What the people of a session write to each other beside the talk, when sound or picture fail.

Driven by the session. A line is kept with the session like a spoken word: nothing can be written
while the pair is off the record, and an erased passage takes its lines along.
"""

from collections.abc import Callable

from binome.domain.events import Event, MessageWritten, PassageErased
from binome.domain.values import ParticipantId
from binome.domain.view import MessageView
from binome.domain.writing import tidy_message
from binome.errors import IllegalMove

MOST_MESSAGES = 2000
"""Lines in one session."""


class Chat:
    """The lines of one session, in order."""

    def __init__(self) -> None:
        self.messages: tuple[MessageView, ...] = ()

    def apply(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case MessageWritten(at, participant, text) if text:
                self.messages = (*self.messages, MessageView(at, participant, text))
            case PassageErased():
                erased = erased_by(event)
                self.messages = tuple(m for m in self.messages if not erased(m.at, m.participant))
            case _:
                pass

    def write(self, text: str, by: ParticipantId, now: float, *, paused: bool) -> list[Event]:
        """Return the line. Raises `IllegalMove` off the record and for what is no line."""
        if paused:
            raise IllegalMove(
                "Off the record nothing is written down: resume first.", reason="off_record"
            )
        if len(self.messages) >= MOST_MESSAGES:
            raise IllegalMove(
                f"A session holds at most {MOST_MESSAGES} messages.", reason="chat_full"
            )
        return [MessageWritten(now, by, tidy_message(text))]


def erased_by(gone: PassageErased) -> Callable[[float, ParticipantId], bool]:
    """Return whether a line written at a time by a person lies in the erased passage."""

    def erased(at: float, participant: ParticipantId) -> bool:
        return gone.since <= at <= gone.until and gone.participant in (None, participant)

    return erased
