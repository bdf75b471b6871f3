"""What must hold however a session goes: hypothesis plays it, a plain model keeps count beside."""

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from binome.domain import commands as c
from binome.domain.erasure import log_without_passage
from binome.domain.events import (
    AgendaItemExtended,
    AgendaItemStarted,
    Event,
    PassageErased,
    TimeBoxWarned,
    TurnRevised,
    WordsCommitted,
)
from binome.domain.session import view_of
from binome.domain.values import AgendaItem, Word
from binome.domain.view import SessionView
from binome.errors import DomainError
from tests.helpers.playbook import GUEST, MENTEE, MENTOR, Playbook, action, minutes, spoken

SMALL = settings(max_examples=60, stateful_step_count=40, deadline=None)
people = st.sampled_from(["mentor", "mentee"])
seats = st.sampled_from(["mentor", "mentee", "guest-1"])
seconds = st.integers(1, 40).map(float)


class Played(RuleBasedStateMachine):
    """A session with a stored log that is rewritten at each erasure, as the store does it."""

    def __init__(self) -> None:
        super().__init__()
        self.book = self.open()
        self.stored: list[Event] = []

    def open(self) -> Playbook:
        return Playbook(participants=(MENTOR, MENTEE, GUEST))

    def ask(self, who: str, command: c.Command) -> list[Event]:
        try:
            return self.book.do(who, command)
        except DomainError:
            return []

    @rule(gone=seconds)
    def time_passes(self, gone: float) -> None:
        self.book.wait(gone)

    @rule(who=seats)
    def somebody_comes(self, who: str) -> None:
        if self.book.session.phase != "closed":
            self.book.join(who)

    @rule(who=seats)
    def somebody_goes(self, who: str) -> None:
        self.book.leave(who)

    @invariant()
    def the_store_follows(self) -> None:
        for event in self.book.log[len(self.stored) :]:
            self.stored.append(event)
            if isinstance(event, PassageErased):
                left = log_without_passage(self.stored, event.since, event.until, event.participant)
                assert [e.type for e in left] == [e.type for e in self.stored]
                self.stored = left

    def teardown(self) -> None:
        self.the_store_follows()
        live = self.book.session.view()
        assert view_of(self.book.log) == live
        assert _unordered(view_of(self.stored)) == _unordered(live)


def _unordered(view: SessionView) -> SessionView:
    """The picture without the order of its lines, which an erased first reading may change."""
    return replace(
        view, commitments=tuple(sorted(view.commitments, key=lambda line: line.current.id))
    )


