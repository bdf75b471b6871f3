"""The rows of `./dev bench relay` that set us beside others under the same load in one run."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import _janus, _media_relay
from tests.bench._relay_load import process, weigh
from tests.bench._relay_rows import Measure
from tests.helpers.relay import own_address

Film = tuple[list[list[bytes]], list[bytes]]
"""Pictures and voice that can be decoded."""
Figures = dict[str, float]
Measured = Callable[..., Awaitable[Figures]]


def has_janus() -> bool:
    return _janus.is_installed()


async def media_relay(measure: Measured, seconds: float) -> list[Measure]:
    """One room of two in VGA: forwarding against decoding and encoding again."""
    film = _media_relay.film(), _media_relay.voice()
    mine = await measure(1, 2, seconds, film)
    with tempfile.TemporaryDirectory(prefix="binome-") as folder:
        path = Path(folder) / "offers"
        async with (
            process("tests.bench._media_relay", str(path)) as relay,
            _media_relay.two_people(path, own_address()) as callers,
        ):
            for caller in callers:
                caller.film, caller.voice = film
            theirs = await weigh(relay.pid, callers, callers, seconds)
    name = "1 room x 2 VGA"
    return [
        Measure(f"CPU to MediaRelay's, {name}", mine["cpu"] / theirs["cpu"], "ratio", 0.1, 0.05,
                peer="MediaRelay"),
        *absolute(name, mine, ""),
        *absolute(name, theirs, "MediaRelay"),
    ]  # fmt: skip


async def janus(measure: Measured, seconds: float) -> list[Measure]:
    """Ten rooms of two and four of six, against Janus with one event loop."""
    rows: list[Measure] = []
    for rooms, people in ((10, 2), (4, 6)):
        mine = await measure(rooms, people, seconds)
        theirs = await janus_figures(rooms, people, seconds)
        name = f"{rooms} rooms x {people}"
        ratio = mine["us_per_packet"] / theirs["us_per_packet"]
        rows += [
            Measure(f"CPU per packet to Janus's, {name}", ratio, "ratio", 1.5, 1.0, peer="Janus"),
            *absolute(name, mine, ""),
            *absolute(name, theirs, "Janus"),
        ]
    return rows


async def janus_figures(rooms: int, people: int, seconds: float) -> Figures:
    """Return what Janus's process does under the load of `measure`."""
    async with _janus.janus() as relay:
        talkers, hearers = [], []
        for number in range(rooms):
            published, received = await relay.room(number + 1, people)
            talkers += published
            hearers += received
        figures = await weigh(relay.pid, talkers, hearers, seconds)
        for caller in (*talkers, *hearers):
            caller.vanish()
    return figures


def absolute(name: str, figures: Figures, peer: str) -> list[Measure]:
    """Return what one relay needs, to be read and not to be judged."""
    rows = [
        ("CPU", "cpu", "s/s", "lower"),
        ("packets forwarded", "forwarded_per_s", "1/s", "higher"),
        ("memory", "memory_mib", "MiB", "lower"),
        ("one-way delay, p50", "delay_p50_ms", "ms", "lower"),
        ("one-way delay, p99", "delay_p99_ms", "ms", "lower"),
    ]
    return [
        Measure(f"{what}, {name}", figures[key], unit, None, None, better, peer)
        for what, key, unit, better in rows
        if key in figures
    ]
