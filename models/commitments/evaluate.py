"""Print how well commitments, agenda, questions and receipts are found on a split of our talks.

    python models/commitments/evaluate.py --split dev [--write] [--talks fr09,en05] [--per-talk]

French and English apart, as typed and as a recogniser hears it, with 90 % bootstrap intervals over
talks. `--write` keeps the figures in `metrics.json`. The test split is for a few looks only: this
command never says which of its talks went wrong.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "server")]

from binome.language import minutes  # noqa: E402
from binome.language.dialogue import parse  # noqa: E402
from models.commitments.corpus.build import SPLITS, talks  # noqa: E402
from models.commitments.corpus.heard import as_heard  # noqa: E402
from models.commitments.score import Gold, report, score_dialogue, total  # noqa: E402

FORMS = ("clean", "heard")
RESAMPLES = 300
ROWS = {
    "actions F1": ("actions", "f1"),
    "actions with owner and date F1": ("actions_full", "f1"),
    "agreements F1": ("agreements", "f1"),
    "commitments F1, type ignored": ("commitments", "f1"),
    "owner right": ("actions", "owner_accuracy"),
    "owner inverted": ("actions", "inverted"),
    "date right": ("actions", "due_accuracy"),
    "distractors hit": ("distractors", "hit_rate"),
    "agenda, afterwards": ("agenda", "turn_accuracy"),
    "agenda, live": ("live_agenda", "turn_accuracy"),
    "questions macro-F1": ("questions", "macro_f1"),
    "questions found F1": ("questions", "detection_f1"),
    "receipts F1": ("backchannels", "f1"),
}


def count(dialogue: dict, gold: dict, heard: dict, *, rules_alone: bool) -> dict[str, Counter]:
    """Return the scorer's counts of one talk, per form."""
    labels = Gold(gold, (dialogue, heard))
    out = {}
    for form, said in (("clean", dialogue), ("heard", heard)):
        found = minutes.read(said, rules_alone=rules_alone)
        out[form] = score_dialogue(found, labels)
        out[form]["duplicates", "n"] = sum(out[form][k, "dup"] for k in ("actions", "agreements"))
        live = minutes.listen(parse(said)).tracked.live
        for item, wanted in zip(live, gold["agenda"], strict=True):
            out[form]["live", "n"] += 1
            out[form]["live", "ok"] += item == wanted["item"]
    return out


def figures(counts: list[Counter]) -> dict[str, float]:
    """Return the table's rows for some talks."""
    summed = total(counts)
    full = report(summed)
    live = summed["live", "ok"] / summed["live", "n"] if summed["live", "n"] else 0.0
    full["live_agenda"] = {"turn_accuracy": live}
    rows = {name: full.get(a, {}).get(b, 0.0) for name, (a, b) in ROWS.items()}
    return rows | {"duplicates": float(summed["duplicates", "n"])}


def intervals(counts: list[Counter]) -> dict[str, tuple[float, float]]:
    """Return the 90 % bootstrap interval of every row, over talks."""
    rng = random.Random(0)
    runs = [figures(rng.choices(counts, k=len(counts))) for _ in range(RESAMPLES)]
    out = {}
    for name in ROWS:
        values = sorted(run[name] for run in runs)
        out[name] = (values[int(0.05 * len(values))], values[int(0.95 * len(values)) - 1])
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--split", choices=SPLITS, default="dev")
    options.add_argument("--talks", help="only these, e.g. fr09,en05")
    options.add_argument("--per-talk", action="store_true")
    options.add_argument("--rules-alone", action="store_true", help="without the trained layer")
    options.add_argument("--write", action="store_true", help="keep the figures in metrics.json")
    chosen = options.parse_args()
    if chosen.split == "test" and (chosen.per_talk or chosen.talks):
        options.error("the test split is only ever shown as a whole")
    only = set(chosen.talks.split(",")) if chosen.talks else None
    pairs = [p for p in talks(chosen.split) if not only or p[0]["id"] in only]
    began = time.process_time()
    counted = {
        d["id"]: count(d, gold, as_heard(d), rules_alone=chosen.rules_alone) for d, gold in pairs
    }
    spent = time.process_time() - began
    said = sum(len(t["text"].split()) for d, _ in pairs for t in d["turns"])
    columns = {}
    for lang in ("fr", "en"):
        for form in FORMS:
            counts = [counted[d["id"]][form] for d, _ in pairs if d["lang"] == lang]
            if counts:
                columns[f"{lang} {form}"] = {
                    "talks": len(counts),
                    "rows": figures(counts),
                    "interval90": intervals(counts),
                }
    print_table(chosen.split, columns)
    print(f"{2 * said / spent:.0f} words per CPU second, scoring included")
    if chosen.per_talk:
        for name, forms in counted.items():
            for form in FORMS:
                short = {k: round(v, 2) for k, v in figures([forms[form]]).items()}
                print(name, form, *(f"{k}={v}" for k, v in short.items()))
    if chosen.write:
        write(f"{chosen.split}, rules alone" if chosen.rules_alone else chosen.split, columns)


def print_table(split: str, columns: dict[str, dict]) -> None:
    heads = [f"{name} ({c['talks']})" for name, c in columns.items()]
    print(f"{split:32s}" + "".join(f"{h:>24s}" for h in heads))
    for row in [*ROWS, "duplicates"]:
        cells = []
        for c in columns.values():
            value = c["rows"][row]
            low, high = c["interval90"].get(row, (0.0, 0.0))
            cells.append(
                f"{value:.0f}" if row == "duplicates" else f"{value:.3f} [{low:.2f}-{high:.2f}]"
            )
        print(f"{row:32s}" + "".join(f"{cell:>24s}" for cell in cells))


def write(split: str, columns: dict[str, dict]) -> None:
    path = HERE / "metrics.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[split] = columns
    path.write_text(_rounded(kept) + "\n", encoding="utf-8")


def _rounded(kept: dict) -> str:
    def short(value):
        if isinstance(value, dict):
            return {k: short(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [short(v) for v in value]
        return round(value, 3) if isinstance(value, float) else value

    return json.dumps(short(kept), ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
