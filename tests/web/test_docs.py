"""docs/protocol.md tells of every message, command and event, and of each of their fields."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute

from binome.domain.commands import Command
from binome.domain.events import Event
from binome.web import protocol
from binome.web.connection import GOODBYES, WAITING
from binome.web.live import LARGEST, LARGEST_SDP
from tests.helpers.web import routes

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
KINDS = [
    kind
    for union in (protocol.Incoming, protocol.Outgoing, Command, Event)
    for kind in get_args(union)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_message_has_a_heading_that_names_its_fields(kind: Any) -> None:
    name = next(field.default for field in fields(kind) if field.name == "type")
    said = SECTIONS[name]
    for field in fields(kind):
        if field.name not in ("type", "at"):
            assert f"`{field.name}`" in said, f"`{name}` does not tell of `{field.name}`"


def test_each_reason_for_a_goodbye_is_told_with_its_code() -> None:
    reasons = get_args(next(f.type for f in fields(protocol.Goodbye) if f.name == "reason"))
    assert set(reasons) == set(GOODBYES)
    for reason, (code, _) in GOODBYES.items():
        assert f"| `{reason}` | {code} |" in PAGE


def test_the_limits_are_the_ones_in_force() -> None:
    assert f"| {WAITING} |" in PAGE
    assert f"{LARGEST // 1024} KiB" in PAGE
    assert f"{LARGEST_SDP // 1024} KiB, one at a time" in PAGE


def test_each_rest_route_is_told() -> None:
    for route in routes():
        assert isinstance(route, APIRoute)
        for method in route.methods:
            assert f"`{method} {route.path}" in PAGE
