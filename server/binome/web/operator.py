"""What whoever runs the machine sees: figures for Prometheus, and the same as a small page.

Ids, roles and numbers only, never a name or a word. Behind a reverse proxy everybody comes from
the loopback address, so that the address proves nothing: the operator's key does, as a bearer token
or as the password of HTTP basic authentication. In development mode both are open.
"""

import base64
import binascii
import secrets
from collections.abc import Iterator, Mapping
from html import escape
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from binome.config import Settings
from binome.domain.values import Language
from binome.errors import NotAllowed
from binome.service.conductors import Conductors
from binome.web.door import Door
from binome.wire.understanding import EngineFigures, TrackFigures

Sample = tuple[str, Mapping[str, str], float]
"""Metric, labels, value."""
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "binome_sessions": ("gauge", "Sessions in memory.", "Séances en mémoire"),
    "binome_engine_ready": ("gauge", "1 when the model is loaded.", "Modèle chargé"),
    "binome_engine_load": ("gauge", "Share of time the engine works, 0 to 1.", "Charge (0 à 1)"),
    "binome_engine_interval_seconds": (
        "gauge",
        "Seconds between two readings of a speaker.",
        "Secondes entre deux lectures d'une voix",
    ),
    "binome_engine_step": (
        "gauge",
        "Ladder: 0 calm, 1 strained, 2 slow, 3 full.",
        "Échelon : 0 calme, 1 chargé, 2 lent, 3 plein",
    ),
    "binome_engine_sessions": (
        "gauge",
        "Sessions whose captions are followed.",
        "Séances sous-titrées",
    ),
    "binome_engine_waiting_sessions": (
        "gauge",
        "Sessions that wait for a place.",
        "Séances qui attendent une place",
    ),
    "binome_engine_windows_total": ("counter", "Windows read.", "Fenêtres lues"),
    "binome_engine_batches_total": (
        "counter",
        "Batches read; windows / batches = batch size.",
        "Lots lus",
    ),
    "binome_engine_restarts_total": (
        "counter",
        "Times the engine died or hung.",
        "Redémarrages du moteur",
    ),
    "binome_guard_dropped_total": (
        "counter",
        "Readings or words dropped, by rule.",
        "Lectures ou mots écartés",
    ),
    "binome_guard_retried_total": (
        "counter",
        "Readings read again on the padded road, by rule.",
        "Lectures refaites sur 30 s",
    ),
    "binome_track_lag_seconds": (
        "gauge",
        "From when a reading was due until it was there.",
        "Retard de la dernière lecture (s)",
    ),
    "binome_track_waiting": (
        "gauge",
        "Stretches of speech still to be read for good.",
        "Passages encore à lire",
    ),
    "binome_track_missed_total": (
        "counter",
        "Stretches of speech that were never read.",
        "Passages jamais lus",
    ),
    "binome_track_packets_total": (
        "counter",
        "Audio packets, by what became of them.",
        "Paquets audio",
    ),
}
"""Metric → its kind, what it is in English (for Prometheus too), and in French."""
_STEPS = ("calm", "strained", "slow", "full")


def router(door: Door) -> APIRouter:
    """Return the operator's routes."""
    api = APIRouter(prefix="/api")
    settings, conductors = door.settings, door.conductors

    @api.get("/metrics")
    async def metrics(authorization: Annotated[str, Header()] = "") -> Response:
        """Return the figures in Prometheus' text format."""
        if refused := _refusal(settings, authorization):
            return refused
        return PlainTextResponse(exposition(samples(conductors)), media_type=_TEXT)

    @api.get("/operator")
    async def page(
        authorization: Annotated[str, Header()] = "",
        accept_language: Annotated[str, Header()] = "",
    ) -> Response:
        """Return the figures as a page."""
        if refused := _refusal(settings, authorization):
            return refused
        is_english = accept_language.lower().startswith("en")
        return HTMLResponse(html(conductors, "en" if is_english else "fr"))

    @api.get("/operator.css")
    async def style() -> Response:
        """Return the page's looks."""
        return Response(_STYLE, media_type="text/css")

    return api


_STYLE = """
:root { color-scheme: light dark; --paper: #f5efe4; --sheet: #fffcf5; --ink: #23201b;
  --soft: #5c5446; --rule: #d9cebb; --pine: #1b5751; }
@media (prefers-color-scheme: dark) { :root { --paper: #191714; --sheet: #23201c; --ink: #f0e8d9;
  --soft: #b9ae9b; --rule: #3d372e; --pine: #8fcdc1; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Seravek, "Gill Sans Nova", Ubuntu, Calibri, "Noto Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem); display: grid;
  gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); }
h1, main > p { grid-column: 1 / -1; margin: 0; }
h1, caption { font-family: "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif; }
table { background: var(--sheet); border: 1px solid var(--rule); border-radius: 14px;
  padding: 1rem 1.25rem; border-spacing: 0; align-self: start; }
caption { text-align: start; font-size: 1.2rem; color: var(--pine); padding-block: .4rem; }
th, td { border-top: 1px solid var(--rule); padding: .3rem .6rem .3rem 0; text-align: start; }
th[scope=col] { border: 0; color: var(--soft); font-size: .9rem; }
th[scope=row] { font-weight: 400; }
td { font-variant-numeric: tabular-nums; text-align: end; }
"""
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def _refusal(settings: Settings, authorization: str) -> Response | None:
    """Return why the figures are not shown, or None. Raises `NotAllowed` when nobody may."""
    if settings.mode == "development":
        return None
    if settings.operator_key is None:
        raise NotAllowed("Set BINOME_OPERATOR_KEY to see the figures.")
    if secrets.compare_digest(_key(authorization).encode(), settings.operator_key.encode()):
        return None
    challenge = {"WWW-Authenticate": 'Basic realm="Binome", charset="UTF-8"'}
    return PlainTextResponse("The operator's key is needed.\n", 401, challenge)


