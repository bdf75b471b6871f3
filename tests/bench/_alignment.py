"""How far two people's words stand apart on the session's clock, after every kind of mute.

Two software people click twice a second through the real relay, one 80 ms away and one 5 ms; each
is muted by silence, by a stopped sender and by a stalled capture. Figures are medians of the clicks
in the stretch after each mute, so that a busy machine's single late packet does not count.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from statistics import median

from binome.rehearsal.peer import Peer
from tests.helpers import clicks, relay
from tests.helpers.nat import nat_before

DELAYS = {"mentor": 0.080, "mentee": 0.005}
"""Seconds each way."""
STRETCH = 6.0
"""Seconds of clicks after each mute; the first two, while clocks are found, do not count."""
MUTED = 3.0
"""Seconds; what a mute must be able to hide."""
SETTLING = 2.0


async def measure() -> dict[str, float]:
    """Return the error in seconds after each way to mute, by its name."""
    async with relay.house() as house, contextlib.AsyncExitStack() as ends:
        origin = time.monotonic()
        house.gateway.open("room", origin)
        voices = {who: clicks.Clicker() for who in DELAYS}
        for who, delay in DELAYS.items():
            house.gateway.listen("room", who, True)
            peer = Peer(house.tasks, voice=voices[who])  # type: ignore[arg-type]
            ends.push_async_callback(peer.leave)

            async def offer(sdp: str, who: str = who, delay: float = delay) -> str:
                answer = await house.gateway.join("room", who, sdp)
                nat, through = await ends.enter_async_context(nat_before(answer))
                nat.delay = delay
                return through

            await peer.join(offer)
        stretches = await _mute(voices)
        found = {
            who: clicks.errors(
                clicks.heard(house.listener.news.all, house.listener.payloads, who, origin),
                voice.clicks,
                origin,
            )
            for who, voice in voices.items()
        }
    return {
        name: abs(_within(found["mentor"], since, until) - _within(found["mentee"], since, until))
        for name, since, until in stretches
    }


async def _mute(voices: dict[str, clicks.Clicker]) -> list[tuple[str, float, float]]:
    """Mute the mentor in each way; return the stretches to look at: name, since, until."""
    mentor, mentee = voices["mentor"], voices["mentee"]
    stretches = []

    async def stretch(name: str) -> None:
        began = time.monotonic()
        await asyncio.sleep(STRETCH)
        stretches.append((name, began + SETTLING, time.monotonic()))

    await stretch("before any mute")
    mentor.silent = True
    await asyncio.sleep(MUTED)
    mentor.silent = False
    await stretch("after silence")
    mentor.stop_sending()
    await asyncio.sleep(MUTED)
    mentor.go_on()
    await stretch("after a stopped sender")
    mentee.stop_sending()
    await asyncio.sleep(MUTED)
    mentee.go_on()
    await stretch("after a stalled capture of the other")
    return stretches


def _within(errors: Sequence[tuple[float, float]], since: float, until: float) -> float:
    return median(error for at, error in errors if since <= at < until)


if __name__ == "__main__":
    for name, error in asyncio.run(measure()).items():
        print(f"{name}: {1000 * error:.1f} ms")
