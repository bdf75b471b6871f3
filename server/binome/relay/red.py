"""Redundant audio (RFC 2198): a packet that carries a copy of the one before it.

Pure; driven by sources, which unpack what browsers send so that everything behind them sees plain
Opus, and by subscriptions, which pack anew for browsers that take it. So each leg has its own
protection, whatever the other browser can do.
"""

from dataclasses import dataclass

from binome.relay.rtp import Malformed

_LARGEST = 1023
"""Bytes of an older frame that its header can tell."""
_FARTHEST = (1 << 14) - 1
"""Timestamp units that an older frame may lie back."""
_MOST = 8
"""Older frames in one packet; browsers send one or two."""


@dataclass(frozen=True, slots=True)
class Block:
    """One frame of a packet: its codec, how far back it lies (48 kHz units), its bytes."""

    payload_type: int
    offset: int
    body: bytes


def unpack(payload: bytes) -> list[Block]:
    """Return a packet's frames, the oldest first and the packet's own last.

    Raises `Malformed` when the payload is no redundant audio.
    """
    heads: list[tuple[int, int, int]] = []
    at = 0
    while True:
        if at >= len(payload) or len(heads) > _MOST:
            raise Malformed("redundant audio without its last header")
        first = payload[at]
        if not first & 0x80:
            at += 1
            break
        value = int.from_bytes(payload[at + 1 : at + 4], "big")
        heads.append((first & 0x7F, value >> 10, value & 0x3FF))
        at += 4
    blocks: list[Block] = []
    for payload_type, offset, length in heads:
        blocks.append(Block(payload_type, offset, payload[at : at + length]))
        at += length
    if at > len(payload):
        raise Malformed("redundant audio longer than its packet")
    return [*blocks, Block(first & 0x7F, 0, payload[at:])]


def pack(payload_type: int, before: bytes, offset: int, body: bytes) -> bytes | None:
    """Return a payload of one older frame and one new; None when the older one does not fit."""
    if not 0 < offset <= _FARTHEST or not 0 < len(before) <= _LARGEST:
        return None
    head = ((0x80 | payload_type) << 24) | (offset << 10) | len(before)
    return head.to_bytes(4, "big") + bytes((payload_type,)) + before + body
