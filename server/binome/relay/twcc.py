"""Transport-wide congestion feedback: tells a sender when each of its packets arrived.

With it Chromium estimates its own uplink and climbs to full quality in seconds. Pure; driven by
the transport (arrivals) and the RTCP tick (`feedback`). The format is that of
draft-holmer-rmcat-transport-wide-cc-extensions-01.
"""

import struct

from aiortc.rtp import RTCP_RTPFB, pack_rtcp_packet

_MOST = 1024
"""Arrivals kept between two feedback messages, and packets one message may span."""
_TICK = 0.00025
"""Seconds of one delta."""
_TICKS_PER_REFERENCE = 256
_FMT = 15


class Arrivals:
    """The packets that came since the last feedback."""

    def __init__(self) -> None:
        self._came: dict[int, float] = {}
        self._count = 0
        self._next: int | None = None
        """Wide sequence number up to which feedback was given."""

    def note(self, seq: int, arrived: float) -> None:
        """A packet with this transport-wide sequence number arrived (monotonic seconds)."""
        if len(self._came) < _MOST:
            self._came.setdefault(seq, arrived)

    def feedback(self, sender: int, media: int) -> bytes | None:
        """Return one RTCP feedback packet, None when nothing came."""
        if not self._came:
            return None
        anchor = next(iter(self._came)) if self._next is None else self._next
        came = {_distance(seq, anchor): at for seq, at in self._came.items()}
        self._came = {}
        first, last = min(came), max(came)
        if 0 < first <= 64:
            first = 0  # what is missing since the last feedback was lost: say so
        last = min(last, first + _MOST)
        self._next = (anchor + last + 1) & 0xFFFF
        body = _body(came, first, last, (anchor + first) & 0xFFFF, self._count)
        self._count = (self._count + 1) & 0xFF
        body = struct.pack("!II", sender, media) + body
        return pack_rtcp_packet(RTCP_RTPFB, _FMT, body + bytes(-len(body) % 4))


def _distance(seq: int, anchor: int) -> int:
    return ((seq - anchor + 0x8000) & 0xFFFF) - 0x8000


def _body(came: dict[int, float], first: int, last: int, base: int, count: int) -> bytes:
    earliest = next(came[offset] for offset in range(first, last + 1) if offset in came)
    reference = int(earliest / (_TICK * _TICKS_PER_REFERENCE))
    clock = reference * _TICKS_PER_REFERENCE
    symbols: list[int] = []
    deltas = bytearray()
    for offset in range(first, last + 1):
        at = came.get(offset)
        if at is None:
            symbols.append(0)
            continue
        delta = int(at / _TICK) - clock
        delta = max(-0x8000, min(0x7FFF, delta))
        clock += delta
        if 0 <= delta <= 0xFF:
            symbols.append(1)
            deltas.append(delta)
        else:
            symbols.append(2)
            deltas += struct.pack("!h", delta)
    head = struct.pack("!HHI", base, len(symbols), ((reference & 0xFFFFFF) << 8) | count)
    return head + _chunks(symbols) + bytes(deltas)


def _chunks(symbols: list[int]) -> bytes:
    """Pack the symbols into run-length chunks and two-bit vectors of seven."""
    chunks = bytearray()
    at = 0
    while at < len(symbols):
        end = at
        while end < len(symbols) and symbols[end] == symbols[at] and end - at < 0x1FFF:
            end += 1
        if end - at >= 7:
            chunks += struct.pack("!H", (symbols[at] << 13) | (end - at))
            at = end
            continue
        vector = 0xC000
        for position, symbol in enumerate(symbols[at : at + 7]):
            vector |= symbol << (12 - 2 * position)
        chunks += struct.pack("!H", vector)
        at += 7
    return bytes(chunks)
