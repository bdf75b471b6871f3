"""`python models/speech-demo/recipe`: all steps in order; `… recipe <step>`: one of them.

Data and checkpoints live in `$BINOME_TRAINING_DIR` (default ~/.cache/binome-training), outside the
repository. Every step goes on where it was interrupted.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path

MODEL_FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(MODEL_FOLDER))

from recipe import card, evaluate, export, synthesis, tokenizer, train, voices, weights  # noqa: E402

HOME = Path(os.environ.get("BINOME_TRAINING_DIR", Path.home() / ".cache" / "binome-training"))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="recipe", description=__doc__)
    parser.set_defaults(step="all")
    steps = parser.add_subparsers(dest="step")
    speak = steps.add_parser("synthesise", help="speak sentences into training data")
    speak.add_argument("--shards", type=int, default=40, help="of 1,000 sentences, about 0.7 h")
    speak.add_argument("--seed", type=int, default=1)
    speak.add_argument("--wide", action="store_true", help="many voices instead of five")
    steps.add_parser("tokenizer", help="learn the tokenizer")
    warm = steps.add_parser("warm-start", help="go on from the shipped artefact")
    warm.add_argument("--artefact", type=Path, default=MODEL_FOLDER / "artefact")
    training = steps.add_parser("train", help="run the session's stages, or add one")
    training.add_argument("--stage", choices=("heads", "encoder", "joint", "decoder"))
    training.add_argument("--minutes", type=float, default=60)
    training.add_argument("--muon", type=float, default=0.0015, help="highest rate of the matrices")
    listen = steps.add_parser("listen", help="figures of sentences of your own, in voices you name")
    listen.add_argument("sentences", type=Path, help="one sentence a line")
    listen.add_argument("--language", choices=("fr", "en"), required=True)
    listen.add_argument("--voices", required=True, help="espeak-ng voices, comma-separated")
    listen.add_argument("--artefact", type=Path, default=MODEL_FOLDER / "artefact")
    for name in ("export", "evaluate"):
        step = steps.add_parser(name)
        step.add_argument("--artefact", type=Path, default=MODEL_FOLDER / "artefact")
        step.add_argument("--checkpoint", type=Path, default=HOME / "checkpoint.pt")
    return parser.parse_args()


def learn_tokenizer() -> None:
    """Learn the tokenizer once; a model is bound to its tokenizer."""
    if not (HOME / "tokenizer.json").exists():
        tokenizer.build(HOME / "tokenizer.json", tokenizer.training_sentences(15_000))


def run_training(stage: str | None, minutes: float, muon: float) -> None:
    """The session's stages, or one more after those done."""
    if stage is None:
        train.train(HOME, train.SESSION)
        return
    train.train_more(HOME, train.further(stage, minutes, muon))


def measured(artefact: Path, checkpoint: Path) -> None:
    """Write metrics.json beside the artefact, and its figures into the README."""
    figures = evaluate.evaluate(artefact, HOME / "data", train.summary(checkpoint))
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    (artefact.parent / "metrics.json").write_text(text, encoding="utf-8")
    card.fill(MODEL_FOLDER / "README.md", artefact.parent / "metrics.json")
    print(text)


def everything() -> None:
    """From nothing to a measured artefact."""
    synthesis.synthesise(HOME / "data", 40, 1, voices.SESSION)
    synthesis.synthesise(HOME / "data", 60, 3, voices.WIDE)
    learn_tokenizer()
    run_training(None, 0, 0)
    artefact = MODEL_FOLDER / "artefact"
    export.export(export.load(HOME / "checkpoint.pt"), HOME / "tokenizer.json", artefact)
    measured(artefact, HOME / "checkpoint.pt")


def main() -> None:
    """Run the asked step."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    options = arguments()
    HOME.mkdir(parents=True, exist_ok=True)
    match options.step:
        case "synthesise":
            cast = voices.WIDE if options.wide else voices.SESSION
            synthesis.synthesise(HOME / "data", options.shards, options.seed, cast)
        case "tokenizer":
            learn_tokenizer()
        case "warm-start":
            weights.warm_start(options.artefact, HOME)
        case "train":
            run_training(options.stage, options.minutes, options.muon)
        case "export":
            model = export.load(options.checkpoint)
            export.export(model, HOME / "tokenizer.json", options.artefact)
        case "listen":
            names = options.voices.split(",")
            print(evaluate.unheard(options.artefact, options.sentences, options.language, names))
        case "evaluate":
            measured(options.artefact, options.checkpoint)
        case _:
            everything()


if __name__ == "__main__":
    main()
