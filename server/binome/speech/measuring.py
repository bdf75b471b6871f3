"""Has voices measured in a thread of its own, for those who asked for their mirror.

Driven by the understanding worker on its event loop: finished stretches of voice go in, a few
numbers a minute come out. Measuring never holds the captions up: what piles up is let go.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog

from binome.domain.mirror.sound import SoundWindow
from binome.speech.clock import RATE
from binome.speech.opus import Pcm
from binome.speech.recogniser import TrackKey
from binome.speech.sound import SoundMeter
from binome.wire.understanding import Sounded

MOST_WAITING = 120.0
"""Seconds of voice that may wait to be measured."""

log = structlog.get_logger(__name__)


class Measuring:
    """One meter a person; `say` gets each minute once it is over."""

    def __init__(self, say: Callable[[Sounded], None]) -> None:
        self._say = say
        self._meters: dict[TrackKey, SoundMeter] = {}
        self._lane = ThreadPoolExecutor(1, "sound")
        self._waiting = 0.0

    def hear(self, track: TrackKey, start: float, samples: Pcm) -> None:
        """Have a stretch of voice that begins at session second `start` measured."""
        seconds = len(samples) / RATE
        if self._waiting + seconds > MOST_WAITING:
            log.warning("voice_not_measured", session=track[0], seconds=round(seconds, 1))
            return
        self._waiting += seconds
        meter = self._meters.setdefault(track, SoundMeter())

        def measured() -> list[SoundWindow]:
            meter.hear(start, samples)
            return meter.done(before=start)

        job = asyncio.get_running_loop().run_in_executor(self._lane, measured)
        job.add_done_callback(partial(self._done, track, meter, seconds))

    def _done(
        self,
        track: TrackKey,
        meter: SoundMeter,
        seconds: float,
        job: "asyncio.Future[list[SoundWindow]]",
    ) -> None:
        self._waiting -= seconds
        if job.cancelled():
            return
        if (problem := job.exception()) is not None:
            log.error("voice_not_measured", session=track[0], problem=repr(problem))
        elif self._meters.get(track) is meter:
            self._tell(track, job.result())

    def _tell(self, track: TrackKey, windows: list[SoundWindow]) -> None:
        for window in windows:
            self._say(Sounded(*track, window))

    def forget(self, session: str, since: float, until: float) -> None:
        """Drop the minutes that touch these session seconds."""
        for track, meter in self._meters.items():
            if track[0] == session:
                self._lane.submit(meter.forget, since, until)

    def keep_only(self, session: str, people: frozenset[str]) -> None:
        """Drop whatever was measured of anybody else in the session."""
        for track in [t for t in self._meters if t[0] == session and t[1] not in people]:
            del self._meters[track]

    async def finish(self, session: str) -> None:
        """Tell the minutes still running, then forget the session."""
        loop = asyncio.get_running_loop()
        for track in [track for track in self._meters if track[0] == session]:
            rest = partial(self._meters[track].done, before=float("inf"))
            windows = await loop.run_in_executor(self._lane, rest)
            if self._meters.pop(track, None) is not None:
                self._tell(track, windows)

    def close(self) -> None:
        """Let go of what still waits (idempotent)."""
        self._lane.shutdown(wait=False, cancel_futures=True)
