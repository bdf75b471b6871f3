"""One mentoring session: takes note of events, decides on commands, says what time causes.

Driven by the conductor, the only place that touches log, clock and listeners: it asks (`decide`,
`join`, `hear`, `tick`…), stores the events it gets, then gives each back through `apply`. Asking
changes nothing, so an event that could not be stored never happened. The rules live in the parts
(consent, hearing, agenda, floor, transcript, commitments, approval); here they are put together.

    phase      agenda's clock   commitments   words              ends by
    live       runs             editable      while on record    closing mode, hang-up
    closing    runs             editable      while on record    hang-up
    closed     stopped          editable¹     the last ones²     –

¹ every edit takes approvals back; one of a recap that has left opens its next version.
² said before the hang-up.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from binome.domain import commands as c
from binome.domain import minutes as reading
from binome.domain import proof
from binome.domain.agenda import NEVER, AgendaClock
from binome.domain.approval import Approval
from binome.domain.chat import Chat
from binome.domain.commitments import Commitments
from binome.domain.consent import Consents
from binome.domain.events import (
    Event,
    NextSessionSet,
    ParticipantJoined,
    ParticipantLeft,
    PassageErased,
    SessionClosed,
    SessionOpened,
)
from binome.domain.floor import FloorLedger
from binome.domain.hearing import Hearing
from binome.domain.picture import picture
from binome.domain.transcript import Transcript
from binome.domain.values import NextSession, Owner, Participant, ParticipantId, Word
from binome.domain.view import Phase, SessionView
from binome.domain.writing import tidy_appointment, tidy_line
from binome.errors import IllegalMove, NotAllowed

EMPTY_FOR = 600.0
"""Seconds after which a session that everybody has left is closed by the clock, once the pair has
met: somebody who tries the room the day before does not use it up."""


class Session:
    """The state of one session, built only by `apply`."""

    def __init__(self) -> None:
        self.consents = Consents()
        self.agenda = AgendaClock()
        self.floor = FloorLedger()
        self.transcript = Transcript()
        self.commitments = Commitments()
        self.chat = Chat()
        self.approval = Approval()
        self.hearing = Hearing(self.consents, self.floor, self.transcript)
        self.next_session: NextSession | None = None
        self.closed_at: float | None = None
        self._opened: SessionOpened | None = None
        self._empty_since: float | None = None

    # --- what happened

    def apply(self, event: Event) -> None:
        """Take note of one event of the log, in order."""
        if isinstance(event, PassageErased):
            lost = proof.proved_in(self.commitments.lines, event, self.transcript.turns)
            self.commitments.forget(lost)
        self.consents.apply(event)
        self.agenda.apply(event)
        self.floor.apply(event)
        self.transcript.apply(event)
        self.chat.apply(event)
        self.commitments.apply(event)
        self.approval.apply(event)
        match event:
            case SessionOpened():
                self._opened = event
            case ParticipantJoined() | ParticipantLeft():
                self._empty_since = self._empty_from(event.at)
            case NextSessionSet():
                self.next_session = event.next_session
            case SessionClosed():
                self.closed_at = event.at
            case _:
                pass

    @property
    def opened(self) -> SessionOpened:
        """The session's first event."""
        if self._opened is None:
            raise IllegalMove("This session has not been opened.")
        return self._opened

    @property
    def phase(self) -> Phase:
        """Where the session is between opening and recap."""
        if self.closed_at is not None:
            return "closed"
        return "closing" if self.agenda.closing_open else "live"

    # --- who is there

    def join(self, participant: ParticipantId, now: float) -> list[Event]:
        """Return that the person is there; the first item starts once mentor and mentee are."""
        self._seat(participant)
        self._must_be_running()
        if participant in self.consents.present:
            return []
        pair = self.consents.pair_is_present_with(participant)
        return [
            ParticipantJoined(now, participant),
            *(self.agenda.start_first(now) if pair else []),
        ]

    def leave(
        self, participant: ParticipantId, now: float, reason: Literal["left", "lost"] = "left"
    ) -> list[Event]:
        """Return that the person left or was lost (nothing when he or she was not there)."""
        if participant not in self.consents.present:
            return []
        return [*self.hearing.hush(now, participant), ParticipantLeft(now, participant, reason)]

    def _empty_from(self, at: float) -> float | None:
        """Since when the call is empty: `at`, if the pair had met and nobody is left to talk."""
        talkers = [p for p in self.consents.present if self._seat(p).role != "observer"]
        if talkers or not self.consents.pair_has_met:
            return None
        return at if self._empty_since is None else self._empty_since

    # --- what people ask for

    def decide(self, command: c.Command, by: ParticipantId, now: float, new_id: str) -> list[Event]:
        """Return the events that the command makes happen; none when it changes nothing.

        Raises `NotAllowed` for somebody who has no say here, `IllegalMove` for what makes no
        sense now. `new_id` names a line if the command writes one.
        """
        if self._seat(by).role == "observer":
            raise NotAllowed("An observer watches and does not take part.")
        match command:
            case c.GiveConsent() | c.WithdrawConsent() | c.PauseTranscription():
                return self._about_consent(command, by, now)
            case c.ResumeTranscription() | c.EraseLast():
                return self._about_consent(command, by, now)
            case c.WriteMessage(text):
                self._must_be_running()
                paused = self.consents.paused_by is not None
                return self.chat.write(text, by, now, paused=paused)
            case c.HangUp():
                return self._close(by, now)
            case c.ApproveRecap():
                return self._approve(by, now)
            case c.SettleCommitment(commitment, outcome):
                return self.commitments.settle(commitment, outcome, by, now)
            case c.StartItem() | c.ProposeExtension() | c.DeclineSuggestion() | c.OpenClosing():
                return self._about_agenda(command, by, now)
            case c.WriteNote(item, text):
                self._must_be_running()
                return self.agenda.write_note(item, text, by, now)
            case _:
                change = self._about_recap(command, by, now, new_id)
                return self.approval.changed(by, now, change)

    def _about_consent(self, command: c.Command, by: ParticipantId, now: float) -> list[Event]:
        if isinstance(command, c.WithdrawConsent):
            return self._withdraw(by, now)
        self._must_be_running()
        match command:
            case c.GiveConsent(text_version):
                return self.consents.give(by, text_version, now)
            case c.PauseTranscription():
                return self.hearing.stopped(now, self.consents.pause(by, now))
            case c.ResumeTranscription():
                return self.consents.resume(by, now)
            case c.EraseLast(seconds) if seconds > 0:
                erased = PassageErased(now, max(0.0, now - seconds), now, by)
                return [*self.hearing.hush(now), erased]
            case _:
                raise IllegalMove("Say how many seconds to erase: a number above zero.")

    def _withdraw(self, by: ParticipantId, now: float) -> list[Event]:
        """Return the refusal; lines that it takes out of a recap which left make a new version."""
        refused = self.hearing.stopped(now, self.consents.withdraw(by, now))
        lines, turns = self.commitments.lines, self.transcript.turns
        erased = [event for event in refused if isinstance(event, PassageErased)]
        loses = any(proof.proved_in(lines, each, turns) for each in erased)
        return self.approval.changed(by, now, refused) if loses else refused

    def _about_agenda(self, command: c.Command, by: ParticipantId, now: float) -> list[Event]:
        self._must_be_running()
        match command:
            case c.StartItem(item):
                return self.agenda.start(item, by, now)
            case c.ProposeExtension(seconds):
                return self.agenda.extend(seconds, by, now)
            case c.DeclineSuggestion(item):
                return self.agenda.decline(item, by, now)
            case _:
                return self.agenda.open_closing(by, now)

    def _about_recap(
        self, command: c.Command, by: ParticipantId, now: float, new_id: str
    ) -> list[Event]:
        lines = self.commitments
        match command:
            case c.SetNextSession(next_session):
                return self._fix_next_session(next_session, by, now)
            case c.CheckAim(item, reached):
                return self.agenda.check_aim(item, reached, by, now)
            case c.AddCommitment(kind, text, owner, due):
                text = self._checked(text, owner, due)
                return lines.add(new_id, kind, text, owner, due, by, now)
            case c.CorrectCommitment(commitment, text, owner, due):
                text = self._checked(text, owner, due)
                return lines.correct(commitment, text, owner, due, by, now)
            case c.ConfirmCommitment(commitment):
                return lines.confirm(commitment, by, now)
            case c.UnconfirmCommitment(commitment):
                return lines.unconfirm(commitment, by, now)
            case c.DismissCommitment(commitment):
                return lines.dismiss(commitment, by, now)
            case _:
                raise IllegalMove(f"A session cannot “{command.type}”.")

    def _close(self, by: ParticipantId | Literal["clock"], now: float) -> list[Event]:
        if self.closed_at is not None:
            return []
        return [*self.hearing.hush(now), *self.agenda.stop(now), SessionClosed(now, by)]

    def _approve(self, by: ParticipantId, now: float) -> list[Event]:
        if self.closed_at is None:
            raise IllegalMove("The recap can be approved once the call is over.")
        return self.approval.approve(by, now)

    def _fix_next_session(
        self, next_session: NextSession | None, by: ParticipantId, now: float
    ) -> list[Event]:
        if next_session is not None:
            next_session = tidy_appointment(next_session)
        same = next_session == self.next_session
        return [] if same else [NextSessionSet(now, by, next_session)]

    def seal(self, version: int, now: float) -> list[Event]:
        """Return that this version of the recap leaves as it stands (nothing if it has left)."""
        return [] if self.closed_at is None else self.approval.seal(version, now)

    # --- what was heard

    def hear(
        self,
        turn_key: str,
        participant: ParticipantId,
        words: Iterable[Word],
        ends_turn: bool,
        now: float,
        *,
        late: bool = False,
    ) -> list[Event]:
        """Return the words that may be written down, appended to the turn of this key."""
        return self.hearing.hear(turn_key, participant, words, ends_turn, now, late=late)

    def revise(self, turn_key: str, words: Iterable[Word], now: float) -> list[Event]:
        """Return the turn as the second pass heard it, under the same rules as `hear`."""
        return self.hearing.revise(turn_key, words, now)

    def voice(
        self, participant: ParticipantId, started: bool, since: float, at: float
    ) -> list[Event]:
        """Return that voice activity began or ended."""
        return self.hearing.voice(participant, started, since, at)

    def interrupted(self, since: float, reason: str, now: float) -> list[Event]:
        """Return that speech since `since` may be missing."""
        return self.hearing.interrupted(since, reason, now)

    def missed(self, since: float, until: float, reason: str) -> list[Event]:
        """Return that speech between these times is missing."""
        return self.hearing.missed(since, until, reason)

    def notice(self, minutes: dict[str, Any], now: float) -> list[Event]:
        """Return what a new reading of the whole talk changes in commitments and agenda."""
        if self.approval.sealed or self.approval.version > 1:
            return []  # what was mailed is corrected by people alone
        lines = [
            line
            for line in reading.commitments_in(minutes)
            if self._is_owner(line.owner) and not proof.is_stale(line, self.transcript)
        ]
        current = reading.current_item_in(minutes)
        suggested = self.agenda.suggest(*current, now) if current else []
        return [*self.commitments.read_again(lines, now), *suggested]

    # --- what time causes

    def tick(self, now: float) -> list[Event]:
        """Return what time alone makes happen by `now`; ask again at `next_deadline`."""
        if self.closed_at is not None:
            return []
        if now >= self._abandoned_at():
            return self._close("clock", now)
        return self.agenda.due(now)

    def next_deadline(self) -> float | None:
        """Return when `tick` will next have something to say, or None."""
        if self.closed_at is not None:
            return None
        clock = self.agenda.next_deadline()
        soonest = min(self._abandoned_at(), NEVER if clock is None else clock)
        return soonest if soonest < NEVER else None

    def _abandoned_at(self) -> float:
        return NEVER if self._empty_since is None else self._empty_since + EMPTY_FOR

    # --- rules shared by the commands above

    def _seat(self, participant: ParticipantId) -> Participant:
        if participant not in self.consents.people:
            raise NotAllowed("This person has no seat in this session.")
        return self.consents.people[participant]

    def _must_be_running(self) -> None:
        if self.opened and self.closed_at is not None:
            raise IllegalMove("This session is over; its recap can still be edited.")

    def _checked(self, text: str, owner: Owner | None, due: str | None) -> str:
        if not self._is_owner(owner):
            raise IllegalMove("A line belongs to somebody in this session, or to both.")
        return tidy_line(text, due)

    def _is_owner(self, owner: Owner | None) -> bool:
        return owner is None or owner == "both" or owner in self.consents.people

    def view(self) -> SessionView:
        """Return the picture that both pages show."""
        return picture(self)


def session_of(events: Sequence[Event]) -> Session:
    """Return the session that these events made."""
    session = Session()
    for event in events:
        session.apply(event)
    return session


def view_of(events: Sequence[Event]) -> SessionView:
    """Return the picture after these events."""
    return session_of(events).view()
