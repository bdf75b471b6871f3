"""What a kill -9 costs: nothing that was acknowledged, one mail each. And how soon a no holds.

    ./dev bench durability [--cycles N] [--mail-kills N] [--withdrawals N] [--tally FILE]
                           [--json FILE]

The real gateway on its real store and jobs is killed at random instants while two people speak,
commit, tick, erase, while recaps leave (into the file outbox, then to a mail server on the
loopback) and while transcripts that are due are deleted. `--tally FILE` adds this run to what
earlier runs found, so that a long run can be made in pieces. Exit status 1: something was lost,
doubled or left.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from binome.speech.metrics import percentile
from tests.bench.captions.report import Measure, as_json, table
from tests.bench.crash import remains
from tests.bench.crash.cycles import KINDS, Cycles
from tests.bench.crash.postbox import postbox
from tests.bench.crash.victim import victim
from tests.bench.crash.withdrawal import withdrawals
from tests.bench.crash.workers import workers

RECEIPT_AFTER = 0.05
"""Seconds the mail server takes to say that it has a mail."""

Tally = dict[str, Any]
"""Counts by name; lists of seconds for what is timed."""


async def crash(folder: Path, cycles: int, seed: int) -> Tally:
    """Kill the gateway `cycles` times over everything people do."""
    async with workers(folder / "run") as (ear, _), victim(folder) as gateway:
        lives = Cycles(gateway, ear, random.Random(seed))
        for number in range(cycles):
            await lives.cycle(KINDS[number % len(KINDS)])
            _say(f"cycle {number + 1} of {cycles}")
        await lives.last()
        record = lives.record
        mails = remains.mails_in(folder / "outbox")
        print(
            f"{gateway.deaths} kills; serves again after {percentile(gateway.times, 50):.2f} s "
            f"(median), {max(gateway.times):.2f} s at most; acknowledged "
            f"{dict(record.acknowledged())}, lost {dict(record.lost)}"
        )
        return {
            "cycles": cycles,
            "acknowledged": dict(record.acknowledged()),
            "lost": sum(record.lost.values()),
            "damaged": record.damaged,
            "erased words left": lives.words_left(),
            "mails twice": sum(n - 1 for n in mails.values()),
            "serving": gateway.times,
        }


async def mail(folder: Path, kills: int, seed: int, *, by_smtp: bool) -> Tally:
    """Kill the gateway `kills` times around the sending of a recap."""
    settings: dict[str, str] = {}
    with postbox(RECEIPT_AFTER) as (box, port):
        if by_smtp:
            settings = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_tls": "none"}
        async with workers(folder / "run") as (ear, _), victim(folder, **settings) as gateway:
            lives = Cycles(gateway, ear, random.Random(seed))
            await lives.measure_sending()
            for number in range(kills):
                await lives.cycle("mailing")
                _say(f"mail kill {number + 1} of {kills}")
            await lives.last()
            sessions = [known.session for known in lives.record.sessions]
            noted = [remains.sent(remains.stored(folder, session)) for session in sessions]
        taken = box.taken if by_smtp else remains.mails_in(folder / "outbox")
    ids = Counter({session: sum(session in id for _, id in taken) for session in sessions})
    again = sum(n - 1 for n in taken.values())
    right = [session for session in sessions[1:] if ids[session] == 2]
    name = "smtp" if by_smtp else "outbox"
    print(
        f"{name}: {kills} kills around the sending ({lives.sending:.2f} s long); recaps with one "
        f"mail (Message-ID) per recipient {len(right)}, handed over again {again}, noted twice "
        f"{sum(n - 1 for one in noted for n in one.values())}"
    )
    return {
        f"{name} kills": kills,
        f"{name} right": len(right),
        f"{name} again": again,
        f"{name} noted twice": sum(n - 1 for one in noted for n in one.values()),
    }


async def withdraw(folder: Path, times: int) -> Tally:
    """Withdraw an agreement `times` times under a running stream of captions."""
    async with workers(folder / "run") as (ear, media), victim(folder) as gateway:
        await gateway.start()
        await gateway.serving()
        found = await withdrawals(gateway, ear, media, times)
        await gateway.kill()
    for name in ("caption", "listening", "erased"):
        values = [1000 * getattr(one, name) for one in found]
        print(
            f"withdrawal, {name}: p50 {percentile(values, 50):.0f} ms, "
            f"p95 {percentile(values, 95):.0f} ms, max {max(values):.0f} ms"
        )
    return {
        "withdrawals": times,
        "effective": [one.effective for one in found],
        "erased": [one.erased for one in found],
        "late words": sum(one.late for one in found),
    }


def together(old: Tally, new: Tally) -> Tally:
    """Return both tallies as one: numbers added, lists joined."""
    both = dict(old)
    for name, value in new.items():
        if isinstance(value, dict):
            both[name] = dict(Counter(old.get(name, {})) + Counter(value))
        else:
            both[name] = old.get(name, type(value)()) + value
    return both


def measures(tally: Tally) -> list[Measure]:
    """Return what was asked and found."""
    found: list[Measure] = []

    def nothing(name: str, unit: str, value: float) -> None:
        found.append(Measure(name, value, unit, None, 0, 0, "lower"))

    if tally.get("cycles"):
        n = tally["cycles"]
        total = sum(tally["acknowledged"].values())
        nothing(f"acknowledged and lost, {n} kills, {total} acknowledged", "events", tally["lost"])
        nothing(f"damaged databases, {n} kills", "files", tally["damaged"])
        nothing("erased or purged words left on disk", "words", tally["erased words left"])
        serving = max(tally["serving"])
        found.append(Measure("kill to serving, max", serving, "s", None, 10, 3, "lower"))
    for name in ("outbox", "smtp"):
        if kills := tally.get(f"{name} kills"):
            share = 100 * tally[f"{name} right"] / kills
            label = f"one mail per recipient, {name}, {kills} kills"
            found.append(Measure(label, share, "%", None, 100, 100, "higher"))
            again = tally[f"{name} again"]
            label = f"mails handed over again (same Message-ID), {name}"
            found.append(Measure(label, again, "mails", None, 0, 0, "lower"))
    if times := tally.get("withdrawals"):
        slowest = 1000 * max(tally["effective"])
        name = f"withdrawal effective, slowest of {times}"
        found.append(Measure(name, slowest, "ms", None, 500, 100, "lower"))
        erased = 1000 * max(tally["erased"])
        found.append(Measure("words off the disk after it", erased, "ms", None, 2000, 500, "lower"))
        nothing("words stored after a withdrawal", "words", tally["late words"])
    return found


def _say(text: str) -> None:
    print(f"\r{text}", end="\n" if not sys.stdout.isatty() else "", flush=True)


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="What a kill -9 costs.")
    parser.add_argument("--cycles", type=int, default=200, metavar="N")
    parser.add_argument("--mail-kills", type=int, default=50, metavar="N", help="by each way")
    parser.add_argument("--withdrawals", type=int, default=50, metavar="N")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tally", type=Path, metavar="FILE", help="add to what is in there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measures here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; returns 1 when something was lost, doubled or left."""
    given = options(arguments)
    tally: Tally = {}
    if given.tally and given.tally.exists():
        tally = json.loads(given.tally.read_text(encoding="utf-8"))
    seed = given.seed + tally.get("cycles", 0)
    with tempfile.TemporaryDirectory(prefix="binome-crash-") as name:
        folder = Path(name)
        if given.cycles:
            new = asyncio.run(crash(folder / "c", given.cycles, seed))
            tally = together(tally, new)
        if given.mail_kills:
            for way, by_smtp in (("o", False), ("s", True)):
                new = asyncio.run(mail(folder / way, given.mail_kills, seed, by_smtp=by_smtp))
                tally = together(tally, new)
        if given.withdrawals:
            tally = together(tally, asyncio.run(withdraw(folder / "w", given.withdrawals)))
    found = measures(tally)
    print(table(found))
    if given.tally:
        given.tally.write_text(json.dumps(tally, indent=1), encoding="utf-8")
    if given.json:
        given.json.write_text(as_json(found), encoding="utf-8")
    return int(any(one.verdict == "below" for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
