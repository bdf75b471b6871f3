"""The gateway under test: started, waited for, killed with SIGKILL, started again."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from binome.app.listening import listen

ROOT = Path(__file__).resolve().parents[3]
WITHIN = 60.0
"""Seconds a gateway has to begin or to serve."""


@dataclass
class Victim:
    """One gateway at a time, on the same port and folder in every life."""

    data_dir: Path
    address: str
    forge: asyncio.subprocess.Process
    _ready: asyncio.StreamReader
    pid: int | None = None
    deaths: int = 0
    times: list[float] = field(default_factory=list)
    """Seconds from a start until it served, of each life that got there."""

    async def start(self) -> None:
        """Begin a life; returns once there is a process."""
        assert self.forge.stdin
        self.forge.stdin.write(b"begin\n")
        self.pid = int((await self._said()).split()[1])

    async def serving(self) -> None:
        """Return once this life serves."""
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(WITHIN):
            if not await self._ready.read(1):
                raise RuntimeError("the gateway never served")
        self.times.append(asyncio.get_running_loop().time() - began)

    async def kill(self) -> None:
        """End this life with SIGKILL; returns once it is gone."""
        assert self.pid is not None
        os.kill(self.pid, signal.SIGKILL)
        status = int((await self._said()).split()[1])
        if status != -signal.SIGKILL:
            raise RuntimeError(f"the gateway ended by itself with status {status}")
        self.pid, self.deaths = None, self.deaths + 1
        with contextlib.suppress(TimeoutError):  # what it said before it died is about that life
            async with asyncio.timeout(0.001):
                await self._ready.read(1)

    async def _said(self) -> str:
        assert self.forge.stdout
        async with asyncio.timeout(WITHIN):
            return (await self.forge.stdout.readline()).decode()


@asynccontextmanager
async def victim(data_dir: Path, **settings: str) -> AsyncIterator[Victim]:
    """Hold port and folder, ready for the first life; `settings` by name, as in the environment."""
    (data_dir / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    hears, says = os.pipe()
    stream = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(hears, "rb")
    )
    chosen = {"MODE": "development", "DATA_DIR": str(data_dir), "PORT": str(port)}
    chosen |= {name.upper(): value for name, value in settings.items()}
    with (data_dir / "log").open("ab") as log:
        forge = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.crash.forge", str(listener.fileno()), str(says)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            cwd=ROOT,
            pass_fds=(listener.fileno(), says),
            env=os.environ
            | {"PYTHONPATH": f"{ROOT / 'server'}{os.pathsep}{ROOT}"}
            | {f"BINOME_{name}": value for name, value in chosen.items()},
        )
    try:
        yield Victim(data_dir, f"http://127.0.0.1:{port}", forge, stream)
    finally:
        forge.kill()
        await forge.wait()
        transport.close()
        listener.close()
        os.close(says)
