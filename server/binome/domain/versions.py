"""The versions of a recap: what each one said when it left, and what a correction changed.

A pure fold of the log. A version is the log up to its seal, so that a mail composed twice says the
same twice, whatever people write meanwhile; only what was erased since is in no version any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from binome.domain.events import Event, PassageErased, RecapReopened, RecapSealed, RecapSent
from binome.domain.recap import Recap, RecapLine, recap_of
from binome.domain.values import ParticipantId


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions; of a line, how it was and how it is."""

    kind: Literal["added", "removed", "changed", "aims", "next_session"]
    before: RecapLine | None = None
    after: RecapLine | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a recap. `opened_at`, `sealed_at` in seconds on the session's clock."""

    number: int
    by: ParticipantId | None
    """Who corrected the version before; None for the first."""
    opened_at: float
    sealed_at: float | None
    sent_to: tuple[ParticipantId, ...]
    changes: tuple[Change, ...]


def recap_at(events: Sequence[Event], version: int, *, demo: bool = False) -> Recap:
    """Return the recap as this version says it: up to its seal, or as it stands if it is open."""
    end = _end_of(events, version)
    erased = [event for event in events[end:] if isinstance(event, PassageErased)]
    if not erased:
        return recap_of(events[:end], demo=demo)
    approved = recap_of(events[:end], demo=demo)
    return replace(
        recap_of([*events[:end], *erased], demo=demo),
        approved_by=approved.approved_by,
        approved_by_all=approved.approved_by_all,
    )


def changes_in(events: Sequence[Event], version: int) -> tuple[Change, ...]:
    """Return what this version says otherwise than the one before; nothing for the first."""
    if version == 1:
        return ()
    return differences(recap_at(events, version - 1), recap_at(events, version))


def versions_of(events: Sequence[Event]) -> tuple[Version, ...]:
    """Return all versions of a session's recap, oldest first."""
    opened = {event.version: event for event in events if isinstance(event, RecapReopened)}
    closed = next((event.at for event in events if event.type == "session_closed"), 0.0)
    made = []
    for number in range(1, 2 + len(opened)):
        end = _end_of(events, number)
        mails = [e for e in events if isinstance(e, RecapSent) and e.version == number]
        by = opened.get(number)
        made.append(
            Version(
                number=number,
                by=None if by is None else by.by,
                opened_at=closed if by is None else by.at,
                sealed_at=events[end - 1].at if _is_seal(events[end - 1], number) else None,
                sent_to=tuple(dict.fromkeys(mail.to for mail in mails)),
                changes=changes_in(events, number),
            )
        )
    return tuple(made)


def differences(before: Recap, after: Recap) -> tuple[Change, ...]:
    """Return what the second recap says otherwise than the first, in its own order."""
    old = {line.id: line for line in (*before.agreements, *before.actions)}
    new = {line.id: line for line in (*after.agreements, *after.actions)}
    changes = [Change("removed", line) for id, line in old.items() if id not in new]
    for id, line in new.items():
        if id not in old:
            changes.append(Change("added", None, line))
        elif _told(old[id]) != _told(line):
            changes.append(Change("changed", old[id], line))
    if [item.reached for item in before.agenda] != [item.reached for item in after.agenda]:
        changes.append(Change("aims"))
    if before.next_session != after.next_session:
        changes.append(Change("next_session"))
    return tuple(changes)


def _told(line: RecapLine) -> tuple[object, ...]:
    """What a reader is told of a line; what became of it since is no correction."""
    return (line.text, line.owner, line.due, line.to_clarify)


def _is_seal(event: Event, version: int) -> bool:
    """Whether the version left here; logs older than seals have a first mail instead."""
    return isinstance(event, RecapSealed | RecapSent) and event.version == version


def _end_of(events: Sequence[Event], version: int) -> int:
    seals = (n for n, event in enumerate(events, 1) if _is_seal(event, version))
    return next(seals, len(events))
