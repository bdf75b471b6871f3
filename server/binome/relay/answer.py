"""Writing the relay's answer to an offer; pure, driven by a connection.

ICE-lite, one port, DTLS passive, VP8 with retransmission and Opus with forward correction, doubled
where the browser can. Nothing is copied from the offer but what was read and checked: mids, payload
types, extension numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from binome.errors import BadInput
from binome.relay import rtp
from binome.relay.sdp import CODEC, RED, Offer, OfferedMedia

_FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc")


@dataclass(frozen=True, slots=True)
class Sent:
    """What we announce of a stream that we send into a receive slot."""

    stream: str
    """Media stream id: what plays in step (audio with camera) shares one."""
    ssrc: int
    retransmits: int | None


@dataclass(frozen=True, slots=True)
class Local:
    """Our own side of the transport, for the answer."""

    user: str
    password: str
    fingerprint: str
    """`sha-256 AB:CD…`"""
    addresses: tuple[str, ...]
    port: int
    tcp: bool = False
    """Whether the port also takes TCP connections."""


def write_answer(offer: Offer, local: Local, sent: Sequence[Sent], *, publishes: bool) -> str:
    """Return the answer; `sent` holds one entry per slot m-line, in the offer's order."""
    mids = " ".join(media.mid for media in offer.media)
    lines = [
        "v=0",
        "o=binome 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {mids}",
        "a=msid-semantic: WMS *",
    ]
    for position, media in enumerate(offer.media):
        stream = sent[position - 3] if position >= 3 and media.receives else None
        direction = "inactive"
        if stream is not None:
            direction = "sendonly"
        elif position < 3 and publishes and media.sends:
            direction = "recvonly"
        # Bundled m-lines share one path, but clients differ in whose candidates they read.
        lines += _media_answer(media, local, direction, stream) + _candidates(local)
    return "\r\n".join(lines) + "\r\n"


def _media_answer(
    media: OfferedMedia, local: Local, direction: str, stream: Sent | None
) -> list[str]:
    main = media.payload_type(CODEC[media.kind])
    if main is None:  # pragma: no cover - read_offer refuses such m-lines
        raise BadInput(f"m-line {media.mid} has no codec of ours")
    repair = media.retransmission_type(main) if media.kind == "video" else None
    doubled = media.payload_type(RED) if media.kind == "audio" else None
    # A browser sends what stands first.
    types = " ".join(str(number) for number in (doubled, main, repair) if number is not None)
    lines = [
        f"m={media.kind} 9 UDP/TLS/RTP/SAVPF {types}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=mid:{media.mid}",
        f"a={direction}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=ice-ufrag:{local.user}",
        f"a=ice-pwd:{local.password}",
        f"a=fingerprint:{local.fingerprint}",
        "a=setup:passive",
    ]
    lines += _codec_lines(media, main, repair, direction)
    for uri in _extensions(media, direction):
        lines.append(f"a=extmap:{media.extensions[uri]} {uri}")
    if stream is not None:
        lines += _stream_lines(media, stream)
    return lines


def _codec_lines(media: OfferedMedia, main: int, repair: int | None, direction: str) -> list[str]:
    codec = {"audio": "opus/48000/2", "video": "VP8/90000"}[media.kind]
    lines = [f"a=rtpmap:{main} {codec}"]
    if media.kind == "audio":
        lines.append(f"a=fmtp:{main} minptime=10;useinbandfec=1")
        if (doubled := media.payload_type(RED)) is not None:
            lines += [f"a=rtpmap:{doubled} {RED}", f"a=fmtp:{doubled} {main}/{main}"]
    for feedback in _FEEDBACK:
        # Transport-wide feedback is for what we receive; what we send is estimated by REMB.
        wanted = feedback != "transport-cc" or direction == "recvonly"
        if wanted and media.has_feedback(main, feedback):
            lines.append(f"a=rtcp-fb:{main} {feedback}")
    if repair is not None:
        lines += [f"a=rtpmap:{repair} rtx/90000", f"a=fmtp:{repair} apt={main}"]
    return lines


def _extensions(media: OfferedMedia, direction: str) -> list[str]:
    wanted = [rtp.MID] if direction != "sendonly" else []
    if media.kind == "video":
        wanted.append(rtp.ABS_SEND_TIME)
        if direction == "recvonly":
            wanted.append(rtp.TRANSPORT_CC)
    return [uri for uri in wanted if 1 <= media.extensions.get(uri, 0) <= 14]


def _stream_lines(media: OfferedMedia, stream: Sent) -> list[str]:
    lines = [f"a=msid:{stream.stream} {stream.stream}-{media.kind}"]
    ssrcs = [stream.ssrc]
    if stream.retransmits is not None:
        ssrcs.append(stream.retransmits)
        lines.append(f"a=ssrc-group:FID {stream.ssrc} {stream.retransmits}")
    lines += [f"a=ssrc:{ssrc} cname:{stream.stream}" for ssrc in ssrcs]
    return lines


def _candidates(local: Local) -> list[str]:
    lines = []
    for rank, address in enumerate(local.addresses):
        # RFC 8445 §5.1.2: type preference 126 (host), the first address preferred.
        priority = (126 << 24) + ((65535 - rank) << 8) + 255
        lines.append(f"a=candidate:{rank + 1} 1 udp {priority} {address} {local.port} typ host")
    for rank, address in enumerate(local.addresses if local.tcp else ()):
        # Lower than any UDP candidate: TCP is for networks where nothing else works.
        foundation, priority = 100 + rank, (90 << 24) + ((8191 - rank) << 8) + 255
        end = f"{address} {local.port} typ host tcptype passive"
        lines.append(f"a=candidate:{foundation} 1 tcp {priority} {end}")
    return [*lines, "a=end-of-candidates"]
