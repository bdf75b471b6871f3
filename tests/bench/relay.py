"""What forwarding costs: a real media worker process under synthetic calls.

    ./dev bench relay [--rooms 1] [--people 2] [--seconds 8]     one line: cost, delay, losses
    ./dev bench relay --json FILE [--seconds 8] [--times 20]     every row we can measure, to a file

The line: forwarded packets a second, CPU seconds of the worker a second, microseconds of CPU per
forwarded packet, one-way delay (both ends and this generator included) and losses. The file:
`{"measures": [{"name", "value", "unit", "peer", "floor", "goal", "better"}]}`.
Compare runs of one machine in one sitting; the machine's other work is in every figure.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import _alignment
from tests.bench import _relay_rows as rows
from tests.bench._relay_rows import Bench, Measure
from tests.helpers import relay
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


@contextlib.asynccontextmanager
async def bench(path: Path, pid: int) -> AsyncIterator[Bench]:
    """Talk to a relay on its Unix socket."""
    async with asyncio.TaskGroup() as tasks:
        reader, writer = await asyncio.open_unix_connection(path)
        gateway = relay.Gateway(writer)
        reading = tasks.create_task(gateway.read(reader))
        yield Bench(pid, gateway, tasks)
        reading.cancel()
        writer.close()


@contextlib.asynccontextmanager
async def ours() -> AsyncIterator[Bench]:
    """Our media worker."""
    with relay.run_dir() as folder:
        data = str(folder)
        async with (
            process(
                "binome.app.media",
                BINOME_DATA_DIR=data,
                BINOME_MEDIA_HOST="127.0.0.1",
                BINOME_MEDIA_PORT="0",
            ) as worker,
            bench(folder / "run" / "media.sock", worker.pid) as made,
        ):
            yield made


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
    async with ours() as made:
        callers: list[LightCaller] = []
        for room in range(rooms):
            made.gateway.open(f"room-{room}", size=people)
            for person in range(people):
                caller = LightCaller(people - 1)
                answer = await made.gateway.join(f"room-{room}", f"p{person}", caller.offer)
                await caller.connect(answer)
                callers.append(caller)
        await talk(callers, WARM_UP)
        for caller in callers:
            caller.came = caller.sent = 0
            caller.delays.clear()
        cpu, began = cpu_of(made.pid), time.perf_counter()
        await talk(callers, seconds)
        cpu, took = cpu_of(made.pid) - cpu, time.perf_counter() - began
        await asyncio.sleep(0.2)
        came = sum(caller.came for caller in callers)
        expected = sum(caller.sent for caller in callers) * (people - 1)
        delays = sorted(delay for caller in callers for delay in caller.delays)
        for caller in callers:
            await caller.close()
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


async def delays(seconds: float) -> list[Measure]:
    """Added latency, one room of two."""
    figures = await measure(1, 2, seconds)
    return [
        Measure("added latency one way, p50", figures["delay_p50_ms"], "ms", 1.0, 0.5),
        Measure("added latency one way, p99", figures["delay_p99_ms"], "ms", 5.0, 1.5),
    ]


async def fan_out(rooms: int, seconds: float) -> list[Measure]:
    """Packets a whole core would forward, rooms of six."""
    figures = await measure(rooms, 6, seconds)
    a_core = 1e6 / figures["us_per_packet"]
    return [
        Measure("forwarded packets per core, fan-out 5", a_core, "1/s", 25e3, 50e3, "higher"),
    ]


async def alignment() -> list[Measure]:
    """How far two people's words stand apart, after every kind of mute."""
    worst = max((await _alignment.measure()).values())
    name = "cross-speaker alignment error, after any mute"
    return [Measure(name, 1000 * worst, "ms", 40.0, 5.0)]


async def table(rooms: int, seconds: float, times: int, joins: int) -> list[dict[str, Any]]:
    """Return every row; one that fails is said and left out."""
    runs = {
        "delays": partial(delays, seconds),
        "fan-out": partial(fan_out, rooms, seconds),
        "first frame": partial(rows.first_frame, ours, times),
        "moves": partial(rows.moves, ours, max(1, times // 4)),
        "alignment": alignment,
        "leaks": partial(rows.leaks, ours, joins),
        "injection": partial(rows.injection, ours, times),
    }
    measures = rows.recogniser()
    for name, run in runs.items():
        try:
            measures += await run()
        except (TimeoutError, OSError, ExceptionGroup) as problem:
            print(f"{name}: not measured ({problem!r})", file=sys.stderr)
    return [one.row() for one in measures]


def main() -> None:
    parser = argparse.ArgumentParser(description="What forwarding costs.")
    parser.add_argument("--rooms", type=int, default=1)
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--times", type=int, default=20, help="repetitions of what happens once")
    parser.add_argument("--joins", type=int, default=1000, help="people who come and go")
    parser.add_argument("--json", type=Path, help="measure every row into this file")
    given = parser.parse_args()
    if given.json is None:
        print(json.dumps(asyncio.run(measure(given.rooms, given.people, given.seconds))))
        return
    found = asyncio.run(table(given.rooms, given.seconds, given.times, given.joins))
    given.json.write_text(json.dumps({"measures": found}, indent=1) + "\n", encoding="utf-8")
    for row in found:
        print(f"{row['name']}: {row['value']} {row['unit']} ({row['floor']} / {row['goal']})")


if __name__ == "__main__":
    main()
