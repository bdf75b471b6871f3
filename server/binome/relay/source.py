"""One published stream: an audio, a camera or a screen of one person.

Driven by the person's transport, which hands over every authentic packet, and by the RTCP tick.
It drops duplicates, remembers recent packets for retransmission, asks the sender again for
missing ones and for keyframes, and passes each packet on to subscriptions and listeners.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiortc.rtp import RtcpReceiverInfo, clamp_packets_lost

from binome.relay import red, rtp
from binome.relay.sdp import Purpose, kind_of

_KEYFRAME_PAUSE = 0.3
"""Seconds between two requests for a keyframe."""
_MOST_TRIES = 10
_MOST_AT_ONCE = 200
"""Packets asked for in one NACK; more is a broken path, which a keyframe mends better."""
_JUMP = 512
"""A step of more packets than this is a new beginning, not loss."""


@dataclass(frozen=True, slots=True)
class Packet:
    """An authentic RTP packet: its bytes and what was read from its header."""

    data: bytes
    start: int
    """Offset of the payload in `data`."""
    index: int
    """Sequence number that does not wrap."""
    timestamp: int
    """32-bit RTP timestamp as received."""
    arrived: float
    """Monotonic seconds."""

    @property
    def seq(self) -> int:
        """The 16-bit sequence number as received."""
        return self.index & 0xFFFF

    @property
    def payload(self) -> bytes:
        """The payload without padding."""
        return self.data[self.start : rtp.payload_end(self.data, self.start)]


class Subscriber(Protocol):
    """Who takes the packets of a source."""

    def packet(self, packet: Packet, *, keyframe: bool) -> None:
        """Take one packet, in order of arrival."""

    def restart(self) -> None:
        """The next packet has nothing to do with the ones before."""

    def detach(self) -> None:
        """The source is over: leave its list of subscribers."""


class Feedback(Protocol):
    """What a source says back to its sender."""

    rtt: float | None
    """Seconds to the sender and back, when known."""

    def ask_again(self, ssrc: int, lost: list[int]) -> None:
        """Send a NACK for these 16-bit sequence numbers."""

    def ask_keyframe(self, ssrc: int) -> None:
        """Send a picture loss indication."""


@dataclass(slots=True)
class Missing:
    """A packet that has not come: when it was last asked for and how often."""

    asked: float
    tries: int = 0


class Losses:
    """Which packets are missing and when to ask for each again; pure, driven by its source."""

    def __init__(self) -> None:
        self._missing: dict[int, Missing] = {}

    def __len__(self) -> int:
        return len(self._missing)

    def note(self, first: int, after: int, now: float) -> None:
        """Packets `first` … `after - 1` have not come; far older ones are given up."""
        for index in range(first, after):
            self._missing[index] = Missing(now)
        while (oldest := next(iter(self._missing))) < after - _JUMP:
            del self._missing[oldest]

    def came(self, index: int) -> None:
        """A packet came after all."""
        self._missing.pop(index, None)

    def clear(self) -> None:
        """Forget everything: the stream began anew."""
        self._missing.clear()

    def due(self, now: float, rtt: float) -> tuple[list[int], bool]:
        """Return the packets to ask for now, and whether some were given up for good."""
        wait = max(0.02, 1.5 * rtt)
        due: list[int] = []
        lost: list[int] = []
        for index, missing in self._missing.items():
            if missing.tries and now - missing.asked <= wait:
                continue
            if missing.tries >= _MOST_TRIES:
                lost.append(index)
                continue
            if len(due) < _MOST_AT_ONCE:
                missing.asked, missing.tries = now, missing.tries + 1
                due.append(index)
        for index in lost:
            del self._missing[index]
        return due, bool(lost)


@dataclass(frozen=True, slots=True)
class SenderClock:
    """A sender report: NTP time and RTP timestamp of one instant, and when it reached us."""

    ntp: int
    timestamp: int
    arrived: float


class Source:
    """A published stream and everything that depends on it."""

    def __init__(
        self, purpose: Purpose, sender: Feedback, *, nack: bool, red_type: int | None = None
    ) -> None:
        """`nack`: the sender answers NACKs; `red_type`: payload type of its redundant audio."""
        self.purpose = purpose
        self.kind = kind_of(purpose)
        self.clock_rate = 48000 if self.kind == "audio" else 90000
        self.ssrc: int | None = None
        self.last_report: SenderClock | None = None
        self.subscribers: list[Subscriber] = []
        self.listener: Callable[[Packet], None] | None = None
        self._sender = sender
        self._nack = nack
        self._red_type = red_type
        self._ring: list[Packet | None] = [None] * (512 if self.kind == "video" else 128)
        self._losses = Losses()
        self._wants_keyframe = False
        self._asked_keyframe = float("-inf")
        self._begin()

    def _begin(self) -> None:
        self._indices = rtp.Unwrapped(16)
        self._first: int | None = None
        self._highest = 0
        self._received = 0
        self._reported = (0, 0)
        self._jitter = 0.0
        self._transit: float | None = None
        self._ring = [None] * len(self._ring)
        self._losses.clear()

    def bind(self, ssrc: int) -> None:
        """The stream comes with this SSRC (again: whatever came before is over)."""
        if self.ssrc is not None and self.ssrc != ssrc:
            self._begin()
            self.last_report = None
            for subscriber in self.subscribers:
                subscriber.restart()
        self.ssrc = ssrc

    def receive(self, data: bytes, arrived: float, *, retransmitted: bool = False) -> None:
        """Take an authentic RTP packet of this stream."""
        start = rtp.payload_start(data)
        if self._red_type is not None and data[1] & 0x7F == self._red_type:
            data, start = self._unpacked(data, start, arrived), rtp.HEADER.size
        self._take(data, start, arrived, first_hand=not retransmitted)

    def _unpacked(self, data: bytes, start: int, arrived: float) -> bytes:
        """Take the older frames of a redundant packet that never came; return its own, plain."""
        *older, own = red.unpack(data[start : rtp.payload_end(data, start)])
        seq, timestamp = int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:8], "big")
        ssrc = int.from_bytes(data[8:12], "big")
        for age, block in zip(range(len(older), 0, -1), older, strict=True):
            if self._first is None or not block.body or block.payload_type != own.payload_type:
                continue
            head = rtp.header(block.payload_type, 0, seq - age, timestamp - block.offset, ssrc)
            self._take(head + block.body, len(head), arrived, restored=True)
        return rtp.header(own.payload_type, data[1] & 0x80, seq, timestamp, ssrc) + own.body

    def _take(
        self,
        data: bytes,
        start: int,
        arrived: float,
        *,
        first_hand: bool = False,
        restored: bool = False,
    ) -> None:
        """Pass a plain packet on, once; `restored` ones are still lost in the reports."""
        index = self._indices.of(int.from_bytes(data[2:4], "big"))
        timestamp = int.from_bytes(data[4:8], "big")
        if not self._is_new(index, arrived, restored=restored):
            return
        if first_hand:
            self._measure_jitter(timestamp, arrived)
        packet = Packet(data, start, index, timestamp, arrived)
        self._ring[index % len(self._ring)] = packet
        keyframe = self.kind == "video" and rtp.starts_vp8_keyframe(data, start)
        if keyframe:
            self._wants_keyframe = False
        for subscriber in self.subscribers:
            subscriber.packet(packet, keyframe=keyframe)
        if self.listener is not None:
            self.listener(packet)

    def _is_new(self, index: int, now: float, *, restored: bool) -> bool:
        """Do the accounts of an arriving packet; False for duplicates and for very late ones."""
        if self._first is None:
            self._first = self._highest = index
        elif index > self._highest:
            if index - self._highest > _JUMP:
                self._losses.clear()
                self._first, self._received, self._reported = index, 0, (0, 0)
                for subscriber in self.subscribers:
                    subscriber.restart()
                self.want_keyframe(now)
            elif self._nack and index - self._highest > 1:
                self._losses.note(self._highest + 1, index, now)
                self.ask_missing(now)
            self._highest = index
        else:
            known = self._ring[index % len(self._ring)]
            too_old = self._highest - index >= len(self._ring) or (restored and index < self._first)
            if too_old or (known is not None and known.index == index):
                return False
            self._losses.came(index)
        self._received += not restored
        return True

    def _measure_jitter(self, timestamp: int, arrived: float) -> None:
        transit = arrived * self.clock_rate - timestamp
        if self._transit is not None:
            change = abs(transit - self._transit)
            if change < 10 * self.clock_rate:
                self._jitter += (change - self._jitter) / 16
        self._transit = transit

    def receive_repair(self, data: bytes, arrived: float, payload_type: int) -> None:
        """Take a packet of the retransmission stream (RFC 4588) and treat what it repairs."""
        start = rtp.payload_start(data)
        end = rtp.payload_end(data, start)
        if end - start < 2 or self.ssrc is None:
            return  # padding, sent to probe the path
        seq = int.from_bytes(data[start : start + 2], "big")
        timestamp = int.from_bytes(data[4:8], "big")
        head = rtp.header(payload_type, data[1] & 0x80, seq, timestamp, self.ssrc)
        self.receive(head + data[start + 2 : end], arrived, retransmitted=True)

    def remembered(self, index: int) -> Packet | None:
        """Return a recent packet by its unwrapped sequence number."""
        packet = self._ring[index % len(self._ring)]
        return packet if packet is not None and packet.index == index else None

    def want_keyframe(self, now: float) -> None:
        """Ask for a keyframe; asked again until one is seen, never twice within 0.3 s.

        A stream that has not begun will begin with one unasked.
        """
        if self.kind != "video":
            return
        self._wants_keyframe = True
        if (
            self.ssrc is not None
            and self._first is not None
            and now - self._asked_keyframe >= _KEYFRAME_PAUSE
        ):
            self._asked_keyframe = now
            self._sender.ask_keyframe(self.ssrc)

    def ask_missing(self, now: float) -> None:
        """Send the NACKs that are due."""
        if self.ssrc is None or not self._losses:
            return
        due, given_up = self._losses.due(now, self._sender.rtt or 0.05)
        if due:
            self._sender.ask_again(self.ssrc, sorted(index & 0xFFFF for index in due))
        if given_up:
            self.want_keyframe(now)

    def tick(self, now: float) -> None:
        """Do what time asks for: NACKs again, the keyframe again while somebody waits for it."""
        self.ask_missing(now)
        if self._wants_keyframe and self.subscribers and now - self._asked_keyframe > 0.5:
            self.want_keyframe(now)

    def report(self, now: float) -> RtcpReceiverInfo | None:
        """Return the receiver report block of the time since the last one."""
        if self.ssrc is None or self._first is None:
            return None
        expected = self._highest - self._first + 1
        before, received = self._reported
        self._reported = expected, self._received
        newly, lost = expected - before, (expected - before) - (self._received - received)
        fraction = min(255, (lost << 8) // newly) if newly > 0 and lost > 0 else 0
        clock = self.last_report
        return RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=fraction,
            packets_lost=clamp_packets_lost(expected - self._received),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=min(int(self._jitter), 0xFFFFFFFF),
            lsr=(clock.ntp >> 16) & 0xFFFFFFFF if clock else 0,
            dlsr=min(int((now - clock.arrived) * 65536), 0xFFFFFFFF) if clock else 0,
        )
