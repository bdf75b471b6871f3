"""The relay as the conductors see it: `Relay` over a Unix socket to the media worker.

Remembers the rooms and who is listened to, and tells a media worker that comes back everything
again. Offers are answered by request number; when the worker goes, they fail at once.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from binome.app.wire_client import WireClient
from binome.domain.values import ParticipantId
from binome.errors import BadInput, Unavailable
from binome.service.audience import RelayState
from binome.wire import media

ANSWER_WITHIN = 10.0
"""Seconds the media worker has to answer an offer."""


Orders = list[media.OpenRoom | media.Listen]
Changed = media.PeerState | media.PicturesPaused | media.RoundTrip | media.SlotsChanged


class MediaLink:
    """One media worker, at its Unix socket `control`. `run` must be running."""

    def __init__(
        self,
        control: Path,
        *,
        on_change: Callable[[Changed], None],
        on_relay: Callable[[RelayState], None],
    ) -> None:
        self._on_change = on_change
        self._on_relay = on_relay
        self._rooms: dict[str, media.OpenRoom] = {}
        self._listening: dict[tuple[str, ParticipantId], media.Listen] = {}
        self._given_away: set[str] = set()
        """Rooms that another worker has now; this one closes them when it is met again."""
        self._offers: dict[int, asyncio.Future[str]] = {}
        self._requests = 0
        self._wire = WireClient(
            "media",
            control,
            media.FromMedia,
            on_up=self._up,
            on_down=self._down,
            on_message=self._take,
        )

    async def run(self) -> None:
        """Stay connected until cancelled."""
        await self._wire.run()

    @property
    def is_up(self) -> bool:
        """Whether the media worker is connected."""
        return self._wire.is_up

    async def open_room(self, room: str, origin: float, size: int) -> None:
        """Make sure the room exists, now or when the worker is back."""
        self._rooms[room] = media.OpenRoom(room, origin, size)
        self._send_if_up(self._rooms[room])

    async def join(
        self, room: str, participant: ParticipantId, sdp: str, *, publishes: bool
    ) -> str:
        """Return the SDP answer. Raises `BadInput` or `Unavailable`."""
        self._requests += 1
        request = self._requests
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._offers[request] = answer
        try:
            self._wire.send(media.Join(room, participant, request, sdp, publishes))
            async with asyncio.timeout(ANSWER_WITHIN):
                return await answer
        except TimeoutError:
            raise Unavailable("the relay did not answer in time: try again") from None
        finally:
            del self._offers[request]

    async def leave(self, room: str, participant: ParticipantId) -> None:
        """Drop the person's transport."""
        self._send_if_up(media.Leave(room, participant))

    async def listen(self, room: str, participant: ParticipantId, on: bool) -> None:
        """Start or stop handing the person's audio to the understanding worker."""
        message = media.Listen(room, participant, on)
        if on:
            self._listening[room, participant] = message
        else:
            self._listening.pop((room, participant), None)
        self._send_if_up(message)

    async def close_room(self, room: str) -> None:
        """End all transports of the room."""
        self._rooms.pop(room, None)
        for key in [key for key in self._listening if key[0] == room]:
            del self._listening[key]
        self._send_if_up(media.CloseRoom(room))

    def give_away(self, room: str) -> Orders:
        """Forget the room and return all that was ordered about it."""
        self._given_away.add(room)
        opened = [self._rooms.pop(room)] if room in self._rooms else []
        keys = [key for key in self._listening if key[0] == room]
        return [*opened, *(self._listening.pop(key) for key in keys)]

    def take_over(self, orders: Orders) -> None:
        """Take a room that another worker gave away."""
        for order in orders:
            if isinstance(order, media.OpenRoom):
                self._rooms[order.room] = order
            else:
                self._listening[order.room, order.participant] = order
            self._given_away.discard(order.room)
            self._send_if_up(order)

    def _send_if_up(self, message: object) -> None:
        """Send, or leave it to the next connection, which is told the whole state."""
        if self._wire.is_up:
            try:
                self._wire.send(message)
            except Unavailable:
                return

    def _up(self) -> None:
        while self._given_away:
            self._wire.send(media.CloseRoom(self._given_away.pop()))
        for message in (*self._rooms.values(), *self._listening.values()):
            self._wire.send(message)
        self._on_relay(RelayState("back"))

    def _down(self) -> None:
        for answer in self._offers.values():
            if not answer.done():
                answer.set_exception(Unavailable("the relay is restarting: try again in a moment"))
        self._on_relay(RelayState("down"))

    def _take(self, message: media.Answer | media.Rejected | Changed) -> None:
        match message:
            case media.Answer():
                self._settle(message.request, message.sdp)
            case media.Rejected():
                self._settle(message.request, BadInput(message.reason))
            case _:
                self._on_change(message)

    def _settle(self, request: int, outcome: str | BadInput) -> None:
        answer = self._offers.get(request)
        if answer is None or answer.done():
            return
        if isinstance(outcome, str):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)
