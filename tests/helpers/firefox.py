"""Debian's Firefox without a window, driven over its own remote protocol (Marionette).

Playwright drives only a Firefox of its own make; this is the one that people have.
"""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PREFERENCES = {
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.peerconnection.ice.tcp": True,
    "media.autoplay.default": 0,
    "network.dns.disabled": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
}
_START = 60.0
"""Seconds a slow machine may take to start it."""


class Firefox:
    """One page."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._number = 0

    async def read(self) -> Any:
        """Return one message: its length, a colon, JSON."""
        length = await self._reader.readuntil(b":")
        return json.loads(await self._reader.readexactly(int(length[:-1])))

    async def command(self, name: str, **parameters: Any) -> Any:
        """Return the result of one command; raises `AssertionError` with Firefox's reason."""
        self._number += 1
        message = json.dumps([0, self._number, name, parameters]).encode()
        self._writer.write(b"%d:%s" % (len(message), message))
        _, _, problem, result = await self.read()
        assert problem is None, problem
        return result

    async def begin(self) -> None:
        """Open a session."""
        await self.read()
        await self.command("WebDriver:NewSession", capabilities={})
        await self.command("WebDriver:SetTimeouts", script=60_000)

    async def goto(self, address: str) -> None:
        """Open a page."""
        await self.command("WebDriver:Navigate", url=address)

    async def run(self, script: str, *arguments: Any) -> Any:
        """Return what an asynchronous function body returns."""
        body = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...given) => {{ {script} }})(...arguments)"
            ".then((value) => done({ value }), (problem) => done({ problem: String(problem) }))"
        )
        result = await self.command(
            "WebDriver:ExecuteAsyncScript", script=body, args=list(arguments), sandbox=None
        )
        assert "problem" not in result["value"], result["value"]
        return result["value"].get("value")

    async def join(self, offer: Callable[[str], Awaitable[str]]) -> None:
        """Let the page of tests/relay/call.html join a call."""
        sdp = await self.run(_ASK)
        await self.run(_TELL, await offer(sdp))


_ASK = """
return await new Promise((asked, failed) => {
  window.offer = (sdp) => new Promise((answered) => { window.answered = answered; asked(sdp); });
  window.joined = join();
  window.joined.catch(failed);
});
"""
_TELL = "window.answered(given[0]); await window.joined; return true;"


@contextlib.asynccontextmanager
async def firefox() -> AsyncIterator[Firefox]:
    """Run Firefox with a made-up camera and microphone."""
    if FIREFOX is None:
        if os.environ.get("BINOME_REQUIRE_BROWSER"):
            pytest.fail("no Firefox found")
        pytest.skip("no Firefox found (apt-get install firefox-esr)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as name:
        preferences = PREFERENCES | {"marionette.port": port}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences.items()]
        (Path(name) / "user.js").write_text("".join(lines), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", name,
            env={**os.environ, "HOME": name, "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_START):
                reader, writer = await _connected(port)
                made = Firefox(reader, writer)
                await made.begin()
            yield made
            writer.close()
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
