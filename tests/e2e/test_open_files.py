"""Audio is never on disk: what the server's processes hold open for writing while people speak."""

import asyncio
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from binome.rehearsal.call import hold_call
from binome.rehearsal.own_server import create_session, serving
from binome.rehearsal.script import bundled
from tests.helpers.sound import microphone

pytestmark = [pytest.mark.slow, pytest.mark.anyio]
ZONE = "Europe/Paris"
SPOKEN = 14.0
"""Seconds of talk."""
DATABASES = {
    f"{name}.sqlite{end}" for name in ("binome", "jobs") for end in ("", "-wal", "-shm", "-journal")
}
ALLOWED = {*DATABASES, "server.log", "links.key", "understanding.life", "media-rooms.json"}
"""Everything the server may write beside the outbox; no sound is in any of it."""


def processes_of(data: Path) -> Iterator[Path]:
    """Every process that serves this folder, the model's own included."""
    mark = f"BINOME_DATA_DIR={data}".encode()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                yield entry
        except OSError:
            continue  # it has just ended, or is not ours


def written_by(process: Path) -> Iterator[Path]:
    """The regular files that a process holds open for writing."""
    for entry in (process / "fd").iterdir():
        try:
            flags = (process / "fdinfo" / entry.name).read_text().split("flags:")[1].split()[0]
            is_file = stat.S_ISREG(entry.stat().st_mode)
            target = entry.readlink()
        except OSError:
            continue
        if is_file and int(flags, 8) & (os.O_WRONLY | os.O_RDWR):
            yield target


async def test_while_people_speak_no_process_writes_anything_but_databases_log_and_mails(
    tmp_path: Path,
) -> None:
    whole, data = bundled("fr", short=True), tmp_path / "data"
    tracks = {
        who: microphone(track, tmp_path / f"{who}.wav", silence=0.0, length=SPOKEN)
        for who, track in whole.tracks.items()
    }
    script = replace(whole, tracks=tracks)
    seen: set[Path] = set()
    looks: list[int] = []

    def look(message: dict[str, Any], _: float) -> None:
        if message["type"] in ("tail", "event") and "text" in str(message):
            serving_now = list(processes_of(data))
            looks.append(len(serving_now))
            for process in serving_now:
                seen.update(written_by(process))

    async with serving(data, BINOME_SPEECH_MODEL="demo") as address:
        tokens = await asyncio.to_thread(create_session, address, script, ZONE)
        outcome = await hold_call(address, tokens, script, ZONE, lambda _: None, look)
    assert any(message["event"]["type"] == "words_committed" for message in outcome.events)
    assert len(looks) > 5
    assert max(looks) >= 4  # supervisor and its three; with the model's own process it is more
    assert data / "binome.sqlite" in seen
    unknown = {
        path
        for path in seen
        if not (path.parent in (data, data / "run") and path.name in ALLOWED)
        and path.parent != data / "outbox"
    }
    assert unknown == set()
    left = {file for file in data.rglob("*") if file.is_file() and file.name not in ALLOWED}
    assert {file.suffix for file in left} <= {".eml"}
