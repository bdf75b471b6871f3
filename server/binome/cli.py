"""The `binome` command: one line for what went wrong, exit status 0 (ok), 1 (could not), 2 (usage).

Only what a command needs is imported when it runs: `binome --help` starts no recogniser.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from binome.errors import BadInput, BinomeError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The companion of a remote mentoring call.",
)

ExportFormat = Literal["json", "md", "ics", "pdf"]


@app.callback()
def main() -> None:
    """Binôme."""


@contextmanager
def said_plainly(command: str) -> Iterator[None]:
    """Turn an error raised on purpose into one line and an exit status."""
    try:
        yield
    except BinomeError as problem:
        typer.echo(f"binome {command}: {problem}", err=True)
        raise typer.Exit(2 if isinstance(problem, BadInput) else 1) from problem
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        typer.echo(f"binome {command}: {problem.strerror}{where}", err=True)
        raise typer.Exit(1) from problem


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port of the web server.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of all data.")] = None,
    dev: Annotated[
        bool, typer.Option("--dev", help="Development mode: outbox, rehearsal.")
    ] = False,
) -> None:
    """Serve calls: gateway, media and understanding worker, started again when they die."""
    from binome.app.serving import serve as serve_all

    given: dict[str, Any] = {"host": host, "port": port, "data_dir": data_dir}
    given["mode"] = "development" if dev else None
    with said_plainly("serve"):
        chosen = {name: str(value) for name, value in given.items() if value is not None}
        asyncio.run(serve_all(typer.echo, chosen))


@app.command()
def doctor() -> None:
    """Check whether this machine can hold calls, and say what to do where it cannot."""
    from binome.app.doctor import examine

    findings = examine()
    for finding in findings:
        typer.echo(f"{'ok ' if finding.is_well else '!! '} {finding.what}: {finding.says}")
        if not finding.is_well and finding.remedy:
            typer.echo(f"      → {finding.remedy}")
    raise typer.Exit(0 if all(f.is_well or not f.is_needed for f in findings) else 1)


@app.command()
def mirror(
    sources: Annotated[
        list[Path], typer.Argument(metavar="INPUT.json...", help="binome.dialogue/1, oldest first.")
    ],
) -> None:
    """Print each participant's mirror of a dialogue as JSON; of several, with their trend."""
    from binome.app.mirrors import mirrors_of, over_time

    with said_plainly("mirror"):
        found = {str(source): mirrors_of(source, read_json(source)) for source in sources}
        document = over_time(found) if len(found) > 1 else next(iter(found.values())).as_json()
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@app.command()
def export(
    session: Annotated[str, typer.Argument(help="Id of the session.")],
    format: Annotated[ExportFormat, typer.Option(help="json, md, ics or pdf.")] = "json",
) -> None:
    """Print a session's recap (json: with all its events)."""
    from binome.app.exports import exported
    from binome.app.serving import settings_or_bad_input

    with said_plainly("export"):
        settings = settings_or_bad_input()
        sys.stdout.buffer.write(asyncio.run(exported(settings, session, format)))


@app.command()
def replay(
    source: Annotated[Path, typer.Argument(metavar="EVENTS.jsonl", help="One event a line.")],
) -> None:
    """Print the picture of a session after its events, as pages would show it."""
    from binome.domain.events import Event
    from binome.domain.session import view_of
    from binome.wire.codec import from_json, to_json

    with said_plainly("replay"):
        events = []
        for number, line in enumerate(source.read_text("utf-8").splitlines(), 1):
            if line.strip():
                try:
                    value = json.loads(line)
                    events.append(from_json(Event, value.get("event", value)))
                except (ValueError, AttributeError, BadInput) as problem:
                    raise BadInput(f"{source}, line {number}: {problem}") from problem
        if not events or events[0].type != "session_opened":
            raise BadInput(f"{source}: the first line must be a session_opened event")
        typer.echo(json.dumps(to_json(view_of(events)), ensure_ascii=False, indent=2))


def read_json(path: Path) -> Any:
    """Return a JSON file's content. Raises `BadInput` naming the file."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file") from None
    except (ValueError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path}: not JSON ({problem})") from problem


def elsewhere(name: str, module: str, help: str, attribute: str = "") -> None:
    """Add a command that another room writes and parses, imported only when it is called."""

    @app.command(
        name,
        help=help,
        add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def command(context: typer.Context) -> None:
        run = _room_command(name, module, attribute or name)
        arguments = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        if isinstance(run, typer.Typer):
            arguments = run
        else:
            arguments.command(name)(run)
        arguments(context.args, prog_name=f"binome {name}", standalone_mode=True)


def _room_command(name: str, module: str, attribute: str) -> Callable[..., Any]:
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    except ImportError as problem:
        typer.echo(f"binome {name}: a part is missing here ({problem}): reinstall Binôme", err=True)
        raise typer.Exit(1) from problem
    return found


elsewhere("rehearse", "binome.rehearsal.commands", "Two synthetic people hold a short call.")
elsewhere("transcribe", "binome.speech.commands", "Hear recordings as a call would be heard.")
elsewhere("models", "binome.speech.commands", "List, pull or check speech models.", "models_app")
elsewhere("minutes", "binome.language.commands", "Agreements, actions and agenda of dialogues.")
