"""Step 2: spaCy's own training, with our configuration, on one thread and fixed seeds."""

import json
from pathlib import Path

from prepare import checksum
from spacy.cli.train import train as spacy_train

CONFIG = Path(__file__).with_name("pipeline.cfg")
STEPS = {"fr": 1600, "en": 2400}
"""Of the pipelines that ship; the English treebank is almost twice as large."""


def train(lang: str, work: Path, steps: int) -> Path:
    """Return the folder of the trained pipeline; it is trained unless it is there already.

    It counts as there when the same documents, configuration and number of steps made it.
    """
    best = work / "model" / "model-best"
    made_of = {
        "train": checksum(work / "train.spacy"),
        "dev": checksum(work / "dev.spacy"),
        "config": checksum(CONFIG),
        "steps": steps,
    }
    record = work / "model" / "made_of.json"
    if record.exists() and json.loads(record.read_text(encoding="utf-8")) == made_of:
        return best
    record.unlink(missing_ok=True)
    spacy_train(
        CONFIG,
        work / "model",
        overrides={
            "paths.train": str(work / "train.spacy"),
            "paths.dev": str(work / "dev.spacy"),
            "nlp.lang": lang,
            "training.max_steps": steps,
        },
    )
    record.write_text(json.dumps(made_of, indent=1), encoding="utf-8")
    return best
