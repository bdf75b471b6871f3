"""Commitments: agreements and actions from the first notice to the pair's last word on them.

Driven by the session. The extractor proposes, people dispose: what a person ticked, rewrote or
struck out is never touched by a later reading of the talk.

Theory of operation
-------------------
    line         noticed again   confirm   correct    dismiss     vanished from the talk
    (none)       noticed         –         –          –           –
    noticed      noticed         ticked    corrected  dismissed   (gone)
    ticked       –               ticked    corrected  dismissed   –
    corrected    –               ticked    corrected  dismissed   –
    dismissed    –               refused   refused    dismissed   –

`ticked` keeps who ticked. A correction makes all ticks but its author's fall and keeps the
extracted line beside. A line written by hand starts with its author's tick. Lines carried over
from earlier sessions belong to the pair: the extractor cannot take them back. Erasing a passage
takes away every line that is proved by words inside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from binome.domain.events import (
    CommitmentConfirmed,
    CommitmentCorrected,
    CommitmentDismissed,
    CommitmentNoticed,
    CommitmentRetracted,
    CommitmentSettled,
    CommitmentUnconfirmed,
    Event,
    PromisesBrought,
    SessionOpened,
)
from binome.domain.values import CLEAR, Commitment, CommitmentKind, Outcome, Owner, ParticipantId
from binome.domain.view import CommitmentView
from binome.errors import IllegalMove

SAME_CONFIDENCE = 0.05
"""A change of confidence smaller than this is not worth an event."""


class Commitments:
    """The lines of one session as its events made them."""

    def __init__(self) -> None:
        self.lines: dict[str, CommitmentView] = {}

    # --- what happened

    def apply(self, event: Event) -> None:
        """Take note of one event (erasure apart, see `forget`); unknown lines are passed over."""
        match event:
            case SessionOpened() | PromisesBrought():
                self._carry(event)
            case CommitmentNoticed():
                self._noticed(event.commitment)
            case CommitmentRetracted():
                self.lines.pop(event.commitment, None)
            case (
                CommitmentConfirmed()
                | CommitmentUnconfirmed()
                | CommitmentCorrected()
                | CommitmentDismissed()
            ) if event.commitment in self.lines:
                self._put(_judged(self.lines[event.commitment], event))
            case CommitmentSettled() if event.commitment in self.lines:
                self._put(_settled(self.lines[event.commitment], event))
            case _:
                pass

    def _carry(self, event: SessionOpened | PromisesBrought) -> None:
        """Take over what was left open; lines on which somebody had a say here stand."""
        known = {id: line for id, line in self.lines.items() if not _is_as_carried(line)}
        brought = {
            line.id: known[line.id]
            if line.id in known
            else _carried(line, line.id in event.already_done)
            for line in event.carried_over
        }
        self.lines = brought | {id: line for id, line in known.items() if id not in brought}

    def _noticed(self, commitment: Commitment) -> None:
        line = self.lines.get(commitment.id)
        if not commitment.text:  # its words were erased from the log
            self.lines.pop(commitment.id, None)
        elif line is None:
            self._put(_fresh(commitment))
        elif not touched(line):
            self._put(replace(line, current=commitment))

    def _put(self, line: CommitmentView) -> None:
        self.lines[line.current.id] = line

    def forget(self, ids: Iterable[str]) -> None:
        """Drop lines whose proof was erased."""
        for line in ids:
            self.lines.pop(line, None)

    # --- what people ask for

    def add(
        self,
        new_id: str,
        kind: CommitmentKind,
        text: str,
        owner: Owner | None,
        due: str | None,
        by: ParticipantId,
        now: float,
    ) -> list[Event]:
        """Return the events of a line written by hand: there it is, ticked by its author."""
        line = Commitment(new_id, kind, text, owner, due, None, None, 1.0, by)
        return [CommitmentNoticed(now, line), CommitmentConfirmed(now, new_id, by)]

    def confirm(self, id: str, by: ParticipantId, now: float) -> list[Event]:
        """Return the tick (nothing when it is there already)."""
        return [] if by in self._standing(id).confirmed_by else [CommitmentConfirmed(now, id, by)]

    def unconfirm(self, id: str, by: ParticipantId, now: float) -> list[Event]:
        """Return the tick's end (nothing when there was none)."""
        line = self._standing(id)
        return [CommitmentUnconfirmed(now, id, by)] if by in line.confirmed_by else []

    def correct(
        self,
        id: str,
        text: str,
        owner: Owner | None,
        due: str | None,
        by: ParticipantId,
        now: float,
    ) -> list[Event]:
        """Return the rewritten line; a rewriting that changes nothing is a tick."""
        line = self._standing(id).current
        if (line.text, line.owner, line.due) == (text, owner, due):
            return self.confirm(id, by, now)
        return [CommitmentCorrected(now, id, by, text, owner, due)]

    def dismiss(self, id: str, by: ParticipantId, now: float) -> list[Event]:
        """Return that the line is struck out (nothing when it is already)."""
        line = self._line(id)
        return [] if line.dismissed_by else [CommitmentDismissed(now, id, by)]

    def settle(self, id: str, outcome: Outcome, by: ParticipantId, now: float) -> list[Event]:
        """Return what became of a promise (nothing when that is said already)."""
        line = self._standing(id)
        if line.current.kind != "action":
            raise IllegalMove("An agreement is not a task: it cannot be done or dropped.")
        return [] if line.outcome == outcome else [CommitmentSettled(now, id, by, outcome)]

    def _line(self, id: str) -> CommitmentView:
        if id not in self.lines:
            raise IllegalMove("This line is not in the session any more.", reason="line_gone")
        return self.lines[id]

    def _standing(self, id: str) -> CommitmentView:
        line = self._line(id)
        if line.dismissed_by:
            raise IllegalMove(
                "This line was struck out: write a new one instead.", reason="line_struck"
            )
        return line

    # --- what the extractor says

    def read_again(self, readings: Iterable[Commitment], now: float) -> list[Event]:
        """Return what a whole new reading of the talk changes: lines new, better, or gone."""
        by_id = {reading.id: reading for reading in readings}
        noticed: list[Event] = [
            CommitmentNoticed(now, reading)
            for reading in by_id.values()
            if self._is_news(reading, by_id)
        ]
        gone: list[Event] = [
            CommitmentRetracted(now, id)
            for id, line in self.lines.items()
            if id not in by_id and not touched(line)
        ]
        return noticed + gone

    def _is_news(self, reading: Commitment, all_readings: Mapping[str, Commitment]) -> bool:
        line = self.lines.get(reading.id)
        if line is None:
            return not self._is_settled(reading, all_readings)
        return not touched(line) and _differs(line.current, reading)

    def _is_settled(self, reading: Commitment, all_readings: Mapping[str, Commitment]) -> bool:
        """Whether people already decided on this line under another id."""
        return any(
            _says(line, reading) or (line.current.id not in all_readings and _proves(line, reading))
            for line in self.lines.values()
            if touched(line) and not line.carried_over
        )

    def view(self) -> tuple[CommitmentView, ...]:
        """Return the lines in the order in which they appeared, dismissed ones included."""
        return tuple(self.lines.values())