class ConsentMachine(Played):
    """No word is ever written down that was not said on the record, by everybody's leave."""

    def __init__(self) -> None:
        super().__init__()
        self.book.wait(1)  # so that the second of speech that words take is past when they come
        self.given: set[str] = set()
        self.paused = False
        self.on_from: float | None = None
        self.record: list[tuple[float, float]] = []
        self.erased: list[tuple[float, float, str | None]] = []

    @rule(who=seats)
    def agrees(self, who: str) -> None:
        if self.book.session.phase != "closed":
            self.ask(who, c.GiveConsent("v1"))
            self.given.add(who)

    @rule(who=seats)
    def refuses(self, who: str) -> None:
        self.ask(who, c.WithdrawConsent())
        if who in self.given:
            self.erased.append((0, self.book.now, who))
        self.given.discard(who)

    @rule(who=people)
    def chats(self, who: str) -> None:
        if self.book.session.phase != "closed" and not self.paused:
            self.ask(who, c.WriteMessage(f"écrit à {self.book.now}"))

    @rule(who=people)
    def pauses(self, who: str) -> None:
        if self.book.session.phase != "closed":
            self.ask(who, c.PauseTranscription())
            self.paused = True

    @rule(who=people)
    def resumes(self, who: str) -> None:
        if self.book.session.phase != "closed":
            self.ask(who, c.ResumeTranscription())
            self.paused = False

    @rule(who=people, last=seconds)
    def erases(self, who: str, last: float) -> None:
        if self.ask(who, c.EraseLast(last)):
            self.erased.append((max(0, self.book.now - last), self.book.now, None))

    @rule(who=people)
    def hangs_up(self, who: str) -> None:
        if self.book.now > 200:
            self.ask(who, c.HangUp())

    @invariant()
    def the_record_is_kept_beside(self) -> None:
        needed = {"mentor", "mentee"} | ({"guest-1"} & self.book.session.consents.present)
        self.may_hear = needed <= self.given and not self.paused and len(self.given) >= 2
        on = self.may_hear and self.book.session.phase != "closed"
        if on and self.on_from is None:
            self.on_from = self.book.now
        if not on and self.on_from is not None:
            self.record.append((self.on_from, self.book.now))
            self.on_from = None
        expected = "on" if on else None
        assert (self.book.session.view().transcription == "on") == (expected == "on")

    def may_write(self, word: Word, who: str) -> bool:
        stretches = [*self.record] + ([(self.on_from, 1e9)] if self.on_from is not None else [])
        said_on_record = any(since <= word.start <= until for since, until in stretches)
        was_erased = any(
            word.end >= since and word.start <= until and whose in (None, who)
            for since, until, whose in self.erased
        )
        return said_on_record and not was_erased

    def check(self, events: list[Event], who: str) -> None:
        for event in events:
            assert self.may_hear
            assert isinstance(event, WordsCommitted | TurnRevised)
            assert all(self.may_write(word, who) for word in event.words)

    @rule(who=seats, ago=st.integers(0, 60), turn=st.integers(1, 4), ends=st.booleans())
    def words_arrive(self, who: str, ago: float, turn: int, ends: bool) -> None:
        words = spoken("un deux trois quatre", max(0, self.book.now - ago - 1))
        self.check(self.book.words(who, f"{who}{turn}", words, ends), who)

    @rule(who=seats, ago=st.integers(0, 60), turn=st.integers(1, 4))
    def the_second_pass_arrives(self, who: str, ago: float, turn: int) -> None:
        words = spoken("one two three", max(0, self.book.now - ago - 1))
        self.check(self.book.revise(f"{who}{turn}", words), who)

    @rule(who=people, length=seconds)
    def voice_is_measured(self, who: str, length: float) -> None:
        events = self.book.voice(who, self.book.now, self.book.now + length)
        for event in events:
            assert self.book.session.consents.on_since is not None
            assert event.at >= self.book.session.consents.on_since

    @invariant()
    def no_erased_word_is_left_anywhere(self) -> None:
        for turn in self.book.session.view().turns:
            assert all(self.may_write(word, turn.participant) for word in turn.words)


class AgendaMachine(Played):
    """The clock adds up, says each thing once, and never calls for nothing."""

    def open(self) -> Playbook:
        boxes = {"a": 20, "b": 45, "c": 30, "recap": 15}
        agenda = [AgendaItem(id, id, box, id == "recap") for id, box in boxes.items()]
        return Playbook(participants=(MENTOR, MENTEE, GUEST), agenda=agenda)

    @rule(who=people, item=st.sampled_from(["a", "b", "c", "recap", "none"]))
    def chooses(self, who: str, item: str) -> None:
        self.ask(who, c.StartItem(item))

    @rule(who=people, more=seconds)
    def asks_for_more(self, who: str, more: float) -> None:
        self.ask(who, c.ProposeExtension(more))

    @rule(who=people, item=st.sampled_from(["a", "b", "c"]))
    def waves_away(self, who: str, item: str) -> None:
        self.ask(who, c.DeclineSuggestion(item))

    @rule(item=st.sampled_from(["a", "b", "c", "recap", "off"]), sure=st.floats(0, 1))
    def the_talk_moves(self, item: str, sure: float) -> None:
        self.book.notice(minutes(item=(item, sure)))

    @rule(who=people)
    def opens_the_closing(self, who: str) -> None:
        self.ask(who, c.OpenClosing())

    @precondition(lambda self: self.book.now > 150)
    @rule(who=people)
    def hangs_up(self, who: str) -> None:
        self.ask(who, c.HangUp())

    @invariant()
    def at_most_one_item_runs_and_the_seconds_add_up(self) -> None:
        view = self.book.session.view()
        running = [item for item in view.agenda.items if item.state == "running"]
        assert [item.id for item in running] == [view.agenda.current] * len(running)
        assert len(running) <= 1
        began = next((e.at for e in self.book.log if isinstance(e, AgendaItemStarted)), None)
        if began is not None:
            end = self.book.now if view.closed_at is None else view.closed_at
            spent = sum(item.spent for item in view.agenda.items)
            spent += sum(end - (item.started_at or 0) for item in running)
            assert abs(spent - (end - began)) < 1e-6

    @invariant()
    def each_warning_is_given_once_a_box(self) -> None:
        said: set[tuple[str, str]] = set()
        for event in self.book.log:
            if isinstance(event, AgendaItemExtended):
                said -= {(event.item, "eighty"), (event.item, "full")}
            if isinstance(event, TimeBoxWarned):
                whose = "" if event.level == "five_minutes_left" else event.item
                assert (whose, event.level) not in said
                said.add((whose, event.level))

    @invariant()
    def the_next_deadline_is_not_past(self) -> None:
        deadline = self.book.session.next_deadline()
        assert (
            deadline is None
            or deadline > self.book.now - 1e-6
            or self.book.session.tick(self.book.now)
        )


