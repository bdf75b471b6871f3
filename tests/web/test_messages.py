"""Whatever a client sends is a message or bad input, and every message survives the way there."""

import json
from contextlib import suppress
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binome.domain.commands import AddCommitment
from binome.errors import BadInput
from binome.web import protocol
from binome.web.reading import id_of, read_message
from binome.wire.codec import to_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
TYPES = [
    next(str(field.default) for field in fields(kind) if field.name == "type")
    for kind in get_args(protocol.Incoming)
]
NAMES = sorted({field.name for kind in get_args(protocol.Incoming) for field in fields(kind)})


def read_or_refuse(text: str) -> None:
    """Only `BadInput` may come out of it, and an id that can be answered."""
    with suppress(BadInput):
        read_message(text)
    assert isinstance(id_of(text), int | None)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_message_or_bad_input(text: str) -> None:
    read_or_refuse(text)


@settings(deadline=None)
@given(JSON)
def test_any_json_is_a_message_or_bad_input(value: Any) -> None:
    read_or_refuse(json.dumps(value))


@settings(deadline=None)
@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(NAMES), JSON))
def test_a_known_type_with_any_fields_is_a_message_or_bad_input(
    type: str, rest: dict[str, Any]
) -> None:
    read_or_refuse(json.dumps({**rest, "type": type}))


@pytest.mark.parametrize("text", ["1" * 5000, '{"type":"ping","sent":1e999}', "[" * 100_000])
def test_extreme_json_is_a_message_or_bad_input(text: str) -> None:
    read_or_refuse(text)


@settings(deadline=None)
@given(st.builds(protocol.Hello, st.integers(), st.text(), st.none() | st.integers()))
def test_a_message_survives_the_way_to_the_server(hello: protocol.Hello) -> None:
    assert read_message(json.dumps(to_json(hello))) == hello


def test_a_line_written_by_hand_loses_what_would_hide_or_break() -> None:
    text = " Envoyer\u202e le\r\nCV\x00 \U0001f469\u200d\U0001f680 e\u0301 "
    command = {"type": "add_commitment", "kind": "action", "text": text}
    message = read_message(json.dumps({"type": "do", "id": 1, "command": command}))
    assert isinstance(message, protocol.Do)
    assert isinstance(message.command, AddCommitment)
    assert message.command.text == "Envoyer le CV \U0001f469\u200d\U0001f680 é"


def test_half_a_character_is_bad_input() -> None:
    with pytest.raises(BadInput):
        read_message('{"type": "offer", "id": 1, "sdp": "v=0 \\ud800"}')


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_bad_input(number: str) -> None:
    with pytest.raises(BadInput):
        read_message(f'{{"type": "ping", "sent": {number}}}')
