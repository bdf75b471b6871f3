"""RTP packets and offers made by hand, for the relay's pure tests."""

import struct
from collections.abc import Sequence

KEYFRAME = b"\x10\x00\x9d\x01\x2a"
"""The first bytes of a VP8 keyframe: descriptor that starts a partition, then a frame tag."""
DELTA = b"\x10\x01\x00\x00\x00"


def rtp(
    seq: int,
    *,
    timestamp: int = 0,
    ssrc: int = 1000,
    payload_type: int = 111,
    payload: bytes = b"payload",
    marker: bool = False,
    extensions: Sequence[tuple[int, bytes]] = (),
    padding: int = 0,
) -> bytes:
    first = 0x80 | (0x10 if extensions else 0) | (0x20 if padding else 0)
    head = struct.pack(
        "!BBHII", first, payload_type | (marker << 7), seq & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
    )
    if extensions:
        block = b"".join(bytes(((n << 4) | (len(v) - 1),)) + v for n, v in extensions)
        block += bytes(-len(block) % 4)
        head += b"\xbe\xde" + struct.pack("!H", len(block) // 4) + block
    tail = bytes(padding - 1) + bytes((padding,)) if padding else b""
    return head + payload + tail


def field(packet: bytes, name: str) -> int:
    """Read a header field of a packet."""
    first, second, seq, timestamp, ssrc = struct.unpack_from("!BBHII", packet)
    return {
        "extended": (first >> 4) & 1,
        "marker": second >> 7,
        "payload_type": second & 0x7F,
        "seq": seq,
        "timestamp": timestamp,
        "ssrc": ssrc,
    }[name]


FINGERPRINT = ":".join(["AB"] * 32)

AUDIO = """m=audio 9 UDP/TLS/RTP/SAVPF 111 63
c=IN IP4 0.0.0.0
a=candidate:1 1 udp 2122260223 10.0.0.9 61000 typ host
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:{mid}
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a={direction}
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
"""

VIDEO = """m=video 9 UDP/TLS/RTP/SAVPF 96 97 39 40
c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:{mid}
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a={direction}
a=rtcp-mux
a=rtpmap:39 AV1/90000
a=rtpmap:40 rtx/90000
a=fmtp:40 apt=39
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
"""


def offer(slots: int = 1, *, publishes: bool = True) -> str:
    """An offer like Chromium's, with the m-lines of `binome.wire.media.Join`."""
    parts = []
    for mid in range(3 + 3 * slots):
        direction = "recvonly" if mid >= 3 else "sendonly" if publishes else "inactive"
        template = AUDIO if mid % 3 == 0 else VIDEO
        part = template.format(fingerprint=FINGERPRINT, mid=mid, direction=direction)
        if direction == "sendonly" and mid == 0:
            part += "a=ssrc:1000 cname:me\n"
        elif direction == "sendonly":
            media, repair = 1000 + mid, 2000 + mid
            part += f"a=ssrc-group:FID {media} {repair}\n"
            part += f"a=ssrc:{media} cname:me\na=ssrc:{repair} cname:me\n"
        parts.append(part)
    mids = " ".join(map(str, range(len(parts))))
    head = f"v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE {mids}\n"
    return (head + "".join(parts)).replace("\n", "\r\n")
