"""`binome rehearse`: the demo and the smoke test, and what it survives."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from binome.rehearsal.call import hold_call
from binome.rehearsal.own_server import create_session, serving
from binome.rehearsal.script import bundled
from tests.e2e.processes import KINDS, kill
from tests.helpers.sound import microphone

pytestmark = [pytest.mark.slow, pytest.mark.anyio]
ZONE = "Europe/Paris"
CRASHING = 36.0
"""Seconds of talk during which every process is killed once."""


async def rehearse(*arguments: str) -> tuple[int, str, str]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "binome", "rehearse", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await child.communicate()
    return child.returncode or 0, said.decode(), complained.decode()


async def test_a_rehearsal_leaves_events_a_recap_mails_and_a_report(tmp_path: Path) -> None:
    status, said, complained = await rehearse("--short", "--out", str(tmp_path))
    assert status == 0, complained
    report = json.loads((tmp_path / "report.json").read_text())
    assert json.loads(said) == report
    assert report["wer"] <= 0.25
    assert 0 < report["first_display_p50_s"] <= report["commit_p95_s"]
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == report["mails"] == 2
    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert events[0]["type"] == "session_opened"
    assert {event["to"] for event in events if event["type"] == "recap_sent"} == {
        "mentor",
        "mentee",
    }
    assert json.loads((tmp_path / "recap.json").read_text())["title"] == events[0]["title"]


async def test_a_recording_that_is_not_there_is_named(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere.wav")
    status, _, complained = await rehearse("--tracks", nowhere, nowhere)
    assert status == 2
    assert complained.splitlines() == [f"binome rehearse: {nowhere}: there is no such file"]


async def test_kill_nine_of_any_process_loses_nothing_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    whole = bundled("fr", short=True)
    tracks = {
        who: microphone(track, tmp_path / f"{who}.wav", silence=0.0, length=CRASHING)
        for who, track in whole.tracks.items()
    }
    script = replace(whole, tracks=tracks)
    acknowledged: dict[int, dict[str, Any]] = {}
    spoken_after: dict[str, int] = {}
    data = tmp_path / "data"

    async def kill_one_after_the_other(lines: list[str]) -> None:
        for kind in KINDS:
            before = len(acknowledged)
            while len(acknowledged) < before + 12:  # noqa: ASYNC110 - messages count, not time
                await asyncio.sleep(0.2)  # waiting for the voices, which take real time
            lines.append(f"killed {kind} {kill(data, kind)}")
            spoken_after[kind] = max(acknowledged)

    async with serving(data, BINOME_SPEECH_MODEL="demo") as address:
        tokens = await asyncio.to_thread(create_session, address, script, ZONE)
        lines: list[str] = []
        async with asyncio.TaskGroup() as tasks:
            killing = tasks.create_task(kill_one_after_the_other(lines))
            outcome = await hold_call(
                address,
                tokens,
                script,
                ZONE,
                lines.append,
                witness=lambda message, _: (
                    acknowledged.__setitem__(message["seq"], message["event"])
                    if message["type"] == "event"
                    else None
                ),
            )
            killing.cancel()
    assert len(spoken_after) == len(KINDS), lines
    stored = {message["seq"]: message["event"] for message in outcome.events}
    assert {seq: stored[seq] for seq in acknowledged} == acknowledged
    words = [seq for seq, event in stored.items() if event["type"] == "words_committed"]
    assert all(max(words) > seq for seq in spoken_after.values())
    assert len(list((data / "outbox").glob("*.eml"))) == 2
