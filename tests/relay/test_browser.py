"""Two Chromium pages call each other through a real media worker."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.helpers import relay
from tests.helpers.chromium import chromium, page_at

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

HTML = Path(__file__).with_name("call.html").read_text(encoding="utf-8")


async def enter(page: Page, address: str, offer: Callable[[str], Awaitable[str]]) -> None:
    await page.expose_function("offer", offer)
    await page.goto(address)
    await page.evaluate("join()")


async def sees(page: Page, condition: str) -> dict[str, Any]:
    """Wait until a condition on `r`, what the page received, holds; return what it is then."""
    async with asyncio.timeout(relay.PATIENCE):
        found: dict[str, Any] = await page.evaluate(f"until((r) => {condition})")
        return found


async def test_two_browsers_hear_and_see_each_other_also_after_a_reload() -> None:
    async with relay.house() as house, chromium() as browser, page_at(HTML) as address:
        house.gateway.open("r", origin=time.monotonic())
        house.gateway.listen("r", "mentor", True)
        mentor, mentee = await browser.new_page(), await browser.new_page()
        await enter(mentor, address, house.gateway.offer_for("r", "mentor"))
        await enter(mentee, address, house.gateway.offer_for("r", "mentee"))
        for page in (mentor, mentee):
            await sees(page, "r.audio > 48000 && r.camera > 10")
        assert len(house.listener.payloads) > 50

        await mentee.evaluate("share()")
        await sees(mentor, "r.screen > 10")

        before = await mentee.evaluate("received()")
        await mentor.reload()
        await mentor.evaluate("join()")
        await sees(mentor, "r.audio > 24000 && r.camera > 10 && r.screen > 10")
        after = before["camera"] + 10
        await sees(mentee, f"r.audio > {before['audio']} && r.camera > {after}")
        await house.gateway.slots("mentee", ("mentor",))

        before = await mentee.evaluate("received()")
        await mentee.evaluate("propose({ iceRestart: true })")
        later = f"r.audio > {before['audio'] + 24000} && r.camera > {before['camera'] + 10}"
        await sees(mentee, later)
        assert house.gateway.states("mentee") == ["connecting", "connected"]


async def test_browsers_behind_a_network_without_udp_call_over_tcp() -> None:
    async with relay.house() as house, chromium() as browser, page_at(HTML) as address:
        house.gateway.open("r")
        pages = {}
        for who in ("mentor", "mentee"):

            async def offer(sdp: str, who: str = who) -> str:
                answer = await house.gateway.join("r", who, sdp)
                lines = answer.splitlines(keepends=True)
                return "".join(line for line in lines if " 1 udp " not in line)

            pages[who] = await browser.new_page()
            await enter(pages[who], address, offer)
        for page in pages.values():
            await sees(page, "r.audio > 24000 && r.camera > 10")
