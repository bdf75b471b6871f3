"""The conductor of one live session: the only place that touches log, clock and listeners.

Everything that happens to the session comes in through one inbox and is taken one at a time by
`run`: decide (domain) → append (durable) → apply → tell the listeners → act on the world. So a
browser never learns of an event that a kill -9 could lose, and a connection that breaks off in
the middle of a command leaves nothing half-done. Driven by `binome.service.conductors`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from binome.domain.commands import Command
from binome.domain.events import (
    ConsentWithdrawn,
    Event,
    PassageErased,
    RecapApproved,
    SessionClosed,
    SessionOpened,
    TranscriptionPaused,
)
from binome.domain.opening import open_session
from binome.domain.session import Session
from binome.domain.values import Participant, ParticipantId
from binome.errors import BinomeError, IllegalMove, Unavailable
from binome.service.audience import Audience, Farewell, Listener, Picture, Told
from binome.service.ears import Heard, hear, hear_again
from binome.service.parts import Parts
from binome.service.ports import Recorded, SessionRecord
from binome.service.reading import Reading
from binome.service.wrapping import Wrapping
from binome.wire.understanding import Tail, Words

LOST_AFTER = 15.0
"""Seconds without a connection after which a person counts as lost."""
IDLE_AFTER = 900.0
"""Seconds without anybody after which a session is put away (the log keeps it)."""
OPENS_WITHIN = 20.0
"""Seconds an offer waits for somebody to enter, so that an observer may come first."""
INBOX = 2048
"""Most things waiting to be taken; more means that the disk stands still."""
RETRY = 1.0
"""Seconds between attempts to write while the log cannot be written."""

Decide = Callable[[float], list[Event]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Ask:
    """Something to decide, and who waits for the outcome."""

    decide: Decide
    answer: asyncio.Future[None]


class Conductor:
    """One session while somebody is in it. `run` must be running for anything to happen."""

    def __init__(self, record: SessionRecord, parts: Parts) -> None:
        self.record = record
        self.parts = parts
        self.audience = Audience(parts.room_size)
        self.reading = Reading(self)
        self.wrapping = Wrapping(self)
        self.resting = False
        self._session = Session()
        self._session.apply(self._opening())
        self._log: list[Recorded] = []
        self._origin: float | None = None
        self._opened = asyncio.Event()
        self._inbox: asyncio.Queue[_Ask | Heard | Tail | None] = asyncio.Queue(INBOX)
        self._unwritten: deque[Heard] = deque(maxlen=INBOX)
        self._unerased: list[PassageErased] = []
        self._absent: dict[ParticipantId, float] = {}
        self._listening: frozenset[ParticipantId] = frozenset()
        self._alone_since = parts.clock.monotonic()

    # ------------------------------------------------------------------ what there is to see

    @property
    def id(self) -> str:
        """The session's id, also the name of its room."""
        return self.record.id

    @property
    def events(self) -> list[Event]:
        """The session's events so far."""
        return [one.event for one in self._log]

    @property
    def started(self) -> bool:
        """Whether the session's first event is in the log."""
        return self._origin is not None

    @property
    def doubtful(self) -> bool:
        """Whether people are heard by the demonstration model, which asserts nothing."""
        return self.parts.demo_model and not self.record.rehearsal

    def now(self) -> float:
        """Seconds on the session's media clock."""
        return 0.0 if self._origin is None else self.parts.clock.monotonic() - self._origin

    def picture(self) -> Picture:
        """Return the whole session as it stands."""
        return Picture(len(self._log), self.now(), self._session.view())

    def missed(self, after: int | None) -> list[Recorded] | None:
        """Return the events after `seq`, or None when only a new picture can help."""
        if after is None or not self._log or after > len(self._log):
            return None
        return self._log[max(after, 0) :]

    # ------------------------------------------------------------------ what others ask for

    def admit(self, listener: Listener, *, replaces: bool) -> Farewell | None:
        """Give a connection its seat, or return why not."""
        refused = self.audience.admit(listener, replaces=replaces)
        if refused is None:
            self._absent.pop(listener.participant.id, None)
        return refused

    def release(self, listener: Listener) -> None:
        """Note that a connection is gone; the person is lost if none comes back in time."""
        if self.audience.release(listener):
            now = self.parts.clock.monotonic()
            if listener.participant.id in self._session.consents.present:
                self._absent[listener.participant.id] = now
            self._alone_since = now
            self.poke()

    async def do(self, person: Participant, command: Command) -> None:
        """Apply a person's command; returns once its events are stored and told.

        Raises `IllegalMove` or `NotAllowed` (a rule forbids it) or `Unavailable` (not stored).
        """
        new_id = self.parts.new_id()
        await self.ask(lambda now: self._session.decide(command, person.id, now, new_id))

    async def enter(self, person: Participant) -> None:
        """The person is in the call from now on (nothing happens when already in it)."""
        await self.ask(lambda now: self._session.join(person.id, now))

    async def leave(self, person: Participant) -> None:
        """The person leaves the call; the session goes on."""
        await self.ask(lambda now: self._session.leave(person.id, now, "left"))
        await self.parts.relay.leave(self.id, person.id)

    async def offer(self, person: Participant, sdp: str) -> str:
        """Return the relay's SDP answer. Raises `BadInput`, `IllegalMove` or `Unavailable`."""
        if self._session.phase == "closed":
            raise IllegalMove("the call is over: nobody can join it any more")
        if self._origin is None:
            await self._until_opened()
            assert self._origin is not None  # noqa: S101 - opened says so
        relay, watches = self.parts.relay, person.role == "observer"
        await relay.open_room(self.id, self._origin, self.parts.room_size)
        answer = await relay.join(self.id, person.id, sdp, publishes=not watches)
        await relay.listen(self.id, person.id, person.id in self._listening)
        return answer

    async def _until_opened(self) -> None:
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await self._opened.wait()
        except TimeoutError:
            raise Unavailable("nobody has entered this call yet: try again") from None

    async def note_minutes(
        self, minutes: dict[str, Any], still_holds: Callable[[], bool] = lambda: True
    ) -> None:
        """Note what a reading found, unless it no longer holds when its turn comes."""
        await self.ask(lambda now: self._session.notice(minutes, now) if still_holds() else [])

    async def note(self, events: Sequence[Event]) -> None:
        """Record events decided elsewhere (a recap that was sent)."""
        await self.ask(lambda now: list(events))

    async def settled(self) -> None:
        """Return once everything that came in before has been taken."""
        await self.ask(lambda now: [])

    async def ask(self, decide: Decide) -> None:
        """Have `decide(now)` taken in its turn; returns once its events are stored and told."""
        asked = _Ask(decide, asyncio.get_running_loop().create_future())
        if self.resting:
            raise Unavailable("this session was just put away: connect again")
        try:
            self._inbox.put_nowait(asked)
        except asyncio.QueueFull:
            raise Unavailable("the server is too busy to note this: try again") from None
        await asked.answer

    def hear(self, message: Heard | Tail) -> None:
        """Take what the understanding worker heard; never blocks."""
        try:
            self._inbox.put_nowait(message)
        except asyncio.QueueFull:
            log.error("words were dropped: the inbox is full", session=self.id)

    def tell(self, told: Told) -> None:
        """Pass a signal on to the listeners."""
        self.audience.tell(told)

    def poke(self) -> None:
        """Look at the clock again."""
        if not self._inbox.full():
            self._inbox.put_nowait(None)

    async def worker_back(self, since: float) -> None:
        """The understanding worker was away from `since` (monotonic seconds) until now."""
        if self._origin is not None:
            lost_from = since - self._origin
            await self.ask(lambda now: hear_again(self._session, lost_from, "recogniser", now))
            self.reading.wake()

    # ------------------------------------------------------------------ life

    async def load(self) -> None:
        """Read the log; a session that was live when the process died goes on where it was."""
        self._log = await self.parts.log.read(self.id)
        if not self._log:
            return
        self._session = Session()
        for one in self._log:
            self._session.apply(one.event)
        opened, last = self._log[0].event, self._log[-1].event
        assert isinstance(opened, SessionOpened)  # noqa: S101 - the log's first law
        age = _seconds_between(opened.opened_at, self.parts.clock.utc())
        self._origin = self.parts.clock.monotonic() - max(age, last.at)
        self._opened.set()
        self._unerased = [event for event in self.events if isinstance(event, PassageErased)]
        self._absent = dict.fromkeys(self._session.consents.present, self.parts.clock.monotonic())

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

    def _put_away(self) -> None:
        """Nothing more is taken; whoever still waits is told so."""
        self.resting = True
        while not self._inbox.empty():
            asked = self._inbox.get_nowait()
            if isinstance(asked, _Ask) and not asked.answer.done():
                asked.answer.set_exception(Unavailable("the server is stopping: connect again"))

    async def _wake_up(self) -> None:
        if self._origin is None:
            return
        await self._act(())
        if self._session.phase == "closed":
            self.wrapping.close()
            if self._everybody_approved():
                self.wrapping.approve()
        else:
            since = self._log[-1].event.at
            await self._try(lambda now: self._session.interrupted(since, "server", now))

    async def _next(self) -> _Ask | Heard | Tail | None:
        try:
            async with asyncio.timeout(self._patience()):
                return await self._inbox.get()
        except TimeoutError:
            return None

    async def _take(self, taken: _Ask | Heard | Tail | None) -> None:
        if self._unerased or self._unwritten:
            await self._write_what_waits()
        match taken:
            case None:
                await self._keep_time()
            case _Ask():
                await self._answer(taken)
            case Tail():
                if self._listening:
                    self.tell(taken)
            case _:
                self._unwritten.append(taken)
                await self._write_what_waits()

    async def _answer(self, asked: _Ask) -> None:
        if asked.answer.done():
            return
        try:
            await self._record(asked.decide)
        except Exception as problem:  # the one who asked gets it; the session goes on
            if not isinstance(problem, BinomeError):
                log.exception("a request failed", session=self.id)
                problem = Unavailable(f"the server failed at this ({type(problem).__name__})")
            if not asked.answer.done():
                asked.answer.set_exception(problem)
        else:
            if not asked.answer.done():
                asked.answer.set_result(None)

    async def _write_what_waits(self) -> None:
        """Erase and write what is waiting, in order; what fails stays for the next attempt."""
        try:
            while self._unerased:
                gone = self._unerased[0]
                await self.parts.log.erase(self.id, gone.since, gone.until, gone.participant)
                self._log = await self.parts.log.read(self.id)
                self._unerased.pop(0)
            while self._unwritten:
                await self._write_heard(self._unwritten[0])
                self._unwritten.popleft()
        except Unavailable as problem:
            log.warning("the log cannot be written; it is tried again", why=str(problem))
        except BinomeError as problem:
            log.warning("something heard was refused", session=self.id, why=problem.code)
            self._unwritten.popleft()

    async def _write_heard(self, heard: Heard) -> None:
        await self._record(lambda now: hear(self._session, heard, now))
        if isinstance(heard, Words) and heard.ends_turn:
            self.reading.wake()

    async def _keep_time(self) -> None:
        if self._origin is None:
            return
        await self._try(self._session.tick)
        for person, since in list(self._absent.items()):
            if self.parts.clock.monotonic() - since >= LOST_AFTER:
                await self._lose(person)

    async def _lose(self, person: ParticipantId) -> None:
        del self._absent[person]
        await self._try(lambda now: self._session.leave(person, now, "lost"))
        await self.parts.relay.leave(self.id, person)

    async def _try(self, decide: Decide) -> None:
        try:
            await self._record(decide)
        except BinomeError as problem:
            log.warning("could not be noted yet", session=self.id, why=problem.code)

    # ------------------------------------------------------------------ one step

    async def _record(self, decide: Decide) -> None:
        if self._origin is None:
            return await self._open(decide)
        events = decide(self.now())
        if events:
            for one in await self._append(events):
                self._apply(one)
                self.tell(one)
            await self._act(events)

    async def _open(self, decide: Decide) -> None:
        """The first thing to note opens the session: its clock starts here."""
        opening, origin = self._opening(), self.parts.clock.monotonic()
        self._session = Session()
        self._session.apply(opening)
        events = decide(0.0)
        if not events:
            return
        await self.parts.sessions.mark_opened(self.id, opening.opened_at)
        recorded = await self._append([opening, *events])
        self._origin, self._session = origin, Session()
        self._opened.set()
        for one in recorded:
            self._apply(one)
        self.tell(self.picture())
        await self._act(events)

    async def _append(self, events: Sequence[Event]) -> list[Recorded]:
        """Store the events; what somebody else wrote before them comes along."""
        recorded = await self.parts.log.append(self.id, events)
        if recorded and recorded[0].seq != len(self._log) + 1:
            return await self.parts.log.read(self.id, len(self._log))
        return recorded

    def _apply(self, one: Recorded) -> None:
        self._session.apply(one.event)
        self._log.append(one)

    async def _act(self, events: Sequence[Event]) -> None:
        """Bring the world in line with what was just decided; hearing less comes first."""
        await self._adjust_listening()
        for event in events:
            match event:
                case PassageErased():
                    self._unerased.append(event)
                    self.reading.start_over()
                    await self.parts.understanding.forget(self.id, event.since)
                case TranscriptionPaused() | ConsentWithdrawn():
                    await self.parts.understanding.forget(self.id, event.at)
                case SessionClosed():
                    await self.parts.sessions.mark_closed(self.id, self.parts.clock.utc())
                    self.wrapping.close()
                case RecapApproved() if self._everybody_approved():
                    self.wrapping.approve()
                case _:
                    pass
        if self._unerased:
            await self._write_what_waits()

    async def _adjust_listening(self) -> None:
        people = tuple((p.id, p.language) for p in self.record.participants if p.role != "observer")
        heard = (
            frozenset(id for id, _ in people)
            if self._session.consents.transcription == "on"
            else frozenset()
        )
        if heard == self._listening or self._origin is None:
            return
        if heard:
            await self.parts.understanding.follow(
                self.id, self._origin, people, self._hotwords(), self.parts.model_for(self.record)
            )
        for person in sorted(heard ^ self._listening):
            await self.parts.relay.listen(self.id, person, person in heard)
        self._listening = heard

    # ------------------------------------------------------------------ small questions

    def _opening(self) -> SessionOpened:
        record = self.record
        return open_session(
            session=record.id,
            title=record.title,
            language=record.language,
            timezone=record.timezone,
            participants=record.participants,
            opened_at=self.parts.clock.utc(),
            agenda=record.agenda,
            rehearsal=record.rehearsal,
        )

    def _hotwords(self) -> tuple[str, ...]:
        names = (person.name for person in self.record.participants if person.role != "observer")
        return (*names, *(item.title for item in self._session.opened.agenda))

    def _everybody_approved(self) -> bool:
        people = {one.id for one in self.record.participants if one.role != "observer"}
        return people <= set(self._session.approved_by)

    def _is_abandoned(self) -> bool:
        idle = self.parts.clock.monotonic() - self._alone_since >= IDLE_AFTER
        return idle and not self.audience and not self._session.consents.present

    def _may_rest(self) -> bool:
        if self.audience or not self._inbox.empty() or self._unwritten or self._unerased:
            return False
        if self._session.phase == "closed":
            return self.wrapping.is_done
        return self._is_abandoned()

    def _patience(self) -> float | None:
        """Seconds until the clock has something to say."""
        now = self.parts.clock.monotonic()
        instants = [since + LOST_AFTER for since in self._absent.values()]
        if not self.audience:
            instants.append(self._alone_since + IDLE_AFTER)
        if self._unwritten or self._unerased:
            instants.append(now + RETRY)
        if self._origin is not None:
            deadline = self._session.next_deadline()
            if deadline is not None:
                instants.append(self._origin + deadline)
        return max(0.0, min(instants) - now) if instants else None


def _seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
