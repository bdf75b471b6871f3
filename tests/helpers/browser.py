"""Real headless Chromiums with fake cameras and microphones, for the browser tests.

A browser is looked for in BINOME_BROWSER, then on PATH. Where there is none the test is skipped
with that reason, unless BINOME_REQUIRE_BROWSER=1 turns the skip into a failure.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--mute-audio",
)


def chromium() -> str:
    """Return the path of a Chromium, or skip (or fail) the test that asks."""
    found = os.environ.get("BINOME_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = "no Chromium or Chrome found (set BINOME_BROWSER, or: apt install chromium)"
    if os.environ.get("BINOME_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def browser(microphone: Path | None = None, *flags: str) -> AsyncIterator[Browser]:
    """Start a Chromium; `microphone` is a WAV played once as what the microphone hears.

    Every permission prompt is answered yes; pass other `flags` to change that.
    """
    arguments = [
        *QUIET,
        "--use-fake-device-for-media-stream",
        *(flags or ("--use-fake-ui-for-media-stream",)),
    ]
    if microphone is not None:
        arguments.append(f"--use-file-for-fake-audio-capture={microphone}%noloop")
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(
            executable_path=chromium(), args=arguments, chromium_sandbox=os.geteuid() != 0
        )
        try:
            yield opened
        finally:
            await opened.close()
