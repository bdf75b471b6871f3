"""`binome serve`: starts gateway, media and understanding worker, and starts again what dies.

The supervisor holds the listening web socket, so that the port stays ours across restarts of the
gateway. It does nothing else: no network, no data. When it dies, so do its children.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from binome.app import children

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 2.0
"""Seconds between a child's death and its next start; doubles while it dies young."""
GROWN_UP = 10.0
"""Seconds after which a child's death starts with the first pause again."""
END_WITHIN = 6.0
"""Seconds a child has to end when we end."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Program:
    """One kind of child. `inherits` = file descriptors; `says_ready` = writes to `--ready-fd`."""

    name: str
    command: tuple[str, ...]
    inherits: tuple[int, ...] = ()
    says_ready: bool = False


def programs(listener: socket.socket, media_workers: int = 1) -> tuple[Program, ...]:
    """Return Binôme's three kinds of processes, of which there may be several for media."""
    python = (sys.executable, "-m")
    fd = listener.fileno()
    return (
        *(
            Program(
                "media" if number == 0 else f"media-{number + 1}",
                (*python, "binome.app.media", "--number", str(number)),
            )
            for number in range(media_workers)
        ),
        Program("understanding", (*python, "binome.app.understanding")),
        Program("gateway", (*python, "binome.app.gateway", "--fd", str(fd)), (fd,), True),
    )


class Supervisor:
    """Keeps programs running until told to stop. `on_ready` when all that say so are ready."""

    def __init__(
        self,
        programs: Sequence[Program],
        environment: Mapping[str, str],
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._programs = programs
        self._environment = environment
        self._on_ready = on_ready
        self._stop = asyncio.Event()
        self.pids: dict[str, int] = {}
        """Of the children that run now, by name."""
        self.started = asyncio.Condition()
        """Told whenever a child was started."""

    def stop(self) -> None:
        """End all children; `run` returns when they have ended. Idempotent."""
        self._stop.set()

    async def run(self) -> None:
        """Start everything, start again what dies, until `stop` or a signal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            async with asyncio.TaskGroup() as tasks:
                keepers = [tasks.create_task(self._keep(one)) for one in self._programs]
                await self._stop.wait()
                for keeper in keepers:
                    keeper.cancel()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    async def _keep(self, program: Program) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            status = await self._live(program)
            if time.monotonic() - began > GROWN_UP:
                pause = FIRST_PAUSE
            log.warning("process ended; starting it again", name=program.name, status=status)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _live(self, program: Program) -> int:
        """Run one child to its end, or end it when we are cancelled; return its exit status."""
        command, inherits, ready = list(program.command), list(program.inherits), -1
        if program.says_ready:
            ready, theirs = os.pipe()
            os.set_inheritable(theirs, True)
            command += ["--ready-fd", str(theirs)]
            inherits.append(theirs)
        child = await children.spawn(command, self._environment, pass_fds=inherits)
        self.pids[program.name] = child.pid
        async with self.started:
            self.started.notify_all()
        try:
            if program.says_ready:
                os.close(theirs)
                await self._hear_ready(ready)
            return await child.wait()
        finally:
            self.pids.pop(program.name, None)
            await children.end(child, END_WITHIN)

    async def _hear_ready(self, pipe: int) -> None:
        """Wait for the child's byte, or for its end."""
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb")
        )
        with contextlib.closing(transport):
            if await reader.read(1):
                self._on_ready()
