"""What forwarding costs: a real media worker process under synthetic calls.

    ./dev bench relay [--rooms 1] [--people 2] [--seconds 8]

Prints one JSON line: forwarded packets a second, CPU seconds of the worker a second, microseconds
of CPU per forwarded packet, one-way delay (both ends and this generator included) and losses.
Compare lines of one machine in one sitting; the machine's other work is in every figure.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import time
from pathlib import Path

from tests.helpers import relay
from tests.helpers.caller import LightCaller

SERVER = Path(__file__).parents[2] / "server"
WARM_UP = 2.0
"""Seconds before counting begins."""


def cpu_of(pid: int) -> float:
    """Return CPU seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.asynccontextmanager
async def media_worker(folder: Path):
    env = {
        **os.environ,
        "PYTHONPATH": str(SERVER),
        "BINOME_DATA_DIR": str(folder),
        "BINOME_MEDIA_HOST": "127.0.0.1",
        "BINOME_MEDIA_PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "binome.app.media", env=env, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    json.loads(await process.stderr.readline())
    try:
        yield process
    finally:
        process.terminate()
        await process.communicate()


async def talk(callers: list[LightCaller], seconds: float) -> None:
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


async def measure(rooms: int, people: int, seconds: float) -> dict[str, float]:
    """Return the figures of one run."""
    with relay.run_dir() as folder:
        async with media_worker(folder) as process, asyncio.TaskGroup() as tasks:
            reader, writer = await asyncio.open_unix_connection(folder / "run" / "media.sock")
            gateway = relay.Gateway(writer)
            reading = tasks.create_task(gateway.read(reader))
            callers: list[LightCaller] = []
            for room in range(rooms):
                gateway.open(f"room-{room}", size=people)
                for person in range(people):
                    caller = LightCaller(people - 1)
                    answer = await gateway.join(f"room-{room}", f"p{person}", caller.offer)
                    await caller.connect(answer)
                    callers.append(caller)
            await talk(callers, WARM_UP)
            for caller in callers:
                caller.came = caller.sent = 0
                caller.delays.clear()
            cpu, began = cpu_of(process.pid), time.perf_counter()
            await talk(callers, seconds)
            cpu, took = cpu_of(process.pid) - cpu, time.perf_counter() - began
            await asyncio.sleep(0.2)
            came = sum(caller.came for caller in callers)
            expected = sum(caller.sent for caller in callers) * (people - 1)
            delays = sorted(delay for caller in callers for delay in caller.delays)
            for caller in callers:
                await caller.close()
            reading.cancel()
            writer.close()
    return {
        "rooms": rooms,
        "people": people,
        "forwarded_per_s": round(came / took),
        "worker_cpu": round(cpu / took, 3),
        "us_per_packet": round(1e6 * cpu / max(1, came), 1),
        "delay_p50_ms": round(1000 * delays[len(delays) // 2], 2),
        "delay_p99_ms": round(1000 * delays[len(delays) * 99 // 100], 2),
        "lost": round(1 - came / max(1, expected), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="What forwarding costs.")
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=8.0)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(measure(given.rooms, given.people, given.seconds))))


if __name__ == "__main__":
    main()
