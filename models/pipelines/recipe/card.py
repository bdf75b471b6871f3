"""Puts the figures of `metrics.json` into a model's card, between its two markers."""

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
COLUMNS = ("token", "pos", "morph", "lemma", "uas", "las", "sentence")
TITLES = {
    "fr_rhapsodie-test": "Rhapsodie (spoken)",
    "fr_parisstories-test": "ParisStories (spoken)",
    "fr_sequoia-test": "Sequoia (news, medical; never taught)",
    "en_ewt-test": "EWT (web)",
}


def write(readme: Path, figures: dict[str, Any]) -> None:
    """Replace the card's table. Raises `ValueError` where it has no place for one."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme} has no place for the figures ({BEGIN.strip()})")
    readme.write_text(f"{before}{begin}\n{table(figures)}\n{end}{after}", encoding="utf-8")


def table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown: a table, then a line on cost."""
    lines = [
        "| test | form | token | POS | morph | lemma | UAS | LAS | sentence F |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for test, forms in figures["tests"].items():
        for form, scores in forms.items():
            cells = " | ".join(f"{scores[name]:.1f}" for name in COLUMNS)
            lines.append(f"| {TITLES[test]} | {form} | {cells} |")
    lines += ["", *_features(figures["tests"]), "", _cost(figures["cost"])]
    return "\n".join(lines) + "\n"


def _features(tests: dict[str, Any]) -> list[str]:
    rows = [scores["features"] for forms in tests.values() for scores in forms.values()]
    said = []
    for name in ("Person", "Mood", "Tense", "Polarity", "Number"):
        found = [row[name] for row in rows if name in row]
        if found:
            said.append(f"{name} {min(found):.1f} to {max(found):.1f}")
    return [f"F1 of single features over these tests, in both forms: {', '.join(said)}."]


def _cost(cost: dict[str, Any]) -> str:
    return (
        f"Cost on one thread of the machine that measured: {cost['bytes'] / 1e6:.1f} MB on disk, "
        f"{cost['load_cpu_seconds']:.1f} CPU seconds to load (spaCy's import included), "
        f"{cost['peak_mib']} MiB of memory for the whole process, "
        f"{cost['words_per_cpu_second']:,} words per CPU second in batches, "
        f"{cost['words_per_cpu_second_turn_by_turn']:,} turn by turn."
    )
