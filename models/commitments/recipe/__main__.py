"""Fit the trained layer of the language room on our labelled talks.

    python -m models.commitments.recipe [--also-dev]

Turn tags and owners are fitted first; the judge of candidates then learns from tags that were
made by models which had not seen the talk (five folds over talks). Seeds are fixed.
"""

import argparse
import sys
import zlib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from binome.language import candidates, choosing, learned, questions, tagging  # noqa: E402
from binome.language.minutes import spoken  # noqa: E402
from models.commitments.recipe import examples  # noqa: E402
from models.commitments.recipe.linear import Linear  # noqa: E402

OUT = ROOT / "server" / "binome" / "language" / "learned.npz"
FOLDS = 3
OWNERS = ("mentor", "mentee", "both")
Unseen = dict[int, tuple[list[tagging.Tag], Linear]]
"""For each talk, by its place, the tags and the owner model of a fit without it."""


def fit_turns(talks: list[examples.Talk]) -> Linear:
    rows = [f for t in talks for f in t.features]
    return Linear(tagging.LABELS, rare=4).fit(rows, np.concatenate([t.truth for t in talks]))


def fit_owner(talks: list[examples.Talk]) -> Linear:
    """Fit on every action twice: as it is, and with the roles exchanged."""
    rows, truth = [], []
    other = {"mentor": "mentee", "mentee": "mentor", "both": "both"}
    for talk in talks:
        for turns, owner in examples.owners(talk):
            features = candidates.owner_features(turns)
            rows += [features, [exchanged(f) for f in features]]
            truth += [owner, other[owner]]
    wanted = np.array([[t == o for o in OWNERS] for t in truth], dtype=float)
    return Linear(OWNERS, rare=3).fit(rows, wanted, epochs=8, l2=2e-3)


def fit_kinds(talks: list[examples.Talk]) -> Linear:
    """Fit the kinds of marked questions."""
    rows = [row for t in talks if t.form == "clean" for row in examples.question_kinds(t)]
    truth = np.array([[kind == k for k in questions.KINDS] for _, kind in rows], dtype=float)
    return Linear(questions.KINDS, rare=2).fit([f for f, _ in rows], truth, epochs=10, l2=1e-3)


def fit_asks(talks: list[examples.Talk]) -> Linear:
    """Fit whether a turn without marks asks."""
    found = [examples.asks(t) for t in talks if t.form == "heard"]
    rows = [row for more, _ in found for row in more]
    truth = np.concatenate([wanted for _, wanted in found])
    return Linear(questions.KINDS, rare=3).fit(rows, truth, epochs=10)


def exchanged(feature: str) -> str:
    swap = {"mentor": "mentee", "mentee": "mentor"}
    return " ".join(swap.get(w, w) for w in feature.split(" "))


def kept(model: Linear) -> learned.Linear:
    """Return a fitted model as the product reads it."""
    keys = [zlib.crc32(f.encode()) for f in model.vocabulary]
    return learned.Linear(
        tuple(model.labels), {k: n for n, k in enumerate(keys)}, model.weights.astype(np.float32)
    )


def unseen_tags(talks: list[examples.Talk]) -> Unseen:
    """Return for each talk, by its place, tags and owners of models that had not seen it."""
    names = sorted({t.id for t in talks})
    out = {}
    for fold in range(FOLDS):
        apart = {name for n, name in enumerate(names) if n % FOLDS == fold}
        inside = [t for t in talks if t.id not in apart]
        turns, owner = fit_turns(inside), fit_owner(inside)
        for place, talk in enumerate(talks):
            if talk.id in apart:
                rows = turns.predict(talk.features)
                out[place] = ([tagging.Tag(*row) for row in rows], owner)
    return out


def fit_judge(
    talks: list[examples.Talk], unseen: dict[int, tuple[list[tagging.Tag], Linear]]
) -> Linear:
    """Fit which candidates are actions and agreements."""
    rows, truth = [], []
    for place, talk in enumerate(talks):
        tags, owner = unseen[place]
        heard, small = spoken(talk.told, tags), kept(owner)
        items = candidates.found(talk.told.items, heard, small)
        rows += [choosing.item_features(i, items, heard, small) for i in items]
        truth.append(examples.item_truth(talk, items))
    return Linear(choosing.LABELS, rare=5).fit(
        rows, np.concatenate(truth), epochs=10, rate=0.04, l2=5e-4
    )


def fit_receipts(
    talks: list[examples.Talk], unseen: dict[int, tuple[list[tagging.Tag], Linear]]
) -> Linear:
    """Fit which short turns are receipts."""
    found = [examples.receipts(talk, unseen[place][0]) for place, talk in enumerate(talks)]
    rows = [row for more, _ in found for row in more]
    truth = np.array([[float(y)] for _, wanted in found for y in wanted])
    return Linear(("receipt",), rare=3).fit(rows, truth, epochs=8, rate=0.05, l2=1e-3)


def write(models: dict[str, Linear]) -> None:
    """Write the weights that matter, as checksums of features and half-precision numbers."""
    arrays = {"names": np.array(" ".join(models))}
    for name, model in models.items():
        strong = np.abs(model.weights).max(axis=1) > 0.02
        keys = [f for f, n in model.vocabulary.items() if strong[n]]
        rows = [model.vocabulary[f] for f in keys]
        arrays[f"{name}_keys"] = np.array([zlib.crc32(f.encode()) for f in keys], dtype=np.uint32)
        arrays[f"{name}_weights"] = model.weights[rows].astype(np.float16)
        arrays[f"{name}_labels"] = np.array(" ".join(model.labels))
    np.savez_compressed(OUT, **arrays)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--also-dev", action="store_true", help="fit on train and dev")
    chosen = options.parse_args()
    talks = examples.load("train") + (examples.load("dev") if chosen.also_dev else [])
    unseen = unseen_tags(talks)
    models = {
        "turns": fit_turns(talks),
        "owner": fit_owner(talks),
        "items": fit_judge(talks, unseen),
        "kinds": fit_kinds(talks),
        "asks": fit_asks(talks),
        "receipts": fit_receipts(talks, unseen),
    }
    write(models)
    print(
        f"{OUT.name}: {OUT.stat().st_size // 1024} KiB",
        {n: len(m.vocabulary) for n, m in models.items()},
    )


if __name__ == "__main__":
    main()
