"""One room: who is in it, whose media goes into whose slots, and whose audio is listened to.

Driven by the relay (join, leave, listen) and by the worker's tick (`watch`). Joining and leaving
only rewires sources and subscriptions; nothing is renegotiated with anybody. What the gateway
should know is told through `tell`.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import structlog

from binome.relay.connection import Connection
from binome.relay.sdp import read_offer
from binome.relay.seating import Seating
from binome.relay.source import Packet, Source
from binome.relay.tap import AudioTap
from binome.relay.transport import Ended
from binome.wire.media import FromMedia, PeerState, PicturesPaused, RoundTrip, SlotsChanged

log = structlog.get_logger(__name__)

STALLED_AFTER = 3.0
"""Seconds without a datagram until a person counts as stalled."""
GONE_AFTER = 30.0
"""Seconds without a datagram, or without ever connecting, until a person is out of the room."""

TRAVEL_EVERY = 10.0
"""Seconds between two words about how far away a person is."""

State = Literal["connecting", "connected", "stalled", "gone"]


def standing(*, connected: bool, joined: float, heard: float | None, now: float) -> State:
    """Return how a media path stands; all times are monotonic seconds."""
    silence = now - max(joined, heard if heard is not None else joined)
    if silence >= GONE_AFTER:
        return "gone"
    if not connected:
        return "gone" if now - joined >= GONE_AFTER else "connecting"
    return "stalled" if silence >= STALLED_AFTER else "connected"


@dataclass(slots=True)
class _Member:
    participant: str
    connection: Connection
    joined: float
    state: State = "connecting"
    pictures_paused: bool = False
    travel_told: float = float("-inf")
    track: int | None = None
    """The tap's number for the audio that is being handed over."""


