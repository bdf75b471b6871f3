"""What goes into the wheel. Building one takes too long for the suite, so its recipe is asked here;
a real one is built by `pip install .` in a clone before a release.
"""

import os
from pathlib import Path
from typing import Any

import pytest

import hatch_build


class Asked(hatch_build.CustomBuildHook):
    """The hook, asked without hatchling around it."""

    target_name = "wheel"

    def __init__(self) -> None:
        pass


def packed(version: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(hatch_build, "build_client", lambda: None)
    data: dict[str, Any] = {"force_include": {}}
    Asked().initialize(version, data)
    included: dict[str, str] = data["force_include"]
    return included


def test_a_wheel_carries_every_model(monkeypatch: pytest.MonkeyPatch) -> None:
    models = {path.parent.name for path in Path(hatch_build.ROOT).glob("models/*/artefact")}
    assert {"speech-demo", "rehearsal", "fr"} <= models
    targets = set(packed("standard", monkeypatch).values())
    assert {f"binome/_models/{m}" for m in models} <= targets


def test_a_pipeline_travels_with_its_own_licence_and_its_authors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    targets = set(packed("standard", monkeypatch).values())
    for language in ("fr", "en"):
        assert f"binome/_models/{language}/LICENSE" in targets
        assert f"binome/_models/{language}/NOTICE" in targets


def test_an_editable_installation_uses_the_checkouts_models(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert packed("editable", monkeypatch) == {}


def test_what_tests_leave_in_the_client_does_not_make_it_stale(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client, static = tmp_path / "client", tmp_path / "static"
    for folder in (client / "src", client / "dist", static):
        folder.mkdir(parents=True)
    (client / "package.json").write_text("{}")
    (static / "index.html").write_text("built")
    (client / "dist" / "test.js").write_text("later")
    monkeypatch.setattr(hatch_build, "CLIENT", client)
    monkeypatch.setattr(hatch_build, "STATIC", static)
    assert not is_stale_after(client / "package.json", static / "index.html", seconds=-60)
    assert is_stale_after(client / "package.json", static / "index.html", seconds=60)


def is_stale_after(source: Path, built: Path, seconds: float) -> bool:
    """Whether a source changed `seconds` after the build asks for a new one."""
    at = built.stat().st_mtime + seconds
    os.utime(source, (at, at))
    return hatch_build.is_stale()
