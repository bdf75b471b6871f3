"""A mentor's and a mentee's page in real browsers, driven as people drive them.

Everything is found by role and name, as a screen reader would find it. Used by the end-to-end
tests and by the script that makes the documentation's pictures.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.helpers.browser import browser

COUNT_MEDIA = """
const Original = window.RTCPeerConnection;
window.peers = [];
window.RTCPeerConnection = function (...given) {
  const made = new Original(...given);
  window.peers.push(made);
  return made;
};
window.RTCPeerConnection.prototype = Original.prototype;
"""
RECEIVED = """
async () => {
  const total = { frames: 0, frozen: 0 };
  for (const peer of window.peers) {
    for (const report of (await peer.getStats()).values()) {
      if (report.type !== "inbound-rtp" || report.kind !== "video") continue;
      total.frames += report.framesDecoded ?? 0;
      total.frozen = Math.max(total.frozen, report.totalFreezesDuration ?? 0);
    }
  }
  return total;
}
"""


@dataclass
class Seat:
    """One person's page."""

    page: Page
    errors: list[str]

    async def want_mirror(self) -> None:
        """Turn the own mirror on, in the lobby or on its page."""
        await self.page.get_by_role("checkbox", name="Je veux mon miroir").check()

    async def agree_and_join(self) -> None:
        """Agree to the transcription and go into the call."""
        await self.page.get_by_role("radio", name=re.compile("^J.accepte la transcription")).check()
        await self.page.get_by_role("button", name=re.compile("^Rejoindre l.appel")).click()

    async def sees_transcription_on(self) -> None:
        """Wait for the indicator that both agreed."""
        await expect(self.page.get_by_text("Transcription en cours").first).to_be_visible(
            timeout=20_000
        )

    async def accept_suggestion(self) -> None:
        """Go to the item the talk seems to be on, if the page suggests one."""
        button = self.page.get_by_role("button", name="Oui, on y passe")
        if await button.count():
            await button.first.click()

    async def received(self) -> dict[str, float]:
        """Return decoded video frames so far and the seconds the picture was frozen."""
        counted: dict[str, float] = await self.page.evaluate(RECEIVED)
        return counted

    async def tick_everything(self) -> None:
        """Tick every proposed line that is not ticked yet."""
        boxes = self.page.get_by_role("checkbox", name=re.compile("^Je confirme"))
        for place in range(await boxes.count()):
            if not await boxes.nth(place).is_checked():
                await boxes.nth(place).click()
            await expect(boxes.nth(place)).to_be_checked()

    async def hang_up(self) -> None:
        """End the session for both."""
        await self.page.get_by_role("button", name="Raccrocher").click()
        await self.page.get_by_role("button", name="Terminer la séance").click()

    async def approve(self) -> None:
        """Approve the recap once it is there."""
        button = self.page.get_by_role("button", name=re.compile("^J.approuve"))
        await button.click(timeout=45_000)


@asynccontextmanager
async def seated(
    link: str,
    microphone: Path | None,
    *flags: str,
    **page: Any,
) -> AsyncIterator[Seat]:
    """Open a personal link in a browser of its own."""
    allowed = ("--use-fake-ui-for-media-stream", *flags)
    async with browser(microphone, *allowed) as opened:
        made = await opened.new_page(locale="fr-FR", **page)
        await made.add_init_script(COUNT_MEDIA)
        errors: list[str] = []
        made.on("pageerror", lambda error: errors.append(str(error)))
        made.on(
            "console",
            lambda line: errors.append(line.text) if line.type == "error" else None,
        )
        await made.goto(link)
        yield Seat(made, errors)
