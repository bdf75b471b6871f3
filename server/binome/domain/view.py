"""The picture of a session that a page shows: a fold of its events.

`SessionView` is what a browser gets as snapshot and keeps up to date by applying each event with
the same rules (client/src/session.ts; golden files in tests/web/golden hold both to one result).
Nothing private to one person (mirror, memo) is ever in it.

How an event changes the picture, where it is more than writing its fields down (an event about an
unknown turn or line changes nothing else):

- transcription  closed → off; somebody who counts withdrew → off; is unknown →
                 waiting_for_consent; `paused_by` → paused; else on. Who counts: no observers, a
                 `guest-…` only while present.
- item started   its state, `started_at`, `current`; clears extension and suggestion.
- item closed    done, `spent` from the event, no `started_at`, no current, no extension.
- item extended  `time_box` grows, no extension; then `warned` is none if the seconds spent so far
                 (with the running stay up to the event) are under 80 % of the new box, else at
                 most eighty.
- warned         five_minutes_left sets the agenda's flag, the others the item's `warned`.
- declined       clears the suggestion.
- closing opened phase closing (until closed).
- left           not present, not speaking.
- words          appended; `ended` if ever ended. A turn without words is not shown; `start`/`end`
                 are its first word's start and last word's end; turns are ordered by number.
- revised        words and `revision` replaced, ended; unknown turn: made, by `participant`.
- erased         first goes every line (carried-over ones apart) whose `current` evidence names
                 a shown turn with a word inside (if none of its turns is shown: whose own
                 start/end overlap), then the words. Inside: word.end >= since and
                 word.start <= until, and the turn is the event's `participant`'s when it names
                 one. A gap "erased" is added. Messages written at since…until go too.
- interrupted    a gap `since`…`at`, with the reason.
- paused         a gap "paused" with until == since == at; `resumed`, or `session_closed` while
                 paused, ends the last such gap. Closing leaves `paused_by`.
- noticed        empty text: the line goes. Else new at the end, or `current` replaced if nobody
                 touched the line (no tick, no correction, not dismissed, not carried over, written
                 by the extractor).
- corrected      text, owner, due; `due_words` kept only if due is the same; confidence 1; author;
                 the old `current` becomes `extracted` if the extractor wrote it; the only tick
                 is the author's.
- dismissed      `dismissed_by`, no ticks.      retracted: the line goes.
- confirmed      the author is moved to the end of `confirmed_by`; unconfirmed takes him or her out.
- message       appended, unless its text is empty (erased).
- settled        `outcome`, and who said so when (nobody, if open again).
- note written   the author's note on the item is replaced (stays in its place), added, or, empty,
                 taken out.
- aim checked    `reached`, and who said so (nobody, if None).
- approvals      emptied by noticed, retracted, corrected, dismissed, next_session_set, erased.
- sealed         `sealed`. Reopened: `version`, not sealed, no approvals, nobody in `sent_to`.
- sent           the person joins `sent_to` if the mail's version is the current one, which is
                 sealed from then on.
"""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    Commitment,
    Language,
    NextSession,
    Outcome,
    ParticipantId,
    Reached,
    Role,
    Word,
)

Phase = Literal["live", "closing", "closed"]
"""`live` from the opening, `closing` once closing mode is open, `closed` after hang-up."""
Consent = Literal["unknown", "given", "withdrawn"]
Transcription = Literal["waiting_for_consent", "on", "paused", "off"]
"""`off` after a refusal or once the session is closed. Whether a model is there is a signal."""


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """One seat as both people see it. `speaking_since` is None when silent."""

    id: ParticipantId
    role: Role
    name: str
    language: Language
    present: bool
    consent: Consent
    speaking_since: float | None


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a person wrote about an agenda item; both see it."""

    by: ParticipantId
    text: str


@dataclass(frozen=True, slots=True)
class AgendaItemView:
    """`spent` counts finished stays; a running item adds `now - started_at`."""

    id: str
    title: str
    time_box: float
    is_closing: bool
    state: Literal["planned", "running", "done"]
    spent: float
    started_at: float | None
    warned: Literal["none", "eighty", "full"]
    notes: tuple[NoteView, ...] = ()
    reached: Reached | None = None
    reached_by: ParticipantId | None = None


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """An extension one person asked for and the other has not answered."""

    item: str
    seconds: float
    by: ParticipantId


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The agenda with its running item and what is proposed about it."""

    items: tuple[AgendaItemView, ...]
    current: str | None
    extension: ExtensionView | None
    suggestion: str | None
    five_minutes_left: bool
    began_at: float | None = None
    """When the first item began, seconds: the talk starts here, as in the recap mail."""


@dataclass(frozen=True, slots=True)
class TurnView:
    """One prise de parole. `start`/`end` from its first and last word."""

    turn: int
    participant: ParticipantId
    start: float
    end: float
    words: tuple[Word, ...]
    ended: bool
    revision: int
    late: bool = False
    """Said during a cut of the connection, arrived afterwards."""


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A line as it stands now. `extracted` keeps the machine's line when a person changed it."""

    current: Commitment
    extracted: Commitment | None
    confirmed_by: tuple[ParticipantId, ...]
    dismissed_by: ParticipantId | None
    carried_over: bool
    outcome: Outcome = "open"
    settled_by: ParticipantId | None = None
    settled_at: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch missing from the transcript, and why (`erased`, `paused`, or a fault)."""

    since: float
    until: float
    reason: str
    participant: ParticipantId | None = None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A line of the chat, written at `at`."""

    at: float
    participant: ParticipantId
    text: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """Everything both pages show of a session."""

    session: str
    title: str
    language: Language
    timezone: str
    opened_at: str
    rehearsal: bool
    phase: Phase
    transcription: Transcription
    paused_by: ParticipantId | None
    participants: tuple[ParticipantView, ...]
    agenda: AgendaView
    turns: tuple[TurnView, ...]
    gaps: tuple[Gap, ...]
    commitments: tuple[CommitmentView, ...]
    next_session: NextSession | None
    approved_by: tuple[ParticipantId, ...]
    sent_to: tuple[ParticipantId, ...]
    """Who got the recap's present version."""
    closed_at: float | None
    messages: tuple[MessageView, ...] = ()
    version: int = 1
    """Of the recap; a correction of one that was sealed makes the next."""
    sealed: bool = False
    """Whether this version has left, or is leaving."""
    known_next_session: str | None = None
    """ISO date of the next session, fixed before this one."""
    prepared_by: ParticipantId | None = None
    """Who prepared the session that follows this one."""
