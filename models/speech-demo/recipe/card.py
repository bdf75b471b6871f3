"""Copies the figures of metrics.json into the README's table."""

from __future__ import annotations

import json
import re
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
    sets = figures["sets"]
    for name in (key.removeprefix("fr-") for key in sets if key.startswith("fr-")):
        pair = [sets[f"{language}-{name}"] for language in ("fr", "en")]
        lines.append(_row(f"{name.replace('-', ' ')}, WER", *(p["wer"] for p in pair)))
    pair = [sets[f"{language}-dialogue"] for language in ("fr", "en")]
    median = [f"{p['word_start_median_ms']} / {p['word_start_p90_ms']}" for p in pair]
    lines.append(_row("word start error, median / 90 %, ms", *median))
    lines.append(_row("language told right, %", *(p["right_language"] for p in pair)))
    cost = (p["cpu_seconds_per_audio_second"] for p in pair)
    lines.append(_row("CPU seconds per second of speech", *cost))
    made_up = ", ".join(f"{kind} {n}" for kind, n in figures["words_on_a_minute_of"].items())
    return "\n".join(
        [
            *lines,
            "",
            f"Words written on a minute of nothing: {made_up}. Folder: {figures['megabytes']} MB.",
        ]
    )


def _row(name: str, french: object, english: object) -> str:
    return f"| {name} | {french} | {english} |"


def fill(readme: Path, metrics: Path) -> None:
    """Put the table into the README."""
    figures = json.loads(metrics.read_text(encoding="utf-8"))
    text = readme.read_text(encoding="utf-8")
    filled = _MARK.sub(lambda _: f"<!-- figures -->\n\n{table(figures)}\n", text)
    readme.write_text(filled, encoding="utf-8")
