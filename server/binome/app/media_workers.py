"""All media workers as one relay: places rooms by load, and moves them when a worker dies.

A room lives in one worker, since media must reach the process that holds its keys. Where each room
is stays in a small file, so that a gateway that is started again finds the calls that went on
without it. When a worker goes, its rooms are opened at another one at once and their browsers are
told to offer again; with one worker they wait for it to come back.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

import structlog

from binome.app.media_link import Changed, MediaLink
from binome.domain.values import ParticipantId
from binome.service.audience import RelayState
from binome.wire.media import PeerState

log = structlog.get_logger()


class MediaWorkers:
    """The relay port over any number of workers. `run` must be running."""

    def __init__(
        self,
        sockets: Sequence[Path],
        memory: Path,
        *,
        on_change: Callable[[Changed], None],
        on_relay: Callable[[RelayState, Collection[str] | None], None],
    ) -> None:
        """`memory`: file of where the rooms are; `on_relay` is told which rooms it concerns
        (None: all sessions, since there is no other worker)."""
        self._on_change = on_change
        self._on_relay = on_relay
        self._links = [
            MediaLink(path, on_change=self._changed, on_relay=partial(self._relay, number))
            for number, path in enumerate(sockets)
        ]
        self._memory = memory
        self._places = _remembered(memory, len(self._links))
        self._open: set[str] = set()
        self._people: dict[str, set[str]] = {}

    async def run(self) -> None:
        """Stay connected to all of them until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for link in self._links:
                tasks.create_task(link.run())

    @property
    def is_up(self) -> bool:
        """Whether any worker is connected."""
        return any(link.is_up for link in self._links)

    async def open_room(self, room: str, origin: float, size: int) -> None:
        """Make sure the room exists, now or when its worker is back."""
        self._open.add(room)
        await self._link(room).open_room(room, origin, size)

    async def join(
        self, room: str, participant: ParticipantId, sdp: str, *, publishes: bool
    ) -> str:
        """Return the SDP answer. Raises `BadInput` or `Unavailable`."""
        answer = await self._link(room).join(room, participant, sdp, publishes=publishes)
        self._people.setdefault(room, set()).add(participant)
        return answer

    async def leave(self, room: str, participant: ParticipantId) -> None:
        """Drop the person's transport."""
        self._people.get(room, set()).discard(participant)
        await self._link(room).leave(room, participant)

    async def listen(self, room: str, participant: ParticipantId, on: bool) -> None:
        """Start or stop handing the person's audio to the understanding worker."""
        await self._link(room).listen(room, participant, on)

    async def close_room(self, room: str) -> None:
        """End all transports of the room."""
        await self._link(room).close_room(room)
        self._open.discard(room)
        self._people.pop(room, None)
        self._places.pop(room, None)
        self._remember()

    def _link(self, room: str) -> MediaLink:
        """Return the room's worker; a room without one gets the least busy."""
        number = self._places.get(room)
        if number is None:
            number = self._least_busy()
            self._put(room, number)
        return self._links[number]

    def _put(self, room: str, number: int) -> None:
        self._places[room] = number
        self._remember()

    def _least_busy(self) -> int:
        """Return the worker with the fewest people, then rooms; one that is there if possible."""

        def load(number: int) -> tuple[bool, int, int, int]:
            rooms = self._rooms_of(number)
            people = sum(len(self._people.get(room, ())) for room in rooms)
            return not self._links[number].is_up, people, len(rooms), number

        return min(range(len(self._links)), key=load)

    def _rooms_of(self, number: int) -> list[str]:
        return [room for room in self._open if self._places.get(room) == number]

    def _remember(self) -> None:
        try:
            self._memory.write_text(json.dumps(self._places))
        except OSError as problem:
            log.warning("where rooms are cannot be noted", why=problem.strerror)

    def _changed(self, message: Changed) -> None:
        if isinstance(message, PeerState) and message.state == "gone":
            self._people.get(message.room, set()).discard(message.participant)
        self._on_change(message)

    def _relay(self, number: int, state: RelayState) -> None:
        rooms = self._rooms_of(number)
        elsewhere = any(link.is_up for n, link in enumerate(self._links) if n != number)
        self._on_relay(state, rooms if elsewhere else None)
        if state.state == "down":
            moved = [room for room in rooms if self._moved(room, number)]
            if moved:
                log.warning("rooms moved to another media worker", rooms=len(moved), number=number)
                self._on_relay(RelayState("back"), moved)

    def _moved(self, room: str, number: int) -> bool:
        """Open the room elsewhere with all that is known of it; False if there is no elsewhere."""
        self._people.pop(room, None)
        to = self._least_busy()
        if to == number or not self._links[to].is_up:
            return False
        self._links[to].take_over(self._links[number].give_away(room))
        self._put(room, to)
        return True


def _remembered(memory: Path, workers: int) -> dict[str, int]:
    """Return where rooms were; nothing when the file is not there or not ours."""
    try:
        places = json.loads(memory.read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(places, dict):
        return {}
    return {str(k): v for k, v in places.items() if isinstance(v, int) and 0 <= v < workers}
