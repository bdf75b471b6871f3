"""Every page in a real browser, in front of the real web server with scripted workers.

What is asked of all of them: no violation that axe finds, no error on the console (the content
security policy speaks there), no sideways scrolling, in both widths, both schemes, both languages.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from binome import resources
from binome.domain.events import (
    AgendaItemStarted,
    AgendaItemSuggested,
    ClosingOpened,
    CommitmentConfirmed,
    CommitmentNoticed,
    ConsentGiven,
    Event,
    ParticipantJoined,
    SessionClosed,
    SpeechEnded,
)
from binome.domain.mirror.sound import SoundWindow
from binome.domain.values import Commitment, Evidence
from binome.errors import Unavailable
from binome.wire.understanding import VoiceStarted
from tests.helpers.browser import browser
from tests.helpers.pair import opened, said
from tests.helpers.service import House
from tests.helpers.web import TOKENS, Site, served

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

ACTION = Commitment(
    "a1", "action", "Envoyer le CV", "mentee", "2026-11-27", "vendredi",
    Evidence((2,), "je t'envoie mon CV vendredi", 610.0, 613.0), 0.9,
)  # fmt: skip
VAGUE = Commitment("a2", "action", "Appeler quelqu'un", None, None, None, None, 0.4)
TALK: list[Event] = [
    replace(opened(), opened_at="2026-11-24T13:49:30.000Z"),  # ten and a half minutes ago
    ParticipantJoined(1.0, "mentor"),
    ConsentGiven(2.0, "mentor", "1"),
    ConsentGiven(3.0, "mentee", "1"),
    AgendaItemStarted(3.0, "welcome", "clock"),
    said("mentor", "Bonjour Karim, qu'est-ce qui te préoccupe ?", 10.0, 1),
    SpeechEnded(14.0, "mentor", 10.0),
    said("mentee", "Je t'envoie mon CV vendredi.", 610.0, 2),
    SpeechEnded(613.0, "mentee", 610.0),
    CommitmentNoticed(614.0, ACTION),
    CommitmentNoticed(614.0, VAGUE),
    AgendaItemSuggested(615.0, "subjects", 0.9),
]
CLOSING = [*TALK, ClosingOpened(700.0, "mentor"), CommitmentConfirmed(701.0, "a1", "mentor")]
OVER = [*CLOSING, SessionClosed(720.0, "mentor")]


def _is_trouble(said: ConsoleMessage) -> bool:
    """Whether the console tells of a fault; that the played relay's answer is no SDP is none."""
    return said.type != "log" and not said.text.startswith("the answer was not understood")


@dataclass
class Visit:
    """One page and what its console said."""

    page: Page
    site: Site
    errors: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note what goes wrong on the page."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.errors.append(said.text) if _is_trouble(said) else None,
        )

    async def join(self) -> None:
        """From the lobby into the call."""
        await self.page.get_by_role("radio").first.check()
        await (
            self.page.get_by_role("button", name="Rejoindre")
            .or_(self.page.get_by_role("button", name="Join"))
            .click()
        )
        await expect(self.page.get_by_role("timer").first).to_be_visible()

    async def is_sound(self) -> None:
        """Assert what is asked of every page."""
        assert self.errors == []
        wide = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{wide} px too wide"
        await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = await self.page.evaluate("axe.run()")
        assert [
            (broken["id"], [node["html"] for node in broken["nodes"]])
            for broken in found["violations"]
        ] == []


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    try:
        resources.client()
    except Unavailable as problem:
        pytest.skip(str(problem))
    async with browser() as opened_browser:
        yield opened_browser


@asynccontextmanager
async def visited(
    chromium: Browser, events: list[Event], path: str, look: dict[str, Any]
) -> AsyncIterator[Visit]:
    """Open a page of a server whose pair has come as far as `events`."""
    async with served() as site:
        if events:
            site.house.log.events["s1"] = list(events)
        context = await chromium.new_context(
            base_url=site.address,
            permissions=["microphone", "camera"],
            reduced_motion="reduce",
            **look,
        )
        visit = Visit(await context.new_page(), site)
        visit.listen()
        await visit.page.goto(path)
        yield visit
        await context.close()


WIDE_DAY = {"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR", "color_scheme": "light"}
SMALL_NIGHT = {"viewport": {"width": 400, "height": 800}, "locale": "fr-FR", "color_scheme": "dark"}
LOOKS = pytest.mark.parametrize("look", [WIDE_DAY, SMALL_NIGHT], ids=["wide-day", "small-night"])
SEAT = f"/s#{TOKENS['mentor']}"


