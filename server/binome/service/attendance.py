"""Who is connected, who is missed, and since when nobody is there. Driven by the conductor."""

from collections.abc import Iterable, Iterator

from binome.domain.values import ParticipantId
from binome.service.audience import Audience, Farewell, Listener
from binome.service.ports import Clock

LOST_AFTER = 15.0
"""Seconds without a connection after which a person counts as lost."""
IDLE_AFTER = 900.0
"""Seconds without anybody after which a session is put away (the log keeps it)."""


class Attendance:
    """The connections of one session and the clocks that start when one breaks."""

    def __init__(self, room_size: int, clock: Clock) -> None:
        self.audience = Audience(room_size)
        self._clock = clock
        self._missed: dict[ParticipantId, float] = {}
        self._alone_since = clock.monotonic()

    def admit(self, listener: Listener, *, replaces: bool) -> Farewell | None:
        """Give a connection its seat, or return why not."""
        refused = self.audience.admit(listener, replaces=replaces)
        if refused is None:
            self._missed.pop(listener.participant.id, None)
        return refused

    def release(self, listener: Listener, *, is_in_the_call: bool) -> bool:
        """Note that a connection is gone; False when another one holds the seat by now."""
        if not self.audience.release(listener):
            return False
        self._alone_since = self._clock.monotonic()
        if is_in_the_call:
            self._missed[listener.participant.id] = self._alone_since
        return True

    def miss(self, people: Iterable[ParticipantId]) -> None:
        """After a restart: these people were in the call and are not connected yet."""
        self._missed = dict.fromkeys(people, self._clock.monotonic())

    def lost(self) -> Iterator[ParticipantId]:
        """Yield, once, whoever has been missed for too long."""
        for person, since in list(self._missed.items()):
            if self._clock.monotonic() - since >= LOST_AFTER:
                del self._missed[person]
                yield person

    @property
    def is_idle(self) -> bool:
        """Whether nobody has been looking for long."""
        return not self.audience and self._clock.monotonic() - self._alone_since >= IDLE_AFTER

    def deadlines(self) -> Iterator[float]:
        """Yield the monotonic instants at which something here will be news."""
        yield from (since + LOST_AFTER for since in self._missed.values())
        if not self.audience:
            yield self._alone_since + IDLE_AFTER
