"""The ledger of promises: what a pair takes from one session into the next one.

Driven by the service when a session opens: it folds the pair's last session, which itself began
with everything open before it, so the last one is enough. A promise goes on until somebody says
that it is done or no longer needed; what was done since the last hang-up comes along once more, as
a fact that both see. Quotes stay behind: the words of a session go with its own transcript.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from binome.domain.commitments import Commitments
from binome.domain.events import Event, PromisesBrought
from binome.domain.mirror.promises import Promise
from binome.domain.session import Session, session_of
from binome.domain.values import CLEAR, Commitment
from binome.domain.view import CommitmentView, SessionView


@dataclass(frozen=True, slots=True)
class Legacy:
    """What a session leaves to the next. `already_done` names those of the lines that were kept."""

    lines: tuple[Commitment, ...] = ()
    already_done: tuple[str, ...] = ()
    known_next_session: str | None = None
    """ISO date on which the pair had said it would meet again."""


def legacy_of(events: Sequence[Event]) -> Legacy:
    """Return what the session of these events leaves to the pair's next one."""
    if not events:
        return Legacy()
    view = session_of(events).view()
    owed = [line for line in view.commitments if _is_owed(line)]
    kept = [line for line in view.commitments if _was_kept_since(line, view)]
    return Legacy(
        lines=tuple(_carried(line, view.session) for line in (*owed, *kept)),
        already_done=tuple(_id(line, view.session) for line in kept),
        known_next_session=view.next_session.starts_at[:10] if view.next_session else None,
    )


def brought_to(session: Session, legacy: Legacy, now: float) -> list[Event]:
    """Return what a session that nobody entered yet takes over now (nothing if it knows it)."""
    if session.has_begun:
        return []
    brought = PromisesBrought(now, legacy.lines, legacy.already_done, legacy.known_next_session)
    trial = Commitments()
    trial.lines = dict(session.commitments.lines)
    trial.apply(brought)
    same = list(trial.lines.items()) == list(session.commitments.lines.items())
    return [] if same and session.known_next_session == legacy.known_next_session else [brought]


def history_of(logs: Iterable[Sequence[Event]]) -> tuple[Promise, ...]:
    """Return the pair's promises that have an owner and a due date, from its sessions' logs.

    Oldest session first; what a later one says of a promise counts. A promise is a line that
    somebody ticked or that was clear enough to be asserted; dropped ones are none any more.
    """
    promises: dict[str, Promise] = {}
    for events in logs:
        view = session_of(events).view()
        for line in view.commitments:
            key, now = _id(line, view.session), line.current
            if not _is_promise(line) or line.outcome == "dropped":
                promises.pop(key, None)
            elif now.owner and now.due and (line.confirmed_by or now.confidence >= CLEAR):
                before = promises.get(key)
                known = before.done_on if before is not None else None
                done_on = (known or _done_on(line, view)) if line.outcome == "done" else None
                promises[key] = Promise(now.owner, now.text, now.due, done_on)
    return tuple(promises.values())


def _done_on(line: CommitmentView, view: SessionView) -> str:
    """The ISO day on which somebody said that it was done."""
    opened_at = datetime.fromisoformat(view.opened_at)
    return (opened_at + timedelta(seconds=line.settled_at or 0.0)).date().isoformat()


def _is_owed(line: CommitmentView) -> bool:
    return _is_promise(line) and line.outcome == "open"


def _was_kept_since(line: CommitmentView, view: SessionView) -> bool:
    done = _is_promise(line) and line.outcome == "done"
    return done and (line.settled_at or 0.0) > (view.closed_at or 0.0)


def _is_promise(line: CommitmentView) -> bool:
    return line.current.kind == "action" and line.dismissed_by is None


def _carried(line: CommitmentView, session: str) -> Commitment:
    return replace(line.current, id=_id(line, session), evidence=None)


def _id(line: CommitmentView, session: str) -> str:
    """Return the line's id in later sessions: ids of the extractor begin anew in each."""
    return line.current.id if line.carried_over else f"{session}.{line.current.id}"