@LOOKS
async def test_the_home_page_prepares_a_session(chromium: Browser, look: dict[str, Any]) -> None:
    async with visited(chromium, [], "/", look) as visit:
        page = visit.page
        await visit.is_sound()
        for role, name in (("Mentor", "Claire"), ("Mentoré·e", "Karim")):
            group = page.get_by_role("group", name=role, exact=True)
            await group.get_by_label("Prénom ou nom").fill(name)
        await page.get_by_role("button", name="Créer la séance").click()
        link = page.get_by_label("Lien de Karim", exact=True)
        await expect(link).to_have_value(re.compile(r"/s#[\w-]{40,}$"))
        await visit.is_sound()


@LOOKS
async def test_the_lobby_asks_before_it_lets_in(chromium: Browser, look: dict[str, Any]) -> None:
    async with visited(chromium, [], SEAT, look) as visit:
        page = visit.page
        await page.get_by_role("button", name="Rejoindre").click()
        await expect(page.get_by_role("alert")).to_contain_text("Choisissez")
        await expect(page.get_by_role("radio").first).to_be_focused()
        assert TOKENS["mentor"] not in page.url, "the token is not left in the address bar"
        await visit.is_sound()


@LOOKS
async def test_the_call_shows_words_agenda_and_suggestion(
    chromium: Browser, look: dict[str, Any]
) -> None:
    async with visited(chromium, TALK, SEAT, look) as visit:
        await visit.join()
        page = visit.page
        await expect(page.get_by_role("log", name="Sous-titres")).to_contain_text("Je t'envoie mon CV vendredi.")
        await expect(page.get_by_text("On passe au point 2")).to_be_visible()
        await expect(
            page.get_by_role("listitem").filter(has_text="Prise de contact")
        ).to_have_attribute("aria-current", "step")
        await page.get_by_text("Tout l’échange").click()
        await visit.is_sound()


@LOOKS
async def test_the_closing_shows_who_owes_what_with_its_proof(
    chromium: Browser, look: dict[str, Any]
) -> None:
    async with visited(chromium, CLOSING, SEAT, look) as visit:
        await visit.join()
        page = visit.page
        line = page.get_by_role("listitem").filter(has_text="Envoyer le CV")
        await expect(line).to_contain_text("Karim Haddad → Claire Morel")
        await expect(line).to_contain_text("pour le vendredi 27 novembre")
        await expect(line).to_contain_text("je t'envoie mon CV vendredi")
        await page.get_by_role("button", name="Modifier : Envoyer le CV").click()
        await visit.is_sound()
        await expect(page.get_by_role("combobox", name="Responsable")).to_have_value("mentee")
        await expect(page.get_by_label("Échéance")).to_have_value("2026-11-27")
        await page.get_by_label("Texte").fill("Envoyer le CV et la lettre")
        await page.get_by_role("button", name="Enregistrer").click()
        await expect(page.get_by_text("Entendu : Envoyer le CV")).to_be_visible()
        await expect(line).to_contain_text("Karim Haddad → Claire Morel")
        await visit.is_sound()


async def three_sessions_with_sound(house: House) -> None:
    """Two earlier sessions of the pair in which the mentor chose the mirror, and sound of today."""
    record = house.sessions.records["s1"]
    for number, session in enumerate(("p1", "p2", "s1"), 1):
        day = f"2026-11-0{number}T15:00:00.000Z"
        house.sessions.records[session] = replace(record, id=session, pair="p", opened_at=day)
        house.log.events[session] = list(house.log.events["s1"])
        await house.parts.mirrors.choose(session, "mentor", True, day)
    for at, loudness, high in ((0.0, -27.0, 20.0), (60.0, -24.0, 23.0), (120.0, -24.0, 23.0)):
        window = SoundWindow(at, 20.0, loudness, 14.0, 17.0, high)
        await house.parts.mirrors.keep("s1", "mentor", window)
    await house.parts.mirrors.choose("s1", "mentor", True, record.created_at)


