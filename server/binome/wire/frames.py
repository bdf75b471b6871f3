"""Frames on a stream: `u32 length, u16 header length, JSON header, payload`, all big-endian.

The header is one JSON object with a `type`; the payload is raw bytes (Opus, usually empty).
Used by every pair of Binôme processes, on Unix sockets that only this user can open.
"""

import asyncio
import json
import struct
from typing import Any

from binome.errors import BadInput

MAX_FRAME = 8 * 1024 * 1024
"""Bytes; a longer frame means a broken peer and ends the connection."""

_LENGTHS = struct.Struct("!IH")


def pack(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """Return one frame as bytes."""
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    if len(head) > 0xFFFF:
        # A long document travels as the payload, so that the header stays small.
        return pack({"type": header["type"], "body": True}, head)
    return _LENGTHS.pack(len(head) + len(payload), len(head)) + head + payload


async def read(stream: asyncio.StreamReader) -> tuple[dict[str, Any], bytes]:
    """Return the next frame as (header, payload).

    Raises `asyncio.IncompleteReadError` at end of stream and `BadInput` on a broken frame.
    """
    length, head_length = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    if length > MAX_FRAME or head_length > length:
        raise BadInput(f"a frame of {length} bytes with a {head_length}-byte header is not ours")
    frame = await stream.readexactly(length)
    try:
        header = json.loads(frame[:head_length])
        if header.get("body"):
            header, frame = json.loads(frame[head_length:]), frame[:head_length]
    except ValueError as problem:
        raise BadInput(f"a frame header is not JSON: {problem}") from problem
    return header, frame[head_length:]
