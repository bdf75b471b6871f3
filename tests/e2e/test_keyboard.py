"""The whole journey with a keyboard alone, and no accessibility violation on the way.

From preparing a session over lobby, call, closing and recap to the mirror and the next session's
lobby: every step is reached by Tab, done by Space, Enter or typing, and the focus can be seen.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from binome.domain.commands import AddCommitment, ApproveRecap, GiveConsent, OpenClosing
from binome.rehearsal.person import connected
from tests.e2e.test_views import assert_accessible
from tests.helpers.browser import browser

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
MOST_TABS = 150


@pytest.fixture
async def page(deaf_server: str) -> AsyncIterator[Page]:
    async with browser() as opened:
        context = await opened.new_context(
            locale="fr-FR", base_url=deaf_server, permissions=["microphone", "camera"]
        )
        yield await context.new_page()


async def reach(page: Page, target: Locator) -> None:
    """Tab until the focus is there, and can be seen there."""
    await expect(target).to_be_visible(timeout=30_000)
    for _ in range(MOST_TABS):
        if await target.evaluate("it => it === document.activeElement"):
            assert await target.evaluate("it => it.matches(':focus-visible')")
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


async def press(page: Page, name: str, key: str = "Enter", role: str = "button") -> None:
    await reach(page, page.get_by_role(role, name=re.compile(name)).first)  # type: ignore[arg-type]
    await page.keyboard.press(key)


async def write(page: Page, name: str, text: str, *, at: int = 0) -> None:
    await reach(page, page.get_by_label(name).nth(at))
    await page.keyboard.type(text)


async def test_from_the_front_page_to_the_next_sessions_lobby(
    page: Page, deaf_server: str, tmp_path: Path
) -> None:
    await page.goto("/")
    await write(page, "Titre de la séance", "Chercher un stage")
    for at, person in enumerate(("Claire", "Yanis")):
        await write(page, "Prénom ou nom", person, at=at)
    await press(page, "^(Préparer|Créer)")
    links = page.locator("ul.links input")
    await expect(links).to_have_count(2)
    mine, theirs = [await links.nth(at).input_value() for at in (0, 1)]
    await assert_accessible(page, "links")

    await page.goto(mine.replace(mine.split("/s#")[0], deaf_server))
    async with connected(deaf_server, theirs.split("#")[1]) as mentee:
        await mentee.do(GiveConsent("test"))
        await mentee.enter()
        await press(page, "^J.accepte la transcription", "Space", "radio")
        await press(page, "^Rejoindre l.appel")
        await write(page, "Écrire un message", "Bonjour Yanis")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Bonjour Yanis")).to_be_visible()

        await mentee.do(AddCommitment("action", "Envoyer le plan", "mentee", "2031-05-02"))
        await mentee.do(OpenClosing())
        await press(page, "^Je confirme", "Space", "checkbox")
        await expect(page.get_by_role("checkbox", name=re.compile("^Je confirme"))).to_be_checked()
        await press(page, "^Raccrocher")
        await press(page, "^Annuler")
        await press(page, "^Raccrocher")
        await press(page, "^Terminer la séance")
        await press(page, "^J.approuve")
        await mentee.do(ApproveRecap())

        await press(page, "^Préparer la prochaine séance")
        await assert_accessible(page, "plan of the next session")
        await press(page, "^Créer la séance pour nous deux")
        await expect(page.get_by_text("La prochaine séance est prête")).to_be_visible()
        await assert_accessible(page, "recap with the next session")

        await press(page, "^Ouvrir mon miroir", role="link")
        await expect(page.get_by_role("heading", name="Mon miroir")).to_be_visible()
        await page.go_back()
        await press(page, "^Ouvrir ma place dans la prochaine séance")
        await expect(page.get_by_role("heading", name="La transcription")).to_be_visible(
            timeout=30_000
        )
        await expect(page.get_by_text("Envoyer le plan")).to_be_visible()
        await assert_accessible(page, "next session's lobby")


@pytest.mark.parametrize("address", ["/formulas", "/s#nobodys-link", "/nowhere"])
async def test_the_other_pages_are_accessible_too(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.get_by_role("heading").first).to_be_visible(timeout=30_000)
    await assert_accessible(page, address)
