"""What a person may ask of a live session; the answer is events, or an error that says why not.

A command never carries its author or its time: both come from the connection that sent it.
"""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import CommitmentKind, NextSession, Outcome, Owner, Reached


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """I agree to the transcription; `text_version` names the text I read."""

    text_version: str
    type: Literal["give_consent"] = "give_consent"


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """I refuse, or take my agreement back; my words of this session are erased."""

    type: Literal["withdraw_consent"] = "withdraw_consent"


@dataclass(frozen=True, slots=True)
class PauseTranscription:
    """Hors micro."""

    type: Literal["pause_transcription"] = "pause_transcription"


@dataclass(frozen=True, slots=True)
class ResumeTranscription:
    """Back on the record."""

    type: Literal["resume_transcription"] = "resume_transcription"


@dataclass(frozen=True, slots=True)
class EraseLast:
    """Erase what was said in the last `seconds` for both."""

    seconds: float
    type: Literal["erase_last"] = "erase_last"


@dataclass(frozen=True, slots=True)
class WriteMessage:
    """Write a line to the other person; kept with the session, so not while off the record."""

    text: str
    type: Literal["write_message"] = "write_message"


@dataclass(frozen=True, slots=True)
class StartItem:
    """Go to this agenda item (also how a suggestion is accepted)."""

    item: str
    type: Literal["start_item"] = "start_item"


@dataclass(frozen=True, slots=True)
class ProposeExtension:
    """Ask for more time on the running item; sent by the other person too, it means agreed."""

    seconds: float
    type: Literal["propose_extension"] = "propose_extension"


@dataclass(frozen=True, slots=True)
class DeclineSuggestion:
    """Wave away the suggested item."""

    item: str
    type: Literal["decline_suggestion"] = "decline_suggestion"


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Write my note on an agenda item ("" takes it away); both see it."""

    item: str
    text: str
    type: Literal["write_note"] = "write_note"


@dataclass(frozen=True, slots=True)
class CheckAim:
    """Say whether an item's aim was reached (None takes the answer away)."""

    item: str
    reached: Reached | None
    type: Literal["check_aim"] = "check_aim"


@dataclass(frozen=True, slots=True)
class OpenClosing:
    """Open the closing view before the clock does."""

    type: Literal["open_closing"] = "open_closing"


@dataclass(frozen=True, slots=True)
class AddCommitment:
    """Write a line by hand."""

    kind: CommitmentKind
    text: str
    owner: Owner | None = None
    due: str | None = None
    type: Literal["add_commitment"] = "add_commitment"


@dataclass(frozen=True, slots=True)
class ConfirmCommitment:
    """Tick a line."""

    commitment: str
    type: Literal["confirm_commitment"] = "confirm_commitment"


@dataclass(frozen=True, slots=True)
class UnconfirmCommitment:
    """Take my tick back."""

    commitment: str
    type: Literal["unconfirm_commitment"] = "unconfirm_commitment"


@dataclass(frozen=True, slots=True)
class CorrectCommitment:
    """Rewrite a line (counts as my tick)."""

    commitment: str
    text: str
    owner: Owner | None = None
    due: str | None = None
    type: Literal["correct_commitment"] = "correct_commitment"


@dataclass(frozen=True, slots=True)
class DismissCommitment:
    """Strike a line out."""

    commitment: str
    type: Literal["dismiss_commitment"] = "dismiss_commitment"


@dataclass(frozen=True, slots=True)
class SettleCommitment:
    """Say what became of a promise: done, no longer needed, or open again."""

    commitment: str
    outcome: Outcome
    type: Literal["settle_commitment"] = "settle_commitment"


@dataclass(frozen=True, slots=True)
class SetNextSession:
    """Fix (or with None unfix) when and where the pair meets next."""

    next_session: NextSession | None
    type: Literal["set_next_session"] = "set_next_session"


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the session for both and open the recap."""

    type: Literal["hang_up"] = "hang_up"


@dataclass(frozen=True, slots=True)
class ApproveRecap:
    """I approve the recap as it stands."""

    type: Literal["approve_recap"] = "approve_recap"


Command = (
    GiveConsent
    | WithdrawConsent
    | PauseTranscription
    | ResumeTranscription
    | EraseLast
    | WriteMessage
    | StartItem
    | ProposeExtension
    | DeclineSuggestion
    | WriteNote
    | CheckAim
    | OpenClosing
    | AddCommitment
    | ConfirmCommitment
    | UnconfirmCommitment
    | CorrectCommitment
    | DismissCommitment
    | SettleCommitment
    | SetNextSession
    | HangUp
    | ApproveRecap
)
