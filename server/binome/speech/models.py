"""Which Whisper model is used and where it lies: folder, then local cache; the hub only when asked.

Serving never downloads anything by itself: an absent model means no captions, one sentence why and
the command that fetches it. The bundled demonstration model understands synthetic voices only; it
is used when it is named, never instead of a missing one.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from binome import resources
from binome.errors import BadInput, Unavailable
from binome.resources import DEMO, checksum, is_demo

_NEEDED = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that can be loaded."""

    name: str
    folder: Path
    demo: bool = False


class ModelMissing(Unavailable):
    """No model to load: `reason` is one sentence, `remedy` one command or setting."""

    code = "model_missing"

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason = reason
        self.remedy = remedy


def cache_folder(models_dir: Path | None) -> Path:
    """Return the folder that pulled models live in."""
    return models_dir or Path.home() / ".cache" / "binome" / "models"


def names() -> list[str]:
    """Return the names that can be pulled."""
    from faster_whisper.utils import available_models

    return sorted(name for name in available_models() if not name.endswith(".en"))


def find(wanted: str, models_dir: Path | None = None) -> LocalModel:
    """Return where the model `wanted` (a name, a folder, or `demo`) lies on this machine.

    Raises `ModelMissing`. Never uses the network.
    """
    if wanted == DEMO:
        return LocalModel(DEMO, _bundled(), demo=True)
    folder = Path(wanted).expanduser()
    if folder.is_dir():
        return LocalModel(folder.name, _complete(folder), demo=is_demo(wanted))
    cached = cache_folder(models_dir) / wanted.replace("/", "--")
    if _is_complete(cached):
        return LocalModel(wanted, cached)
    hub = _in_hub_cache(wanted)
    if hub is not None:
        return LocalModel(wanted, hub)
    if wanted in names() or (wanted.count("/") == 1 and not wanted.startswith((".", "/", "~"))):
        raise ModelMissing(
            f"the speech model “{wanted}” is not on this machine", f"binome models pull {wanted}"
        )
    raise ModelMissing(
        f"there is neither a folder nor a model named “{wanted}”",
        "set BINOME_SPEECH_MODEL to small, large-v3-turbo… or to a model folder",
    )


def _bundled() -> Path:
    try:
        return _complete(resources.model("speech-demo"))
    except ModelMissing as problem:
        raise ModelMissing(problem.reason, "reinstall Binôme") from problem
    except Unavailable as problem:
        raise ModelMissing(
            "the demonstration model is not part of this installation", "reinstall Binôme"
        ) from problem


def _missing(folder: Path) -> list[str]:
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if not any(folder.glob("vocabulary.*")):
        missing.append("vocabulary.json")
    return missing


def _is_complete(folder: Path) -> bool:
    return folder.is_dir() and not _missing(folder)


def _complete(folder: Path) -> Path:
    missing = _missing(folder)
    if missing:
        raise ModelMissing(
            f"the model folder {folder} lacks {', '.join(missing)}",
            "binome models pull small, or name a complete CTranslate2 folder",
        )
    return folder


def _in_hub_cache(name: str) -> Path | None:
    """Where the hub's own client left the model, if it did."""
    from faster_whisper.utils import download_model

    try:
        folder = Path(download_model(name, local_files_only=True))
    except (ValueError, OSError):
        return None
    return folder if _is_complete(folder) else None


def pull(name: str, models_dir: Path | None = None) -> LocalModel:
    """Download a model from the hub (bars on stderr, resumed where it stopped), note its sums.

    Raises `BadInput` for an unknown name and `Unavailable` when the hub cannot be reached.
    """
    from faster_whisper.utils import _MODELS
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    repository = name if name.count("/") == 1 else _MODELS.get(name)
    if repository is None:
        raise BadInput(f"no model is named “{name}”; there are {', '.join(names())}")
    target = cache_folder(models_dir) / name.replace("/", "--")
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.mkdir(parents=True, exist_ok=True)
        snapshot_download(
            repository,
            local_dir=partial,
            allow_patterns=[
                "config.json",
                "preprocessor_config.json",
                "model.bin",
                "tokenizer.json",
                "vocabulary.*",
            ],
        )
    except (HfHubHTTPError, OSError, ValueError, RuntimeError) as problem:
        sentence = str(problem).strip().splitlines()[0]
        raise Unavailable(f"“{name}” could not be downloaded: {sentence}") from problem
    _complete(partial)
    sums = {path.name: checksum(path) for path in sorted(partial.iterdir()) if path.is_file()}
    (partial / "manifest.json").write_text(json.dumps({"files": sums}, indent=1), encoding="utf-8")
    if not target.exists():
        partial.rename(target)
    return LocalModel(name, target)
