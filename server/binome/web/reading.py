"""From a frame's text to a message: JSON, schema, and text fit to be stored and shown."""

import json
import math
from typing import Any, NoReturn

from binome.errors import BadInput
from binome.web import protocol
from binome.web.text import one_line
from binome.wire.codec import from_json


def read_message(text: str) -> protocol.Incoming:
    """Return a client's message. Raises `BadInput` naming what is wrong with it."""
    value = _json(text)
    if not isinstance(value, dict):
        raise BadInput("the message is not a JSON object")
    if "command" in value:
        value["command"] = _tidied(value["command"])
    message: protocol.Incoming = from_json(protocol.FromClient, value)
    return message


def id_of(text: str) -> int | None:
    """Return the `id` of a message that could not be read otherwise, for its refusal."""
    try:
        value = _json(text)
    except BadInput:
        return None
    number = value.get("id") if isinstance(value, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _json(text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()  # half a character is no text
    except (ValueError, RecursionError) as problem:
        raise BadInput("the message is not JSON") from problem
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _tidied(value: Any) -> Any:
    """Return a command with every text in it fit to be stored and shown."""
    match value:
        case str():
            return one_line(value)
        case dict():
            return {key: _tidied(inner) for key, inner in value.items()}
        case list():
            return [_tidied(inner) for inner in value]
        case _:
            return value