READINGS = st.lists(
    st.builds(
        action,
        id=st.sampled_from(["a1", "a2", "a3"]),
        text=st.sampled_from(["Lire", "Écrire", "Relire"]),
        owner=people,
        turns=st.lists(st.integers(1, 4), min_size=1, max_size=2),
        span=st.tuples(st.floats(0, 20), st.floats(20, 40)),
        confidence=st.sampled_from([0.3, 0.7, 0.9]),
    ),
    max_size=3,
)


class CommitmentMachine(Played):
    """People's word stands: what they struck out stays out, what they wrote stays written."""

    def __init__(self) -> None:
        super().__init__()
        self.book.join("mentor", "mentee")
        self.book.agree()
        self.dismissed: set[str] = set()
        self.written: dict[str, str] = {}

    @rule(who=people)
    def somebody_speaks(self, who: str) -> None:
        self.book.hear(who, "Je vais lire et écrire demain")

    @rule(read=READINGS)
    def the_talk_is_read_again(self, read: list[dict[str, Any]]) -> None:
        self.book.notice(minutes(read))

    def some_line(self, pick: int) -> str:
        lines = self.book.session.view().commitments
        return lines[pick % len(lines)].current.id if lines else "a1"

    @rule(who=people, pick=st.integers(0, 9))
    def ticks(self, who: str, pick: int) -> None:
        self.ask(who, c.ConfirmCommitment(self.some_line(pick)))

    @rule(who=people, pick=st.integers(0, 9))
    def takes_a_tick_back(self, who: str, pick: int) -> None:
        self.ask(who, c.UnconfirmCommitment(self.some_line(pick)))

    @rule(who=people, pick=st.integers(0, 9), text=st.sampled_from(["Dormir", "Marcher"]))
    def rewrites(self, who: str, pick: int, text: str) -> None:
        id = self.some_line(pick)
        if self.ask(who, c.CorrectCommitment(id, text, who, None)):
            self.written[id] = text

    @rule(who=people, pick=st.integers(0, 9))
    def strikes_out(self, who: str, pick: int) -> None:
        id = self.some_line(pick)
        if self.ask(who, c.DismissCommitment(id)):
            self.dismissed.add(id)

    @rule(who=people, text=st.sampled_from(["Nager", "Chanter"]))
    def writes(self, who: str, text: str) -> None:
        if self.ask(who, c.AddCommitment("action", text, who)):
            self.written[self.book.last_line] = text

    @rule(who=people, last=seconds)
    def erases(self, who: str, last: float) -> None:
        self.ask(who, c.EraseLast(last))
        left = {line.current.id for line in self.book.session.view().commitments}
        self.dismissed &= left
        self.written = {id: text for id, text in self.written.items() if id in left}

    @invariant()
    def peoples_word_stands(self) -> None:
        lines = {line.current.id: line for line in self.book.session.view().commitments}
        assert all(lines[id].dismissed_by is not None for id in self.dismissed)
        assert all(lines[id].confirmed_by == () for id in self.dismissed)
        for id, text in self.written.items():
            assert lines[id].current.text == text

    @invariant()
    def every_proof_is_still_there(self) -> None:
        view = self.book.session.view()
        shown = {turn.turn for turn in view.turns}
        for line in view.commitments:
            if line.current.evidence is not None:
                assert set(line.current.evidence.turns) <= shown


TestConsent = ConsentMachine.TestCase
TestAgenda = AgendaMachine.TestCase
TestCommitments = CommitmentMachine.TestCase
TestAgenda.settings = TestCommitments.settings = SMALL
TestConsent.settings = settings(SMALL, max_examples=260)  # ten thousand steps
