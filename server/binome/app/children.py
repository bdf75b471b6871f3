"""Child processes, usually ones that end with us however we end. Used by the supervisor and
rehearsals."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence

_PR_SET_PDEATHSIG = 1


async def spawn(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    pass_fds: Sequence[int] = (),
    discards_output: bool = False,
    dies_with_us: bool = True,
) -> asyncio.subprocess.Process:
    """Start a child. If it `dies_with_us` it gets SIGKILL when this process dies (Linux; elsewhere
    it is only ended when we end in order)."""
    parent = os.getpid()

    def die_with_parent() -> None:  # runs in the child, between fork and exec
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL if discards_output else None,
        env=dict(environment),
        pass_fds=tuple(pass_fds),
        preexec_fn=die_with_parent if dies_with_us else None,
    )


async def end(child: asyncio.subprocess.Process, within: float) -> None:
    """Ask the child to end, and kill it when it has not `within` seconds."""
    if child.returncode is None:
        child.terminate()
        try:
            async with asyncio.timeout(within):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
