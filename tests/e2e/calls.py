"""A person in a real browser with somebody made of software, on a server of their own.

One browser is enough to see what a cut does to a page; what the other person is told of it comes
by the protocol.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from binome.domain.commands import GiveConsent
from binome.rehearsal.own_server import create_session, serving
from binome.rehearsal.person import Person, connected
from binome.rehearsal.script import bundled
from tests.e2e.seats import Seat, seated

MARK = "--binome-seat-of=mentee"
"""A flag that means nothing to a browser; by it we find ours among others."""
PICTURES_COME = """
async (before) => {
  let frames = 0;
  for (const peer of window.peers)
    for (const report of (await peer.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "video")
        frames += report.framesDecoded ?? 0;
  return frames > before + 2;
}
"""
PATIENCE = 40.0


@dataclass(frozen=True)
class Call:
    """The mentee's page, the software mentor, and what the mentor was told of the mentee."""

    mentor: Person
    mentee: Seat
    states: list[str] = field(default_factory=list)

    def note(self, message: dict[str, object], _: float) -> None:
        """Write down how the mentee's media stand."""
        if message["type"] == "peer" and message["participant"] == "mentee":
            self.states.append(str(message["state"]))

    async def goes_on(self) -> None:
        """Wait until the mentee sees new pictures and the mentor hears new sound."""
        before = (await self.mentee.received())["frames"]
        await self.mentee.page.wait_for_function(
            f"({PICTURES_COME})({before})", timeout=1000 * PATIENCE, polling=100
        )
        heard = self.mentor.audio_frames
        async with asyncio.timeout(PATIENCE):
            while self.mentor.audio_frames <= heard + 10:  # noqa: ASYNC110 - frames tell no event
                await asyncio.sleep(0.05)

    async def mentor_is_told(self, state: str) -> None:
        """Wait until the mentor knows that the mentee's media stand so now."""
        await self.mentor.until(
            lambda: bool(self.states) and self.states[-1] == state, PATIENCE, f"“{state}”"
        )


@asynccontextmanager
async def call(folder: Path) -> AsyncIterator[Call]:
    """A call with the demonstration model, in which both agreed and see each other."""
    async with serving(folder / "data", BINOME_SPEECH_MODEL="demo") as address:
        script = bundled("fr", short=True)
        tokens = await asyncio.to_thread(
            partial(create_session, rehearsal=False), address, script, "Europe/Paris"
        )
        link = f"{address}/s#{tokens['mentee']}"
        async with (
            connected(address, tokens["mentor"]) as mentor,
            seated(link, None, MARK) as mentee,
        ):
            made = Call(mentor, mentee)
            mentor.heard.append(made.note)
            await mentor.enter()
            await mentor.do(GiveConsent("2026-11-1"))
            await mentee.agree_and_join()
            await mentee.sees_transcription_on()
            await made.goes_on()
            yield made
