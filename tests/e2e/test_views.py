"""Every view: without accessibility violations, at both widths, dark and light, without errors."""

import asyncio
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from binome.domain.commands import (
    AddCommitment,
    ApproveRecap,
    GiveConsent,
    OpenClosing,
    WriteMessage,
)
from binome.rehearsal.own_server import create_session
from binome.rehearsal.person import connected
from binome.rehearsal.script import bundled
from tests.e2e.seats import seated

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 400, "height": 800}


async def assert_accessible(page: Page, view: str) -> None:
    """No axe violation and no sideways scrolling, in both colour schemes and both widths."""
    for size in (WIDE, NARROW):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        overflow = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{view} scrolls sideways by {overflow} px at {size['width']} px"
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found: Any = await Axe().run(page)
        assert found.violations_count == 0, f"{view}, {scheme}: {found.generate_report()}"
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.anyio
async def test_every_view_is_accessible(deaf_server: str, tmp_path: Path) -> None:
    script = bundled("fr", short=True)
    tokens = await asyncio.to_thread(
        partial(create_session, rehearsal=False), deaf_server, script, "Europe/Paris"
    )
    link = f"{deaf_server}/s#{tokens['mentor']}"
    async with (
        connected(deaf_server, tokens["mentee"]) as mentee,
        seated(link, None) as mentor,
    ):
        page = mentor.page
        await mentee.do(GiveConsent("test"))
        await mentee.enter()
        await expect(page.get_by_role("heading", name="La transcription")).to_be_visible()
        await assert_accessible(page, "lobby")
        await mentor.agree_and_join()
        await expect(page.get_by_text("Sous-titres indisponibles").first).to_be_visible()
        await mentee.do(WriteMessage("Le guide : https://exemple.fr/guide <b>ici</b>"))
        await expect(page.get_by_role("link", name="https://exemple.fr/guide")).to_be_visible()
        await expect(page.get_by_text("<b>ici</b>")).to_be_visible()
        await page.get_by_role("button", name="Son seul").click()
        await expect(page.get_by_text("Le son seul est transmis.")).to_be_visible()
        await assert_accessible(page, "call")
        await mentee.do(AddCommitment("action", "Envoyer le plan", "mentee", "2031-05-02"))
        await mentee.do(AddCommitment("agreement", "Se voir chaque mois"))
        await mentee.do(OpenClosing())
        await expect(page.get_by_role("heading", name="Clôture")).to_be_visible()
        await expect(page.get_by_text("Yanis → Claire")).to_be_visible()
        await assert_accessible(page, "closing")
        await mentor.tick_everything()
        await mentor.hang_up()
        await expect(page.get_by_role("button", name=re.compile("^J.approuve"))).to_be_visible()
        await assert_accessible(page, "recap")
        await mentor.approve()
        await mentee.do(ApproveRecap())
        await expect(page.get_by_text("Courriel envoyé à").nth(1)).to_be_visible(timeout=30_000)
        await page.get_by_role("link", name="Ouvrir mon miroir").click()
        await expect(page.get_by_role("heading", name="Mon miroir")).to_be_visible()
        await mentor.want_mirror()
        await expect(page.get_by_text("Le miroir se remplit quand la séance")).to_be_visible()
        await assert_accessible(page, "mirror")
        await page.goto(f"{deaf_server}/outbox")
        await page.get_by_role("button", name=re.compile("^Ouvrir «")).first.click()
        await assert_accessible(page, "outbox")
        await page.goto(deaf_server)
        await expect(page.get_by_role("button", name="Lancer la répétition")).to_be_visible()
        await assert_accessible(page, "home")
        assert mentor.errors == []