class Room:
    """A call's media."""

    def __init__(
        self,
        name: str,
        origin: float,
        size: int,
        *,
        connect: Callable[..., Connection],
        answer: Callable[[Connection], str],
        tap: AudioTap,
        tasks: asyncio.TaskGroup,
        tell: Callable[[FromMedia], None],
        clock: Callable[[], float],
    ) -> None:
        self.name = name
        self.origin = origin
        self.size = size
        self._connect = connect
        self._answer = answer
        self._tap = tap
        self._tasks = tasks
        self._tell = tell
        self._clock = clock
        self._seating = Seating(size)
        self._members: dict[str, _Member] = {}
        self._listened: set[str] = set()
        self._told: dict[str, tuple[str | None, ...]] = {}

    def connections(self) -> Iterable[Connection]:
        """The live connections, for the tick."""
        return [member.connection for member in self._members.values()]

    def join(self, participant: str, sdp: str, *, publishes: bool) -> str:
        """Return the answer to a person's offer.

        The offer of a connection that lives (an ICE restart) goes on with it; with any other, a
        former connection of hers ends at once. Raises `BadInput` when the offer cannot be served;
        then nothing has changed. Call `announce` when the answer has been sent.
        """
        slots = [self.size - 1] if publishes else sorted({self.size - 1, self.size})
        offer = read_offer(sdp, slots)
        former = self._members.get(participant)
        if former is not None and former.connection.continues_with(offer, publishes=publishes):
            former.connection.restart(offer)
            return self._answer(former.connection)
        self._seating.take(participant, offer.slots, publishes=publishes)
        self._end(participant)
        try:
            connection = self._connect(offer, publishes=publishes)
        except Exception:
            self._seating.free(participant)
            raise
        member = _Member(participant, connection, self._clock())
        self._members[participant] = member
        self._told.pop(participant, None)
        self._tasks.create_task(self._live(member))
        self._rewire()
        return self._answer(connection)

    def announce(self) -> None:
        """Tell everybody's state and slots as far as they are news."""
        for member in self._members.values():
            if self._told.get(member.participant) is None:
                self._say(member, member.state)
                if member.pictures_paused:
                    self._tell(PicturesPaused(self.name, member.participant, True))
        picture = self._seating.picture()
        for participant, slots in picture.items():
            if self._told.get(participant) != slots:
                self._tell(SlotsChanged(self.name, participant, slots))
        self._told = dict(picture)

    def announce_all(self) -> None:
        """Tell everything again, to a gateway that has just come (back)."""
        self._told.clear()
        self.announce()

    def leave(self, participant: str) -> None:
        """Forget the person's connection and place; may be called twice."""
        self._end(participant)
        self._seating.free(participant)
        self._told.pop(participant, None)
        self._rewire()
        self.announce()

    def listen(self, participant: str, *, on: bool) -> None:
        """Hand the person's audio over, or stop at once; holds for later connections too."""
        if on:
            self._listened.add(participant)
        else:
            self._listened.discard(participant)
        member = self._members.get(participant)
        if member is not None:
            self._tap_member(member)

    def watch(self, now: float) -> None:
        """Notice who stalled, came back or is gone."""
        for member in list(self._members.values()):
            transport = member.connection.transport
            transport.agent.sweep(now)
            state = standing(
                connected=transport.connected,
                joined=member.joined,
                heard=transport.agent.last_heard,
                now=now,
            )
            self._become(member, state)

    def govern(self, now: float) -> None:
        """Let everybody send no more video than the weakest receiver can take."""
        caps: dict[str, int] = {}
        for member in self._members.values():
            total = member.connection.downlink(now)
            self._tell_pictures(member)
            self._tell_travel(member, now)
            seated = [name for name in self._seating.slots_of(member.participant) if name]
            for name in seated:
                if total is not None:
                    caps[name] = min(caps.get(name, total), total // len(seated))
        for name, member in self._members.items():
            member.connection.limit(caps.get(name))

    def _tell_pictures(self, member: _Member) -> None:
        paused = member.connection.pictures_paused
        if paused != member.pictures_paused:
            member.pictures_paused = paused
            self._tell(PicturesPaused(self.name, member.participant, paused))

    def _tell_travel(self, member: _Member, now: float) -> None:
        rtt = member.connection.rtt
        if rtt is not None and now >= member.travel_told + TRAVEL_EVERY:
            member.travel_told = now
            self._tell(RoundTrip(self.name, member.participant, rtt))

    def close(self) -> None:
        """End every connection; may be called twice."""
        for participant in list(self._members):
            self._end(participant)
            self._seating.free(participant)
        self._told.clear()

    async def _live(self, member: _Member) -> None:
        connection = member.connection

        def connected() -> None:
            self._become(member, "connected")

        ended = await connection.transport.run(connection.offer.fingerprints, connected)
        log.info(
            "connection_ended", room=self.name, participant=member.participant, why=ended.value
        )
        if ended is not Ended.HERE:
            self._become(member, "gone")

    def _become(self, member: _Member, state: State) -> None:
        if member.state == state or self._members.get(member.participant) is not member:
            return
        self._say(member, state)
        if state == "gone":
            self.leave(member.participant)

    def _say(self, member: _Member, state: State) -> None:
        member.state = state
        self._tell(PeerState(self.name, member.participant, state))

    def _end(self, participant: str) -> None:
        member = self._members.pop(participant, None)
        if member is None:
            return
        if member.track is not None:
            self._tap.close(member.track)
        member.connection.close()

    def _rewire(self) -> None:
        """Attach to every slot what belongs there now."""
        now = self._clock()
        for member in self._members.values():
            self._tap_member(member)
            seated = self._seating.slots_of(member.participant)
            for slot, name in zip(member.connection.slots, seated, strict=True):
                other = self._members.get(name) if name is not None else None
                sources = other.connection.sources if other is not None else {}
                for purpose, subscription in slot.items():
                    source = sources.get(purpose)
                    if source is None:
                        subscription.detach()
                    elif subscription.source is not source:
                        subscription.attach(source, now)

    def _tap_member(self, member: _Member) -> None:
        """Begin or end handing over a member's audio, as asked."""
        audio = member.connection.sources.get("audio")
        wanted = member.participant in self._listened and audio is not None
        if wanted and audio is not None and audio.listener is None:
            audio.listener = self._hand_over(member, audio)
        elif not wanted and audio is not None:
            audio.listener = None
            if member.track is not None:
                self._tap.close(member.track)
                member.track = None

    def _hand_over(self, member: _Member, audio: Source) -> Callable[[Packet], None]:
        stream: int | None = None

        def packet(packet: Packet) -> None:
            nonlocal stream
            if member.track is None or stream != audio.ssrc:
                if member.track is not None:
                    self._tap.close(member.track)
                member.track = self._tap.open(self.name, member.participant, self.origin)
                stream = audio.ssrc
            self._tap.packet(member.track, packet, member.connection.rtt)

        return packet
