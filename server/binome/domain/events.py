"""Everything that can happen in a session, one frozen dataclass each.

The append-only log of these is a session's only truth: live view, recap, mirror, replay and
exports are folds of it. `at` = seconds on the session's media clock. Interim captions and other
signals are not events (see `binome.web.protocol`). Only erasure rewrites: the words go, the
tombstone `PassageErased` stays.
"""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    AgendaItem,
    Commitment,
    Language,
    NextSession,
    Outcome,
    Owner,
    Participant,
    ParticipantId,
    Reached,
    Word,
)


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """First event. `opened_at` is the only wall time: ISO UTC instant where `at` is 0."""

    at: float
    session: str
    title: str
    language: Language
    timezone: str
    opened_at: str
    participants: tuple[Participant, ...]
    agenda: tuple[AgendaItem, ...]
    rehearsal: bool = False
    carried_over: tuple[Commitment, ...] = ()
    """Open promises of the pair's earlier sessions, shown in this one."""
    known_next_session: str | None = None
    """ISO date of a next session already planned before this one."""
    already_done: tuple[str, ...] = ()
    """Ids of carried-over promises that were kept since the last session: shown once more."""
    type: Literal["session_opened"] = "session_opened"


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """A person is on the call page (again)."""

    at: float
    participant: ParticipantId
    type: Literal["participant_joined"] = "participant_joined"


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """A person left or was lost; `reason` says which."""

    at: float
    participant: ParticipantId
    reason: Literal["left", "lost"] = "left"
    type: Literal["participant_left"] = "participant_left"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A person agreed to the transcription of this session; `text_version` names the text read."""

    at: float
    participant: ParticipantId
    text_version: str
    type: Literal["consent_given"] = "consent_given"


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A person refused, or took the agreement back: nothing more is transcribed."""

    at: float
    participant: ParticipantId
    type: Literal["consent_withdrawn"] = "consent_withdrawn"


@dataclass(frozen=True, slots=True)
class TranscriptionPaused:
    """ "Hors micro": captions stop at once for both."""

    at: float
    by: ParticipantId
    type: Literal["transcription_paused"] = "transcription_paused"


@dataclass(frozen=True, slots=True)
class TranscriptionResumed:
    """The person who paused (or the other) resumed."""

    at: float
    by: ParticipantId
    type: Literal["transcription_resumed"] = "transcription_resumed"


@dataclass(frozen=True, slots=True)
class TranscriptionInterrupted:
    """Speech between `since` and `at` may be missing from the transcript (a part was down)."""

    at: float
    since: float
    reason: str
    type: Literal["transcription_interrupted"] = "transcription_interrupted"


@dataclass(frozen=True, slots=True)
class AgendaItemStarted:
    """The pair is now on this item; the one before is closed by its own event just before."""

    at: float
    item: str
    by: ParticipantId | Literal["clock"]
    type: Literal["agenda_item_started"] = "agenda_item_started"


@dataclass(frozen=True, slots=True)
class AgendaExtensionProposed:
    """One person asks for `seconds` more on the running item."""

    at: float
    item: str
    seconds: float
    by: ParticipantId
    type: Literal["agenda_extension_proposed"] = "agenda_extension_proposed"


@dataclass(frozen=True, slots=True)
class AgendaItemExtended:
    """The other person agreed: the time box grows by `seconds`."""

    at: float
    item: str
    seconds: float
    by: ParticipantId
    type: Literal["agenda_item_extended"] = "agenda_item_extended"


@dataclass(frozen=True, slots=True)
class AgendaItemClosed:
    """The item is over after `spent` seconds in all (it may be reopened by a new start)."""

    at: float
    item: str
    spent: float
    type: Literal["agenda_item_closed"] = "agenda_item_closed"


@dataclass(frozen=True, slots=True)
class AgendaItemSuggested:
    """The talk seems to have moved to this item: shown, never forced."""

    at: float
    item: str
    confidence: float
    type: Literal["agenda_item_suggested"] = "agenda_item_suggested"


@dataclass(frozen=True, slots=True)
class AgendaSuggestionDeclined:
    """A person waved the suggestion away."""

    at: float
    item: str
    by: ParticipantId
    type: Literal["agenda_suggestion_declined"] = "agenda_suggestion_declined"


@dataclass(frozen=True, slots=True)
class AgendaNoteWritten:
    """A person wrote the own note on an item, before or during the call; "" takes it away.

    Written, not said: it is no part of the transcript, and nothing is extracted from it.
    """

    at: float
    item: str
    by: ParticipantId
    text: str
    type: Literal["agenda_note_written"] = "agenda_note_written"


@dataclass(frozen=True, slots=True)
class AgendaAimChecked:
    """A person said whether the item's aim was reached; None takes the answer away."""

    at: float
    item: str
    by: ParticipantId
    reached: Reached | None
    type: Literal["agenda_aim_checked"] = "agenda_aim_checked"


@dataclass(frozen=True, slots=True)
class TimeBoxWarned:
    """The clock speaks: 80 % or 100 % of an item's box, or "five minutes left: recap"."""

    at: float
    item: str
    level: Literal["eighty", "full", "five_minutes_left"]
    type: Literal["time_box_warned"] = "time_box_warned"


