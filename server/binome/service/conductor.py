"""The conductor of one live session: the only place that touches log, clock and listeners.

Everything that happens to the session comes in through one inbox and is taken one at a time by
`run`: decide (domain) → store → apply → tell the listeners → act on the workers. So a browser
never learns of an event that a kill -9 could lose, and a connection that breaks off in the middle
of a command leaves nothing half-done. Driven by `binome.service.conductors`.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from binome.domain import late
from binome.domain.commands import Command, PauseTranscription, WithdrawConsent
from binome.domain.events import Event, PassageErased, RecapApproved, RecapReopened, SessionClosed
from binome.domain.values import Participant, ParticipantId
from binome.errors import BinomeError, IllegalMove, Unavailable
from binome.service.attendance import Attendance
from binome.service.audience import Carried, Farewell, Listener, Picture, Rung, Told
from binome.service.backstage import Backstage
from binome.service.book import Book
from binome.service.ears import hear_again
from binome.service.inbox import Ask, Decide, Found, Inbox, Taken
from binome.service.journal import Journal
from binome.service.parts import Parts
from binome.service.ports import Recorded, SessionRecord
from binome.service.private import Private
from binome.service.reading import Reading
from binome.service.wrapping import Wrapping
from binome.wire.media import RoundTrip
from binome.wire.understanding import Pace, Sounded, Tail

RETRY = 1.0
"""Seconds between attempts to write while the log cannot be written."""
OPENS_WITHIN = 20.0
"""Seconds an offer waits for somebody to enter, so that an observer may come first."""

WHOLE: Rung = "video"

log = structlog.get_logger()


class Conductor:
    """One session while somebody is in it. `run` must be running for anything to happen."""

    def __init__(self, record: SessionRecord, parts: Parts) -> None:
        self.record = record
        self.parts = parts
        self.attendance = Attendance(parts.room_size, parts.clock)
        self.reading = Reading(self)
        self.wrapping = Wrapping(self)
        self.resting = False
        self.pace: Pace = "usual"
        """How fast this session's captions come."""
        self.carried: dict[ParticipantId, Rung] = {}
        """How much of the call each person's page sends, as far as it is not all."""
        self._journal = Journal(record, parts.log, parts.mirrors, parts.clock)
        self._private = Private(record, parts.mirrors)
        self._backstage = Backstage(record, parts)
        self._opened = asyncio.Event()
        self._inbox = Inbox()
        self._book = Book(self._journal, record, parts, self)
        self._allowances: dict[ParticipantId, late.Allowance] = {}

    # --- what there is to see

    @property
    def id(self) -> str:
        """The session's id, also the name of its room."""
        return self.record.id

    @property
    def events(self) -> list[Event]:
        """The session's events so far."""
        return self._journal.events

    @property
    def doubtful(self) -> bool:
        """Whether people are heard by the demonstration model, which asserts nothing."""
        return self.parts.demo_model and not self.record.rehearsal

    def now(self) -> float:
        """Seconds on the session's media clock."""
        return self._journal.now()

    def picture(self) -> Picture:
        """Return the whole session as it stands."""
        return Picture(self._journal.seq, self.now(), self._journal.session.view())

    def missed(self, after: int | None) -> list[Recorded] | None:
        """Return the events after `seq`, or None when only a new picture can help."""
        return self._journal.missed(after)

    # --- what others ask for

    def admit(self, listener: Listener, *, replaces: bool) -> Farewell | None:
        """Give a connection its seat, or return why not."""
        return self.attendance.admit(listener, replaces=replaces)

    def release(self, listener: Listener) -> None:
        """Note that a connection is gone; the person is lost if none comes back in time."""
        is_in = listener.participant.id in self._journal.session.consents.present
        if self.attendance.release(listener, is_in_the_call=is_in):
            self.poke()

    async def do(self, person: Participant, command: Command) -> None:
        """Apply a person's command; returns once its events are stored and told.

        Raises `IllegalMove` or `NotAllowed` (a rule forbids it) or `Unavailable` (not stored).
        """
        new_id = self.parts.new_id()
        await self.ask(
            lambda now: self._journal.session.decide(command, person.id, now, new_id),
            urgent=isinstance(command, WithdrawConsent | PauseTranscription),
        )

    async def choose_mirror(self, person: Participant, on: bool) -> None:
        """The person wants the own mirror, or no longer. Raises `Unavailable` if not stored."""
        await self.parts.mirrors.choose(self.id, person.id, on, self.parts.clock.utc())
        await self._backstage.choose_mirror(self._journal.session, self._journal.origin)

    async def enter(self, person: Participant) -> None:
        """The person is in the call from now on (nothing happens when already in it)."""
        await self.ask(lambda now: self._journal.session.join(person.id, now))

    async def leave(self, person: Participant) -> None:
        """The person leaves the call; the session goes on."""
        await self.ask(lambda now: self._journal.session.leave(person.id, now, "left"))
        await self.parts.relay.leave(self.id, person.id)

    async def offer(self, person: Participant, sdp: str) -> str:
        """Return the relay's SDP answer. Raises `BadInput`, `IllegalMove` or `Unavailable`."""
        if self._journal.session.phase == "closed":
            raise IllegalMove("the call is over: nobody can join it any more", reason="over")
        origin, relay = await self._origin(), self.parts.relay
        await relay.open_room(self.id, origin, self.parts.room_size)
        answer = await relay.join(self.id, person.id, sdp, publishes=person.role != "observer")
        await relay.listen(self.id, person.id, person.id in self._backstage.listening)
        return answer

    async def hear_late(self, person: Participant, since: float, samples: bytes) -> float:
        """Hear what the browser kept during a cut; returns how many seconds of it may be heard.

        Raises `BadInput`, `IllegalMove` (off the record) or `Unavailable` (send it again later).
        """
        await self.settled()
        if not self._journal.is_open:
            raise IllegalMove("This session has not been opened.")
        now, hearing = self.now(), self._journal.session.hearing
        parts = late.allowed(hearing, person.id, since, samples, now)
        allowance = self._allowances.setdefault(person.id, late.Allowance())
        heard = sum(until - begins for begins, until, _ in parts)
        allowance.spend(heard, now)
        for begins, _, part in parts:
            await self.parts.understanding.hear_late(self.id, person.id, begins, part)
        return heard

    def carry(self, person: Participant, rung: Rung) -> None:
        """Tell everybody how much of the call this person's page sends now."""
        if self.carried.get(person.id, WHOLE) != rung:
            self.carried[person.id] = rung
            self.tell(Carried(person.id, rung))

    async def note_minutes(
        self, minutes: dict[str, Any], still_holds: Callable[[], bool] = lambda: True
    ) -> None:
        """Note what a reading found, unless it no longer holds when its turn comes."""
        await self.ask(
            lambda now: self._journal.session.notice(minutes, now) if still_holds() else []
        )

    async def note(self, events: Sequence[Event]) -> None:
        """Record events decided elsewhere (a recap that was sent)."""
        await self.ask(lambda now: list(events))

    async def seal(self, version: int) -> None:
        """This version of the recap leaves as it stands; a later change makes the next one."""
        await self.ask(lambda now: self._journal.session.seal(version, now))

    async def prepare_next(self, person: Participant, session: str) -> str:
        """Note that `session` follows this one; return which one does (an earlier one stands)."""
        await self.ask(lambda now: self._journal.session.prepare_next(person.id, session, now))
        prepared = self._journal.session.prepared
        assert prepared is not None  # noqa: S101 - it was just decided
        return prepared.session

    async def settled(self) -> None:
        """Return once everything that came in before has been taken."""
        await self.ask(lambda now: [])

    async def ask(self, decide: Decide, *, urgent: bool = False) -> None:
        """Have `decide(now)` taken in its turn, or next when `urgent`; returns once its events are
        stored and told."""
        if self.resting:
            raise Unavailable("this session was just put away: connect again")
        asked = Ask(decide, asyncio.get_running_loop().create_future())
        try:
            self._inbox.put(asked, urgent=urgent)
        except asyncio.QueueFull:
            raise Unavailable("the server is too busy to note this: try again") from None
        await asked.answer

    def hear(self, message: Found) -> None:
        """Take what a worker heard or measured; never blocks."""
        try:
            self._inbox.put(message)
        except asyncio.QueueFull:
            log.error("words were dropped: the inbox is full", session=self.id)

    def tell(self, told: Told) -> None:
        """Pass a signal on to the listeners."""
        self.attendance.audience.tell(told)

    def poke(self) -> None:
        """Look at the clock again."""
        if not self._inbox.is_full:
            self._inbox.put(None)

    async def worker_back(self, since: float) -> None:
        """The understanding worker was away from `since` (monotonic seconds) until now."""
        origin = self._journal.origin
        if origin is not None:
            session = self._journal.session
            await self.ask(lambda now: hear_again(session, since - origin, "recogniser", now))
            self.reading.wake()

    async def _origin(self) -> float:
        """Return the start of the session's clock, waiting a little for somebody to enter."""
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await self._opened.wait()
        except TimeoutError:
            raise Unavailable(
                "nobody has entered this call yet: try again", reason="nobody_there"
            ) from None
        assert self._journal.origin is not None  # noqa: S101 - that is what opened means
        return self._journal.origin

    # --- life

    async def load(self) -> None:
        """Read the log; a session that was live when the process died goes on where it was."""
        await self._journal.load()
        try:
            await self._book.bring_forward()
        except Unavailable as problem:
            log.warning("promises are brought once the log can be written", why=str(problem))
        if self._journal.is_open:
            self._opened.set()
            self.attendance.miss(self._journal.session.consents.present)

    async def run(self) -> None:
        """Take what comes in, and wake when the clock has something to say, until put away."""
        async with asyncio.TaskGroup() as tasks:
            helpers = [tasks.create_task(part.run()) for part in (self.reading, self.wrapping)]
            try:
                await self._wake_up()
                while not self._may_rest():
                    await self._take(await self._next())
            finally:
                self._put_away()
                for task in helpers:
                    task.cancel()

    async def _wake_up(self) -> None:
        if not self._journal.is_open:
            return
        await self.act(())
        session, last = self._journal.session, self._journal.last_at
        if session.phase != "closed":
            if not self.parts.understanding.kept_listening:
                await self._book.attempt(
                    lambda now: session.hearing.interrupted(last, "server", now)
                )
        elif self.record.closed_at is None:
            self.wrapping.close()
        else:
            self.wrapping.hand_over()

    def _put_away(self) -> None:
        """Nothing more is taken; whoever still waits is told so."""
        self.resting = True
        for asked in self._inbox.empty_out():
            if isinstance(asked, Ask) and not asked.answer.done():
                asked.answer.set_exception(Unavailable("the server is stopping: connect again"))

    def _may_rest(self) -> bool:
        if self.attendance.audience or not self._inbox.is_empty or self._book.has_to_write:
            return False
        if self._journal.session.phase == "closed":
            return self.wrapping.is_done
        return self.attendance.is_idle and not self._journal.session.consents.present

    async def _next(self) -> Taken:
        try:
            async with asyncio.timeout(self._patience()):
                return await self._inbox.get()
        except TimeoutError:
            return None

    def _patience(self) -> float | None:
        """Return the seconds until the clock has something to say."""
        now, origin = self.parts.clock.monotonic(), self._journal.origin
        instants = list(self.attendance.deadlines())
        if self._book.has_to_write:
            instants.append(now + RETRY)
        deadline = self._journal.session.next_deadline()
        if origin is not None and deadline is not None:
            instants.append(origin + deadline)
        return max(0.0, min(instants) - now) if instants else None

    # --- one thing at a time

    async def _take(self, taken: Taken) -> None:
        if self._book.has_to_write:
            await self._book.write_what_waits()
        match taken:
            case None:
                await self._keep_time()
            case Ask():
                await self._answer(taken)
            case Tail():
                if self._backstage.listening:
                    self.tell(taken)
            case Sounded() | RoundTrip():
                await self._private.keep(taken, self.events)
            case _:
                await self._book.hear(taken)

    async def _answer(self, asked: Ask) -> None:
        if asked.answer.done():
            return
        try:
            await self._book.record(asked.decide)
        except Exception as problem:  # the one who asked gets it; the session goes on
            if not isinstance(problem, BinomeError):
                log.exception("a request failed", session=self.id)
                problem = Unavailable(f"the server failed at this ({type(problem).__name__})")
            if not asked.answer.done():
                asked.answer.set_exception(problem)
        else:
            if not asked.answer.done():
                asked.answer.set_result(None)

    async def _keep_time(self) -> None:
        if self._journal.is_open:
            await self._book.attempt(lambda now: self._journal.session.tick(now))
            for person in self.attendance.lost():
                await self._lose(person)

    async def _lose(self, person: ParticipantId) -> None:
        await self._book.attempt(lambda now: self._journal.session.leave(person, now, "lost"))
        await self.parts.relay.leave(self.id, person)

    async def act(self, events: Sequence[Event]) -> None:
        """Bring the world in line with what was just decided."""
        assert self._journal.origin is not None  # noqa: S101 - events are only of open sessions
        await self._backstage.follow(events, self._journal.session, self._journal.origin)
        for event in events:
            match event:
                case PassageErased():
                    self.reading.start_over()
                case SessionClosed():
                    self.wrapping.close()
                case RecapApproved() | RecapReopened():
                    self.wrapping.hand_over()
                case _:
                    pass
        if self._journal.must_erase:
            await self._book.write_what_waits()

    def opens(self) -> None:
        """The session's clock has started: offers that wait may go on, pages get its picture."""
        self._opened.set()
        self.tell(self.picture())

    def turn_ended(self) -> None:
        """Somebody has finished a turn: the dialogue is worth another reading."""
        self.reading.wake()
