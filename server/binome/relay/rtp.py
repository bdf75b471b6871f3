"""Reading and writing RTP packets as bytes, driven by the transport, sources and subscriptions.

Objects per packet cost three times the CPU of bytes, so a packet stays what arrived; only its
twelve-byte header is replaced on the way out. Every function here is pure and raises `Malformed`
on bytes that are not what they claim to be.
"""

import struct

from binome.errors import BinomeError

HEADER = struct.Struct("!BBHII")
_TIMED = struct.Struct("!BBHIIII")
_MAX_16 = 0xFFFF
_MAX_32 = 0xFFFFFFFF

ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


class Malformed(BinomeError):
    """These bytes are not a packet; it is dropped and counted, nothing else happens."""


def is_rtcp(datagram: bytes) -> bool:
    """Return whether an (S)RTP or (S)RTCP datagram is the latter (RFC 5761)."""
    return 192 <= datagram[1] <= 223


def payload_start(packet: bytes) -> int:
    """Return the offset of the payload: after header, contributing sources and extensions."""
    if len(packet) < HEADER.size or packet[0] >> 6 != 2:
        raise Malformed("shorter than an RTP header, or of another version")
    start = HEADER.size + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        if len(packet) < start + 4:
            raise Malformed("a header extension without its length")
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    if len(packet) < start:
        raise Malformed("header extensions longer than the packet")
    return start


def payload_end(packet: bytes, start: int) -> int:
    """Return the offset after the payload, before any padding."""
    if not packet[0] & 0x20:
        return len(packet)
    end = len(packet) - packet[-1]
    if end < start:
        raise Malformed("more padding than packet")
    return end


def extension(packet: bytes, wanted: int) -> bytes | None:
    """Return the value of one-byte header extension number `wanted`, or None."""
    if not packet[0] & 0x10:
        return None
    at = HEADER.size + 4 * (packet[0] & 0x0F)
    if packet[at : at + 2] != b"\xbe\xde":
        return None
    end = min(at + 4 + 4 * int.from_bytes(packet[at + 2 : at + 4], "big"), len(packet))
    at += 4
    while at < end:
        tag = packet[at]
        if tag == 0:
            at += 1
            continue
        after = at + 2 + (tag & 0x0F)
        if tag >> 4 == wanted:
            return packet[at + 1 : after] if after <= end else None
        at = after
    return None


def starts_vp8_keyframe(packet: bytes, start: int) -> bool:
    """Return whether the VP8 payload at `start` is the first packet of a keyframe (RFC 7741)."""
    try:
        descriptor = packet[start]
        if not descriptor & 0x10 or descriptor & 0x07:
            return False
        at = start + 1
        if descriptor & 0x80:
            fields = packet[at]
            at += 1
            if fields & 0x80:
                at += 2 if packet[at] & 0x80 else 1
            if fields & 0x40:
                at += 1
            if fields & 0x30:
                at += 1
        return not packet[at] & 0x01
    except IndexError:
        return False


def header(
    payload_type: int, marker: int, seq: int, timestamp: int, ssrc: int, padding: int = 0
) -> bytes:
    """Return a plain header; `marker` is 0x80 or 0, `padding` 0x20 or 0, counters wrap."""
    return HEADER.pack(
        0x80 | padding, marker | payload_type, seq & _MAX_16, timestamp & _MAX_32, ssrc
    )


def timed_header(
    payload_type: int,
    marker: int,
    seq: int,
    timestamp: int,
    ssrc: int,
    padding: int,
    number: int,
    seconds: float,
) -> bytes:
    """Return a header with the absolute send time (24 bits, 6.18 s) as extension `number`."""
    return _TIMED.pack(
        0x90 | padding,
        marker | payload_type,
        seq & _MAX_16,
        timestamp & _MAX_32,
        ssrc,
        0xBEDE0001,
        (number << 28) | 0x02000000 | int(seconds * (1 << 18)) & 0xFFFFFF,
    )


class Unwrapped:
    """Turns wrapping counters (16-bit sequence numbers, 32-bit timestamps) into growing ones."""

    __slots__ = ("_half", "_last", "_modulus")

    def __init__(self, bits: int) -> None:
        self._modulus = 1 << bits
        self._half = self._modulus >> 1
        self._last: int | None = None

    def of(self, value: int) -> int:
        """Return `value` extended: the nearest number to the highest one seen so far."""
        if self._last is None:
            # One whole turn up, so that a packet older than the first never becomes negative.
            self._last = value + self._modulus
            return self._last
        step = (value - self._last) % self._modulus
        if step >= self._half:
            return self._last + step - self._modulus
        self._last += step
        return self._last
