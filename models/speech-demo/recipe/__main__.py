"""`python models/speech-demo/recipe <step>`: see the README; without a step, all of them in order."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def home() -> Path:
    """Where data and checkpoints live, outside the repository."""
    default = Path.home() / ".cache" / "binome-training"
    return Path(os.environ.get("BINOME_TRAINING_DIR", default))


def main() -> None:
    """Run the asked step."""
    parser = argparse.ArgumentParser(prog="recipe")
    steps = parser.add_subparsers(dest="step")
    synthesis = steps.add_parser("synthesise")
    synthesis.add_argument("--shards", type=int, default=40)
    synthesis.add_argument("--seed", type=int, default=1)
    synthesis.add_argument("--wide", action="store_true")
    steps.add_parser("tokenizer")
    training = steps.add_parser("train")
    training.add_argument("--stage", choices=("encoder", "joint", "decoder"))
    training.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)

    from recipe import synthesis as speech_step
    from recipe import train, voices
    from recipe.tokenizer import build, training_sentences

    if options.step == "synthesise":
        pool = voices.WIDE if options.wide else voices.SESSION
        speech_step.synthesise(home() / "data", options.shards, options.seed, pool)
    elif options.step == "tokenizer":
        build(home() / "tokenizer.json", training_sentences(15_000))
    elif options.step == "train":
        train.train(home(), train.SESSION)


if __name__ == "__main__":
    main()
