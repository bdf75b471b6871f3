"""The audit log: who agreed, paused, erased, exported, deleted; when; never a word of content.

A pure part: what deserves an entry, and how entries are chained. Each entry's seal is a SHA-256
over the seal before it and its own fields, so that a changed, removed or inserted entry shows.
The oldest entries may be cut off when their time is over; the chain then starts at the first left.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from binome.domain.events import (
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    PassageErased,
    RecapApproved,
    RecapReopened,
    RecapSent,
    SessionClosed,
    SessionOpened,
    TranscriptionPaused,
    TranscriptionResumed,
)
from binome.domain.values import ParticipantId

Action = Literal[
    "session_opened",
    "consent_given",
    "consent_withdrawn",
    "transcription_paused",
    "transcription_resumed",
    "passage_erased",
    "session_closed",
    "recap_approved",
    "recap_sent",
    "recap_reopened",
    "recap_exported",
    "own_data_exported",
    "mirror_turned_on",
    "mirror_turned_off",
    "mirror_exported",
    "transcript_deleted",
    "figures_deleted",
    "session_deleted",
]
FIRST_SEAL = bytes(32)
"""What the very first entry seals."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done. `participant` is "" for the clock and the server itself."""

    session: str
    participant: ParticipantId
    action: Action
    detail: str = ""
    """The version of a consent text, the format of an export; never what somebody said or wrote."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act in its place; `at` = wall time, ISO UTC; `number` counts from 1."""

    number: int
    at: str
    act: Act
    seal: bytes


def act_of(session: str, event: Event) -> Act | None:
    """Return the act that an event stands for; None for what is nobody's decision about data."""
    match event:
        case SessionOpened():
            return Act(session, "", "session_opened")
        case ConsentGiven(_, person, version):
            return Act(session, person, "consent_given", version)
        case ConsentWithdrawn(_, person):
            return Act(session, person, "consent_withdrawn")
        case TranscriptionPaused(_, person):
            return Act(session, person, "transcription_paused")
        case TranscriptionResumed(_, person):
            return Act(session, person, "transcription_resumed")
        case PassageErased():
            return Act(session, event.by, "passage_erased")
        case SessionClosed(_, person):
            return Act(session, "" if person == "clock" else person, "session_closed")
        case RecapApproved(_, person):
            return Act(session, person, "recap_approved")
        case RecapReopened(_, person, version):
            return Act(session, person, "recap_reopened", str(version))
        case RecapSent(_, person):
            return Act(session, person, "recap_sent")
        case _:
            return None


def sealed(before: bytes, number: int, at: str, act: Act) -> Entry:
    """Return the entry that follows the one with the seal `before`."""
    fields = [number, at, act.session, act.participant, act.action, act.detail]
    return Entry(number, at, act, hashlib.sha256(before + json.dumps(fields).encode()).digest())


def broken_at(entries: Iterable[Entry], before: bytes | None = None) -> int | None:
    """Return the number of the first entry that does not follow its predecessor, or None.

    `before` = seal that the first entry must follow; None when older ones were cut off.
    """
    last: Entry | None = None
    for entry in entries:
        seal = before if last is None else last.seal
        if last is not None and entry.number != last.number + 1:
            return entry.number
        if seal is not None and sealed(seal, entry.number, entry.at, entry.act) != entry:
            return entry.number
        last = entry
    return None
