"""Nothing people write or say is ever taken as code: page, mail, calendar, document, Markdown."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from playwright.async_api import Browser, Page, expect

from binome.app.exports import as_markdown
from binome.app.pdf import as_pdf
from binome.config import Settings
from binome.domain import commands as c
from binome.domain.events import (
    AgendaItemStarted,
    AgendaNoteWritten,
    ClosingOpened,
    CommitmentNoticed,
    ConsentGiven,
    Event,
    NextSessionSet,
    ParticipantJoined,
    RecapReopened,
    RecapSealed,
    SessionClosed,
    WordsCommitted,
)
from binome.domain.recap import Recap, recap_of
from binome.domain.values import AgendaItem, Commitment, Evidence, NextSession, Participant, Word
from binome.domain.versions import Change
from binome.mail.compose import composer
from binome.mail.invitation import invitation
from binome.service.conductor import Conductor
from binome.service.wrapup import Letter
from binome.wire.understanding import Tail
from tests.helpers.browser import browser
from tests.helpers.pair import KARIM, opened
from tests.helpers.payloads import PAYLOADS
from tests.helpers.service import words
from tests.helpers.web import TOKENS, served

pytestmark = pytest.mark.anyio
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (broken) => {
  window.violations.push(broken.violatedDirective);
});
"""


def hostile_session(*, closing: bool = True, over: bool = True) -> list[Event]:
    """Every payload in every kind of text that a session holds."""
    first = PAYLOADS[0]
    people = (Participant("mentor", "mentor", first), Participant("mentee", "mentee", PAYLOADS[1]))
    agenda = tuple(AgendaItem(f"i{n}", text, 60.0) for n, text in enumerate(PAYLOADS))
    began = replace(
        opened(),
        title=first,
        participants=people,
        agenda=agenda,
        opened_at="2026-11-24T13:49:30.000Z",
        carried_over=(Commitment("old", "action", first, "mentee", None, first, None, 1.0),),
    )
    events: list[Event] = [
        began,
        ParticipantJoined(0.0, "mentor"),
        ConsentGiven(0.0, "mentor", "1"),
        ConsentGiven(0.0, "mentee", "1"),
        AgendaItemStarted(0.0, "i0", "clock"),
    ]
    for n, text in enumerate(PAYLOADS):
        at = 1.0 + n
        proof = Evidence((n + 1,), text, at, at + 0.5)
        kind = "action" if n % 2 else "agreement"
        events += [
            AgendaNoteWritten(at, f"i{n}", "mentee", text),
            WordsCommitted(at, n + 1, "mentee", (Word(text, at, at + 0.5),), True),
            CommitmentNoticed(
                at, Commitment(f"c{n}", kind, text, "mentee", None, text, proof, 0.9)
            ),
        ]
    events.append(NextSessionSet(400.0, "mentor", NextSession("2027-01-01T10:00", "UTC", first)))
    if closing:
        events.append(ClosingOpened(401.0, "mentor"))
    if over:
        added = Commitment("late", "action", first, "mentor", None, None, None, 1.0, "mentor")
        events += [
            SessionClosed(402.0, "mentor"),
            RecapSealed(403.0, 1),
            RecapReopened(404.0, "mentor", 2),
            CommitmentNoticed(404.0, added),
        ]
    return events


def hostile_recap() -> Recap:
    return recap_of(hostile_session())


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 100


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as opened_browser:
        yield opened_browser


async def page_in(chromium: Browser, alarms: list[str], address: str) -> Page:
    context = await chromium.new_context(base_url=address, permissions=["microphone", "camera"])
    page = await context.new_page()
    await page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    page.on("pageerror", lambda error: alarms.append(str(error)))
    return page


async def nothing_ran(page: Page, alarms: list[str]) -> None:
    assert await page.evaluate("window.pwned") is None
    assert await page.evaluate("window.violations") == []
    assert alarms == []
    foreign = "document.querySelectorAll('#app script, #app iframe, #app [onerror], #app [onload]')"
    assert await page.evaluate(f"{foreign}.length") == 0


@pytest.mark.browser
@pytest.mark.slow
async def test_no_text_of_a_session_runs_on_any_page(chromium: Browser) -> None:
    alarms: list[str] = []
    async with served() as site:
        for text in PAYLOADS[:3]:
            await site.put("/api/memo", {"text": text}, TOKENS["mentor"])
        site.house.log.events["s1"] = hostile_session()
        page = await page_in(chromium, alarms, site.address)
        answer = await page.goto(f"/s#{TOKENS['mentor']}")
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "unsafe-" not in policy
        await expect(page.get_by_role("heading", name="Versions")).to_be_visible(timeout=60_000)
        await page.locator(".history summary").click()
        await page.locator(".memo summary").click()
        shown = await page.locator(".line-text").count()
        assert shown == len(PAYLOADS) + 2
        assert PAYLOADS[0] in await page.locator("h1").inner_text()
        await nothing_ran(page, alarms)
        await page.context.close()

    async with served() as site:
        site.house.log.events["s1"] = hostile_session(over=False)
        page = await page_in(chromium, alarms, site.address)
        await page.goto(f"/s#{TOKENS['mentor']}")
        await expect(page.locator(".preparation li").nth(len(PAYLOADS) - 1)).to_be_visible(
            timeout=60_000
        )
        await nothing_ran(page, alarms)
        await page.get_by_role("radio").first.check()
        await page.get_by_role("button", name="Rejoindre").click()
        await expect(page.locator("#closing")).to_be_visible(timeout=60_000)
        await nothing_ran(page, alarms)
        await page.context.close()


