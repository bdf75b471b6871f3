"""`binome rehearse`: two synthetic people hold a short mentoring call through the real relay."""

import asyncio
import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from binome.domain.values import Language
from binome.errors import BadInput, BinomeError
from binome.rehearsal import own_server
from binome.rehearsal.call import Outcome, hold_call
from binome.rehearsal.script import Script, bundled, from_recordings

ZONE = "Europe/Paris"


def rehearse(
    tracks: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Two recordings on a common start, mentor then mentee."),
    ] = None,
    agenda: Annotated[Path | None, typer.Option(help="Agenda file (JSON).")] = None,
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    short: Annotated[bool, typer.Option(help="The shorter bundled script.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for events, recap, mails, report.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Speech model instead of the bundled one.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(help="Use this running server instead of an own one.")
    ] = None,
    links: Annotated[
        str | None, typer.Option(help="With --server: JSON of link tokens by participant.")
    ] = None,
) -> None:
    """Hold a rehearsal call and say what became of it."""
    try:
        script = _script(tracks, agenda, language, short)
        outcome = asyncio.run(_rehearse(script, server, links, model, out))
    except (BinomeError, OSError, ExceptionGroup) as problem:
        cause = _first_cause(problem)
        if not isinstance(cause, BinomeError | OSError):
            raise
        typer.echo(f"binome rehearse: {cause}", err=True)
        raise typer.Exit(2 if isinstance(cause, BadInput) else 1) from problem
    typer.echo(json.dumps(outcome.report, ensure_ascii=False, indent=2))


def _first_cause(problem: BaseException) -> BaseException:
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return problem


def _script(
    tracks: tuple[Path, Path] | None, agenda: Path | None, language: str, short: bool
) -> Script:
    if language not in ("fr", "en"):
        raise BadInput(f"--language is fr or en, not “{language}”")
    spoken: Language = "fr" if language == "fr" else "en"
    if tracks:
        return from_recordings(tracks, agenda, spoken)
    return bundled(spoken, short=short)


async def _rehearse(
    script: Script, server: str | None, links: str | None, model: str | None, out: Path | None
) -> Outcome:
    if server:
        tokens = json.loads(links) if links else own_server.create_session(server, script, ZONE)
        return await hold_call(server, tokens, script, ZONE, _say)
    with tempfile.TemporaryDirectory(prefix="binome-") as scratch:
        data_dir = Path(scratch)
        settings = {"BINOME_SPEECH_MODEL": model or "demo"}
        async with own_server.serving(data_dir, **settings) as address:
            _say(f"serving on {address}")
            tokens = await asyncio.to_thread(own_server.create_session, address, script, ZONE)
            outcome = await hold_call(address, tokens, script, ZONE, _say)
        if out:
            _keep(outcome, data_dir, out)
        return outcome


def _keep(outcome: Outcome, data_dir: Path, out: Path) -> None:
    """Write events.jsonl, recap.json, outbox/*.eml and report.json under `out`."""
    out.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(message["event"], ensure_ascii=False) for message in outcome.events)
    (out / "events.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, page in (("recap.json", outcome.recap), ("report.json", outcome.report)):
        text = json.dumps(page, ensure_ascii=False, indent=2) + "\n"
        (out / name).write_text(text, encoding="utf-8")
    shutil.copytree(data_dir / "outbox", out / "outbox", dirs_exist_ok=True)


def _say(line: str) -> None:
    typer.echo(f"· {line}", err=True)
