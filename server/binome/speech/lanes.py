"""Where a recogniser works while recordings are played: in virtual time or in a real thread."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from binome.speech.recogniser import Job, Reading, Recogniser


@dataclass(frozen=True, slots=True)
class Done:
    """A batch that is back; `sent` and `back` in seconds."""

    jobs: Sequence[Job]
    readings: Sequence[Reading]
    sent: float
    back: float


class Lane(Protocol):
    """Where the recogniser works: one batch at a time."""

    @property
    def free(self) -> bool:
        """Whether a batch may be started."""

    def start(self, jobs: Sequence[Job], now: float) -> None:
        """Start a batch at `now` (seconds)."""

    def done(self, now: float) -> Done | None:
        """Return the batch that is back by `now`, or None."""


@dataclass(slots=True)
class VirtualLane:
    """Reads at once, hands the readings over when the computing would have ended."""

    recogniser: Recogniser
    cost: float | None = None
    """Seconds a batch takes; None = measured."""
    busy: float = 0.0
    """Seconds the recogniser worked."""
    _out: Done | None = None

    @property
    def free(self) -> bool:
        """Whether a batch may be started."""
        return self._out is None

    def start(self, jobs: Sequence[Job], now: float) -> None:
        """Read the jobs; they come back later."""
        wall, cpu = time.perf_counter(), time.process_time()
        readings = self.recogniser.read(jobs)
        spent = min(time.perf_counter() - wall, time.process_time() - cpu)
        spent = spent if self.cost is None else self.cost
        self.busy += spent
        self._out = Done(jobs, readings, now, now + spent)

    def done(self, now: float) -> Done | None:
        """Return the batch that is back by `now`, or None."""
        if self._out is None or self._out.back > now:
            return None
        out, self._out = self._out, None
        return out


class RealLane:
    """Reads in a thread of its own while time goes on."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._pool = ThreadPoolExecutor(1, "engine")
        self._out: tuple[Sequence[Job], Future[list[Reading]], float] | None = None

    @property
    def free(self) -> bool:
        """Whether a batch may be started."""
        return self._out is None

    def start(self, jobs: Sequence[Job], now: float) -> None:
        """Hand the jobs to the engine's thread."""
        self._out = jobs, self._pool.submit(self._recogniser.read, jobs), now

    def done(self, now: float) -> Done | None:
        """Return the batch that is back, or None."""
        if self._out is None or not self._out[1].done():
            return None
        (jobs, future, sent), self._out = self._out, None
        return Done(jobs, future.result(), sent, now)

    def close(self) -> None:
        """Wait for the thread (idempotent)."""
        self._pool.shutdown(wait=True)