@pytest.mark.browser
@pytest.mark.slow
async def test_nothing_typed_in_a_call_runs_on_the_other_persons_page(chromium: Browser) -> None:
    """Messages, notes, lines, corrections, places and captions, each payload while they look."""
    alarms: list[str] = []
    kept = [text for text in PAYLOADS if text.strip()]
    async with served() as site:
        conductor = await site.house.conductors.get("s1")
        page = await page_in(chromium, alarms, site.address)
        await page.goto(f"/s#{TOKENS['mentor']}")
        await page.get_by_role("radio").first.check()
        await page.get_by_role("button", name="Rejoindre").click()
        await expect(
            page.get_by_role("button", name=re.compile("Raccrocher|Terminer")).first
        ).to_be_visible(timeout=60_000)
        await conductor.enter(KARIM)
        await conductor.do(KARIM, c.GiveConsent("1"))
        for n, text in enumerate(kept):
            conductor.tell(Tail("s1", "mentee", "mentee@1", text))
            conductor.hear(words("mentee", text, 1.0 + n))
            await conductor.do(KARIM, c.WriteMessage(text))
            await conductor.do(KARIM, c.WriteNote("subjects", text))
            await conductor.do(KARIM, c.AddCommitment("action", text, "mentee"))
            await conductor.do(KARIM, c.CorrectCommitment(last_line(conductor), f"{text} ", "both"))
            await conductor.do(
                KARIM, c.SetNextSession(NextSession("2027-01-01T10:00", "Europe/Paris", text))
            )
        await conductor.do(KARIM, c.OpenClosing())
        await expect(page.locator("#closing")).to_be_visible(timeout=60_000)
        await expect(page.locator(".line-text")).to_have_count(len(kept), timeout=60_000)
        await nothing_ran(page, alarms)
        await page.context.close()
    print(f"{len(kept)} payloads through seven live fields: 0 executions, 0 violations")


def last_line(conductor: Conductor) -> str:
    return conductor.picture().view.commitments[-1].current.id


def hostile_letter(**changes: object) -> Letter:
    recap = hostile_recap()
    changed = tuple(Change("changed", line, line) for line in recap.actions)
    reader = Participant("mentor", "mentor", PAYLOADS[0])
    letter = Letter(recap, reader, "mentor@example.org", "<m@binome>", "s1", changed)
    return replace(letter, **changes)  # type: ignore[arg-type]


@pytest.mark.browser
@pytest.mark.slow
async def test_no_text_runs_in_a_mail_program_that_runs_scripts(chromium: Browser) -> None:
    mail = message_from_bytes(composer(Settings())(hostile_letter()).as_bytes(), policy=default)
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    alarms: list[str] = []
    page = await page_in(chromium, alarms, "http://127.0.0.1")
    await page.context.route("**/*", lambda route: route.abort())
    await page.set_content(html)
    assert await page.evaluate("window.pwned") is None
    assert alarms == []
    assert await page.locator("script, iframe, img[onerror], svg, form, object, embed").count() == 0
    assert "onerror=window.pwned" in await page.locator("body").inner_text()
    await page.context.close()


@pytest.mark.parametrize("place", ["reader", "title", "person"])
def test_no_text_adds_a_header_a_recipient_or_a_part_to_a_mail(place: str) -> None:
    write, recap = composer(Settings()), recap_of(hostile_session(over=True))
    recap = replace(recap, actions=recap.actions[:1], agreements=(), agenda=recap.agenda[:1])
    for text in PAYLOADS:
        reader, about = Participant("mentor", "mentor", "Léa"), recap
        if place == "reader":
            reader = replace(reader, name=text)
        elif place == "title":
            about = replace(recap, title=text)
        else:
            about = replace(recap, participants=(reader, Participant("mentee", "mentee", text)))
        letter = Letter(about, reader, "mentor@example.org", "<m@binome>", "s1")
        mail = message_from_bytes(write(letter).as_bytes(), policy=default)
        assert sorted(mail.keys()) == [
            "Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version",
            "Message-ID", "Subject", "To",
        ]  # fmt: skip
        assert [address.addr_spec for address in mail["To"].addresses] == ["mentor@example.org"]
        assert len(list(mail.walk())) == 5


def test_no_text_adds_a_property_or_an_event_to_a_calendar() -> None:
    recap, now = hostile_recap(), datetime(2026, 11, 24, tzinfo=UTC)
    for text in PAYLOADS:
        next_session = NextSession("2027-01-01T10:00", "Europe/Paris", text or "x")
        made = invitation(replace(recap, next_session=next_session), text, "https://x/", now)
        assert made is not None
        (event,) = Calendar.from_ical(made).walk("VEVENT")
        assert set(event) <= {
            "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION",
        }  # fmt: skip
        assert len(event.subcomponents) == 1
        assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def test_no_text_is_read_as_code_of_the_document_and_none_gets_into_its_actions() -> None:
    made = as_pdf(hostile_recap(), "fr", "mentor")
    assert made.startswith(b"%PDF-")
    for action in (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile", b"/URI", b"/SubmitForm"):
        assert action not in made, action


def test_no_text_is_markup_in_markdown() -> None:
    page = as_markdown(hostile_recap(), "fr")
    for line in page.splitlines():
        body = (
            re.sub(r" \[\d\d:\d\d\]$", "", line)
            .removeprefix("  > ")
            .removeprefix("> ")
            .removeprefix("- ")
            .lstrip("# ")
        )
        for place, character in enumerate(body):
            if character in "<>[]`*_{}!":
                assert body[:place].endswith("\\"), line
