"""The worker's one clock: a 20 ms tick that sends every kind of RTCP when it is due.

Driven by nobody but time, owned by the worker's task group. One task for all rooms instead of
one per stream: what is not due costs a comparison.
"""

import asyncio
import time
from collections.abc import Callable, Iterable

import structlog

from binome.relay.connection import Connection
from binome.relay.transport import Ended

log = structlog.get_logger(__name__)

TICK = 0.02
"""Seconds between two looks."""
ARRIVALS_EVERY = 0.05
"""Seconds between two transport-wide feedback messages."""
REPORTS_EVERY = 1.0
"""Seconds between receiver and sender reports."""
WATCH_EVERY = 0.5
"""Seconds between two looks at who went silent."""
FIGURES_EVERY = 60.0
"""Seconds between two lines of figures in the log."""


class Due:
    """Says, given `now`, whether an interval has passed since the last yes; pure."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._next = float("-inf")

    def __call__(self, now: float) -> bool:
        """Return whether it is time, and if so start the next interval."""
        if now < self._next:
            return False
        self._next = now + self._every
        return True


async def beat(
    connections: Callable[[], Iterable[Connection]],
    watch: Callable[[float], None],
    govern: Callable[[float], None],
    figures: Callable[[float], None],
) -> None:
    """Tick for ever; ends only by being cancelled.

    `figures` is told, once a minute, by how many seconds the loop was late at worst.
    """
    arrivals, reports, watching = Due(ARRIVALS_EVERY), Due(REPORTS_EVERY), Due(WATCH_EVERY)
    telling, due, late = Due(FIGURES_EVERY), time.monotonic() + TICK, 0.0
    while True:
        await asyncio.sleep(TICK)
        now = time.monotonic()
        late, due = max(late, now - due), now + TICK
        if telling(now):
            figures(late)
            late = 0.0
        if watching(now):
            watch(now)
        with_arrivals, with_reports = arrivals(now), reports(now)
        for connection in connections():
            try:
                connection.tick(now)
                if with_arrivals:
                    connection.tell_arrivals()
                if with_reports:
                    connection.report(now)
            except Exception:
                # A bug in one person's accounts must not stop the clock of all others.
                log.exception("tick_failed")
                connection.transport.close(Ended.BROKEN)
        if with_reports:
            govern(now)
