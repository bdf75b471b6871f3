"""`binome transcribe` and `binome models`: the speech room's part of the command line."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from binome import resources
from binome.config import Settings
from binome.errors import BinomeError
from binome.speech import models

if TYPE_CHECKING:
    from binome.speech.engine import Engine


class LanguageChoice(StrEnum):
    """Languages that can be transcribed."""

    fr = "fr"
    en = "en"


class PaceChoice(StrEnum):
    """`fast`: virtual time in which computing counts; `realtime`: at the recording's speed."""

    fast = "fast"
    realtime = "realtime"


def transcribe(
    tracks: Annotated[list[Path], typer.Argument(help="One recording per participant.")],
    language: Annotated[LanguageChoice, typer.Option(help="Language spoken.")] = LanguageChoice.fr,
    model: Annotated[
        str | None, typer.Option(help="Model name, folder, or demo; default: the setting.")
    ] = None,
    pace: Annotated[PaceChoice, typer.Option(help="How time passes.")] = PaceChoice.fast,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """Transcribe recordings with a common start through the live captions' own core."""
    from binome.speech.transcribe import run

    settings = Settings()
    try:
        status = run(
            tracks,
            language.value,
            model or settings.speech_model,
            pace.value,
            as_json,
            sys.stdout,
            models_dir=settings.models_dir,
            compute_type=settings.speech_compute_type,
        )
    except BinomeError as problem:
        _fail(problem)
    raise typer.Exit(status)


models_app = typer.Typer(no_args_is_help=True, help="Speech models on this machine.")


@models_app.command("list")
def list_models() -> None:
    """Say which model is in use and why, which are on this machine, which can be pulled."""
    settings = Settings()
    typer.echo(in_use(settings))
    for name in [resources.DEMO, *models.names()]:
        try:
            found = models.find(name, settings.models_dir)
        except models.ModelMissing:
            typer.echo(f"{name:24} not here (binome models pull {name})")
        else:
            typer.echo(f"{name:24} {found.folder}")


def in_use(settings: Settings) -> str:
    """Return one line: the model that captions use, or why there is none, and who chose it."""
    name = settings.speech_model
    is_chosen = "speech_model" in settings.model_fields_set
    why = (
        "BINOME_SPEECH_MODEL names it"
        if is_chosen
        else "the default, as BINOME_SPEECH_MODEL is not set"
    )
    try:
        found = models.find(name, settings.models_dir)
    except models.ModelMissing as missing:
        return f"in use: none, captions are off: {missing} ({why})"
    kind = ", the demonstration model: synthetic voices only" if found.demo else ""
    return f"in use: {name}{kind} ({why})"


@models_app.command()
def pull(name: Annotated[str, typer.Argument(help="Model name.")] = "small") -> None:
    """Download a model from the hub into the local cache."""
    try:
        found = models.pull(name, Settings().models_dir)
    except BinomeError as problem:
        _fail(problem)
    typer.echo(f"{found.name} is ready in {found.folder}")


@models_app.command()
def check(
    name: Annotated[str | None, typer.Argument(help="Model; default: the setting.")] = None,
) -> None:
    """Verify a model's files, load it, and say how many people it captions on this machine."""
    from binome.speech.engine import Engine

    settings = Settings()
    try:
        found = models.find(name or settings.speech_model, settings.models_dir)
        resources.verify(found.folder)
        engine = Engine.load(found, settings.speech_compute_type)
        typer.echo(f"{found.name} in {found.folder} is complete and loads")
        _time(found.name, engine)
        engine.close()
    except BinomeError as problem:
        _fail(problem)


def _time(name: str, engine: "Engine") -> None:
    """Print how fast the model is here, try by try, and what follows."""
    from binome.speech import checkup

    made = []
    typer.echo("people  real-time factor  95 % of words shown within  final within")
    for one in checkup.tries(engine):
        made.append(one)
        typer.echo(
            f"{one.people:6}  {one.cost:16.3f}  {one.first_p95:24.2f} s  {one.commit_p95:10.2f} s"
        )
    people = checkup.capacity(made)
    typer.echo(f"This machine captions {people} people at once with words shown within 2 s.")
    if people < 2:
        typer.echo("That is not enough for a call of two: captions would come late.")
    better = checkup.best_fit(name, people)
    if better == name:
        typer.echo(f"{name} is the best model that should keep pace with one call here.")
    elif better is not None:
        typer.echo(
            f"The best model that should keep pace with one call here is {better}: "
            f"binome models pull {better}, then binome models check {better}"
        )


def _fail(problem: BinomeError) -> None:
    typer.echo(f"binome: {problem}", err=True)
    raise typer.Exit(1)
