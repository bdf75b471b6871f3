"""A person's live connection: what she publishes, what she receives, and the RTCP in between.

Driven by its transport (packets), by its room (who is in which slot) and by the worker's one tick
(`tick` every 20 ms, `report` every second). It belongs to one offer and never renegotiates: a
reloaded page makes a new connection.
"""

import secrets
from collections.abc import Mapping, Sequence

from aiortc.rtcdtlstransport import RTCCertificate
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    pack_remb_fci,
    unpack_remb_fci,
)

from binome.relay import rtp
from binome.relay.answer import Local, write_answer
from binome.relay.bandwidth import Downlink
from binome.relay.ice import Remote
from binome.relay.mux import UdpMux
from binome.relay.sdp import CODEC, PURPOSES, RED, Offer, OfferedMedia, Purpose
from binome.relay.source import SenderClock, Source
from binome.relay.subscription import Subscription
from binome.relay.transport import MediaTransport
from binome.relay.twcc import Arrivals

NO_CAP = 10_000_000
"""Bits per second that limit nobody."""
LIFTED_FOR = 5
"""Times that the end of a cap is told, since any packet may be lost."""


class Connection:
    """One browser's sources and receive slots over one transport."""

    def __init__(
        self, mux: UdpMux, offer: Offer, certificate: RTCCertificate, *, publishes: bool
    ) -> None:
        remote = Remote(offer.user, offer.password)
        self.transport = MediaTransport(mux, remote, certificate)
        self.transport.receiver = self
        self.offer = offer
        self.publishes = publishes
        self.rtt: float | None = None
        self.estimate: int | None = None
        """Bits per second this browser says it can receive (REMB); a figure, nothing follows it."""
        self.sources: Mapping[Purpose, Source] = self._make_sources() if publishes else {}
        self.slots: Sequence[Mapping[Purpose, Subscription]] = [
            self._make_slot(number) for number in range(offer.slots)
        ]
        self._ssrc = secrets.randbits(31) | 1
        self._streams: dict[int, Source] = {}
        self._repairs: dict[int, Source] = {}
        self._subscriptions = {sub.ssrc: sub for slot in self.slots for sub in slot.values()}
        self._arrivals = Arrivals()
        self._downlink = Downlink()
        self._measured: tuple[float, int] | None = None
        self._capped = 0
        """Seconds for which a lifted cap is still to be told."""
        self._wide_number = self._transport_cc()
        if publishes:
            self._bind_announced()

    def _make_sources(self) -> dict[Purpose, Source]:
        sources: dict[Purpose, Source] = {}
        for purpose, media in self.offer.published.items():
            main = _main_type(media)
            if media.sends:
                nack = media.has_feedback(main, "nack")
                red_type = media.payload_type(RED)
                sources[purpose] = Source(purpose, self, nack=nack, red_type=red_type)
        return sources

    def _make_slot(self, number: int) -> dict[Purpose, Subscription]:
        slot: dict[Purpose, Subscription] = {}
        for purpose, media in self.offer.slot(number).items():
            main = _main_type(media)
            stream = f"slot-{number}" if purpose != "screen" else f"slot-{number}-screen"
            video = media.kind == "video"
            slot[purpose] = Subscription(
                self.transport,
                purpose,
                stream,
                payload_type=main,
                repair_type=media.retransmission_type(main) if video else None,
                send_time=media.extensions.get(rtp.ABS_SEND_TIME) if video else None,
                red_type=media.payload_type(RED),
            )
        return slot

    def _transport_cc(self) -> int | None:
        for purpose in self.sources:
            media = self.offer.published[purpose]
            number = media.extensions.get(rtp.TRANSPORT_CC)
            if media.kind == "video" and media.has_feedback(_main_type(media), "transport-cc"):
                return number
        return None

    def _bind_announced(self) -> None:
        for purpose, source in self.sources.items():
            media = self.offer.published[purpose]
            if media.ssrcs:
                self._bind(source, media.ssrcs[0])
            if media.retransmits is not None:
                self._repairs[media.retransmits] = source

    def _bind(self, source: Source, ssrc: int) -> None:
        if source.ssrc is not None:
            self._streams.pop(source.ssrc, None)
        self._streams[ssrc] = source
        self.transport.agent.expect(ssrc)
        source.bind(ssrc)

    def continues_with(self, offer: Offer, *, publishes: bool) -> bool:
        """Whether this offer is the same browser connection, looking for a new way to us."""
        same = [m.mid for m in offer.media] == [m.mid for m in self.offer.media]
        known = offer.fingerprints == self.offer.fingerprints
        return self.transport.connected and same and known and publishes == self.publishes

    def restart(self, offer: Offer) -> None:
        """Take the offer's new ICE credentials; keys, streams and places stay as they are."""
        self.offer = offer
        self.transport.agent.restart(Remote(offer.user, offer.password))

    def answer(self, fingerprint: str, addresses: tuple[str, ...], port: int, tcp: bool) -> str:
        """Return the SDP answer to this connection's offer."""
        agent = self.transport.agent
        local = Local(agent.user_name, agent.password, fingerprint, addresses, port, tcp)
        sent = [slot[purpose].announced for slot in self.slots for purpose in PURPOSES]
        return write_answer(self.offer, local, sent, publishes=self.publishes)

    def close(self) -> None:
        """Stop sending and receiving at once; `transport.run` gives the rest back."""
        for subscription in self._subscriptions.values():
            subscription.detach()
        for source in self.sources.values():
            for subscriber in list(source.subscribers):
                subscriber.detach()
            source.listener = None
        self.transport.close()

    # -- what comes in

    def rtp(self, packet: bytes, arrived: float) -> None:
        """Take a packet the person sent."""
        if self._wide_number is not None:
            wide = rtp.extension(packet, self._wide_number)
            if wide is not None and len(wide) == 2:
                self._arrivals.note(int.from_bytes(wide, "big"), arrived)
        ssrc = int.from_bytes(packet[8:12], "big")
        source = self._streams.get(ssrc)
        if source is None and ssrc not in self._repairs:
            source = self._recognise(packet, ssrc)
        if source is not None:
            source.receive(packet, arrived)
        elif (repaired := self._repairs.get(ssrc)) is not None:
            main = _main_type(self.offer.published[repaired.purpose])
            repaired.receive_repair(packet, arrived, main)

    def _recognise(self, packet: bytes, ssrc: int) -> Source | None:
        """Bind a stream that was not announced, by the mid its packets carry."""
        for purpose, source in self.sources.items():
            media = self.offer.published[purpose]
            mid = rtp.extension(packet, media.extensions.get(rtp.MID, 0))
            if mid is None or mid != media.mid.encode():
                continue
            main, payload_type = _main_type(media), packet[1] & 0x7F
            if payload_type in (main, media.payload_type(RED)):
                self._bind(source, ssrc)
                return source
            if payload_type == media.retransmission_type(main):
                self._repairs = {s: known for s, known in self._repairs.items() if known != source}
                self._repairs[ssrc] = source
        return None

    def rtcp(self, packet: bytes, arrived: float) -> None:
        """Take a compound RTCP packet the person sent."""
        for part in RtcpPacket.parse(packet):
            self._report(part, arrived)

    def _report(self, part: AnyRtcpPacket, now: float) -> None:
        match part:
            case RtcpSrPacket():
                source = self._streams.get(part.ssrc)
                if source is not None:
                    info = part.sender_info
                    source.last_report = SenderClock(info.ntp_timestamp, info.rtp_timestamp, now)
                self._reports(part, now)
            case RtcpRrPacket():
                self._reports(part, now)
            case RtcpRtpfbPacket(fmt=fmt) if fmt == RTCP_RTPFB_NACK:
                if (subscription := self._subscriptions.get(part.media_ssrc)) is not None:
                    subscription.repair(part.lost)
            case RtcpPsfbPacket():
                self._about_pictures(part, now)

    def _reports(self, part: RtcpSrPacket | RtcpRrPacket, now: float) -> None:
        for report in part.reports:
            subscription = self._subscriptions.get(report.ssrc)
            if subscription is not None:
                measured = subscription.receiver_report(report, now)
                self.rtt = self.rtt if measured is None else measured

    def _about_pictures(self, part: RtcpPsfbPacket, now: float) -> None:
        if part.fmt == RTCP_PSFB_APP:
            self.estimate = unpack_remb_fci(part.fci)[0]
            return
        wanted: list[int] = []
        if part.fmt == RTCP_PSFB_PLI:
            wanted = [part.media_ssrc]
        elif part.fmt == RTCP_PSFB_FIR:
            starts = range(0, len(part.fci) - 7, 8)
            wanted = [int.from_bytes(part.fci[at : at + 4], "big") for at in starts]
        for ssrc in wanted:
            subscription = self._subscriptions.get(ssrc)
            if subscription is not None and subscription.source is not None:
                subscription.source.want_keyframe(now)

    # -- what goes out

    def ask_again(self, ssrc: int, lost: list[int]) -> None:
        """Send a NACK for these 16-bit sequence numbers, in ascending order."""
        packet = RtcpRtpfbPacket(RTCP_RTPFB_NACK, self._ssrc, ssrc, lost)
        self.transport.send_rtcp(bytes(packet))

    def ask_keyframe(self, ssrc: int) -> None:
        """Send a picture loss indication."""
        self.transport.send_rtcp(bytes(RtcpPsfbPacket(RTCP_PSFB_PLI, self._ssrc, ssrc)))

    def downlink(self, now: float) -> int | None:
        """Return how many bits per second of video this person can receive, None: all there is."""
        video = [sub for sub in self._subscriptions.values() if sub.purpose != "audio"]
        octets = sum(subscription.octets for subscription in video)
        before, self._measured = self._measured, (now, octets)
        if before is None or now <= before[0]:
            return None
        rate = 8 * (octets - before[1]) / (now - before[0])
        losses = [lost for subscription in video if (lost := subscription.lost()) is not None]
        cap = self._downlink.look(rate, max(losses, default=None))
        for subscription in video:
            subscription.hold(self._downlink.paused, now)
        return cap

    @property
    def pictures_paused(self) -> bool:
        """Whether this person's way carries sound only now."""
        return self._downlink.paused

    def limit(self, cap: int | None) -> None:
        """Ask the person's browser to keep to a cap of its video, or tell that it is lifted."""
        if cap is not None:
            self._capped = LIFTED_FOR
            self._ask_at_most(cap)
        elif self._capped:
            self._capped -= 1
            self._ask_at_most(NO_CAP)

    def _ask_at_most(self, bits_per_second: int) -> None:
        video = [s.ssrc for s in self.sources.values() if s.kind == "video" and s.ssrc is not None]
        if video:
            fci = pack_remb_fci(bits_per_second, video)
            self.transport.send_rtcp(bytes(RtcpPsfbPacket(RTCP_PSFB_APP, self._ssrc, 0, fci)))

    def tick(self, now: float) -> None:
        """Send what is due: NACKs again, pending keyframe requests."""
        for source in self.sources.values():
            source.tick(now)

    def tell_arrivals(self) -> None:
        """Send the transport-wide feedback since the last call."""
        media = next((s.ssrc for s in self.sources.values() if s.ssrc is not None), 0)
        feedback = self._arrivals.feedback(self._ssrc, media)
        if feedback is not None:
            self.transport.send_rtcp(feedback)

    def report(self, now: float) -> None:
        """Send receiver reports of the sources and sender reports of the slots."""
        blocks = [block for s in self.sources.values() if (block := s.report(now)) is not None]
        if blocks:
            self.transport.send_rtcp(bytes(RtcpRrPacket(self._ssrc, blocks)))
        for subscription in self._subscriptions.values():
            packet = subscription.sender_report(now)
            if packet is not None:
                self.transport.send_rtcp(packet)


def _main_type(media: OfferedMedia) -> int:
    """The payload type of our codec; `read_offer` made sure that there is one."""
    found = media.payload_type(CODEC[media.kind])
    return 0 if found is None else found
