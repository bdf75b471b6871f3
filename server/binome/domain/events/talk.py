"""What was said, heard and written to each other."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    ParticipantId,
    Word,
)


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Voice activity begins on a person's track (measured only while the transcription is on)."""

    at: float
    participant: ParticipantId
    type: Literal["speech_started"] = "speech_started"


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Voice activity from `since` to `at` is over."""

    at: float
    participant: ParticipantId
    since: float
    type: Literal["speech_ended"] = "speech_ended"


@dataclass(frozen=True, slots=True)
class WordsCommitted:
    """Words that will not change any more, appended to a turn. `turn` counts from 1 in a session.

    `ends_turn` says that the turn is complete (the words may then be empty). `at` is when they
    became known; the words carry their own times.
    """

    at: float
    turn: int
    participant: ParticipantId
    words: tuple[Word, ...]
    ends_turn: bool = False
    key: str = ""
    """The understanding worker's own name of the turn, so that a session read back from its log
    still knows which turn later words and revisions belong to."""
    late: bool = False
    """Said while the connection was cut, kept by the browser and sent afterwards."""
    type: Literal["words_committed"] = "words_committed"


@dataclass(frozen=True, slots=True)
class TurnRevised:
    """The second pass heard the turn better: its whole text anew, linked to the old one."""

    at: float
    turn: int
    words: tuple[Word, ...]
    revision: int
    participant: ParticipantId = ""
    type: Literal["turn_revised"] = "turn_revised"


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """A person wrote a line into the session's chat; empty once erased."""

    at: float
    participant: ParticipantId
    text: str
    type: Literal["message_written"] = "message_written"
