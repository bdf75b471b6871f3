"""The load of `./dev bench relay`: people who talk at their natural pace, and what it costs.

A relay process is measured by the CPU seconds and the memory the kernel counts for it; the people
and this generator are in the delays and in nothing else.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from tests.helpers.caller import LightCaller

ROOT = Path(__file__).parents[2]
WARM_UP = 2.0
"""Seconds before counting begins."""


def cpu_of(pid: int) -> float:
    """Return CPU seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.asynccontextmanager
async def process(*command: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a relay and return once it has said its first line."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'server'}:{ROOT}", **environment}
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, env=env, stderr=asyncio.subprocess.PIPE
    )
    assert made.stderr is not None
    await made.stderr.readline()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(made.stderr.read())
        try:
            yield made
        finally:
            made.terminate()


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def talk(callers: Sequence[LightCaller], seconds: float) -> None:
    """Let everybody send audio and video at their natural pace."""
    began = time.perf_counter()
    tick = 0
    while time.perf_counter() - began < seconds:
        for number, caller in enumerate(callers):
            if (tick + number) % 4 == 0:
                caller.speak()
            if (tick + number) % 7 == 0:
                caller.show()
            if tick % 400 == 0:
                caller.keep_alive()
        tick += 1
        await asyncio.sleep(max(0.0, began + tick * 0.005 - time.perf_counter()))


async def weigh(
    pid: int, talkers: Sequence[LightCaller], hearers: Sequence[LightCaller], seconds: float
) -> dict[str, float]:
    """Return what relaying between these people cost the process."""
    await talk(talkers, WARM_UP)
    for caller in {*talkers, *hearers}:
        caller.came = caller.sent = 0
        caller.delays.clear()
    cpu, began = cpu_of(pid), time.perf_counter()
    await talk(talkers, seconds)
    cpu, took = cpu_of(pid) - cpu, time.perf_counter() - began
    await asyncio.sleep(0.2)
    came = sum(caller.came for caller in hearers)
    delays = sorted(delay for caller in hearers for delay in caller.delays)
    figures = {
        "forwarded_per_s": round(came / took),
        "sent_per_s": round(sum(caller.sent for caller in talkers) / took),
        "cpu": round(cpu / took, 4),
        "us_per_packet": round(1e6 * cpu / max(1, came), 1),
        "memory_mib": round(memory_of(pid), 1),
    }
    if delays:
        figures["delay_p50_ms"] = round(1000 * delays[len(delays) // 2], 2)
        figures["delay_p99_ms"] = round(1000 * delays[len(delays) * 99 // 100], 2)
    return figures
