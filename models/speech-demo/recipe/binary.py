"""Reads CTranslate2's `model.bin`, binary version 6, with nothing but NumPy.

The file is a list of named arrays (name, shape, type, bytes), then a list of names that stand for
another one, as `ctranslate2.specs.model_spec.ModelSpec.save` writes it. Weights in int8 have one
scale per row beside them, named `<name>_scale`.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np

BINARY_VERSION = 6
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
"""NumPy types by CTranslate2's number."""


def stored(path: Path) -> dict[str, np.ndarray]:
    """Every array of a `model.bin` by its name; ValueError for another format."""
    file = io.BytesIO(path.read_bytes())

    def number(kind: str) -> int:
        return struct.unpack(kind, file.read(struct.calcsize(kind)))[0]

    def name() -> str:
        return file.read(number("H"))[:-1].decode("utf-8")

    version = number("I")
    if version != BINARY_VERSION:
        raise ValueError(f"{path} has binary version {version}, not {BINARY_VERSION}")
    name(), number("I")  # the specification's name and revision
    arrays: dict[str, np.ndarray] = {}
    for _ in range(number("I")):
        key = name()
        shape = tuple(number("I") for _ in range(number("B")))
        kind = _TYPES[number("B")]
        arrays[key] = np.frombuffer(file.read(number("I")), kind).reshape(shape)
    for _ in range(number("I")):
        key = name()
        arrays[key] = arrays[name()]
    return arrays


def plain(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    """The array `name` as float32, an int8 one divided by its scales."""
    value = arrays[name].astype(np.float32)
    scale = arrays.get(f"{name}_scale")
    return value if scale is None else value / scale.reshape(-1, *[1] * (value.ndim - 1))
