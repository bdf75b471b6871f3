"""The live WebSocket: one browser's seat in one session. docs/protocol.md tells the story.

`hello` within ten seconds, then a snapshot or the missed events, then messages both ways until
one side ends. A message that cannot be read is refused and the socket lives on; only a frame
beyond 64 KiB, a wrong link or another tab end it. Driven by the server for each `/api/live`.
"""

import asyncio

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from binome.domain.commands import Command, SetNextSession
from binome.domain.values import Participant
from binome.errors import BadInput, BinomeError, NotAllowed
from binome.service.audience import Carried
from binome.service.conductor import Conductor
from binome.service.ports import Seat
from binome.web import protocol
from binome.web.connection import Connection, Reason, close
from binome.web.door import Door
from binome.web.local_time import must_exist
from binome.web.reading import id_of, read_message

HELLO_WITHIN = 10.0
"""Seconds a new socket has to say who it is."""
LARGEST = 64 * 1024
"""Bytes of the largest frame we read."""
LARGEST_SDP = 32 * 1024
"""Bytes of the largest WebRTC offer."""

log = structlog.get_logger()


class TooBig(Exception):
    """A frame beyond `LARGEST` came in."""


class TurnedAway(Exception):
    """A connection gets no seat; `reason` goes into its goodbye."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Live:
    """The live endpoint of one server."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def serve(self, socket: WebSocket) -> None:
        """Serve one socket from its opening to its end."""
        await socket.accept()
        try:
            await self._serve(socket, await self._hello(socket))
        except TurnedAway as turned_away:
            await _say_goodbye(socket, turned_away.reason)
        except WebSocketDisconnect:
            pass

    async def _hello(self, socket: WebSocket) -> protocol.Hello:
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                message = read_message(await _frame(socket))
        except (BadInput, TimeoutError):
            raise TurnedAway("protocol") from None
        except TooBig:
            raise TurnedAway("too_big") from None
        if not isinstance(message, protocol.Hello) or message.protocol != protocol.PROTOCOL:
            raise TurnedAway("protocol")
        return message

    async def _serve(self, socket: WebSocket, hello: protocol.Hello) -> None:
        seat = await self._seat(hello.token)
        conductor = await self._conductor(seat.session)
        watches = seat.participant.role == "observer"
        slots = self._door.settings.room_size - (0 if watches else 1)
        connection = Connection(socket, seat.participant, slots)
        refused = conductor.admit(connection, replaces=hello.takeover or hello.after is not None)
        if refused is not None:
            raise TurnedAway(refused)
        try:
            self._greet(connection, conductor, hello.after)
            await _Visit(socket, seat, conductor, connection).run()
        finally:
            conductor.release(connection)

    async def _seat(self, token: str) -> Seat:
        parts = self._door.conductors.parts
        try:
            seat = await parts.sessions.seat_of(token)
        except BinomeError as problem:
            log.warning("the seats cannot be read", why=str(problem))
            raise TurnedAway("shutting_down") from problem
        if seat is None or seat.revoked:
            raise TurnedAway("bad_link")
        if seat.expires_at <= parts.clock.utc():
            raise TurnedAway("expired_link")
        return seat

    async def _conductor(self, session: str) -> Conductor:
        try:
            return await self._door.conductors.get(session)
        except BinomeError as problem:
            log.warning("a session could not be opened", session=session, why=str(problem))
            raise TurnedAway("shutting_down") from problem

    def _greet(self, connection: Connection, conductor: Conductor, after: int | None) -> None:
        status = self._door.captions(conductor.record.rehearsal)
        missed = conductor.missed(after)
        carried = [Carried(person, rung) for person, rung in conductor.carried.items()]
        told = [*([conductor.picture()] if missed is None else missed), *carried]
        connection.greet(status, conductor.pace, told)


class _Visit:
    """One admitted connection, until it ends."""

    def __init__(
        self, socket: WebSocket, seat: Seat, conductor: Conductor, connection: Connection
    ) -> None:
        self._socket = socket
        self._person = seat.participant
        self._conductor = conductor
        self._connection = connection
        self._offering: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Read and answer until the browser or we end it."""
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._connection.write())
            try:
                await self._read_all(tasks)
            finally:
                writer.cancel()
                if self._offering is not None:
                    self._offering.cancel()

    async def _read_all(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            try:
                text = await _frame(self._socket)
            except WebSocketDisconnect:
                return
            except TooBig:
                self._connection.end("too_big")
                continue
            try:
                message = read_message(text)
            except BadInput as problem:
                self._refuse(id_of(text), problem)
                continue
            if isinstance(message, protocol.Offer):
                await self._answer_later(message, tasks)
            else:
                await self._answer(message)

    async def _answer(self, message: protocol.Incoming) -> None:
        request = message.id if isinstance(message, protocol.Do) else None
        try:
            match message:
                case protocol.Ping():
                    self._connection.say(protocol.Pong(message.sent, self._conductor.now()))
                case protocol.Hello():
                    raise BadInput("hello was said already")
                case _ if self._person.role == "observer":
                    raise NotAllowed("an observer watches; only the pair can act")
                case protocol.Enter():
                    await self._conductor.enter(self._person)
                case protocol.Sending(rung):
                    self._conductor.carry(self._person, rung)
                case protocol.Exit():
                    await self._conductor.leave(self._person)
                case protocol.Do():
                    _must_exist(message.command)
                    await self._conductor.do(self._person, message.command)
                    self._connection.say(protocol.Done(message.id))
        except BinomeError as problem:
            self._refuse(request, problem)

    async def _answer_later(self, offer: protocol.Offer, tasks: asyncio.TaskGroup) -> None:
        """Negotiate beside the reading: the relay may take seconds, commands must not wait."""
        if len(offer.sdp.encode()) > LARGEST_SDP:
            self._refuse(offer.id, BadInput("the offer is larger than 32 KiB"))
        elif self._offering is not None and not self._offering.done():
            self._refuse(offer.id, BadInput("an offer is still being answered: wait for it"))
        else:
            self._offering = tasks.create_task(self._negotiate(offer))

    async def _negotiate(self, offer: protocol.Offer) -> None:
        try:
            sdp = await self._conductor.offer(self._person, offer.sdp)
        except BinomeError as problem:
            self._refuse(offer.id, problem)
        else:
            self._connection.say(protocol.Answer(offer.id, sdp))

    def _refuse(self, request: int | None, problem: BinomeError) -> None:
        self._connection.say(
            protocol.Refused(request, problem.code, str(problem), problem.reason, problem.values)
        )


def _must_exist(command: Command) -> None:
    """Refuse a next session at a local time that its zone skips or shows twice."""
    if isinstance(command, SetNextSession) and command.next_session is not None:
        must_exist(command.next_session.starts_at, command.next_session.timezone)


async def _frame(socket: WebSocket) -> str:
    """Return the next frame's text ("" for a binary one, which nobody sends)."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text: str | None = message.get("text")
    size = len(text.encode("utf-8", "surrogatepass")) if text else len(message.get("bytes") or b"")
    if size > LARGEST:
        raise TooBig
    return text or ""


async def _say_goodbye(socket: WebSocket, reason: Reason) -> None:
    """Say goodbye to a connection that has no seat."""
    connection = Connection(socket, Participant("", "observer", ""), 0)
    connection.end(reason)
    await connection.write()
    await close(socket, 1000)
