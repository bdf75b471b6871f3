"""Our end of a Unix socket to a worker: connects for ever, sends frames, hands on what comes.

Driven by the two links (`binome.app.media_link`, `binome.app.understanding_link`), which say what
to send again after each reconnection. Frames for a worker that is away are not kept here: the
links know the state to bring it back to.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from binome.errors import BadInput, Unavailable
from binome.wire import codec, frames

FIRST_WAIT = 0.2
LONGEST_WAIT = 2.0
"""Seconds between attempts to connect."""
MOST_UNSENT = 4 * 1024 * 1024
"""Bytes that may wait to be sent; a worker that reads nothing for so long is cut off."""

log = structlog.get_logger()


class WireClient:
    """One worker's connection. `name` is for the log."""

    def __init__(
        self,
        name: str,
        path: Path,
        kind: Any,
        *,
        on_up: Callable[[], None],
        on_down: Callable[[], None],
        on_message: Callable[[Any], None],
    ) -> None:
        self._name = name
        self._path = path
        self._kind = kind
        self._on_up = on_up
        self._on_down = on_down
        self._on_message = on_message
        self._writer: asyncio.StreamWriter | None = None

    @property
    def is_up(self) -> bool:
        """Whether the worker is connected."""
        return self._writer is not None

    def peer(self) -> int | None:
        """Return the process id of the worker, where the system tells (Linux)."""
        raw = self._writer.get_extra_info("socket") if self._writer is not None else None
        option = getattr(socket, "SO_PEERCRED", None)
        if raw is None or option is None:
            return None
        credentials = raw.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
        pid: int = struct.unpack("3i", credentials)[0]
        return pid

    def send(self, message: Any, payload: bytes = b"") -> None:
        """Send a message. Raises `Unavailable` when the worker is away."""
        writer = self._writer
        if writer is None:
            raise Unavailable(f"the {self._name} worker is restarting: try again in a moment")
        if writer.transport.get_write_buffer_size() > MOST_UNSENT:
            writer.transport.abort()
            raise Unavailable(f"the {self._name} worker does not answer: try again in a moment")
        writer.write(frames.pack(codec.to_json(message), payload))

    async def run(self) -> None:
        """Connect, receive, connect again, until cancelled."""
        wait = FIRST_WAIT
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._path))
            except OSError:
                await asyncio.sleep(wait)
                wait = min(wait * 1.5, LONGEST_WAIT)
                continue
            wait = FIRST_WAIT
            try:
                await self._serve(reader, writer)
            finally:
                self._writer = None
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
                self._on_down()
                log.info("worker gone", worker=self._name)
            await asyncio.sleep(FIRST_WAIT)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        log.info("worker connected", worker=self._name)
        try:
            self._on_up()
            while True:
                header, _ = await frames.read(reader)
                self._take(header)
        except (asyncio.IncompleteReadError, OSError, Unavailable):
            return
        except BadInput as problem:
            log.error(
                "a worker sends frames that are not ours", worker=self._name, why=str(problem)
            )

    def _take(self, header: dict[str, Any]) -> None:
        try:
            message = codec.from_json(self._kind, header)
        except BadInput as problem:
            log.error("a worker's message was not understood", worker=self._name, why=str(problem))
            return
        self._on_message(message)
