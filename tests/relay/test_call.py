"""Two software people through a real media worker, over loopback."""

import asyncio
import contextlib
import time

import numpy as np
import pytest

from binome.errors import BadInput
from binome.rehearsal.peer import RATE, Camera, Peer, Voice
from binome.wire.media import RoundTrip
from tests.helpers import packets, relay
from tests.helpers.caller import LightCaller
from tests.helpers.nat import Nat, nat_before

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
        await house.enter("r", "mentor", voice=speaking(), camera=Camera())
        mentee = await house.enter("r", "mentee", voice=Voice())
        slot = mentee.received[0]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: slot["audio"].loudest > 0.1 and slot["camera"].frames > 5)
        await house.gateway.slots("mentee", ("mentor",))


async def test_the_gateway_is_told_how_far_away_a_person_is() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentor = await house.enter("r", "mentor", voice=speaking())
        await house.enter("r", "mentee", voice=speaking())
        async with asyncio.timeout(relay.PATIENCE):
            await mentor.until(lambda: mentor.received[0]["audio"].loudest > 0.1)

        def told(news: list[object]) -> set[str]:
            trips = [one for one in news if isinstance(one, RoundTrip)]
            return {one.participant for one in trips if 0.0 <= one.seconds < 1.0}

        await house.gateway.news.until(lambda news: told(news) == {"mentor", "mentee"})


async def test_a_pair_that_hears_each_other_and_one_who_only_watches() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentor = await house.enter("r", "mentor", voice=speaking())
        mentee = await house.enter("r", "mentee", voice=speaking())
        watcher = await house.enter("r", "observer", slots=2, publishes=False)
        async with asyncio.timeout(relay.PATIENCE):
            await mentor.until(lambda: mentor.received[0]["audio"].loudest > 0.1)
            await mentee.until(lambda: mentee.received[0]["audio"].loudest > 0.1)
            for slot in (0, 1):
                await watcher.until(lambda s=slot: watcher.received[s]["audio"].loudest > 0.1)
        await house.gateway.slots("observer", ("mentor", "mentee"))
        await house.gateway.slots("mentor", ("mentee",))


async def test_a_muted_mentor_is_silent_but_the_clock_goes_on() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        voice = speaking()
        voice.muted = True
        await house.enter("r", "mentor", voice=voice)
        mentee = await house.enter("r", "mentee", voice=Voice())
        heard = mentee.received[0]["audio"]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: heard.frames > 25)
            assert heard.loudest < 0.01
            voice.muted = False
            await mentee.until(lambda: heard.loudest > 0.1)


async def test_who_joins_again_takes_the_old_place_at_once() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentee = await house.enter("r", "mentee", voice=Voice())
        await house.enter("r", "mentor", voice=Voice())
        await house.enter("r", "mentor", voice=speaking(), camera=Camera())
        slot = mentee.received[0]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: slot["audio"].loudest > 0.1 and slot["camera"].frames > 3)
        assert house.gateway.states("mentor").count("gone") == 0
        await house.gateway.slots("mentee", ("mentor",))


async def test_who_leaves_and_comes_back_is_heard_again() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentee = await house.enter("r", "mentee", voice=Voice())
        mentor = await house.enter("r", "mentor", voice=Voice())
        await house.gateway.slots("mentee", ("mentor",))
        house.gateway.leave("r", "mentor")
        house.gateway.leave("r", "mentor")
        await house.gateway.slots("mentee", (None,))
        await mentor.leave()
        await house.enter("r", "mentor", voice=speaking())
        await house.gateway.slots("mentee", ("mentor",))
        heard = mentee.received[0]["audio"]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: heard.loudest > 0.1)


async def test_a_third_person_and_an_unknown_room_are_refused_with_a_sentence() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        await house.enter("r", "mentor", voice=Voice())
        await house.enter("r", "mentee", voice=Voice())
        with pytest.raises(BadInput, match="full"):
            await house.enter("r", "guest-1", voice=Voice())
        with pytest.raises(BadInput, match="not open"):
            await house.enter("elsewhere", "mentor", voice=Voice())