@LOOKS
async def test_the_recap_is_approved_and_the_mirror_is_ones_own(
    chromium: Browser, look: dict[str, Any]
) -> None:
    async with visited(chromium, OVER, SEAT, look) as visit:
        page = visit.page
        await page.get_by_role("button", name="approuve").click()
        await expect(page.get_by_text("Vous avez approuvé.")).to_be_visible()
        await visit.is_sound()
        await page.get_by_role("link", name="Ouvrir mon miroir").click()
        await expect(page.get_by_text("Votre miroir n’est pas actif")).to_be_visible()
        await visit.is_sound()
        await three_sessions_with_sound(visit.site.house)
        await page.get_by_role("checkbox", name="Je veux mon miroir").check()
        await expect(page.get_by_text("Vous avez tenu 57 % du temps de parole.")).to_be_visible()
        for summary in await page.locator("summary").all():
            await summary.click()
        await expect(page.get_by_text(re.compile(r"Volume de votre parole\s:\s.24,8\sLUFS"))).to_be_visible()
        await expect(page.get_by_text(re.compile(r"médiane par minute\s:\s9"))).to_be_visible()
        await expect(page.get_by_role("cell", name=re.compile(r"^.3\sLU"))).to_be_visible()
        trend = page.get_by_role("region", name="D’une séance à l’autre")
        await expect(trend.get_by_role("row", name="57")).to_have_count(3)
        await page.get_by_role("button", name="Compter mes mots d’appui").click()
        await expect(page.get_by_text("Au moins 0, vus")).to_be_visible()
        formula = page.get_by_text("activité vocale, silences exclus")
        await expect(formula).to_be_visible()
        await visit.is_sound()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="tableur (CSV)").click()
        assert (await download.value).suggested_filename.endswith("(mon miroir).csv")


@LOOKS
async def test_anybody_can_read_how_the_figures_are_worked_out(
    chromium: Browser, look: dict[str, Any]
) -> None:
    async with visited(chromium, [], "/formulas", look) as visit:
        page = visit.page
        await expect(page.get_by_role("heading", name="Temps de parole")).to_be_visible()
        await expect(page.get_by_text("Rowe 1972")).to_be_visible()
        await visit.is_sound()
        await page.get_by_role("button", name="Switch to English").click()
        await expect(page.get_by_role("heading", name="Talk time")).to_be_visible()
        await expect(page.get_by_text("at least 0.2 s before the other")).to_be_visible()


async def test_the_hint_is_off_until_chosen_and_then_says_one_line_to_oneself(
    chromium: Browser,
) -> None:
    async with visited(chromium, TALK, SEAT, WIDE_DAY) as visit:
        page = visit.page
        await visit.join()
        visit.site.house.conductors.heard(VoiceStarted("s1", "mentor", 200.0))
        said = page.get_by_text("Vous parlez depuis cinq minutes.")
        settings = page.get_by_role("button", name="Micro et caméra")
        choice = page.get_by_role("checkbox", name="si je parle depuis cinq minutes")
        await settings.click()
        await expect(choice).not_to_be_checked()
        await choice.check()
        await page.get_by_role("button", name="Fermer").click()
        await expect(said).to_be_visible()
        await visit.is_sound()
        await settings.click()
        await choice.uncheck()
        await page.get_by_role("button", name="Fermer").click()
        await expect(said).to_have_count(0)


async def test_the_pages_speak_english_too(chromium: Browser) -> None:
    async with visited(chromium, TALK, SEAT, WIDE_DAY | {"locale": "en-GB"}) as visit:
        await visit.page.get_by_role("button", name="Switch to English").click()
        await visit.join()
        await expect(visit.page.get_by_text("Move on to item 2")).to_be_visible()
        assert await visit.page.evaluate("document.documentElement.lang") == "en"
        await visit.is_sound()


@pytest.mark.parametrize(
    ("path", "says"),
    [("/s#nonsense", "Ce lien n’ouvre aucune séance"), ("/s", "Ce lien n’ouvre aucune séance")],
)
async def test_a_bad_link_says_what_to_do(chromium: Browser, path: str, says: str) -> None:
    async with visited(chromium, [], path, WIDE_DAY) as visit:
        await expect(visit.page.get_by_role("heading", name=says)).to_be_visible()
        visit.errors.clear()  # the browser reports the 401 itself
        await visit.is_sound()


async def test_the_outbox_is_readable_while_it_is_empty(chromium: Browser) -> None:
    async with visited(chromium, [], "/outbox", WIDE_DAY) as visit:
        await expect(visit.page.get_by_text("Aucun courriel")).to_be_visible()
        await visit.is_sound()
