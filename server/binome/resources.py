"""Where our own files lie: packaged with the wheel first, else in the checkout; are they whole?"""

import hashlib
import json
from importlib import metadata
from pathlib import Path

from binome.errors import BadInput, Unavailable

_PACKAGE = Path(__file__).parent
DEMO = "demo"
"""Name of the bundled demonstration speech model."""


def model(name: str) -> Path:
    """Return the artefact folder of a model that ships with Binôme (`fr`, `rehearsal`…).

    Raises `Unavailable` when this installation does not hold it.
    """
    for folder in (
        _PACKAGE / "_models" / name,
        _PACKAGE.parents[1] / "models" / name / "artefact",
    ):
        if folder.is_dir():
            return folder
    raise Unavailable(f"this installation does not hold the model “{name}”: reinstall Binôme")


def verify(folder: Path) -> None:
    """Compare the folder's files with its `manifest.json`, if it has one. Takes seconds.

    Raises `BadInput` naming the first file that differs.
    """
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return
    try:
        listed = json.loads(manifest.read_text(encoding="utf-8"))
        sums = {name: _hexadecimal(value) for name, value in listed.get("files", {}).items()}
    except (ValueError, AttributeError, TypeError, KeyError) as problem:
        raise BadInput(f"{manifest} is not a list of checksums: {problem}") from problem
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file() or checksum(path) != expected:
            raise BadInput(f"{path} is missing or damaged (its SHA-256 is not the listed one)")


def _hexadecimal(value: str | dict[str, str]) -> str:
    return value if isinstance(value, str) else value["sha256"]


def checksum(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_demo(wanted: str) -> bool:
    """Return whether `wanted` (a speech model's name or folder) is the demonstration model.

    A copy of its folder is known by the name in its manifest.
    """
    if wanted == DEMO:
        return True
    try:
        manifest = Path(wanted).expanduser() / "manifest.json"
        listed = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(listed, dict) and listed.get("name") == "speech-demo"


def client() -> Path:
    """Return the folder of the built browser client.

    Raises `Unavailable` when it has not been built.
    """
    folder = _PACKAGE / "web" / "static"
    if (folder / "index.html").is_file():
        return folder
    raise Unavailable("the browser client is not built: run ./dev build")


def version() -> str:
    """Return Binôme's version, also from a checkout that was never installed."""
    try:
        return metadata.version("binome")
    except metadata.PackageNotFoundError:
        return "0 (checkout)"