@dataclass(frozen=True, slots=True)
class ClosingOpened:
    """Closing mode: both tick agreements and actions."""

    at: float
    by: ParticipantId | Literal["clock"]
    type: Literal["closing_opened"] = "closing_opened"


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


@dataclass(frozen=True, slots=True)
class CommitmentNoticed:
    """A commitment was extracted (or written by a person). The same id again = a better reading."""

    at: float
    commitment: Commitment
    type: Literal["commitment_noticed"] = "commitment_noticed"


@dataclass(frozen=True, slots=True)
class CommitmentRetracted:
    """The extractor takes back a line nobody had touched (the talk cancelled it)."""

    at: float
    commitment: str
    type: Literal["commitment_retracted"] = "commitment_retracted"


@dataclass(frozen=True, slots=True)
class CommitmentConfirmed:
    """A person ticked the line as it stands."""

    at: float
    commitment: str
    by: ParticipantId
    type: Literal["commitment_confirmed"] = "commitment_confirmed"


@dataclass(frozen=True, slots=True)
class CommitmentUnconfirmed:
    """A person took the own tick back."""

    at: float
    commitment: str
    by: ParticipantId
    type: Literal["commitment_unconfirmed"] = "commitment_unconfirmed"


@dataclass(frozen=True, slots=True)
class CommitmentCorrected:
    """A person rewrote the line; the extracted line is kept beside. All ticks but the author's
    fall."""

    at: float
    commitment: str
    by: ParticipantId
    text: str
    owner: Owner | None
    due: str | None
    type: Literal["commitment_corrected"] = "commitment_corrected"


@dataclass(frozen=True, slots=True)
class CommitmentDismissed:
    """A person struck the line out."""

    at: float
    commitment: str
    by: ParticipantId
    type: Literal["commitment_dismissed"] = "commitment_dismissed"


@dataclass(frozen=True, slots=True)
class CommitmentSettled:
    """A person said what became of a promise; it may be said any time, also after the recap."""

    at: float
    commitment: str
    by: ParticipantId
    outcome: Outcome
    type: Literal["commitment_settled"] = "commitment_settled"


@dataclass(frozen=True, slots=True)
class NextSessionSet:
    """The next session is fixed (or, with None, unfixed)."""

    at: float
    by: ParticipantId
    next_session: NextSession | None
    type: Literal["next_session_set"] = "next_session_set"


@dataclass(frozen=True, slots=True)
class PassageErased:
    """Tombstone: what was said between `since` and `until` is gone everywhere."""

    at: float
    since: float
    until: float
    by: ParticipantId
    participant: ParticipantId | None = None
    """Only this person's words (withdrawal of consent); None = both."""
    type: Literal["passage_erased"] = "passage_erased"


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """The call is over; the recap is now a draft that both may still tick and edit."""

    at: float
    by: ParticipantId | Literal["clock"]
    type: Literal["session_closed"] = "session_closed"


@dataclass(frozen=True, slots=True)
class RecapApproved:
    """A person approved the recap as it stands; any later edit takes the approval back."""

    at: float
    by: ParticipantId
    type: Literal["recap_approved"] = "recap_approved"


@dataclass(frozen=True, slots=True)
class RecapSealed:
    """This version of the recap leaves as it stands here; a later change makes a new version."""

    at: float
    version: int
    type: Literal["recap_sealed"] = "recap_sealed"


@dataclass(frozen=True, slots=True)
class RecapReopened:
    """A person changes a recap that was sealed: from here on it is the draft of `version`."""

    at: float
    by: ParticipantId
    version: int
    type: Literal["recap_reopened"] = "recap_reopened"


@dataclass(frozen=True, slots=True)
class RecapSent:
    """The recap was handed to the mail system for this person, once for each version."""

    at: float
    to: ParticipantId
    message_id: str
    version: int = 1
    type: Literal["recap_sent"] = "recap_sent"


Event = (
    SessionOpened
    | ParticipantJoined
    | ParticipantLeft
    | ConsentGiven
    | ConsentWithdrawn
    | TranscriptionPaused
    | TranscriptionResumed
    | TranscriptionInterrupted
    | AgendaItemStarted
    | AgendaExtensionProposed
    | AgendaItemExtended
    | AgendaItemClosed
    | AgendaItemSuggested
    | AgendaSuggestionDeclined
    | AgendaNoteWritten
    | AgendaAimChecked
    | TimeBoxWarned
    | ClosingOpened
    | SpeechStarted
    | SpeechEnded
    | WordsCommitted
    | TurnRevised
    | MessageWritten
    | CommitmentNoticed
    | CommitmentRetracted
    | CommitmentConfirmed
    | CommitmentUnconfirmed
    | CommitmentCorrected
    | CommitmentDismissed
    | CommitmentSettled
    | NextSessionSet
    | PassageErased
    | SessionClosed
    | RecapApproved
    | RecapSealed
    | RecapReopened
    | RecapSent
)
