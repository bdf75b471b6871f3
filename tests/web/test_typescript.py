import re
from typing import get_args

import pytest

from binome.domain.events import Event
from binome.web.typescript import CLIENT_TYPES, typescript


@pytest.fixture(scope="module")
def text() -> str:
    return typescript()


def test_the_client_has_the_types_of_today(text: str) -> None:
    assert CLIENT_TYPES.read_text(encoding="utf-8") == text, (
        "client/src/types.ts is stale: run `python -m binome.web.typescript`"
    )


def test_every_event_is_a_member_of_the_union(text: str) -> None:
    members = re.search(r"export type Event = (.*);", text)
    assert members is not None
    assert members[1].split(" | ") == [event.__name__ for event in get_args(Event)]


def test_a_message_names_its_union_and_its_tag(text: str) -> None:
    assert "readonly event: Event;" in text
    assert "readonly command: Command;" in text
    assert 'readonly type: "words_committed";' in text


def test_a_literal_keeps_its_name_and_nothing_is_any(text: str) -> None:
    assert 'export type Phase = "live" | "closing" | "closed";' in text
    assert "readonly phase: Phase;" in text
    assert not re.search(r"\bany\b.*;", re.sub(r"/\*\*.*?\*/", "", text, flags=re.S))
