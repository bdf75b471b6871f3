"""Speech kept by a browser during a cut and sent afterwards: what is taken, and what never is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from binome.domain.late import AT_ONCE, LONGEST
from binome.errors import Unavailable
from tests.helpers.web import TOKENS, Browser, Site, served

pytestmark = pytest.mark.anyio


def speech(seconds: float) -> bytes:
    return b"\x01\x02" * round(16_000 * seconds)


async def send(site: Site, since: float, samples: bytes, who: str = "mentee") -> Any:
    return await site.client.post(
        f"/api/late-speech?since={since}",
        content=samples,
        headers={"origin": site.address, "authorization": f"Bearer {TOKENS[who]}"},
    )


def taken(site: Site) -> list[tuple[str, float, float]]:
    return [
        (told[1], told[2], len(told[3]) / 32_000)
        for told in site.house.understanding.told
        if told[0] == "late"
    ]


@asynccontextmanager
async def talk() -> AsyncIterator[tuple[Site, Browser]]:
    """A pair that agreed, sixty seconds into its talk."""
    async with served() as site, site.live() as claire, site.live() as karim:
        for browser, who in ((claire, "mentor"), (karim, "mentee")):
            await browser.hello(TOKENS[who])
            await browser.say("enter")
            await browser.do(1, "give_consent", text_version="2026-11-1")
        site.house.clock.advance(60)
        yield site, claire


async def test_what_was_said_during_a_cut_goes_to_the_recogniser() -> None:
    async with talk() as (site, _):
        answer = await send(site, 20.5, speech(10))
        assert (answer.status_code, answer.json()) == (200, {"taken": 10.0})
        assert taken(site) == [("mentee", 20.5, 10.0)]
        assert site.house.event_types().count("words_committed") == 0


async def test_nothing_of_a_pause_and_nothing_erased_is_taken() -> None:
    async with talk() as (site, claire):
        await claire.do(2, "pause_transcription")
        assert (await send(site, 20, speech(5))).status_code == 409
        site.house.clock.advance(10)
        await claire.do(3, "resume_transcription")
        site.house.clock.advance(10)
        await claire.do(4, "erase_last", seconds=4)
        assert (await send(site, 55, speech(15))).json() == {"taken": 5.0}
        assert (await send(site, 70, speech(10))).json() == {"taken": 6.0}
        assert (await send(site, 61, speech(5))).status_code == 409
        assert taken(site) == [("mentee", 55, 5.0), ("mentee", 70, 6.0)]


async def test_without_both_agreements_nothing_is_taken() -> None:
    async with talk() as (site, claire):
        await claire.do(2, "withdraw_consent")
        assert (await send(site, 20, speech(5))).status_code == 409
        assert taken(site) == []


async def test_a_session_that_nobody_opened_takes_nothing() -> None:
    async with served() as site:
        assert (await send(site, 0, speech(0.1))).status_code == 409


@pytest.mark.parametrize(
    ("since", "samples"),
    [
        (20, b""),
        (20, b"odd"),
        (20, speech(LONGEST + 1)),
        (float("nan"), speech(1)),
        (-5, speech(1)),
        (62, speech(5)),
        (1e300, speech(1)),
    ],
)
async def test_what_cannot_be_late_speech_is_refused(since: float, samples: bytes) -> None:
    async with talk() as (site, _):
        assert (await send(site, since, samples)).status_code == 422
        assert taken(site) == []


async def test_what_is_older_than_the_browser_keeps_is_refused() -> None:
    async with talk() as (site, _):
        site.house.clock.advance(1000)
        assert (await send(site, 20, speech(1))).status_code == 422


async def test_nobody_sends_more_than_a_person_can_say() -> None:
    async with talk() as (site, _):
        statuses = [(await send(site, 20, speech(15))).status_code for _ in range(9)]
        assert statuses == [200] * int(AT_ONCE / 15) + [503]
        site.house.clock.advance(15)
        assert (await send(site, 20, speech(15))).status_code == 200
        assert (await send(site, 20, speech(15), "mentor")).status_code == 200


async def test_a_recogniser_that_is_away_has_it_sent_again() -> None:
    async with talk() as (site, _):
        site.house.understanding.late_fails = Unavailable("the worker is restarting")
        assert (await send(site, 20, speech(5))).status_code == 503
        site.house.understanding.late_fails = None
        assert (await send(site, 20, speech(5))).status_code == 200