async def test_a_gateway_that_comes_back_is_told_everything_again() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        await house.enter("r", "mentor", voice=Voice())
        async with relay.gateway(house.place, house.tasks) as later:
            later.open("r")
            await later.slots("mentor", (None,))
            assert later.states("mentor") == ["connected"]


async def test_a_hundred_people_who_come_and_go_leave_nothing_behind() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        await house.gateway.join("r", "mentor", packets.offer())
        house.gateway.leave("r", "mentor")
        await relay.settled()
        tasks, files = len(asyncio.all_tasks()), relay.open_files()
        for number in range(100):
            await house.gateway.join("r", ("mentor", "mentee")[number % 2], packets.offer())
        house.gateway.leave("r", "mentor")
        house.gateway.leave("r", "mentee")
        async with asyncio.timeout(relay.PATIENCE):
            while len(asyncio.all_tasks()) > tasks:
                await relay.settled()
        assert relay.open_files() == files


async def behind_nat(
    house: relay.House, nats: contextlib.AsyncExitStack, peer: Peer, who: str
) -> Nat:
    """Let a person join through a NAT of her own and return it."""
    made: list[Nat] = []

    async def offer(sdp: str) -> str:
        answer = await house.gateway.join("r", who, sdp)
        nat, through = await nats.enter_async_context(nat_before(answer))
        made.append(nat)
        return through

    await peer.join(offer)
    return made[0]


async def test_a_silent_path_is_stalled_until_it_speaks_again() -> None:
    async with relay.house() as house, contextlib.AsyncExitStack() as nats:
        house.gateway.open("r")
        mentor = house.person(voice=Voice())
        nat = await behind_nat(house, nats, mentor, "mentor")
        nat.blocked = True
        await house.gateway.news.until(lambda _: house.gateway.states("mentor")[-1] == "stalled")
        nat.blocked = False
        await house.gateway.news.until(lambda _: house.gateway.states("mentor")[-1] == "connected")


async def test_a_call_goes_on_when_the_network_changes_somebodys_address() -> None:
    async with relay.house() as house, contextlib.AsyncExitStack() as nats:
        house.gateway.open("r")
        mentee = await house.enter("r", "mentee", voice=speaking())
        mentor = house.person(voice=speaking())
        nat = await behind_nat(house, nats, mentor, "mentor")
        heard, told = mentee.received[0]["audio"], mentor.received[0]["audio"]
        async with asyncio.timeout(relay.PATIENCE):
            await mentee.until(lambda: heard.frames > 10)
            await mentor.until(lambda: told.frames > 10)
            nat.rebind()
            so_far, as_far = heard.frames, told.frames
            began = time.monotonic()
            await mentee.until(lambda: heard.frames > so_far + 10)
            await mentor.until(lambda: told.frames > as_far + 10)
        assert time.monotonic() - began < 4.0  # aioice itself would notice after five seconds


async def test_three_people_hear_each_other_in_a_room_for_three() -> None:
    async with relay.house() as house:
        house.gateway.open("r", size=3)
        names = ("mentor", "mentee", "guest-1")
        people = {name: await house.enter("r", name, slots=2, voice=speaking()) for name in names}
        async with asyncio.timeout(relay.PATIENCE):
            for person in people.values():
                for slot in (0, 1):
                    await person.until(
                        lambda p=person, s=slot: p.received[s]["audio"].loudest > 0.1
                    )
        await house.gateway.slots("guest-1", ("mentor", "mentee"))
        await house.gateway.slots("mentor", ("mentee", "guest-1"))


async def test_a_restarted_connection_goes_on_from_a_new_network_with_keys_and_places() -> None:
    async with relay.house() as house:
        house.gateway.open("r")
        mentor, mentee = LightCaller(1), LightCaller(1)
        for who, caller in (("mentor", mentor), ("mentee", mentee)):
            await caller.connect(await house.gateway.join("r", who, caller.offer))
        answer = await house.gateway.join("r", "mentee", mentee.restarted_offer("efgh"))
        await mentee.move(answer, "efgh")
        so_far = mentee.came
        async with asyncio.timeout(relay.PATIENCE):
            while mentee.came < so_far + 5:
                mentor.speak()
                await asyncio.sleep(0.02)
        assert house.gateway.states("mentee") == ["connecting", "connected"]
        await mentor.close()
        await mentee.close()
