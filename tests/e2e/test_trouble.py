"""What a person sees when something is wrong: one clear sentence, and the others undisturbed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from playwright.async_api import Page, expect

from binome.rehearsal.own_server import create_session
from binome.rehearsal.script import bundled
from tests.e2e.seats import seated
from tests.helpers.browser import browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.anyio]


async def links(address: str) -> dict[str, str]:
    script = bundled("fr", short=True)
    tokens = await asyncio.to_thread(
        partial(create_session, rehearsal=False), address, script, "Europe/Paris"
    )
    return {who: f"{address}/s#{token}" for who, token in tokens.items()}


@asynccontextmanager
async def page_without_devices(link: str, *flags: str) -> AsyncIterator[Page]:
    async with browser(None, *flags) as opened:
        page = await opened.new_page(locale="fr-FR")
        await page.goto(link)
        yield page


async def test_a_corrupt_link_says_so_and_disturbs_nobody(deaf_server: str) -> None:
    link = (await links(deaf_server))["mentor"]
    async with seated(link, None) as mentor, seated(link[:-4], None) as stranger:
        await expect(
            stranger.page.get_by_role("heading", name="Ce lien n’ouvre aucune séance")
        ).to_be_visible()
        await mentor.agree_and_join()
        await expect(mentor.page.get_by_role("button", name="Raccrocher")).to_be_visible()


async def test_a_second_tab_may_take_the_call_over_and_the_first_is_told(deaf_server: str) -> None:
    link = (await links(deaf_server))["mentor"]
    async with seated(link, None) as first, seated(link, None) as second:
        taken = second.page.get_by_role("heading", name="Votre place est ouverte ailleurs")
        await expect(taken).to_be_visible()
        await second.page.get_by_role("button", name="Continuer ici").click()
        await expect(
            first.page.get_by_role("heading", name="La séance continue dans un autre onglet")
        ).to_be_visible()
        await expect(second.page.get_by_role("heading", name="La transcription")).to_be_visible()


async def test_a_refused_microphone_is_explained_and_the_call_goes_on(deaf_server: str) -> None:
    link = (await links(deaf_server))["mentee"]
    async with page_without_devices(link, "--deny-permission-prompts") as page:
        await expect(page.get_by_text("est refusé par le navigateur").first).to_be_visible()
        await page.get_by_role("radio", name="Je refuse").check()
        await page.get_by_role("button", name="Rejoindre l’appel").click()
        await expect(page.get_by_role("button", name="Raccrocher")).to_be_visible()


async def test_refusing_the_transcription_leaves_a_whole_call(deaf_server: str) -> None:
    both = await links(deaf_server)
    async with seated(both["mentor"], None) as mentor, seated(both["mentee"], None) as mentee:
        await mentor.agree_and_join()
        await mentee.page.get_by_role("radio", name="Je refuse").check()
        await mentee.page.get_by_role("button", name="Rejoindre l’appel").click()
        await expect(
            mentor.page.get_by_text("Yanis a préféré une séance sans transcription")
        ).to_be_visible()
        for seat in (mentor, mentee):
            await seat.page.wait_for_function(
                f"({RECEIVED_SOMETHING})()", timeout=20_000, polling=500
            )


RECEIVED_SOMETHING = """
async () => {
  for (const peer of window.peers)
    for (const report of (await peer.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "video" && report.framesDecoded > 10)
        return true;
  return false;
}
"""
