"""The engine in a process of its own: it may die, hang or eat memory, and the audio stays here.

Whoever owns the tracks (`desk`) calls `read` as on any recogniser, in a thread. A child that died
or does not answer in time is killed and `EngineGone` is raised; the desk starts another and asks
again, from audio it still holds. The child runs at a lower priority than the call's packets, and
ends by itself when our end of the pipe closes, however we ended.
"""

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from binome.errors import BinomeError, Unavailable
from binome.speech.models import LocalModel
from binome.speech.recogniser import Figures, Job, Reading

LOADS_WITHIN = 120.0
"""Seconds a model has to be loaded."""
PATIENCE, PATIENCE_EACH = 15.0, 6.0
"""Seconds a batch may take at all, and for each of its windows; then the child counts as hung."""
AT_LEAST, TIMES = 4.0, 20.0
"""The same once windows have been read: seconds, and how many times as long as usual. A machine
that is five times slower than a minute ago is not hung."""
NICE = 5
"""By how much the child's priority is lowered."""


class EngineGone(RuntimeError):
    """The engine died or hung; what it was reading must be read again."""


class EngineProcess:
    """A running engine. Fills the `Recogniser` protocol."""

    def __init__(self, model: LocalModel, compute_type: str = "int8") -> None:
        """Start it; takes seconds. Raises `Unavailable` when the model cannot be loaded."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(
            target=_work, args=(theirs, model, compute_type), name="engine", daemon=True
        )
        self._child.start()
        theirs.close()
        self._figures = Figures()
        self._each: float | None = None
        """Smoothed seconds a window takes."""
        try:
            answer = self._answer(LOADS_WITHIN)
        except EngineGone as problem:
            answer = f"the speech model could not be loaded: {problem}"
        if isinstance(answer, str):
            self.close()
            raise Unavailable(answer)
        self.longest: float = answer

    @property
    def pid(self) -> int | None:
        """The child's process id."""
        return self._child.pid

    def read(self, jobs: Sequence[Job]) -> list[Reading]:
        """Return one reading per job, in order. Raises `EngineGone`."""
        try:
            self._pipe.send(list(jobs))
        except OSError as problem:
            raise EngineGone("the engine died") from problem
        began = time.monotonic()
        answer = self._answer(self._patience(len(jobs)))
        if isinstance(answer, str):
            raise EngineGone(answer)
        each = (time.monotonic() - began) / len(jobs)
        self._each = each if self._each is None else self._each + 0.2 * (each - self._each)
        readings: list[Reading]
        readings, self._figures = answer
        return readings

    def figures(self) -> Figures:
        """Return what the engine has done so far."""
        return self._figures

    def close(self) -> None:
        """End the child at once (idempotent)."""
        self._pipe.close()
        self._child.kill()
        self._child.join()

    def _patience(self, windows: int) -> float:
        """Seconds after which the child counts as hung over so many windows."""
        most = PATIENCE + PATIENCE_EACH * windows
        if self._each is None:
            return most
        return min(most, AT_LEAST + TIMES * self._each * windows)

    def _answer(self, within: float) -> Any:
        try:
            if self._pipe.poll(within):
                return self._pipe.recv()
        except (EOFError, OSError) as problem:
            raise EngineGone("the engine died") from problem
        self._child.kill()
        raise EngineGone(f"the engine did not answer in {within:.0f} s")


def _work(pipe: Connection, model: LocalModel, compute_type: str) -> None:
    """The child: load, then read what comes until the pipe closes."""
    from binome.speech.engine import Engine

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    try:
        engine = Engine.load(model, compute_type)
    except BinomeError as problem:
        pipe.send(str(problem))
        return
    try:
        pipe.send(engine.longest)
        while True:
            jobs = pipe.recv()
            try:
                answer: object = (engine.read(jobs), engine.figures())
            except Exception as problem:  # the desk decides; it is told what it was
                answer = f"{type(problem).__name__}: {problem}"
            pipe.send(answer)
    except (EOFError, OSError):
        engine.close()
