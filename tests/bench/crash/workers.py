"""The two workers as the gateway meets them, on the real sockets: what they hear is scripted.

They outlive the gateway's deaths, as the real ones do, and deliver nothing twice.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from binome.wire import codec, frames
from binome.wire import understanding as wire


class StandIn:
    """One worker: takes what it is told with the time it came, answers what needs an answer."""

    def __init__(self) -> None:
        self.told: list[tuple[float, dict[str, Any]]] = []
        """(monotonic seconds, message) since the last `told.clear()`."""
        self._writer: asyncio.StreamWriter | None = None
        self._readers: set[asyncio.StreamWriter] = set()

    def say(self, message: Any) -> bool:
        """Send to the gateway of the moment; False when there is none."""
        if self._writer is None or self._writer.is_closing():
            return False
        self._writer.write(frames.pack(codec.to_json(message)))
        return True

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one gateway's life."""
        self._writer = writer
        self._readers.add(writer)
        self.greet()
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                header, _ = await frames.read(reader)
                self.told.append((time.monotonic(), header))
                self.answer(header)
        writer.close()
        self._readers.discard(writer)

    def close(self) -> None:
        """Cut every connection."""
        for writer in self._readers:
            writer.transport.abort()

    def greet(self) -> None:
        """Say what is said at each connection."""

    def answer(self, header: dict[str, Any]) -> None:
        """Answer a message that wants an answer."""


class Recogniser(StandIn):
    """Finds an action in each dialogue, proved by its last turn."""

    def greet(self) -> None:
        """It can hear."""
        self.say(wire.EngineStatus("ready", "small", False))

    def answer(self, header: dict[str, Any]) -> None:
        """Read dialogues and finish sessions at once."""
        match header["type"]:
            case "read_dialogue":
                minutes = _minutes(header["dialogue"])
                self.say(wire.DialogueRead(header["session"], header["request"], minutes))
            case "finish":
                self.say(wire.Finished(header["session"]))


def _minutes(dialogue: dict[str, Any]) -> dict[str, Any]:
    turns = dialogue.get("turns", [])
    if not turns:
        return {"schema": "binome.minutes/1", "agreements": [], "actions": []}
    last = turns[-1]
    action = {
        "id": f"a{last['id']}",
        "text": f"Faire la chose {last['id']}",
        "owner": last["speaker"],
        "confidence": 0.9,
        "turns": [last["id"]],
        "quote": last["text"],
        "start": last["start"],
        "end": last["end"],
    }
    return {"schema": "binome.minutes/1", "agreements": [], "actions": [action]}


@asynccontextmanager
async def workers(run_dir: Path) -> AsyncIterator[tuple[Recogniser, StandIn]]:
    """Listen on both sockets; yields the recogniser and the media worker."""
    await asyncio.to_thread(run_dir.mkdir, mode=0o700, parents=True, exist_ok=True)
    recogniser, media = Recogniser(), StandIn()
    servers = [
        await asyncio.start_unix_server(recogniser.attend, str(run_dir / "understanding.sock")),
        await asyncio.start_unix_server(media.attend, str(run_dir / "media.sock")),
    ]
    try:
        yield recogniser, media
    finally:
        for server in servers:
            server.close()
        recogniser.close()
        media.close()
