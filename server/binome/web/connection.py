"""The outgoing half of one browser connection: a bounded queue, and the socket's writer.

Driven by the conductor (`tell`, `dismiss`) and by `binome.web.live`. A browser that reads too
slowly is told goodbye and comes back with the last `seq` it applied; nothing is lost.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import TypeAdapter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from binome.domain.values import Participant
from binome.service.audience import Carried, Farewell, Picture, RelayState, Told
from binome.service.ports import Recorded
from binome.web import protocol
from binome.wire.media import PeerState, PicturesPaused, SlotsChanged
from binome.wire.understanding import CaptionsPace, EngineStatus, Pace, Tail

Reason = Literal[
    "bad_link",
    "expired_link",
    "seat_taken",
    "room_full",
    "replaced",
    "protocol",
    "too_big",
    "shutting_down",
]
WAITING = 512
"""Most messages waiting for one browser."""

GOODBYES: dict[Reason, tuple[int, str]] = {
    "bad_link": (4401, "This link is not valid: ask for a new one."),
    "expired_link": (4403, "This link has expired: ask for a new one."),
    "seat_taken": (4409, "This seat is in use in another tab or by another person."),
    "room_full": (4429, "Everybody expected is already in this call."),
    "replaced": (4410, "The session was moved to another tab."),
    "protocol": (4400, "This page is out of date or not ours: reload it."),
    "too_big": (1009, "A message was larger than 64 KiB."),
    "shutting_down": (1012, "The connection ends here: connect again after the last `seq`."),
}
"""Close code and sentence of each reason."""

_OUT: TypeAdapter[Any] = TypeAdapter(protocol.ToClient)


@dataclass(frozen=True, slots=True)
class _Last:
    """The end of the queue: say goodbye and close."""

    goodbye: protocol.Goodbye
    code: int


class Connection:
    """One browser, as the conductor and the live endpoint talk to it."""

    def __init__(self, socket: WebSocket, participant: Participant, slots: int) -> None:
        self._socket = socket
        self._participant = participant
        self._slots = slots
        self._queue: asyncio.Queue[str | _Last] = asyncio.Queue()
        self._most = WAITING
        self._is_ending = False
        self._captions = protocol.Captions("loading", "", False)

    @property
    def participant(self) -> Participant:
        """The seat this connection holds."""
        return self._participant

    def tell(self, told: Told) -> None:
        """Queue what happened as a message; never blocks, never raises."""
        match told:
            case Recorded():
                self.say(protocol.EventMessage(told.seq, told.event))
            case Picture():
                self.say(
                    protocol.Snapshot(
                        told.seq,
                        told.at,
                        self._participant.id,
                        self._slots,
                        told.view,
                        self._captions,
                    )
                )
            case Tail():
                self.say(protocol.TailMessage(told.participant, told.text))
            case PeerState():
                self.say(protocol.PeerMessage(told.participant, told.state))
            case PicturesPaused():
                self.say(protocol.PicturesMessage(told.participant, told.paused))
            case Carried():
                self.say(protocol.CarriedMessage(told.participant, told.rung))
            case SlotsChanged():
                self.say(protocol.SlotsMessage(told.slots))
            case RelayState():
                self.say(protocol.MediaMessage(told.state))
            case EngineStatus():
                self._captions = replace(captions_of(told), pace=self._captions.pace)
                self.say(self._captions)
            case CaptionsPace():
                self._captions = replace(self._captions, pace=told.pace)
                self.say(self._captions)

    def greet(self, status: EngineStatus, pace: Pace, told: Sequence[Told]) -> None:
        """Queue the first messages: the whole picture, or the captions' state and what was missed.

        However many they are: they do not count as waiting.
        """
        self._captions = replace(captions_of(status), pace=pace)
        self._most = WAITING + len(told)
        if not any(isinstance(one, Picture) for one in told):
            self.say(self._captions)
        for one in told:
            self.tell(one)

    def say(self, message: protocol.Outgoing) -> None:
        """Queue one message, or give the connection up when the queue is full."""
        if self._is_ending:
            return
        if self._queue.qsize() < self._most:
            self._queue.put_nowait(_OUT.dump_json(message).decode())
            return
        while not self._queue.empty():
            self._queue.get_nowait()
        self.end("shutting_down")

    def dismiss(self, reason: Farewell) -> None:
        """Say goodbye and end the connection; idempotent."""
        self.end(reason)

    def end(self, reason: Reason) -> None:
        """Say goodbye for one of `GOODBYES`' reasons, after what still waits."""
        if self._is_ending:
            return
        self._is_ending = True
        code, message = GOODBYES[reason]
        self._queue.put_nowait(_Last(protocol.Goodbye(reason, message), code))

    async def write(self) -> None:
        """Send what is queued until the goodbye; ends quietly when the browser is gone."""
        try:
            while True:
                message = await self._queue.get()
                if isinstance(message, _Last):
                    await self._socket.send_text(_OUT.dump_json(message.goodbye).decode())
                    await close(self._socket, message.code)
                    return
                await self._socket.send_text(message)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return


async def close(socket: WebSocket, code: int) -> None:
    """Close the socket if it is not closed already."""
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(code)


def captions_of(status: EngineStatus) -> protocol.Captions:
    """Return the recogniser's status as browsers get it."""
    return protocol.Captions(
        status.state,
        status.model,
        status.demo,
        status.progress,
        status.reason,
        status.remedy,
        status.code,
    )
