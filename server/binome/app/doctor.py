"""`binome doctor`: whether this machine can hold calls, one line a question."""

import importlib
import importlib.util
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from binome import resources
from binome.app import reach
from binome.config import Settings
from binome.errors import BinomeError, Unavailable
from binome.language import pipeline

ENOUGH_DISK = 200 * 1024 * 1024
"""Bytes that must be free for a session to be safe."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One question's answer; `is_needed` if no call works without it."""

    what: str
    is_well: bool
    says: str
    remedy: str = ""
    is_needed: bool = True


def examine() -> list[Finding]:
    """Look at everything a server needs; nothing is changed."""
    try:
        settings = Settings()
    except ValueError as problem:
        return [Finding("settings", False, str(problem).splitlines()[0], "see docs/operating.md")]
    questions: tuple[Callable[[Settings], Finding], ...] = (
        _python,
        _parts,
        _client,
        _web_port,
        _media_port,
        _media_reach,
        _disk,
        _speech,
        _language,
        _mail,
    )
    return [question(settings) for question in questions]


def _python(_: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    is_well = sys.version_info >= (3, 11)
    return Finding("python", is_well, version, "install Python 3.11 or newer")


def _parts(_: Settings) -> Finding:
    needed = ("aiortc", "av", "ctranslate2", "dbos", "faster_whisper", "spacy", "sqlalchemy")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    says = "all installed" if not missing else f"missing: {', '.join(missing)}"
    return Finding("packages", not missing, says, "reinstall Binôme with pip install .")


def _client(_: Settings) -> Finding:
    try:
        return Finding("pages", True, str(resources.client()))
    except Unavailable as problem:
        return Finding("pages", False, str(problem), "./dev build")


def _web_port(settings: Settings) -> Finding:
    free = _is_free(settings.host, settings.port, socket.SOCK_STREAM)
    where = f"TCP {settings.host}:{settings.port}"
    says = f"{where} is {'free' if free else 'taken (by a running Binôme?)'}"
    return Finding("web port", free, says, "stop the other program or set BINOME_PORT")


def _media_port(settings: Settings) -> Finding:
    free = all(
        _is_free(settings.media_host, port, kind)
        for port in settings.media_ports
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)
    )
    where = f"UDP and TCP {_ports(settings)}"
    says = f"{where} is {'free' if free else 'taken (by a running Binôme?)'}"
    return Finding("media port", free, says, "set BINOME_MEDIA_PORT, open it in the firewall")


def _ports(settings: Settings) -> str:
    ports = settings.media_ports
    return str(ports[0]) if len(ports) == 1 else f"{ports[0]}–{ports[-1]}"


def _media_reach(settings: Settings) -> Finding:
    remedy = f"open UDP and TCP {_ports(settings)} in the firewall, forward them from the router"
    try:
        addresses = importlib.import_module("binome.app.media").advertised(settings)
    except BinomeError as problem:
        return Finding("media reach", False, str(problem), "correct BINOME_MEDIA_ADDRESSES")
    tried = [reach.reach(settings.media_host, port, addresses) for port in settings.media_ports]
    silent = sorted({address for one in tried if one is not None for address in one.silent})
    if None in tried:
        says = f"not tried: the port is in use; browsers are told {', '.join(addresses)}"
        return Finding("media reach", True, says, is_needed=False)
    if silent:
        says = f"nothing comes in at {', '.join(silent)}"
        return Finding("media reach", False, says, remedy, is_needed=False)
    says = f"browsers are told {', '.join(addresses)}, and datagrams to them come in"
    if settings.public_url and reach.is_only_local(addresses):
        says = f"browsers are only told local addresses: {', '.join(addresses)}"
        remedy = "set BINOME_MEDIA_ADDRESSES to the public address, if people are elsewhere"
        return Finding("media reach", False, says, remedy, is_needed=False)
    return Finding("media reach", True, says, is_needed=False)


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    says = f"{free / 2**30:.1f} GiB free for {settings.data_dir}"
    return Finding("disk", free >= ENOUGH_DISK, says, "free at least 200 MiB")


def _speech(settings: Settings) -> Finding:
    model = settings.speech_model
    if resources.is_demo(model):
        says = "the demonstration model: it understands synthetic voices only"
        return Finding("captions", True, says, is_needed=False)
    try:
        models = importlib.import_module("binome.speech.models")
        says = str(models.find(model, settings.models_dir).folder)
        return Finding("captions", True, f"{model}: {says}", is_needed=False)
    except (BinomeError, ImportError, AttributeError) as problem:
        remedy = (
            f"binome models pull {model}" if not Path(model).is_dir() else "binome models check"
        )
        return Finding("captions", False, f"{problem}", remedy, is_needed=False)


def _language(_: Settings) -> Finding:
    try:
        for language in pipeline.LANGUAGES:
            pipeline.check(resources.model(language))
    except BinomeError as problem:
        says = f"{problem}; promises are found by rules alone"
        return Finding("grammar", False, says, "reinstall Binôme", is_needed=False)
    says = f"trained pipelines for {', '.join(pipeline.LANGUAGES)}"
    return Finding("grammar", True, says, is_needed=False)


def _mail(settings: Settings) -> Finding:
    if settings.smtp_host is None:
        says = f"no SMTP server: recaps are written to {settings.outbox}"
        return Finding("mail", True, says, is_needed=False)
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=5):
            return Finding("mail", True, f"{where} answers", is_needed=False)
    except OSError as problem:
        remedy = "check BINOME_SMTP_HOST and BINOME_SMTP_PORT"
        return Finding("mail", False, f"{where}: {problem}", remedy, is_needed=False)


def _is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
