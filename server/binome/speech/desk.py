"""One model at work: loads it in the background, feeds it, hands out what it hears, mends it.

The understanding worker has a desk for the configured model and, once a rehearsal asks for it, one
for the demonstration model. Sessions belong to one desk. Runs on the worker's event loop; only the
recogniser works in a thread of its own, one batch at a time.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from binome.domain.values import Language
from binome.errors import BinomeError
from binome.speech.listener import ENGINE, Listener
from binome.speech.live import BATCH, Live, Message
from binome.speech.models import ModelMissing
from binome.speech.recogniser import Figures, Job, Reading, Recogniser, TrackKey
from binome.speech.track import TrackCounters
from binome.wire.understanding import EngineFigures, EngineStatus, TrackFigures, TroubleCode

log = structlog.get_logger(__name__)

TICK = 0.05
"""Seconds between two looks at what is due while a session is followed."""
HUNG = 90.0
"""Seconds after which a batch will never come back and the process must be started anew."""
AGAIN = 5.0
"""Seconds after which an engine that could not be started again is tried once more."""
LAST_WORDS = 20.0
"""Seconds a finishing session may still be read."""


class Desk:
    """See the module's text. `run` must be running."""

    def __init__(
        self,
        model: str,
        *,
        demo: bool,
        load: Callable[[], Recogniser],
        say: Callable[[Message], None],
        tell: Callable[[EngineStatus], None],
    ) -> None:
        """`load` takes seconds, is called in a thread, and raises `BinomeError` if it cannot."""
        self.status = EngineStatus("loading", model, demo)
        self.live = Live(transcribes=False)
        self._load = load
        self._say = say
        self._tell = tell
        self._recogniser: Recogniser | None = None
        self._lane = ThreadPoolExecutor(1, f"engine-{model}")
        self._wake = asyncio.Event()
        self._failures = 0
        self._restarts = 0

    # --- sessions -----------------------------------------------------------------------------

    def follow(self, session: str, people: Mapping[str, Language], hotwords: Sequence[str]) -> None:
        """Transcribe these people from now on (idempotent)."""
        self.live.follow(session, people, hotwords)
        self._wake.set()

    def forget(self, session: str, since: float, until: float) -> None:
        """Drop audio and unfinished words between these session times (seconds)."""
        self.live.forget(session, since, until)
        self._hand_out()

    async def finish(self, session: str) -> None:
        """Read everything of the session for good, then forget it."""
        self.live.close(session)
        until = time.monotonic() + LAST_WORDS
        while time.monotonic() < until:
            self._hand_out()
            loading = self.status.state == "loading"
            if not (loading or self.live.working(session) or self.live.rereading(session)):
                break
            await asyncio.sleep(TICK)
        self.live.leave(session)

    # --- the engine ---------------------------------------------------------------------------

    async def run(self) -> None:
        """Load the model, then work until cancelled."""
        try:
            await self._start()
            while True:
                if self._restarts and self.status.state == "unavailable":
                    await asyncio.sleep(AGAIN)
                    await self._start()
                if not self.live.rooms:
                    self._wake.clear()
                    await self._wake.wait()
                await self._turn()
        finally:
            self._lane.shutdown(wait=False, cancel_futures=True)
            self._let_go()

    def _let_go(self) -> None:
        recogniser, self._recogniser = self._recogniser, None
        if recogniser is not None:
            recogniser.close()

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        self._let_go()
        self.live.halt()
        self._change("loading")
        try:
            self._recogniser = await loop.run_in_executor(self._lane, self._load)
        except ModelMissing as problem:
            code: TroubleCode = "demo_missing" if self.status.demo else "model_missing"
            self._change("unavailable", problem.reason, problem.remedy, code)
        except BinomeError as problem:
            self._change("unavailable", str(problem), "binome models check", "model_broken")
        except Exception as problem:
            log.error("engine_load_failed", model=self.status.model, problem=repr(problem))
            reason = f"the speech model cannot be loaded ({type(problem).__name__})"
            self._change("unavailable", reason, "binome models check", "model_broken")
        else:
            self.live.ready(self._recogniser.longest)
            self._change("ready")

    def _change(
        self,
        state: str,
        reason: str | None = None,
        remedy: str | None = None,
        code: TroubleCode | None = None,
    ) -> None:
        model, demo = self.status.model, self.status.demo
        if state == "unavailable":
            self.status = EngineStatus("unavailable", model, demo, None, reason, remedy, code)
        else:
            self.status = EngineStatus("ready" if state == "ready" else "loading", model, demo)
        log.info("engine_status", model=model, state=state)
        self._tell(self.status)

    async def _turn(self) -> None:
        """Read what is due, or wait a moment."""
        now = time.monotonic()
        jobs = self.live.due(now)
        self._hand_out()
        if not jobs:
            await asyncio.sleep(TICK)
            return
        assert self._recogniser is not None  # noqa: S101 - nothing is due without a model
        readings = await self._read(self._recogniser, jobs)
        if readings is not None:
            self.live.take(jobs, readings, now, time.monotonic())
        self._hand_out()

    async def _read(self, recogniser: Recogniser, jobs: Sequence[Job]) -> list[Reading] | None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(HUNG):
                readings = await loop.run_in_executor(self._lane, recogniser.read, jobs)
        except TimeoutError:
            log.error("engine_hung", model=self.status.model, jobs=len(jobs))
            os._exit(70)
        except Exception as problem:
            await self._mend(jobs, problem)
            return None
        if self._failures:
            self._failures, self.live.batch = 0, BATCH
        return readings

    async def _mend(self, jobs: Sequence[Job], problem: Exception) -> None:
        """The engine failed: start it anew and read again, one job at a time until it works; the
        job that fails twice is given up, and what it held is told as missing."""
        self._failures += 1
        self._restarts += 1
        log.error("engine_failed", model=self.status.model, problem=repr(problem))
        if self._failures > 1 and len(jobs) == 1:
            self.live.take(jobs, [Reading((), ENGINE)], 0.0, 0.0)
            await asyncio.sleep(min(5.0, 0.2 * self._failures))
        else:
            self.live.fail(jobs)
        self.live.batch = 1
        await self._start()

    def figures(self, packets: Mapping[TrackKey, TrackCounters]) -> EngineFigures:
        """Return how this desk does; `packets`: what the network did to each track."""
        live, tempo = self.live, self.live.tempo
        done = self._recogniser.figures() if self._recogniser is not None else Figures()
        listeners, rooms = list(live.listeners.values()), list(live.rooms.values())
        return EngineFigures(
            model=self.status.model,
            state=self.status.state,
            step=tempo.step,
            load=round(tempo.load, 3),
            interval=round(tempo.interval, 3),
            sessions=len(rooms),
            waiting_sessions=sum(not room.admitted for room in rooms),
            windows=done.windows,
            batches=done.batches,
            restarts=self._restarts,
            echoes=sum(room.echo.suppressed for room in rooms),
            unvoiced=sum(one.voiced.unvoiced for one in listeners),
            dropped=dict(done.dropped),
            retried=dict(done.retried),
            tracks=tuple(_track(one, packets.get(one.track, TrackCounters())) for one in listeners),
        )

    def _hand_out(self) -> None:
        for message in self.live.said():
            self._say(message)


def _track(listener: Listener, net: TrackCounters) -> TrackFigures:
    return TrackFigures(
        *listener.track,
        lag=round(listener.lag, 3),
        waiting=listener.waiting,
        missed=listener.lost,
        packets=net.packets,
        late=net.late,
        lost=net.lost,
        rebuilt=net.rebuilt,
    )
