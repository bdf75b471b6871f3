"""What a cut does to a call in real browsers: the call comes back without a click."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.calls import MARK, call
from tests.e2e.processes import asleep
from tests.e2e.seats import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.anyio]


async def sees(seat: Seat, text: str, within: float = 20.0) -> None:
    await expect(seat.page.get_by_text(text).first).to_be_visible(timeout=1000 * within)


async def test_a_laptop_that_slept_is_in_the_call_again(tmp_path: Path) -> None:
    async with call(tmp_path) as pair:
        with asleep(MARK):
            await pair.mentor_is_told("stalled")
        await pair.goes_on()
        await sees(pair.mentee, "Transcription en cours")
