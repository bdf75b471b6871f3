"""Debian's Firefox and Chromium call each other through a real media worker."""

import asyncio
from pathlib import Path

import pytest

from tests.helpers import relay
from tests.helpers.chromium import chromium, page_at
from tests.helpers.firefox import firefox
from tests.relay.test_browser import enter, sees

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

HTML = Path(__file__).with_name("call.html").read_text(encoding="utf-8")
PATIENCE = 60.0
"""Seconds; Firefox starts its codecs slowly on a busy machine."""


def without_udp(answer: str) -> str:
    lines = answer.splitlines(keepends=True)
    return "".join(line for line in lines if " 1 udp " not in line)


@pytest.mark.parametrize("udp", [True, False], ids=["over UDP", "over TCP"])
async def test_firefox_and_chromium_hear_and_see_each_other(udp: bool) -> None:
    async with (
        relay.house(host="", addresses=(relay.own_address(), "127.0.0.1")) as house,
        page_at(HTML) as address,
        firefox() as fox,
        chromium() as browser,
    ):
        house.gateway.open("r")

        async def offer(sdp: str) -> str:
            answer = await house.gateway.join("r", "mentor", sdp)
            return answer if udp else without_udp(answer)

        mentee = await browser.new_page()
        await enter(mentee, address, house.gateway.offer_for("r", "mentee"))
        await fox.goto(address)
        async with asyncio.timeout(PATIENCE):
            await fox.join(offer)
            await sees(mentee, "r.audio > 48000 && r.camera > 10")
            seen = await fox.run("return await until((r) => r.audio > 48000 && r.camera > 10)")
        assert seen["camera"] > 10
