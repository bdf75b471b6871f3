"""L2: an engine that is killed at work, and one that works for long: what people would wait, what
stays in memory."""

import contextlib
import os
import signal
import time
from pathlib import Path

import numpy as np

from binome import resources
from binome.speech.clock import RATE
from binome.speech.engine import Engine
from binome.speech.engine_process import EngineGone, EngineProcess
from binome.speech.lanes import VirtualLane
from binome.speech.live import Live
from binome.speech.models import LocalModel
from binome.speech.playback import Playback
from binome.speech.recogniser import Job, Urgency
from binome.speech.recording import Recording

PAGE = os.sysconf("SC_PAGE_SIZE")


def respawn(model: LocalModel) -> float:
    """Return the seconds from an engine's sudden death until another has read the same window."""
    hiss = np.random.default_rng(1).normal(0, 0.02, 3 * RATE).astype(np.float32)
    job = Job(("s", "p"), "t", 1, Urgency.FINAL, 0.0, "fr", hiss, 0.0)
    engine = EngineProcess(model)
    engine.read([job])
    assert engine.pid is not None
    began = time.monotonic()
    os.kill(engine.pid, signal.SIGKILL)
    with contextlib.suppress(EngineGone):
        engine.read([job])
        raise AssertionError("a killed engine answered")
    engine.close()
    engine = EngineProcess(model)
    engine.read([job])
    lasted = time.monotonic() - began
    engine.close()
    return lasted


def soak(model: LocalModel, minutes: float) -> float:
    """Read the bundled calls again and again for so long; return the MB an hour that were gained
    after the first fifth, by least squares over the resident memory."""
    engine, until = Engine.load(model), time.monotonic() + 60 * minutes
    began = time.monotonic()
    points: list[tuple[float, float]] = []
    while time.monotonic() < until or len(points) < 3:
        _call(engine)
        points.append(((time.monotonic() - began) / 3600, _resident()))
    engine.close()
    late = points[len(points) // 5 :]
    gained = float(np.polyfit([x for x, _ in late], [y for _, y in late], 1)[0])
    print(
        f"soak of {minutes:g} min: {len(points)} calls, resident {points[0][1]:.1f} MB after the "
        f"first, {points[-1][1]:.1f} MB after the last, {gained:+.2f} MB an hour"
    )
    return gained


def _call(engine: Engine) -> None:
    folder = resources.model("rehearsal")
    tracks = {who: Recording(folder / f"fr-short-{who}.opus") for who in ("mentor", "mentee")}
    live = Live(engine.longest)
    for _ in Playback(live, VirtualLane(engine), tracks, "fr").events():
        pass


def _resident() -> float:
    """Megabytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6
