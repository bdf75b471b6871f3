"""All live sessions of this process, by id; one conductor each, loaded from the log on demand.

Driven by the web (who wants a session), the workers' links (what was heard, how media stand) and
the jobs (what was sent). Conductors run in one TaskGroup and are put away when nobody is there.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from binome.domain.events import Event
from binome.domain.values import Participant
from binome.errors import BadInput, BinomeError
from binome.service.audience import RelayState
from binome.service.conductor import Conductor
from binome.service.ears import Heard
from binome.service.parts import Parts
from binome.wire.media import PeerState, PicturesPaused, RoundTrip, SlotsChanged
from binome.wire.understanding import CaptionsPace, EngineStatus, Sounded, SpeechFigures, Tail

MOST_EARLY_SESSIONS = 64
"""Most sessions whose words wait for somebody to call the session back."""
MOST_EARLY = 2048
"""Most messages that wait so for one session; the oldest are dropped."""

log = structlog.get_logger()


class Conductors:
    """The live sessions. Use inside `running()`."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.statuses: dict[bool, EngineStatus] = {}
        """The recogniser's last status, by whether it is the demonstration model."""
        self.figures = SpeechFigures(())
        """How the understanding worker does, as it last told."""
        self._live: dict[str, Conductor] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._running: dict[asyncio.Task[None], Conductor] = {}
        self._one_loads = asyncio.Lock()
        self._early: dict[str, deque[Heard | Tail | Sounded]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Conductors"]:
        """Run the conductors until the block ends, then send everybody off."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                yield self
            finally:
                for conductor in self._live.values():
                    conductor.attendance.audience.dismiss_all("shutting_down")
                for task in self._running:
                    task.cancel()
                self._tasks = None

    async def get(self, session: str) -> Conductor:
        """Return the session's conductor, loading it when needed. Raises `BadInput` if unknown."""
        async with self._one_loads:
            conductor = self._live.get(session)
            if conductor is not None and not conductor.resting:
                return conductor
            record = await self.parts.sessions.get(session)
            if record is None or self._tasks is None:
                raise BadInput("there is no such session")
            conductor = Conductor(record, self.parts)
            await conductor.load()
            for message in self._early.pop(session, ()):
                conductor.hear(message)
            self._live[session] = conductor
            task = self._tasks.create_task(self._conduct(conductor), name=f"session {session}")
            self._running[task] = conductor
            task.add_done_callback(lambda done: self._running.pop(done, None))
            return conductor

    def reread(self, session: str) -> None:
        """Put a session away whose log was rewritten; its pages come back and see it anew."""
        for task, conductor in self._running.items():
            if conductor.id == session and not conductor.resting:
                conductor.resting = True
                conductor.attendance.audience.dismiss_all("shutting_down")
                task.cancel()

    async def recover(self) -> None:
        """Take up the sessions that ended but whose recap has not reached everybody."""
        for session in await self.parts.sessions.closed_without_recap():
            await self.get(session)

    async def note(self, session: str, events: Sequence[Event]) -> None:
        """Record events decided elsewhere (a recap that left) and tell who is looking."""
        await (await self.get(session)).note(events)

    async def seal(self, session: str, version: int) -> None:
        """Have a version of the recap leave as it stands."""
        await (await self.get(session)).seal(version)

    def heard(self, message: Heard | Tail | Sounded) -> None:
        """Pass on what was heard to the session it belongs to.

        After a restart of ours the worker delivers what it kept before any page has called its
        session back: that waits here until one does.
        """
        conductor = self._live.get(message.session)
        if conductor is not None and not conductor.resting:
            conductor.hear(message)
        elif message.session in self._early or len(self._early) < MOST_EARLY_SESSIONS:
            waiting = deque[Heard | Tail | Sounded](maxlen=MOST_EARLY)
            self._early.setdefault(message.session, waiting).append(message)

    def media_changed(self, message: PeerState | PicturesPaused | SlotsChanged | RoundTrip) -> None:
        """Pass on how somebody's media stand; how far away a person is, to the mirrors only."""
        conductor = self._live.get(message.room)
        if conductor is None:
            return
        if isinstance(message, RoundTrip):
            conductor.hear(message)
        else:
            conductor.tell(message)

    async def choose_mirror(self, session: str, person: Participant, on: bool) -> None:
        """Note whether a person wants the own mirror, in a live call at once."""
        conductor = self._live.get(session)
        if conductor is not None:
            await conductor.choose_mirror(person, on)
        else:
            await self.parts.mirrors.choose(session, person.id, on, self.parts.clock.utc())

    def relay_changed(self, state: RelayState, rooms: Collection[str] | None = None) -> None:
        """Tell the people of these rooms, or everybody, that their relay is down or back."""
        for room, conductor in self._live.items():
            if rooms is None or room in rooms:
                conductor.tell(state)

    def engine_changed(self, status: EngineStatus) -> None:
        """Remember what the recogniser can do, and tell whom it concerns."""
        self.statuses[status.demo] = status
        for conductor in self._live.values():
            if self.is_demo(conductor.record.rehearsal) == status.demo:
                conductor.tell(status)

    def pace_changed(self, pace: CaptionsPace) -> None:
        """Tell the session how fast its captions come."""
        conductor = self._live.get(pace.session)
        if conductor is not None:
            conductor.pace = pace.pace
            conductor.tell(pace)

    def figures_told(self, figures: SpeechFigures) -> None:
        """Remember how the understanding worker does."""
        self.figures = figures

    @property
    def live_sessions(self) -> int:
        """How many sessions are in memory."""
        return len(self._live)

    def worker_gone(self) -> None:
        """The understanding worker went: captions are loading until it says otherwise."""
        self.figures = SpeechFigures(())
        for conductor in self._live.values():
            conductor.pace = "usual"
        for status in list(self.statuses.values()):
            if status.state == "ready":
                why = "the recogniser is restarting"
                self.engine_changed(
                    replace(
                        status,
                        state="loading",
                        progress=None,
                        reason=why,
                        code="recogniser_restarting",
                    )
                )

    async def worker_back(self, since: float) -> None:
        """The understanding worker was away from `since` (monotonic seconds) until now."""
        for conductor in list(self._live.values()):
            try:
                await conductor.worker_back(since)
            except BinomeError as problem:
                log.warning("an interruption could not be noted", why=problem.code)

    def is_demo(self, rehearsal: bool) -> bool:
        """Say whether a session is heard by the demonstration model."""
        return rehearsal or self.parts.demo_model

    async def _conduct(self, conductor: Conductor) -> None:
        try:
            await conductor.run()
        except Exception:  # one broken session must not take the others along
            log.exception("a session's conductor failed", session=conductor.id)
            conductor.attendance.audience.dismiss_all("shutting_down")
        finally:
            conductor.resting = True
            if self._live.get(conductor.id) is conductor:
                del self._live[conductor.id]
