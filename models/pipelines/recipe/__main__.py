"""`python models/pipelines/recipe fr --treebanks FOLDER`: all steps in order for one language.

Name a step to do it alone. What was made from the same files and settings is not made again.
Documents and checkpoints live in `--work` (default ~/.cache/binome-pipelines), outside the
repository; the artefact, `metrics.json` and the card's table are written to `models/<language>`.
"""

import argparse
import json
from pathlib import Path

import card
from evaluate import evaluate
from export import export
from prepare import prepare
from train import STEPS, train
from treebanks import SOURCES

MODELS = Path(__file__).resolve().parents[2]
PARTS = ("prepare", "train", "export", "evaluate")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="recipe", description=__doc__)
    parser.add_argument("language", choices=sorted(SOURCES))
    parser.add_argument("step", nargs="?", choices=("all", *PARTS), default="all")
    parser.add_argument("--treebanks", type=Path, required=True, help="folder of .conllu files")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "binome-pipelines")
    parser.add_argument("--steps", type=int, help="of the training, else as it ships")
    return parser.parse_args()


def run(lang: str, step: str, treebanks: Path, work: Path, steps: int) -> None:
    """Do one step, or all of them."""
    folder = MODELS / lang
    if step in ("all", "prepare"):
        prepare(lang, treebanks, work)
    if step in ("all", "train"):
        train(lang, work, steps)
    if step in ("all", "export"):
        export(lang, work / "model" / "model-best", folder / "artefact")
    if step in ("all", "evaluate"):
        figures = evaluate(lang, folder / "artefact", work)
        text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
        (folder / "metrics.json").write_text(text, encoding="utf-8")
        card.write(folder / "README.md", figures)


if __name__ == "__main__":
    asked = arguments()
    steps = asked.steps or STEPS[asked.language]
    run(asked.language, asked.step, asked.treebanks, asked.work / asked.language, steps)