def _key(authorization: str) -> str:
    """The key in an `Authorization` header; empty where there is none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def samples(conductors: Conductors) -> list[Sample]:
    """Return all figures."""
    found: list[Sample] = [("binome_sessions", {}, conductors.live_sessions)]
    for engine in conductors.figures.engines:
        found += _of_engine(engine)
        for track in engine.tracks:
            found += _of_track(track)
    return found


def _of_engine(one: EngineFigures) -> Iterator[Sample]:
    model = {"model": one.model}
    yield "binome_engine_ready", model, float(one.state == "ready")
    yield "binome_engine_load", model, one.load
    yield "binome_engine_interval_seconds", model, one.interval
    yield "binome_engine_step", model, float(_STEPS.index(one.step))
    yield "binome_engine_sessions", model, one.sessions
    yield "binome_engine_waiting_sessions", model, one.waiting_sessions
    yield "binome_engine_windows_total", model, one.windows
    yield "binome_engine_batches_total", model, one.batches
    yield "binome_engine_restarts_total", model, one.restarts
    dropped = {**one.dropped, "echo": one.echoes, "unvoiced": one.unvoiced}
    for rule, count in sorted(dropped.items()):
        yield "binome_guard_dropped_total", {**model, "rule": rule}, count
    for rule, count in sorted(one.retried.items()):
        yield "binome_guard_retried_total", {**model, "rule": rule}, count


def _of_track(one: TrackFigures) -> Iterator[Sample]:
    track = {"session": one.session, "participant": one.participant}
    yield "binome_track_lag_seconds", track, one.lag
    yield "binome_track_waiting", track, one.waiting
    yield "binome_track_missed_total", track, one.missed
    for fate in ("packets", "late", "lost", "rebuilt"):
        name = "received" if fate == "packets" else fate
        yield "binome_track_packets_total", {**track, "fate": name}, getattr(one, fate)


def exposition(found: list[Sample]) -> str:
    """Return samples in Prometheus' text format, each metric's together under its description."""
    lines: list[str] = []
    for metric, (kind, said, _) in _KINDS.items():
        mine = [one for one in found if one[0] == metric]
        if mine:
            lines += [f"# HELP {metric} {said}", f"# TYPE {metric} {kind}"]
        for _, labels, value in mine:
            inside = ",".join(f'{name}="{_quoted(text)}"' for name, text in labels.items())
            lines.append(f"{metric}{{{inside}}} {value:g}" if inside else f"{metric} {value:g}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


_SAID: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "title": "Binôme : la machine",
        "none": "Le moteur de sous-titres ne dit rien : il redémarre ou n'est pas lancé.",
        "engine": "Moteur",
        "track": "Piste",
        "figure": "Mesure",
        "value": "Valeur",
        "sessions": "Séances en mémoire\N{NO-BREAK SPACE}:",
    },
    "en": {
        "title": "Binôme: the machine",
        "none": "The caption engine says nothing: it is restarting or was not started.",
        "engine": "Engine",
        "track": "Track",
        "figure": "Figure",
        "value": "Value",
        "sessions": "Sessions in memory:",
    },
}


def html(conductors: Conductors, language: Language) -> str:
    """Return the page; it asks for itself again every five seconds."""
    said = _SAID[language]
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">',
        '<meta http-equiv="refresh" content="5">',
        f'<link rel="stylesheet" href="/api/operator.css"><title>{said["title"]}</title></head>'
        f"<body><main><h1>{said['title']}</h1>",
        f"<p>{said['sessions']} {conductors.live_sessions}</p>",
    ]
    if not conductors.figures.engines:
        parts.append(f"<p>{said['none']}</p>")
    for engine in conductors.figures.engines:
        parts.append(_table(f"{said['engine']} {engine.model}", _of_engine(engine), language))
        for track in engine.tracks:
            name = f"{said['track']} {track.session} {track.participant}"
            parts.append(_table(name, _of_track(track), language))
    return "\n".join([*parts, "</main></body></html>\n"])


def _table(caption: str, found: Iterator[Sample], language: Language) -> str:
    said = _SAID[language]
    rows = [
        f"<tr><th scope='row'>{escape(_name(metric, labels, language))}</th><td>{value:g}</td></tr>"
        for metric, labels, value in found
    ]
    head = f"<tr><th scope='col'>{said['figure']}</th><th scope='col'>{said['value']}</th></tr>"
    return f"<table><caption>{escape(caption)}</caption>{head}{''.join(rows)}</table>"


def _name(metric: str, labels: Mapping[str, str], language: Language) -> str:
    """A metric's name for people, with what distinguishes it."""
    which = labels.get("rule") or labels.get("fate")
    _, english, french = _KINDS[metric]
    name = french if language == "fr" else english.rstrip(".")
    return f"{name} ({which})" if which else name
