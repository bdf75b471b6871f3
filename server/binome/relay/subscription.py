"""One outgoing stream: what a person receives in one m-line of a receive slot.

The browser knows a single stream that never ends; whoever is in the slot, sequence numbers and
timestamps go on without a gap, under the same SSRC. Driven by sources (packets), by the
transport (NACKs, receiver reports) and by the RTCP tick (sender reports).
"""

import secrets
from typing import Protocol

from aiortc.rtp import (
    RtcpReceiverInfo,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
)

from binome.relay import red, rtp
from binome.relay.answer import Sent
from binome.relay.sdp import Purpose
from binome.relay.source import Packet, Source

MOST_REPAIRS = 200
"""Packets sent again for one NACK."""
ENOUGH = 100
"""Packets over which a loss is more than chance."""


class Outlet(Protocol):
    """Where a subscription's packets go."""

    def send_rtp(self, head: bytes, body: bytes) -> None:
        """Protect and send a packet, or drop it while that is impossible."""


class Subscription:
    """The sending side of one slot m-line."""

    def __init__(
        self,
        outlet: Outlet,
        purpose: Purpose,
        stream: str,
        *,
        payload_type: int,
        repair_type: int | None,
        send_time: int | None,
        red_type: int | None = None,
    ) -> None:
        """`red_type`: payload type under which the browser takes redundant audio."""
        self.purpose = purpose
        self.ssrc = secrets.randbits(31) | 1
        self.repair_ssrc = None if repair_type is None else self.ssrc ^ 0x5A5A5A5A
        self.stream = stream
        self.source: Source | None = None
        self.rtt: float | None = None
        """Seconds to this receiver and back, from its reports."""
        self.held = False
        """True while nothing is forwarded although somebody is in the slot."""
        self.octets = 0
        """Bytes of payload sent, retransmissions not counted."""
        self._outlet = outlet
        self._payload_type = payload_type
        self._repair_type = repair_type
        self._send_time = send_time
        self._red_type = red_type
        self._repair_seq = secrets.randbits(15)
        self._shift = 0
        """What is added to the source's indices."""
        self._timestamp_shift = 0
        self._since: int | None = None
        """First index forwarded of the present source; None until it begins."""
        self._next = 0x8000 + secrets.randbits(15)
        self._last_timestamp = secrets.randbits(32)
        self._last_sent = 0.0
        self._packets = 0
        self._reports: dict[int, float] = {}
        self._reception = self._counted = (0, 0)
        """Highest sequence number and packets lost, as last reported and as last counted."""

    @property
    def announced(self) -> Sent:
        """What the answer says of this stream."""
        return Sent(self.stream, self.ssrc, self.repair_ssrc)

    def attach(self, source: Source, now: float) -> None:
        """Send this source from now on (video from its next keyframe on)."""
        self.detach()
        self.source = source
        source.subscribers.append(self)
        source.want_keyframe(now)

    def detach(self) -> None:
        """Send nothing any more; may be called twice."""
        if self.source is not None:
            self.source.subscribers.remove(self)
            self.source = None
        self._since = None

    def restart(self) -> None:
        """The source begins anew: go on in the outgoing count, from a keyframe."""
        self._since = None

    def hold(self, held: bool, now: float) -> None:
        """Stop forwarding, or go on (video from its next keyframe on)."""
        if held == self.held:
            return
        self.held = held
        self.restart()
        if not held and self.source is not None:
            self.source.want_keyframe(now)

    def packet(self, packet: Packet, *, keyframe: bool) -> None:
        """Forward one packet of the source."""
        if self.held:
            return
        if self._since is None:
            if self.source is None or (self.source.kind == "video" and not keyframe):
                return
            self._begin(packet, self.source)
        if self._since is None or packet.index < self._since:
            return
        index = packet.index + self._shift
        timestamp = packet.timestamp + self._timestamp_shift
        self._send(packet, index, timestamp)
        if index >= self._next:
            self._next = index + 1
            self._last_timestamp, self._last_sent = timestamp, packet.arrived
        self._packets += 1
        self.octets += len(packet.data) - packet.start

    def _begin(self, packet: Packet, source: Source) -> None:
        pause = packet.arrived - self._last_sent if self._last_sent else 0.0
        self._since = packet.index
        self._shift = self._next - packet.index
        resumed = self._last_timestamp + 1 + int(pause * source.clock_rate)
        self._timestamp_shift = resumed - packet.timestamp

    def _send(self, packet: Packet, index: int, timestamp: int) -> None:
        data, start = packet.data, packet.start
        if self._red_type is not None and (doubled := self._doubled(packet)) is not None:
            head = rtp.header(self._red_type, data[1] & 0x80, index, timestamp, self.ssrc)
            self._outlet.send_rtp(head, doubled)
            return
        marker, padding = data[1] & 0x80, data[0] & 0x20
        if self._send_time is None:
            head = rtp.header(self._payload_type, marker, index, timestamp, self.ssrc, padding)
        else:
            head = rtp.timed_header(
                self._payload_type,
                marker,
                index,
                timestamp,
                self.ssrc,
                padding,
                self._send_time,
                packet.arrived,
            )
        self._outlet.send_rtp(head, data[start:])

    def _doubled(self, packet: Packet) -> bytes | None:
        """Return the packet's payload behind a copy of the one before; None when there is none."""
        source, since = self.source, self._since
        if source is None or since is None or packet.index <= since:
            return None
        before = source.remembered(packet.index - 1)
        if before is None:
            return None
        offset = (packet.timestamp - before.timestamp) & 0xFFFFFFFF
        return red.pack(self._payload_type, before.payload, offset, packet.payload)

    def repair(self, lost: list[int]) -> None:
        """Serve a NACK: send again what we remember of these 16-bit sequence numbers."""
        source = self.source
        if source is None or self._since is None:
            return
        for seq in lost[:MOST_REPAIRS]:
            behind = (self._next - 1 - seq) & 0xFFFF
            packet = source.remembered(self._next - 1 - behind - self._shift)
            if packet is None or packet.index < self._since:
                continue
            timestamp = packet.timestamp + self._timestamp_shift
            if self._repair_type is None or self.repair_ssrc is None:
                self._send(packet, packet.index + self._shift, timestamp)
                continue
            self._repair_seq += 1
            marker = packet.data[1] & 0x80
            head = rtp.header(
                self._repair_type, marker, self._repair_seq, timestamp, self.repair_ssrc
            )
            self._outlet.send_rtp(head, (seq & 0xFFFF).to_bytes(2, "big") + packet.payload)

    def sender_report(self, now: float) -> bytes | None:
        """Return a compound sender report, the publisher's clock carried on to `now`."""
        source = self.source
        if source is None or source.last_report is None or self._since is None:
            return None
        clock = source.last_report
        elapsed = now - clock.arrived
        ntp = clock.ntp + int(elapsed * (1 << 32))
        timestamp = clock.timestamp + int(elapsed * source.clock_rate) + self._timestamp_shift
        self._reports[(ntp >> 16) & 0xFFFFFFFF] = now
        while len(self._reports) > 8:
            del self._reports[next(iter(self._reports))]
        report = RtcpSrPacket(
            ssrc=self.ssrc,
            sender_info=RtcpSenderInfo(
                ntp_timestamp=ntp & 0xFFFFFFFFFFFFFFFF,
                rtp_timestamp=timestamp & 0xFFFFFFFF,
                packet_count=self._packets & 0xFFFFFFFF,
                octet_count=self.octets & 0xFFFFFFFF,
            ),
        )
        name = RtcpSourceInfo(ssrc=self.ssrc, items=[(1, self.stream.encode())])
        return bytes(report) + bytes(RtcpSdesPacket(chunks=[name]))

    def lost(self) -> float | None:
        """Return the fraction lost since the last answer, None while under a hundred packets."""
        (highest, lost), (highest_before, lost_before) = self._reception, self._counted
        expected = highest - highest_before
        if 0 <= expected < ENOUGH:
            return None
        self._counted = self._reception
        if not 0 < expected < ENOUGH * 100:
            return None  # the first report, or the browser began to count anew
        return max(0.0, (lost - lost_before) / expected)

    def receiver_report(self, report: RtcpReceiverInfo, now: float) -> float | None:
        """Note how well the browser receives; return a new round-trip time when it tells one."""
        self._reception = report.highest_sequence, report.packets_lost
        sent = self._reports.get(report.lsr)
        if sent is None:
            return None
        measured = max(0.0, now - sent - report.dlsr / 65536)
        self.rtt = measured if self.rtt is None else 0.85 * self.rtt + 0.15 * measured
        return self.rtt
