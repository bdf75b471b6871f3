"""Makes the documentation's pictures: `python -m tests.e2e.pictures` writes docs/pictures/*.png.

Holds the bundled short call in two real browsers and takes the mentor's page on the way.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import expect

from binome.rehearsal.own_server import create_session, serving
from binome.rehearsal.script import bundled
from tests.e2e.seats import Seat, seated
from tests.helpers.sound import microphone

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LEAD_IN = 14.0
SIZE = {"width": 1280, "height": 860}


async def take(seat: Seat, name: str, *, whole: bool = False) -> None:
    """Write what the person sees now, from the top."""
    await seat.page.evaluate("window.scrollTo(0, 0)")
    await seat.page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


async def main() -> None:
    """Hold the call and take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    script = bundled("fr", short=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        voices = {
            who: microphone(track, folder / f"{who}.wav", LEAD_IN)
            for who, track in script.tracks.items()
        }
        async with serving(folder / "data", BINOME_SPEECH_MODEL="demo") as address:
            tokens = await asyncio.to_thread(create_session, address, script, "Europe/Paris")
            mentor_link, mentee_link = (
                f"{address}/s#{tokens[who]}" for who in ("mentor", "mentee")
            )
            async with (
                seated(mentor_link, voices["mentor"], viewport=SIZE) as mentor,
                seated(mentee_link, voices["mentee"]) as mentee,
            ):
                await hold_and_take(mentor, mentee, script.lines[-1].end)


async def hold_and_take(mentor: Seat, mentee: Seat, seconds: float) -> None:
    """From the lobby to the mirror; `seconds` of talk."""
    agree = mentor.page.get_by_role("radio", name="J’accepte la transcription")
    await agree.check()
    await mentor.want_mirror()
    await take(mentor, "lobby", whole=True)
    for seat in (mentor, mentee):
        await seat.agree_and_join()
    until_the_middle = LEAD_IN + 0.36 * seconds
    for _ in range(int(until_the_middle // 2)):
        await asyncio.sleep(2)
        await mentor.accept_suggestion()
    await take(mentor, "call")
    await asyncio.sleep(LEAD_IN + seconds - until_the_middle)
    await expect(mentor.page.get_by_role("heading", name="Clôture")).to_be_visible(timeout=30_000)
    for seat in (mentor, mentee):
        await seat.tick_everything()
    await take(mentor, "closing")
    await mentor.hang_up()
    for seat in (mentor, mentee):
        await seat.approve()
    await expect(mentor.page.get_by_text("Courriel envoyé à").nth(1)).to_be_visible(timeout=30_000)
    await take(mentor, "recap", whole=True)
    await mentor.page.get_by_role("link", name="Ouvrir mon miroir").click()
    await expect(mentor.page.get_by_role("heading", name="Mon miroir")).to_be_visible()
    await expect(mentor.page.get_by_text("Chargement…")).to_be_hidden(timeout=30_000)
    await take(mentor, "mirror", whole=True)


if __name__ == "__main__":
    asyncio.run(main())
