"""The recap: what a session leaves in writing, a fold of its events.

Drawn up at hang-up as a draft and again whenever it is shown, mailed or exported. It asserts only
what is clear; the rest is listed as "à clarifier". Speaking time is never in it: how somebody
spoke is nobody else's business (see `binome.domain.mirror`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from binome.domain.agenda import elapsed
from binome.domain.events import Event
from binome.domain.session import session_of
from binome.domain.values import (
    CLEAR,
    CommitmentKind,
    Language,
    NextSession,
    Outcome,
    Owner,
    Participant,
    ParticipantId,
    Reached,
)
from binome.domain.view import AgendaItemView, CommitmentView


@dataclass(frozen=True, slots=True)
class RecapLine:
    """One agreement or action. `at` = seconds into the talk where it was said, None if typed."""

    id: str
    kind: CommitmentKind
    text: str
    owner: Owner | None
    due: str | None
    due_words: str | None
    quote: str | None
    at: float | None
    turns: tuple[int, ...]
    confirmed_by: tuple[ParticipantId, ...]
    to_clarify: bool
    carried_over: bool
    by_hand: bool
    """Written or rewritten by a person."""
    outcome: Outcome = "open"
    """What became of a promise by the time this is read."""


@dataclass(frozen=True, slots=True)
class RecapItem:
    """One agenda item: what was planned (agreed extensions included) and what it took, seconds."""

    id: str
    title: str
    planned: float
    actual: float
    reached: Reached | None = None
    """Whether its aim was reached, as the pair said in the closing."""


@dataclass(frozen=True, slots=True)
class Recap:
    """What both people get in writing.

    The talk begins with the first agenda item, not when somebody was first in the room:
    `opened_at` is that instant (ISO UTC), `duration` counts from it, in seconds.
    """

    session: str
    title: str
    language: Language
    timezone: str
    opened_at: str
    duration: float
    participants: tuple[Participant, ...]
    agreements: tuple[RecapLine, ...]
    actions: tuple[RecapLine, ...]
    agenda: tuple[RecapItem, ...]
    next_session: NextSession | None
    approved_by: tuple[ParticipantId, ...]
    approved_by_all: bool
    rehearsal: bool
    """Synthetic voices: the recap must say so."""
    demo: bool
    """Heard by the demonstration model: the recap must say so."""
    version: int = 1
    """Above 1: a correction of what was sent before."""


def recap_of(events: Sequence[Event], *, demo: bool = False) -> Recap:
    """Return the recap as these events make it; `demo` if the demonstration model did the hearing.

    Struck-out lines are left out. `demo` outside a rehearsal asserts nothing from the extractor.
    """
    session = session_of(events)
    view, last = session.view(), max(event.at for event in events)
    began = session.agenda.began_at or 0.0
    people = tuple(person for person in session.opened.participants if person.role != "observer")
    needed = session.consents.pair
    doubt = demo and not view.rehearsal
    lines = [
        _line(line, needed, doubt, began) for line in view.commitments if line.dismissed_by is None
    ]
    return Recap(
        session=view.session,
        title=view.title,
        language=view.language,
        timezone=view.timezone,
        opened_at=_later(view.opened_at, began),
        duration=(last if view.closed_at is None else view.closed_at) - began,
        participants=people,
        agreements=tuple(line for line in lines if line.kind == "agreement"),
        actions=tuple(line for line in lines if line.kind == "action"),
        agenda=tuple(_item(item, last) for item in view.agenda.items),
        next_session=view.next_session,
        approved_by=view.approved_by,
        approved_by_all=set(needed) <= set(view.approved_by),
        rehearsal=view.rehearsal,
        demo=demo,
        version=view.version,
    )


def is_clear(line: CommitmentView, people: Sequence[ParticipantId]) -> bool:
    """Return whether a line may be asserted: ticked by all, or by its owner, or surely heard.

    A line one person wrote about the other is clear only once the other ticked it: a promise
    put into somebody's mouth is the worst error a recap can make.
    """
    ticks, owner = set(line.confirmed_by), line.current.owner
    if ticks.issuperset(people) or owner in ticks:
        return True
    return line.current.author == "extractor" and line.current.confidence >= CLEAR


def _later(instant: str, seconds: float) -> str:
    """Return an ISO UTC instant so many seconds later, to the millisecond."""
    later = datetime.fromisoformat(instant) + timedelta(seconds=seconds)
    return later.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _line(
    line: CommitmentView, people: Sequence[ParticipantId], doubt: bool, began: float
) -> RecapLine:
    current, proof = line.current, line.current.evidence
    asserted = is_clear(line, people) and not (doubt and not line.confirmed_by)
    return RecapLine(
        id=current.id,
        kind=current.kind,
        text=current.text,
        owner=current.owner,
        due=current.due,
        due_words=current.due_words,
        quote=proof.quote if proof and proof.quote else None,
        at=None if proof is None or line.carried_over else max(0.0, proof.start - began),
        turns=() if proof is None or line.carried_over else proof.turns,
        confirmed_by=line.confirmed_by,
        to_clarify=not asserted,
        carried_over=line.carried_over,
        by_hand=current.author != "extractor",
        outcome=line.outcome,
    )


def _item(item: AgendaItemView, now: float) -> RecapItem:
    return RecapItem(item.id, item.title, item.time_box, elapsed(item, now), item.reached)
