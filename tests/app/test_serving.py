"""`binome serve` with its three real processes, killed one after the other during a call."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidMessage

from tests.helpers.web import Browser

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
NEW = {
    "language": "fr",
    "timezone": "Europe/Paris",
    "mentor": {"name": "Claire"},
    "mentee": {"name": "Karim"},
}


@dataclass
class Served:
    """A running `binome serve`."""

    address: str
    process: asyncio.subprocess.Process
    said: list[str]

    def child(self, module: str) -> int | None:
        """Return the pid of one of the supervisor's children, by its module."""
        for line in (
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ):
            command = Path(f"/proc/{line}/cmdline").read_bytes().split(b"\0")
            if module.encode() in command:
                return int(line)
        return None

    async def kill(self, module: str) -> None:
        """Kill a child and wait until another one has taken its place."""
        before = self.child(module)
        assert before is not None
        os.kill(before, signal.SIGKILL)
        async with asyncio.timeout(60):
            while self.child(module) in (None, before):  # noqa: ASYNC110 - /proc tells no event
                await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(data_dir: Path) -> AsyncIterator[Served]:
    port = free_port()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "server"),
        "BINOME_DATA_DIR": str(data_dir),
        "BINOME_PORT": str(port),
        "BINOME_MEDIA_PORT": str(free_port()),
        "BINOME_MEDIA_HOST": "127.0.0.1",
    }
    with (data_dir / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "binome", "serve", "--dev"),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(90):
            said = (await process.stdout.readline()).decode()
        yield Served(f"http://localhost:{port}", process, [said])
    finally:
        if process.returncode is None:
            process.terminate()
            async with asyncio.timeout(20):
                await process.wait()


@asynccontextmanager
async def seated(served: Served, token: str, **fields: Any) -> AsyncIterator[Browser]:
    """Come to the live socket, again and again while the server restarts."""
    address = served.address.replace("http", "ws") + "/api/live"
    async with asyncio.timeout(90):
        while True:
            try:
                socket = await connect(address, origin=served.address, open_timeout=60)  # type: ignore[arg-type]
                break
            except (OSError, InvalidMessage):
                await asyncio.sleep(0.1)
    browser = Browser(socket)
    first = await browser.hello(token, **fields)
    assert first["type"] in ("snapshot", "captions"), first
    try:
        yield browser
    finally:
        await socket.close()


async def test_whatever_is_killed_comes_back_and_nothing_acknowledged_is_lost(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as served:
        assert served.said == [f"Binôme is ready: {served.address}\n"]
        async with httpx2.AsyncClient(base_url=served.address) as client:
            made = (
                await client.post("/api/sessions", json=NEW, headers={"origin": served.address})
            ).json()
        mentor, mentee = (link["url"].split("#")[1] for link in made["links"])
        async with seated(served, mentor) as claire, seated(served, mentee) as karim:
            for browser in (claire, karim):
                await browser.say("enter")
                done = await browser.do(1, "give_consent", text_version="2026-11-1")
                assert done["type"] == "done"

            others = {
                m: served.child(m) for m in ("binome.app.gateway", "binome.app.understanding")
            }
            await served.kill("binome.app.media")
            assert await state_of(claire, "media") == "down"
            assert await state_of(claire, "media") == "back"
            assert {m: served.child(m) for m in others} == others

            await served.kill("binome.app.understanding")
            event = await the_event(claire, "transcription_interrupted")
            seq = event["seq"]
            await claire.do(2, "add_commitment", kind="action", text="Tenir bon", owner="mentor")

            await served.kill("binome.app.gateway")
            assert await karim.closed() == 1006
            async with seated(served, mentor, after=seq) as again:
                missed = await again.hear("event")
                assert missed["seq"] == seq + 1
                assert missed["event"]["commitment"]["text"] == "Tenir bon"
                assert (await again.do(3, "hang_up"))["type"] == "done"
        served.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await served.process.wait() == 0


async def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "binome", "serve", "--port", str(port)),
            *("--data-dir", str(tmp_path)),
            env=os.environ | {"PYTHONPATH": str(ROOT / "server")},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode() == (
        f"binome serve: port {port} is taken on 127.0.0.1: stop the other program or use --port\n"
    )


async def state_of(browser: Browser, signal_type: str) -> str:
    async with asyncio.timeout(60):
        while True:
            message = json.loads(await browser.socket.recv())
            if message["type"] == signal_type:
                return str(message["state"])


async def the_event(browser: Browser, type: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            message: dict[str, Any] = json.loads(await browser.socket.recv())
            if message["type"] == "event" and message["event"]["type"] == type:
                return message
