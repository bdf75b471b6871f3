"""Two software people through a real media worker, over loopback."""

import asyncio
import time

import numpy as np
import pytest

from binome.rehearsal.peer import RATE, Camera, Peer, Voice
from tests.helpers import relay

pytestmark = pytest.mark.anyio

TONE = (12000 * np.sin(2 * np.pi * 440 * np.arange(60 * RATE) / RATE)).astype(np.int16)
"""A minute of a loud 440 Hz."""


def speaking() -> Voice:
    voice = Voice()
    voice.say(TONE)
    return voice


async def test_what_the_mentor_says_and_shows_reaches_the_mentee() -> None:
    async with relay.house() as house:
        house.gateway.open("r", origin=time.monotonic())
        mentor = Peer(house.tasks, voice=speaking(), camera=Camera())
        mentee = Peer(house.tasks, voice=Voice())
        await mentor.join(house.gateway.offer_for("r", "mentor"))
        await mentee.join(house.gateway.offer_for("r", "mentee"))
        slot = mentee.received[0]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: slot["audio"].loudest > 0.1 and slot["camera"].frames > 5)
        await house.gateway.slots("mentee", ("mentor",))
        await mentor.leave()
        await mentee.leave()
