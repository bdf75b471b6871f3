"""Copies the figures of metrics.json into the README's table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

_MARK = re.compile(r"<!-- figures -->.*?(?=\n\"Grammar\")", re.DOTALL)


def table(figures: dict) -> str:
    """The figures as Markdown."""
    lines = [
        "| measure | French | English |",
        "|---|---|---|",
        _row("rehearsal call, WER", *(figures["rehearsal"][n]["wer"] for n in ("fr", "en"))),
        _row(
            "short rehearsal, WER",
            *(figures["rehearsal"][f"{n}-short"]["wer"] for n in ("fr", "en")),
        ),
        _row(
            "rehearsal turns alone, unpadded, WER",
            *(figures["rehearsal_turns_alone"][n]["wer"] for n in ("fr", "en")),
        ),
    ]
    for kind in ("prompts", "hotwords"):
        pair = [figures[f"rehearsal_with_{kind}"][n]["wer"] for n in ("fr", "en")]
        lines.append(_row(f"rehearsal call with {kind}, WER", *pair))
    sets = figures["sets"]
    for name in (key.removeprefix("fr-") for key in sets if key.startswith("fr-")):
        pair = [sets[f"{language}-{name}"] for language in ("fr", "en")]
        lines.append(_row(f"{name.replace('-', ' ')}, WER", *(p["wer"] for p in pair)))
    pair = [sets[f"{language}-dialogue"] for language in ("fr", "en")]
    median = [f"{p['word_start_median_ms']} / {p['word_start_p90_ms']}" for p in pair]
    lines.append(_row("word start error, median / 90 %, ms", *median))
    lines.append(_row("language told right, %", *figures["right_language"].values()))
    by_voice = [figures["rehearsal_by_voice"][n].values() for n in ("fr", "en")]
    lines.append(
        _row("rehearsal turns, worst and best of five voices, WER", *map(_range, by_voice))
    )
    made_up = ", ".join(f"{kind} {n}" for kind, n in figures["words_on_five_minutes_of"].items())
    cost = figures["cpu_per_window_against_tiny"]["ratio"]
    return "\n".join(
        [
            *lines,
            "",
            f"Words written on five minutes of nothing: {made_up}. CPU per window, encoded and",
            f"written: {cost} of Whisper tiny's shape. Folder: {figures['megabytes']} MB.",
        ]
    )


def _range(values: Iterable[float]) -> str:
    known = sorted(values)
    return f"{known[-1]} … {known[0]}"


def _row(name: str, french: object, english: object) -> str:
    return f"| {name} | {french} | {english} |"


def fill(readme: Path, metrics: Path) -> None:
    """Put the table into the README."""
    figures = json.loads(metrics.read_text(encoding="utf-8"))
    text = readme.read_text(encoding="utf-8")
    filled = _MARK.sub(lambda _: f"<!-- figures -->\n\n{table(figures)}\n", text)
    readme.write_text(filled, encoding="utf-8")
