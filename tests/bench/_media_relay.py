"""The relay of aiortc's tutorials as a peer: a stream is decoded once, encoded for each receiver.

Run as a process: it takes the offers of one room of two on a Unix socket, a line of JSON each, and
answers both once both are there.
"""

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.contrib.media import MediaRelay
from av import VideoFrame

from tests.helpers.caller import LightCaller
from tests.helpers.speech import opus_packets, tone

FRAMES = 60
"""Pictures of the film, two seconds."""
_BITRATE = 1_000_000


def film() -> list[list[bytes]]:
    """Return VGA pictures as VP8 payloads, about a megabit a second, a keyframe first."""
    encoder = Vp8Encoder()
    encoder.target_bitrate = _BITRATE
    made: list[list[bytes]] = []
    for number in range(FRAMES):
        frame = VideoFrame(640, 480, "yuv420p")
        for index, plane in enumerate(frame.planes):
            row = bytes((x * (index + 2) + number * 5) & 0xFF for x in range(plane.line_size))
            rows = (row[y % 97 :] + row[: y % 97] for y in range(plane.height))
            plane.update(b"".join(rows))
        frame.pts, frame.time_base = number * 3000, Fraction(1, 90000)
        payloads, _ = encoder.encode(frame, force_keyframe=number == 0)
        made.append(payloads)
    return made


def voice() -> list[bytes]:
    """Return a second of Opus."""
    return opus_packets(tone(1.2))[:50]


async def serve(path: Path) -> None:
    """Relay between two people until killed."""
    relay, people = MediaRelay(), list[tuple[RTCPeerConnection, asyncio.StreamWriter]]()

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        offer = json.loads(await reader.readline())["sdp"]
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        people.append((connection, writer))
        if len(people) == 2:
            await _answer()

    async def _answer() -> None:
        for (own, writer), (other, _) in zip(people, reversed(people), strict=True):
            published, received = own.getTransceivers(), other.getTransceivers()
            for number in (0, 1):
                sender = published[number + 3]
                sender.sender.replaceTrack(relay.subscribe(received[number].receiver.track))
                sender.direction = "sendonly"
            await own.setLocalDescription(await own.createAnswer())
            writer.write(json.dumps({"sdp": own.localDescription.sdp}).encode() + b"\n")

    server = await asyncio.start_unix_server(attend, path, limit=1 << 20)
    print("ready", file=sys.stderr, flush=True)
    async with server:
        await server.serve_forever()


@contextlib.asynccontextmanager
async def two_people(path: Path, home: str) -> AsyncIterator[list[LightCaller]]:
    """Call through it."""
    callers = [LightCaller(1, home), LightCaller(1, home)]
    lines = [await asyncio.open_unix_connection(path, limit=1 << 20) for _ in callers]
    for caller, (_, writer) in zip(callers, lines, strict=True):
        sdp = caller.offer.replace("a=setup:actpass", "a=setup:active")
        writer.write(json.dumps({"sdp": sdp}).encode() + b"\n")
    for caller, (reader, _) in zip(callers, lines, strict=True):
        async with asyncio.timeout(30):
            answer = json.loads(await reader.readline())["sdp"]
            await caller.connect(answer)
    yield callers
    for _, writer in lines:
        writer.close()


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    asyncio.run(serve(Path(sys.argv[1])))
