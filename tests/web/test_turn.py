"""The TURN credentials, and the recipe of docs/turnserver.conf tried on Debian's coturn."""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aioice import stun, turn

from binome.web.turn import LIFETIME, ice_servers
from tests.helpers.relay import own_address

pytestmark = pytest.mark.anyio

RECIPE = Path(__file__).parents[2] / "docs" / "turnserver.conf"
SECRET = "another-long-random-secret"
TURNSERVER = shutil.which("turnserver") or shutil.which("turnserver", path="/usr/sbin:/usr/bin")
needs_coturn = pytest.mark.skipif(
    TURNSERVER is None and "BINOME_REQUIRE_BROWSER" not in os.environ,
    reason="coturn is not installed (apt-get install coturn)",
)


def test_credentials_are_those_coturn_works_out() -> None:
    (server,) = ice_servers(["turns:turn.example.org:443?transport=tcp"], "secret", "s1-mentor", 0)
    assert server["username"] == f"{LIFETIME}:s1-mentor"
    # printf 600:s1-mentor | openssl dgst -sha1 -hmac secret -binary | base64
    assert server["credential"] == "VSSha1gGZ5uQNMZ0YastiG5evVE="


@pytest.mark.parametrize(("urls", "secret"), [([], "secret"), (["turn:a"], None), (["turn:a"], "")])
def test_without_address_or_secret_there_is_no_server(urls: list[str], secret: str | None) -> None:
    assert ice_servers(urls, secret, "s1-mentor", 0) == []


def recipe(folder: Path, allowed: str, port: int) -> Path:
    """The documented file on a port of its own, without TLS, allowing this machine's address."""
    ours = {
        "listening-port": f"listening-port={port}",
        "tls-listening-port": f"listening-ip=127.0.0.1\nrelay-ip={allowed}",
        "cert": "no-tls",
        "pkey": "no-dtls",
        "allowed-peer-ip": f"allowed-peer-ip={allowed}",
    }
    lines = RECIPE.read_text(encoding="utf-8").splitlines()
    changed = [ours.get(line.partition("=")[0], line) for line in lines]
    extra = [f"pidfile={folder}/pid", f"userdb={folder}/db", "log-file=stdout", "simple-log"]
    path = folder / "turnserver.conf"
    path.write_text("\n".join([*changed, *extra]) + "\n", encoding="utf-8")
    return path


@asynccontextmanager
async def coturn(folder: Path, allowed: str) -> AsyncIterator[tuple[str, int]]:
    """Run coturn by the recipe and return where it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert TURNSERVER is not None, "coturn is not installed"
    process = await asyncio.create_subprocess_exec(
        TURNSERVER, "-c", str(recipe(folder, allowed, port)),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(20):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    assert process.returncode is None
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
        yield "127.0.0.1", port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def browser(
    server: tuple[str, int], now: float, secret: str = SECRET, transport: str = "udp"
) -> AsyncIterator[Any]:
    """Ask for a relayed address as a browser does with what we told it."""
    ((told),) = ice_servers(["turn:here"], secret, "s1-mentor", now)
    kind = turn.TurnClientUdpProtocol if transport == "udp" else turn.TurnClientTcpProtocol
    loop = asyncio.get_running_loop()

    def made() -> Any:
        return kind(server, told["username"], told["credential"], 600, 500)

    if transport == "udp":
        way, client = await loop.create_datagram_endpoint(made, remote_addr=server)
    else:
        way, client = await loop.create_connection(made, *server)
    try:
        async with asyncio.timeout(10):
            await client.connect()
            yield client
            await client.delete()
    finally:
        way.close()


@needs_coturn
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_browser_reaches_the_relay_through_coturn_and_nothing_else(
    tmp_path: Path, transport: str
) -> None:
    relay_address = own_address()
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as relay:
        relay.bind((relay_address, 0))
        relay.setblocking(False)
        async with (
            coturn(tmp_path, relay_address) as server,
            browser(server, time.time(), transport=transport) as made,
        ):
            await made.send_data(b"hello", relay.getsockname())
            assert (await loop.sock_recvfrom(relay, 100))[0] == b"hello"
            for denied in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "8.8.8.8"):
                with pytest.raises(stun.TransactionFailed) as refused:
                    await made.send_data(b"hello", (denied, 80))
                assert refused.value.response.attributes["ERROR-CODE"][0] == 403


@needs_coturn
async def test_coturn_refuses_expired_and_made_up_credentials(tmp_path: Path) -> None:
    async with coturn(tmp_path, own_address()) as server:
        for now, secret in ((time.time() - LIFETIME - 60, SECRET), (time.time(), "made up")):
            with pytest.raises(stun.TransactionFailed) as refused:
                async with browser(server, now, secret):
                    raise AssertionError("it was let in")
            assert refused.value.response.attributes["ERROR-CODE"][0] == 401
