"""The rows of `./dev bench relay --json FILE`: what is measured, how good it has to be.

Each row is one small run against a real media worker process on loopback; both ends and this
generator are in every figure, and so is the machine's other work.
"""

import asyncio
import contextlib
import os
import random
import socket
import statistics
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from binome.rehearsal.peer import Camera, Peer, Voice
from binome.speech.track import Track
from tests.helpers import relay
from tests.helpers.caller import LightCaller
from tests.helpers.nat import Nat, nat_before
from tests.helpers.speech import opus_packets, tone

CLEAR_ALERT = bytes.fromhex("15fefd000000000000000000020228")
"""A fatal DTLS alert that anybody can write."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One row; `peer` is what it was compared with, "" for a figure of ours alone."""

    name: str
    value: float
    unit: str
    floor: float | None
    goal: float | None
    """None where there is nothing to reach."""
    better: str = "lower"
    peer: str = ""

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "value": round(self.value, 4)}


@dataclass(frozen=True, slots=True)
class Bench:
    """A media worker process and how it is talked to."""

    pid: int
    gateway: relay.Gateway
    tasks: asyncio.TaskGroup


Opened = Callable[[], contextlib.AbstractAsyncContextManager[Bench]]


@contextlib.asynccontextmanager
async def people(*made: Peer) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for peer in made:
            await peer.leave()


async def first_frame(opened: Opened, times: int) -> list[Measure]:
    """From the offer to the first decoded picture of somebody who is there already."""
    async with opened() as bench:
        took = [await _first_frame(bench, f"room-{number}") for number in range(times)]
    return [Measure("join to first remote frame, median", statistics.median(took), "s", 1.0, 0.4)]


async def _first_frame(bench: Bench, room: str) -> float:
    bench.gateway.open(room)
    there = Peer(bench.tasks, voice=Voice(), camera=Camera())
    comes = Peer(bench.tasks, voice=Voice())
    async with people(there, comes):
        await there.join(bench.gateway.offer_for(room, "mentor"))
        began = time.perf_counter()
        await comes.join(bench.gateway.offer_for(room, "mentee"))
        async with asyncio.timeout(relay.PATIENCE):
            await comes.until(lambda: comes.received[0]["camera"].frames > 0)
        return time.perf_counter() - began


async def moves(opened: Opened, times: int) -> list[Measure]:
    """A NAT that gives another address, and a person who falls silent."""
    async with opened() as bench:
        pairs = [await _move(bench, number) for number in range(times)]
    return [
        Measure("outage after a NAT rebinding, worst", max(p[0] for p in pairs), "s", 2.5, 0.05),
        Measure("silent person noticed, worst", max(p[1] for p in pairs), "s", 10.0, 4.0),
    ]


async def _move(bench: Bench, number: int) -> tuple[float, float]:
    room, name = f"room-{number}", f"mentor-{number}"
    bench.gateway.open(room)
    mentor, mentee = Peer(bench.tasks, voice=Voice()), Peer(bench.tasks, voice=Voice())
    async with contextlib.AsyncExitStack() as ends:
        await ends.enter_async_context(people(mentor, mentee))
        await mentee.join(bench.gateway.offer_for(room, f"mentee-{number}"))
        nats: list[Nat] = []

        async def offer(sdp: str) -> str:
            answer = await bench.gateway.join(room, name, sdp)
            nat, through = await ends.enter_async_context(nat_before(answer))
            nats.append(nat)
            return through

        await mentor.join(offer)
        heard, told = mentee.received[0]["audio"], mentor.received[0]["audio"]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: heard.frames > 10)
            await mentor.until(lambda: told.frames > 10)
            nats[0].rebind()
            began, so_far, as_far = time.perf_counter(), heard.frames, told.frames
            await mentee.until(lambda: heard.frames > so_far + 4)
            await mentor.until(lambda: told.frames > as_far + 4)
            # Four frames were on their way or in the receivers' buffers.
            outage = max(0.0, time.perf_counter() - began - 0.08)
            nats[0].blocked = True
            began = time.perf_counter()
            states = bench.gateway.states
            await bench.gateway.news.until(lambda _: states(name)[-1] == "stalled")
            return outage, time.perf_counter() - began


async def leaks(opened: Opened, joins: int) -> list[Measure]:
    """What is left of people who came and went, half of them without a word."""
    async with opened() as bench:
        bench.gateway.open("room")
        await _come_and_go(bench, max(20, joins // 5))
        files, memory = _files(bench.pid), _memory(bench.pid)
        await _come_and_go(bench, joins)
        files, memory = _files(bench.pid) - files, _memory(bench.pid) / memory
    return [
        Measure(f"file descriptors left after {joins} joins", files, "fds", 0, 0),
        Measure(f"memory after {joins} joins to before", memory, "ratio", 1.15, 1.05),
    ]


async def _come_and_go(bench: Bench, joins: int) -> None:
    for number in range(joins):
        caller, who = LightCaller(1), ("mentor", "mentee")[number % 2]
        await caller.connect(await bench.gateway.join("room", who, caller.offer))
        if number % 4 < 2:
            bench.gateway.leave("room", who)
            await caller.close()
        else:
            caller.vanish()
    for who in ("mentor", "mentee"):
        bench.gateway.leave("room", who)
    await bench.gateway.join("room", "mentor", LightCaller(1).offer)
    bench.gateway.leave("room", "mentor")
    await asyncio.sleep(1.0)


def _files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


async def injection(opened: Opened, times: int) -> list[Measure]:
    """Set-ups that succeed while a stranger floods the port with alerts and rubbish."""
    succeeded = 0
    async with opened() as bench:
        bench.gateway.open("room")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for _ in range(times):
                caller = LightCaller(1)
                answer = await bench.gateway.join("room", "mentor", caller.offer)
                port = int(answer.split("a=candidate:1 1 udp ")[1].split()[2])

                async def flood(port: int = port) -> None:
                    while True:
                        for data in (CLEAR_ALERT, os.urandom(48), b"\x00\x01" + os.urandom(40)):
                            stranger.sendto(data, ("127.0.0.1", port))
                        await asyncio.sleep(0)

                flooding = bench.tasks.create_task(flood())
                with contextlib.suppress(TimeoutError, AssertionError):
                    async with asyncio.timeout(10):
                        await caller.connect(answer)
                        succeeded += 1
                flooding.cancel()
                await caller.close()
    return [
        Measure(
            f"set-ups of {times} that succeed under injection",
            succeeded / times,
            "share",
            1.0,
            1.0,
            "higher",
        )
    ]


def recogniser(seconds: int = 60) -> list[Measure]:
    """Of the audio that arrives at 5 % loss with delays, how much reaches the recogniser."""
    chance = random.Random(7)
    bodies = opus_packets(tone(1.2))[:50]
    arrivals = sorted(
        (number * 0.02 + chance.uniform(0.0, 0.08), number)
        for number in range(50 * seconds)
        if chance.random() >= 0.05
    )
    track = Track(0.0)
    for at, number in arrivals:
        track.take(number & 0xFFFF, number * 960, 10 + at, bodies[number % 50], quiet=False)
    track.rest(10 + seconds + 1.0)
    counted = track.counters
    share = (counted.packets - counted.late - counted.broken) / counted.packets
    return [
        Measure("received audio that reaches the recogniser, 5 % loss", share, "share", 0.995, 1.0,
                "higher")
    ]  # fmt: skip
