"""What forwarding costs: a real media worker process under synthetic calls.

    ./dev bench relay [--rooms 1] [--people 2] [--seconds 8]     one line: cost, delay, losses
    ./dev bench relay --json FILE [--seconds 8] [--times 20]     every row we can measure, to a file

The line: forwarded packets a second, CPU seconds of the worker a second, microseconds of CPU per
forwarded packet, one-way delay (both ends and this generator included) and losses. The file, side
by side with MediaRelay and, after `apt-get install janus`, with Janus:
`{"measures": [{"name", "value", "unit", "peer", "floor", "goal", "better"}]}`.
Compare runs of one machine in one sitting; the machine's other work is in every figure.
"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import _alignment
from tests.bench import _relay_peers as peers
from tests.bench import _relay_rows as rows
from tests.bench._relay_load import process, weigh
from tests.bench._relay_peers import Film
from tests.bench._relay_rows import Bench, Measure
from tests.helpers import relay
from tests.helpers.caller import LightCaller


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


async def measure(
    rooms: int, people: int, seconds: float, film: Film | None = None
) -> dict[str, float]:
    """Return the figures of one run of ours."""
    async with ours() as made:
        callers: list[LightCaller] = []
        for room in range(rooms):
            made.gateway.open(f"room-{room}", size=people)
            for person in range(people):
                caller = LightCaller(people - 1)
                if film is not None:
                    caller.film, caller.voice = film
                answer = await made.gateway.join(f"room-{room}", f"p{person}", caller.offer)
                await caller.connect(answer)
                callers.append(caller)
        figures = await weigh(made.pid, callers, callers, seconds)
        for caller in callers:
            await caller.close()
    lost = 1 - figures["forwarded_per_s"] / max(1, figures["sent_per_s"] * (people - 1))
    return {"rooms": rooms, "people": people, **figures, "lost": round(lost, 4)}


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
        "MediaRelay": partial(peers.media_relay, measure, seconds),
        "Janus": partial(peers.janus, measure, seconds),
        "first frame": partial(rows.first_frame, ours, times),
        "moves": partial(rows.moves, ours, max(1, times // 4)),
        "alignment": alignment,
        "leaks": partial(rows.leaks, ours, joins),
        "injection": partial(rows.injection, ours, times),
    }
    measures = rows.recogniser()
    for name, run in runs.items():
        if name == "Janus" and not peers.has_janus():
            print("Janus: not measured (not installed: apt-get install janus)", file=sys.stderr)
            continue
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
