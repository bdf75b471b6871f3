"""The `binome minutes` command: dialogue files in, minutes out; the process loads once."""

import json
from pathlib import Path
from typing import Annotated

import typer

from binome.errors import BadInput
from binome.language import minutes as language


def minutes(
    inputs: Annotated[
        list[Path], typer.Argument(help="Dialogue files (binome.dialogue/1), or folders of them.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder that receives one <name>.json per dialogue."),
    ] = None,
) -> None:
    """Extract agreements, actions, agenda and questions from dialogues."""
    try:
        files = _files(inputs)
        if out is None and len(files) > 1:
            raise typer.BadParameter("several dialogues need --out DIR")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}")
    failed = False
    for path in files:
        try:
            text = _read(path)
        except BadInput as error:
            typer.echo(f"{path}: {error}", err=True)
            failed = True
            continue
        if out is None:
            typer.echo(text)
        else:
            failed |= not _write(out / f"{path.stem}.json", text)
    if failed:
        raise typer.Exit(1)


def _files(inputs: list[Path]) -> list[Path]:
    """Return the dialogue files named, those of a folder in order."""
    found: list[Path] = []
    for path in inputs:
        if path.is_dir():
            inside = sorted(path.glob("*.json"))
            if not inside:
                _fail(f"{path}: no .json file in this folder")
            found += inside
        else:
            found.append(path)
    return found


def _read(path: Path) -> str:
    try:
        raw = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInput(error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise BadInput("not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from None
    except RecursionError:
        raise BadInput("not a dialogue: nested too deeply") from None
    return json.dumps(language.read(raw), ensure_ascii=False, indent=1)


def _write(target: Path, text: str) -> bool:
    """Write the whole file or nothing of it; says why when it could not."""
    part = target.with_suffix(".part")
    try:
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        typer.echo(f"{target}: {error.strerror}", err=True)
        return False
    return True


def _fail(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
