"""Dataclass messages to JSON objects and back, checked at the door by pydantic.

Used for the messages between processes and for the event log's bodies.
"""

from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from binome.errors import BadInput


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(message: Any) -> dict[str, Any]:
    """Return a dataclass instance as a JSON-ready dict (tuples become lists on the wire)."""
    return asdict(message)


def from_json(kind: Any, value: dict[str, Any]) -> Any:
    """Return `value` as an instance of `kind` (a dataclass or a union of them).

    Raises `BadInput` naming the first field that is wrong.
    """
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{where or 'message'}: {first['msg']}") from problem
