"""How soon a withdrawal holds: from the command until nothing more is produced, shown or stored."""

import asyncio
import time
from dataclasses import dataclass

from tests.bench.crash import deeds, remains
from tests.bench.crash.people import Seat, invite, seated
from tests.bench.crash.victim import Victim
from tests.bench.crash.workers import Recogniser, StandIn

WATCHED = 0.7
"""Seconds during which captions would still be noticed after a withdrawal."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Seconds from the command of one withdrawal until each thing had ended."""

    caption: float
    """The last caption (words or tail) that either browser was shown; 0 = none came after."""
    listening: float
    """The media worker was told to hand on nobody's sound, the recogniser to forget."""
    erased: float
    """The person's words were in no byte of the data folder."""
    late: int
    """Words stored after the withdrawal."""

    @property
    def effective(self) -> float:
        """When nothing was produced or shown any more."""
        return max(self.caption, self.listening)


async def withdrawals(
    victim: Victim, ear: Recogniser, media: StandIn, times: int
) -> list[Withdrawal]:
    """Agree, talk and withdraw, `times` times, in turn."""
    known = await invite(victim.address)
    found: list[Withdrawal] = []
    async with seated(victim.address, known) as (mentor, mentee), asyncio.TaskGroup() as tasks:
        await deeds.meet(mentor, mentee)
        talking = tasks.create_task(deeds.talk(ear, known, mentor))
        for number in range(times):
            seat, other = (mentor, mentee) if number % 2 else (mentee, mentor)
            await asyncio.sleep(0.15 + 0.01 * (number % 10))
            found.append(await _withdraw(victim, ear, media, seat, other))
            await seat.do("give_consent", text_version="2026-11-2")
        talking.cancel()
    return found


async def _withdraw(
    victim: Victim, ear: Recogniser, media: StandIn, seat: Seat, other: Seat
) -> Withdrawal:
    events = seat.known.events
    mine = [
        word["text"].encode()
        for event in events.values()
        if event["type"] == "words_committed" and event["participant"] == seat.who
        for word in event["words"]
    ][-30:]
    ear.told.clear()
    media.told.clear()
    asked = time.monotonic()
    answer = await seat.do("withdraw_consent")
    if answer["type"] != "done":
        raise RuntimeError(f"the withdrawal was refused: {answer}")
    erased = await _until_gone(victim, mine) - asked
    await asyncio.sleep(max(0.0, asked + WATCHED - time.monotonic()))
    withdrawn = max(n for n, event in events.items() if event["type"] == "consent_withdrawn")
    late = sum(n > withdrawn and event["type"] == "words_committed" for n, event in events.items())
    deaf = [at for at, message in media.told if message["type"] == "listen" and not message["on"]]
    forgot = [at for at, message in ear.told if message["type"] == "forget"]
    if len(deaf) < 2 or not forgot:
        raise RuntimeError("the workers were not told to stop")
    shown = max(seat.last_caption, other.last_caption)
    return Withdrawal(
        max(0.0, shown - asked), max(*deaf, forgot[0]) - asked, erased, late
    )  # fmt: skip


async def _until_gone(victim: Victim, words: list[bytes]) -> float:
    async with asyncio.timeout(10):
        while True:
            disk = remains.everything_in(victim.data_dir)
            if not any(word in disk for word in words):
                return time.monotonic()
            await asyncio.sleep(0.005)