def touched(line: CommitmentView) -> bool:
    """Return whether a person has had a say on the line, so that the extractor has none left."""
    by_hand = line.current.author != "extractor" or line.extracted is not None
    said = bool(line.confirmed_by) or line.dismissed_by is not None or line.outcome != "open"
    return by_hand or line.carried_over or said


def _fresh(commitment: Commitment, *, carried_over: bool = False) -> CommitmentView:
    return CommitmentView(commitment, None, (), None, carried_over)


def _carried(commitment: Commitment, done: bool) -> CommitmentView:
    line = _fresh(commitment, carried_over=True)
    return replace(line, outcome="done") if done else line


def _is_as_carried(line: CommitmentView) -> bool:
    """Whether a line came from an earlier session and nobody had a say on it in this one."""
    said = line.settled_by or line.confirmed_by or line.dismissed_by or line.extracted
    return line.carried_over and not said and line.current.evidence is None


def _judged(
    line: CommitmentView,
    event: CommitmentConfirmed | CommitmentUnconfirmed | CommitmentCorrected | CommitmentDismissed,
) -> CommitmentView:
    """Return the line after a person had a say on it."""
    others = tuple(person for person in line.confirmed_by if person != event.by)
    match event:
        case CommitmentConfirmed():
            return replace(line, confirmed_by=(*others, event.by))
        case CommitmentUnconfirmed():
            return replace(line, confirmed_by=others)
        case CommitmentDismissed():
            return replace(line, confirmed_by=(), dismissed_by=event.by)
        case CommitmentCorrected():
            return _corrected(line, event)


def _settled(line: CommitmentView, event: CommitmentSettled) -> CommitmentView:
    if event.outcome == "open":
        return replace(line, outcome="open", settled_by=None, settled_at=None)
    return replace(line, outcome=event.outcome, settled_by=event.by, settled_at=event.at)


def _corrected(line: CommitmentView, event: CommitmentCorrected) -> CommitmentView:
    before = line.current
    current = replace(
        before,
        text=event.text,
        owner=event.owner,
        due=event.due,
        due_words=before.due_words if event.due == before.due else None,
        confidence=1.0,
        author=event.by,
    )
    extracted = before if before.author == "extractor" else line.extracted
    return replace(line, current=current, extracted=extracted, confirmed_by=(event.by,))


def _differs(before: Commitment, after: Commitment) -> bool:
    """Whether a new reading is worth showing: more than a flicker of its confidence."""
    steady = abs(before.confidence - after.confidence) < SAME_CONFIDENCE
    same_side = (before.confidence >= CLEAR) == (after.confidence >= CLEAR)
    if steady and same_side:
        after = replace(after, confidence=before.confidence)
    return before != after


def _versions(line: CommitmentView, like: Commitment) -> list[Commitment]:
    """The line as it stands and as it was extracted, as far as kind and owner are alike."""
    both = [line.current, line.extracted or line.current]
    return [one for one in both if (one.kind, one.owner) == (like.kind, like.owner)]


def _says(line: CommitmentView, reading: Commitment) -> bool:
    text = reading.text.casefold()
    return any(version.text.casefold() == text for version in _versions(line, reading))


def _proves(line: CommitmentView, reading: Commitment) -> bool:
    return any(_shared_proof(version, reading) >= 0.5 for version in _versions(line, reading))


def _shared_proof(one: Commitment, other: Commitment) -> float:
    if one.evidence is None or other.evidence is None:
        return 0.0
    ours, theirs = set(one.evidence.turns), set(other.evidence.turns)
    return len(ours & theirs) / max(len(ours | theirs), 1)
