"""The recap on its way to the readers: draft, approvals, seal, mails, and the next version.

Driven by the session. What was mailed is never changed silently: a change after the seal opens a
new version, a draft again, which goes the same way and is mailed to both with what changed.

    draft    → sealed   the wrap-up seals it: everybody approved, or the delay is over
    sealed   → draft    a person changes something: version + 1, no approvals, mailed to nobody
    sealed   → sealed   one mail for each person and version

Logs written before there were versions have no seal: their first mail seals version 1.
"""

from binome.domain.events import (
    CommitmentCorrected,
    CommitmentDismissed,
    CommitmentNoticed,
    CommitmentRetracted,
    Event,
    NextSessionSet,
    PassageErased,
    RecapApproved,
    RecapReopened,
    RecapSealed,
    RecapSent,
)
from binome.domain.values import ParticipantId


class Approval:
    """Where the recap of one session stands, as its events made it."""

    def __init__(self) -> None:
        self.version = 1
        self.sealed = False
        self.approved_by: tuple[ParticipantId, ...] = ()
        self.sent_to: tuple[ParticipantId, ...] = ()
        """Who got the present version."""
        self.reopened_at: float | None = None
        """When the present version was opened; None for the first."""

    def apply(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case RecapApproved():
                self.approved_by = (*self.approved_by, event.by)
            case RecapSealed():
                self.sealed = True
            case RecapReopened():
                self.version, self.reopened_at = event.version, event.at
                self.sealed, self.approved_by, self.sent_to = False, (), ()
            case RecapSent() if event.version == self.version:
                self.sealed = True
                self.sent_to = (*self.sent_to, event.to)
            case (
                CommitmentNoticed()
                | CommitmentRetracted()
                | CommitmentCorrected()
                | CommitmentDismissed()
                | NextSessionSet()
                | PassageErased()
            ):
                self.approved_by = ()
            case _:
                pass

    def approve(self, by: ParticipantId, now: float) -> list[Event]:
        """Return the approval (nothing when it is given already, or the recap has left)."""
        return [] if self.sealed or by in self.approved_by else [RecapApproved(now, by)]

    def seal(self, version: int, now: float) -> list[Event]:
        """Return that this version leaves as it stands (nothing when it does already)."""
        is_draft = version == self.version and not self.sealed
        return [RecapSealed(now, version)] if is_draft else []

    def changed(self, by: ParticipantId, now: float, change: list[Event]) -> list[Event]:
        """Return a change of the recap, as the first of a new version if this one was sealed."""
        if not change or not self.sealed:
            return change
        return [RecapReopened(now, by, self.version + 1), *change]
