"""Everything that can happen in a session, one frozen dataclass each.

The append-only log of these is a session's only truth: live view, recap, mirror, replay and
exports are folds of it. `at` = seconds on the session's media clock. Interim captions and other
signals are not events (see `binome.web.protocol`). Only erasure rewrites: the words go, the
tombstone `PassageErased` stays.
"""

from binome.domain.events.agenda import (
    AgendaAimChecked,
    AgendaExtensionProposed,
    AgendaItemClosed,
    AgendaItemExtended,
    AgendaItemStarted,
    AgendaItemSuggested,
    AgendaNoteWritten,
    AgendaSuggestionDeclined,
    ClosingOpened,
    TimeBoxWarned,
)
from binome.domain.events.commitments import (
    CommitmentConfirmed,
    CommitmentCorrected,
    CommitmentDismissed,
    CommitmentNoticed,
    CommitmentRetracted,
    CommitmentSettled,
    CommitmentUnconfirmed,
)
from binome.domain.events.consent import (
    ConsentGiven,
    ConsentWithdrawn,
    PassageErased,
    TranscriptionInterrupted,
    TranscriptionPaused,
    TranscriptionResumed,
)
from binome.domain.events.opening import (
    NextSessionPrepared,
    ParticipantJoined,
    ParticipantLeft,
    PromisesBrought,
    SessionClosed,
    SessionOpened,
)
from binome.domain.events.recap import (
    NextSessionSet,
    RecapApproved,
    RecapReopened,
    RecapSealed,
    RecapSent,
)
from binome.domain.events.talk import (
    MessageWritten,
    SpeechEnded,
    SpeechStarted,
    TurnRevised,
    WordsCommitted,
)

Event = (
    SessionOpened
    | PromisesBrought
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
    | NextSessionPrepared
    | RecapApproved
    | RecapSealed
    | RecapReopened
    | RecapSent
)

__all__ = [
    "AgendaAimChecked",
    "AgendaExtensionProposed",
    "AgendaItemClosed",
    "AgendaItemExtended",
    "AgendaItemStarted",
    "AgendaItemSuggested",
    "AgendaNoteWritten",
    "AgendaSuggestionDeclined",
    "ClosingOpened",
    "CommitmentConfirmed",
    "CommitmentCorrected",
    "CommitmentDismissed",
    "CommitmentNoticed",
    "CommitmentRetracted",
    "CommitmentSettled",
    "CommitmentUnconfirmed",
    "ConsentGiven",
    "ConsentWithdrawn",
    "Event",
    "MessageWritten",
    "NextSessionPrepared",
    "NextSessionSet",
    "ParticipantJoined",
    "ParticipantLeft",
    "PassageErased",
    "PromisesBrought",
    "RecapApproved",
    "RecapReopened",
    "RecapSealed",
    "RecapSent",
    "SessionClosed",
    "SessionOpened",
    "SpeechEnded",
    "SpeechStarted",
    "TimeBoxWarned",
    "TranscriptionInterrupted",
    "TranscriptionPaused",
    "TranscriptionResumed",
    "TurnRevised",
    "WordsCommitted",
]
