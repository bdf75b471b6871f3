"""What the speech room's tests share."""

import json
from pathlib import Path

import pytest

from binome import resources
from binome.domain.values import Word
from tests.helpers.random_whisper import build


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def random_model(tmp_path_factory) -> Path:
    """A model folder of the true format that understands nothing."""
    return build(tmp_path_factory.mktemp("models") / "random")


@pytest.fixture(scope="session")
def rehearsal() -> Path:
    """The folder of the rehearsal's recordings."""
    return resources.model("rehearsal")


@pytest.fixture(scope="session")
def short_call(rehearsal) -> dict[str, list[Word]]:
    """Track name → the words of the short French rehearsal call, with their true times."""
    script = json.loads((rehearsal / "fr-short.json").read_text(encoding="utf-8"))
    said: dict[str, list[Word]] = {}
    for turn in script["turns"]:
        words = (Word(word["text"], word["start"], word["end"]) for word in turn["words"])
        said.setdefault(f"fr-short-{turn['speaker']}", []).extend(words)
    return said
