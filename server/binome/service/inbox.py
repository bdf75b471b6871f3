"""What waits to be taken by one conductor, one thing at a time, with a bound.

In the order in which it came, but for what must hold at once: a withdrawal or "hors micro" does not
queue behind the captions that it is about.
"""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from binome.domain.events import Event
from binome.service.ears import Heard
from binome.wire.media import RoundTrip
from binome.wire.understanding import Sounded, Tail

MOST = 2048
"""Most things that wait; more means that the disk stands still."""

Decide = Callable[[float], list[Event]]
"""`decide(now)` returns the events that happen, or raises why not."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to decide, and who waits for the outcome."""

    decide: Decide
    answer: asyncio.Future[None]


Found = Heard | Tail | Sounded | RoundTrip
"""What workers tell of a session."""
Taken = Ask | Found | None
"""None = look at the clock again."""


class Inbox:
    """A bounded queue in two ranks."""

    def __init__(self) -> None:
        self._waiting: asyncio.PriorityQueue[tuple[int, int, Taken]] = asyncio.PriorityQueue(MOST)
        self._numbers = itertools.count()

    def put(self, thing: Taken, *, urgent: bool = False) -> None:
        """Add a thing. Raises `asyncio.QueueFull`."""
        self._waiting.put_nowait((0 if urgent else 1, next(self._numbers), thing))

    async def get(self) -> Taken:
        """Return the next thing, waiting for it."""
        return (await self._waiting.get())[2]

    def empty_out(self) -> list[Taken]:
        """Take out and return everything that waits."""
        return [self._waiting.get_nowait()[2] for _ in range(self._waiting.qsize())]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._waiting.empty()

    @property
    def is_full(self) -> bool:
        """Whether nothing more can wait."""
        return self._waiting.full()
