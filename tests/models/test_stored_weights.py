"""Training can go on from the artefact alone: its weights are readable without its library."""

import importlib.util
import struct
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SPEECH = Path(__file__).resolve().parents[2] / "models" / "speech-demo"


def recipe_module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"{name}_of_recipe", SPEECH / "recipe" / f"{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


binary = recipe_module("binary")


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    return binary.stored(SPEECH / "artefact" / "model.bin")


def test_every_layer_is_found_with_its_weights(arrays: dict[str, np.ndarray]) -> None:
    width = len(arrays["encoder/layer_norm/gamma"])
    for number in range(6):
        assert arrays[f"encoder/layer_{number}/ffn/linear_0/weight"].shape == (4 * width, width)
    for number in range(3):
        fused = arrays[f"decoder/layer_{number}/attention/linear_1/weight"]
        assert fused.shape == (2 * width, width)


def test_rounded_weights_come_back_at_their_size(arrays: dict[str, np.ndarray]) -> None:
    name = "decoder/embeddings/weight"
    assert arrays[name].dtype == np.int8
    restored = binary.plain(arrays, name)
    largest = np.abs(restored).max(axis=1)
    assert np.allclose(largest, 127 / arrays[f"{name}_scale"], rtol=0.01)
    assert 0.005 < restored.std() < 0.5


def test_a_name_that_stands_for_another_gives_the_same_array(
    arrays: dict[str, np.ndarray],
) -> None:
    projection = arrays["decoder/projection/weight"]
    assert np.array_equal(projection, arrays["decoder/embeddings/weight"])


def test_positions_beyond_the_window_share_one_vector(arrays: dict[str, np.ndarray]) -> None:
    table = binary.plain(arrays, "encoder/position_encodings/encodings")
    assert len(table) == 1500
    assert (table[500:] == table[500]).all()
    assert not (table[499] == table[500]).all()


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(struct.pack("I", 5) + bytes(20))
    with pytest.raises(ValueError, match="binary version 5"):
        binary.stored(tmp_path / "model.bin")
