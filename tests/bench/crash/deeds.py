"""What two people do until the gateway dies under them: speak, agree, tick, take back, finish."""

import asyncio
import itertools
import random
import secrets
from collections.abc import Awaitable, Callable

from binome.domain.values import Word
from binome.wire import understanding as wire
from tests.bench.crash.people import Acknowledged, Seat
from tests.bench.crash.workers import Recogniser

PACE = 0.02
"""Seconds between two captions: a hundred times what people say, so that every kill hits one."""


async def meet(*seats: Seat) -> None:
    """Enter and agree to the transcription."""
    for seat in seats:
        await seat.say("enter")
        await seat.do("give_consent", text_version="2026-11-2")


async def talk(recogniser: Recogniser, known: Acknowledged, clock: Seat) -> None:
    """Have both heard, turn by turn, for ever; each word is unlike any other."""
    for number in itertools.count():
        who = ("mentor", "mentee")[number % 2]
        for part in range(4):
            now = clock.now()
            words = tuple(Word(f"canari{secrets.token_hex(5)}", now, now) for _ in range(3))
            turn = f"{who}@{number}"
            recogniser.say(wire.Tail(known.session, who, turn, words[0].text))
            recogniser.say(wire.Words(known.session, who, turn, words, part == 3))
            await asyncio.sleep(PACE)


async def speaking(known: Acknowledged, mentor: Seat, mentee: Seat, ear: Recogniser) -> None:
    """Talk."""
    await meet(mentor, mentee)
    await talk(ear, known, mentor)


async def committing(known: Acknowledged, mentor: Seat, mentee: Seat, ear: Recogniser) -> None:
    """Talk, while promises are found in it and written by hand."""
    await meet(mentor, mentee)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(talk(ear, known, mentor))
        for number in itertools.count():
            seat, owner = ((mentor, "mentee"), (mentee, "mentor"))[number % 2]
            text = f"Relire la version {number}"
            await seat.do("add_commitment", kind="action", text=text, owner=owner)


async def ticking(known: Acknowledged, mentor: Seat, mentee: Seat, ear: Recogniser) -> None:
    """Write notes, tick lines and take the ticks back, say which aims were reached."""
    await meet(mentor, mentee)
    await mentor.do("add_commitment", kind="action", text="Envoyer le CV", owner="mentee")
    line = next(
        event["commitment"]["id"]
        for event in known.events.values()
        if event["type"] == "commitment_noticed"
    )
    for number in itertools.count():
        tick = ("unconfirm_commitment", "confirm_commitment")[number % 2]
        await mentor.do(tick, commitment=line)
        await mentee.do("write_note", item="subjects", text=f"Penser au point {number}")
        await mentee.do("check_aim", item="goals", reached=("yes", "partly", "no")[number % 3])


async def erasing(known: Acknowledged, mentor: Seat, mentee: Seat, ear: Recogniser) -> None:
    """Talk, and take the last seconds back again and again."""
    await meet(mentor, mentee)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(talk(ear, known, mentor))
        while True:
            await asyncio.sleep(random.uniform(0.05, 0.2))
            await mentee.do("erase_last", seconds=0.1)


async def finishing(known: Acknowledged, mentor: Seat, mentee: Seat, ear: Recogniser) -> None:
    """Hold a short session to its end: hang up, and both approve."""
    await meet(mentor, mentee)
    await mentor.do("add_commitment", kind="action", text="Envoyer le CV", owner="mentee")
    await mentor.do("hang_up")
    for seat in (mentor, mentee):
        await seat.do("approve_recap")
        known.approvals.add(seat.who)


Deed = Callable[[Acknowledged, Seat, Seat, Recogniser], Awaitable[None]]
