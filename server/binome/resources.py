"""Where our own files lie: packaged with the wheel first, else in the checkout."""

from importlib import metadata
from pathlib import Path

from binome.errors import Unavailable

_PACKAGE = Path(__file__).parent


def model(name: str) -> Path:
    """Return the artefact folder of a model that ships with Binôme (`speech-demo`, `rehearsal`…).

    Raises `Unavailable` when this installation does not hold it.
    """
    for folder in (
        _PACKAGE / "_models" / name,
        _PACKAGE.parents[1] / "models" / name / "artefact",
    ):
        if folder.is_dir():
            return folder
    raise Unavailable(f"this installation does not hold the model “{name}”: reinstall Binôme")


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
