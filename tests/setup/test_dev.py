"""The script a newcomer starts with: what it says when something is missing or wrong."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("binome_dev", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("binome_dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def say(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "dev"), *arguments], capture_output=True, text=True
    )


def checkout(folder: Path) -> Path:
    for name in ("pyproject.toml", "constraints.txt", "hatch_build.py"):
        (folder / name).write_text(name)
    (folder / "client" / "src").mkdir(parents=True)
    (folder / "client" / "src" / "call.tsx").write_text("before")
    return folder


def test_help_lists_the_commands() -> None:
    done = say("--help")
    assert done.returncode == 0
    for command in ("run", "test", "check", "bench", "types", "build"):
        assert f"./dev {command}" in done.stdout


def test_an_unknown_command_is_one_line() -> None:
    done = say("dance")
    assert done.returncode == 2
    assert done.stderr == "dev: there is no ./dev dance; ./dev --help lists what there is\n"


def test_an_old_python_is_told_what_is_needed(dev: ModuleType) -> None:
    assert "Python 3.11 or newer; this is 3.9" in dev.too_old((3, 9))
    assert dev.too_old((3, 11)) == dev.too_old((3, 13)) == ""


def test_a_changed_client_source_asks_for_a_new_installation(
    dev: ModuleType, tmp_path: Path
) -> None:
    root = checkout(tmp_path)
    before = dev.fingerprint(root)
    (root / "client" / "src" / "call.tsx").write_text("after")
    assert dev.fingerprint(root) != before


@pytest.mark.parametrize("folder", ["node_modules", "dist"])
def test_what_a_build_leaves_behind_asks_for_nothing(
    dev: ModuleType, tmp_path: Path, folder: str
) -> None:
    root = checkout(tmp_path)
    before = dev.fingerprint(root)
    (root / "client" / folder).mkdir()
    (root / "client" / folder / "left.js").write_text("behind")
    assert dev.fingerprint(root) == before


def test_a_checkout_below_a_folder_named_dist_is_read_all_the_same(
    dev: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "dist").mkdir()
    root = checkout(tmp_path / "dist")
    before = dev.fingerprint(root)
    (root / "client" / "src" / "call.tsx").write_text("after")
    assert dev.fingerprint(root) != before


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("NewConnectionError('…: Failed to establish a new connection')", "cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: something else", "the lines above say why"),
    ],
)
def test_a_failed_installation_says_why_in_one_sentence(
    dev: ModuleType, said: str, sentence: str
) -> None:
    assert sentence in dev.diagnosis([said])[0]
