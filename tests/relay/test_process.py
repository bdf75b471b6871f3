"""The media worker as a process of its own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from binome.app.media import advertised
from binome.config import Settings
from binome.errors import BadInput
from tests.helpers import relay

SERVER = str(Path(__file__).parents[2] / "server")

# `av` is not in this list although nothing of ours imports it here: `import aiortc.anything` runs
# aiortc/__init__.py, which imports av for its own tracks. It costs memory once and no time later.
HEAVY = (
    "fastapi",
    "starlette",
    "uvicorn",
    "faster_whisper",
    "ctranslate2",
    "onnxruntime",
    "spacy",
    "sqlalchemy",
    "numpy",
)


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": SERVER,
        "BINOME_DATA_DIR": str(folder),
        "BINOME_MEDIA_HOST": "127.0.0.1",
        "BINOME_MEDIA_PORT": "0",
    }


def test_nothing_heavy_is_imported_beside_the_packet_path() -> None:
    code = "import json, sys, binome.app.media; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": SERVER},
        capture_output=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert loaded.isdisjoint(HEAVY)


async def started(folder: Path) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "binome.app.media",
        cwd=folder,
        env=environment(folder),
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    first = json.loads(await process.stderr.readline())
    assert first["event"] == "media_worker_ready"
    assert first["port"] > 0
    return process


@pytest.mark.anyio
async def test_it_says_when_it_is_ready_and_ends_cleanly_when_asked() -> None:
    with relay.run_dir() as folder:
        async with asyncio.timeout(relay.PATIENCE):
            process = await started(folder)
            assert (folder / "run" / "media.sock").is_socket()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        assert not (folder / "run" / "media.sock").exists()


@pytest.mark.anyio
async def test_a_taken_port_ends_it_with_a_reason() -> None:
    with relay.run_dir() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        async with asyncio.timeout(relay.PATIENCE):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "binome.app.media",
                cwd=folder,
                env=environment(folder) | {"BINOME_MEDIA_PORT": str(taken.getsockname()[1])},
                stderr=asyncio.subprocess.PIPE,
            )
            _, said = await process.communicate()
        assert process.returncode == 1
        assert "in use" in json.loads(said.splitlines()[-1])["problem"]


@pytest.mark.anyio
async def test_it_ends_when_its_parent_has_died() -> None:
    parent = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-m', 'binome.app.media'])\n"
        "sys.stdin.readline()\n"
    )
    with relay.run_dir() as folder:
        async with asyncio.timeout(relay.PATIENCE):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                parent,
                cwd=folder,
                env=environment(folder),
                stdin=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            assert process.stderr is not None
            assert json.loads(await process.stderr.readline())["event"] == "media_worker_ready"
            process.kill()
            # The worker holds the other end of this pipe until it ends.
            said = await process.stderr.read()
            assert "parent_died" in said.decode()
            await process.wait()
        assert not (folder / "run" / "media.sock").exists()


def test_a_host_name_is_no_address_for_an_answer() -> None:
    with pytest.raises(BadInput, match="not an IP address"):
        advertised(Settings(media_addresses=("media.example.org",)))


def test_addresses_in_answers_are_those_set_or_those_of_this_machine() -> None:
    assert advertised(Settings(media_addresses=("203.0.113.7",))) == ("203.0.113.7",)
    assert advertised(Settings(media_host="192.0.2.1")) == ("192.0.2.1",)
    assert advertised(Settings(media_host="0.0.0.0"))[-1] == "127.0.0.1"
