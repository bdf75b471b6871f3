"""The golden files say what the core does, and what the pages must do with the same events."""

import json
from typing import get_args

import pytest

from binome.domain.events import Event
from tests.domain.golden import FOLDER, STORIES, golden


@pytest.mark.parametrize("name", STORIES)
def test_the_golden_session_is_fresh(name: str) -> None:
    stored = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert stored == golden(name), "stale: run `python -m tests.domain.golden`"


def test_the_golden_sessions_show_every_event() -> None:
    known = {kind.__dataclass_fields__["type"].default for kind in get_args(Event)}
    shown = {
        event["type"]
        for path in FOLDER.glob("*.json")
        for event in json.loads(path.read_text(encoding="utf-8"))["events"]
    }
    assert shown == known
