"""Fit the trained layer of the language room on our labelled talks.

    python -m models.commitments.recipe [--also-dev]

What follows the agenda is fitted first, since all else reads a talk with its items; then turn tags
and owners; the judge of candidates then learns from tags that were
made by models which had not seen the talk (five folds over talks). Seeds are fixed.
"""

import argparse
import sys
import zlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from binome.language import (  # noqa: E402
    candidates,
    choosing,
    learned,
    linking,
    naming,
    questions,
    tagging,
)
from binome.language.minutes import spoken  # noqa: E402
from binome.language.trees import Trees  # noqa: E402
from models.commitments.recipe import boosted, examples, plan  # noqa: E402
from models.commitments.recipe.linear import Linear  # noqa: E402

OUT = ROOT / "server" / "binome" / "language" / "learned.npz"
FOLDS = 3
OWNERS = ("mentor", "mentee", "both")


def fit_turns(talks: list[examples.Talk]) -> Linear:
    rows = [f for t in talks for f in t.features]
    return Linear(tagging.LABELS, rare=4).fit(rows, np.concatenate([t.truth for t in talks]))


def fit_owner(talks: list[examples.Talk]) -> Linear:
    """Fit on every action twice: as it is, and with the roles exchanged."""
    rows, truth = [], []
    other = {"mentor": "mentee", "mentee": "mentor", "both": "both"}
    for talk in talks:
        for features, owner in examples.owners(talk):
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


def fit_names(talks: list[examples.Talk], tags: list[list[tagging.Tag]]) -> Linear:
    """Fit which clauses name a commitment."""
    rows, truth, weight = [], [], []
    for talk, known in zip(talks, tags, strict=True):
        turns = talk.told.heard
        whole = [naming.content(t.reading, 0, len(t.reading.norms)) for t in turns]
        units = [u for u in naming.units(turns) if naming.listened(u, turns, known)]
        rows += [naming.features(u, turns, whole, known) for u in units]
        wanted, weights = examples.unit_truth(talk, units)
        truth.append(wanted)
        weight.append(weights)
    return Linear(naming.LABELS, rare=3).fit(
        rows, np.concatenate(truth), weight=np.concatenate(weight), epochs=6, rate=0.08, l2=4e-4
    )


def folds(talks: list[examples.Talk], count: int = FOLDS) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of the talks inside and outside each fold, no talk in two."""
    names = sorted({t.id for t in talks})
    for fold in range(count):
        apart = {name for n, name in enumerate(names) if n % count == fold}
        inside = [n for n, t in enumerate(talks) if t.id not in apart]
        yield inside, [n for n, t in enumerate(talks) if t.id in apart]


def unseen_tags(talks: list[examples.Talk]) -> list[list[tagging.Tag]]:
    """Return each talk's tags by a model that had not seen it."""
    out: dict[int, list[tagging.Tag]] = {}
    for inside, apart in folds(talks):
        turns = fit_turns([talks[n] for n in inside])
        for n in apart:
            out[n] = [tagging.Tag(*row) for row in turns.predict(talks[n].features)]
    return [out[n] for n in range(len(talks))]


def unseen_candidates(
    talks: list[examples.Talk], tags: list[list[tagging.Tag]]
) -> list[tuple[naming.Spoken, list[candidates.Candidate]]]:
    """Return each talk's candidates by models of clauses and owners that had not seen it."""
    out = {}
    for inside, apart in folds(talks):
        names = kept(fit_names([talks[n] for n in inside], [tags[n] for n in inside]))
        owner = kept(fit_owner([talks[n] for n in inside]))
        for n in apart:
            heard = spoken(talks[n].told, tags[n], names)
            out[n] = (heard, candidates.found(talks[n].told.items, heard, owner))
    return [out[n] for n in range(len(talks))]


Seen = tuple[naming.Spoken, list[candidates.Candidate]]


def fit_links(talks: list[examples.Talk], seen: list[Seen]) -> Trees:
    """Fit which date said around a clause is its deadline, on candidates that match a label."""
    rows, truth = [], []
    for talk, (heard, found) in zip(talks, seen, strict=True):
        for one, wanted in examples.dated(talk, found):
            meant = linking.options(one, heard)
            rows += linking.numbers(one, meant, heard)
            truth += examples.due_truth(wanted, meant)
    return boosted.fit(np.array(rows, float), np.array(truth, float), trees=120, depth=4)


def linked(talks: list[examples.Talk], seen: list[Seen]) -> list[Seen]:
    """Return the candidates with dates linked by models that had not seen their talks."""
    out = {}
    for inside, apart in folds(talks):
        trees = fit_links([talks[n] for n in inside], [seen[n] for n in inside])
        for n in apart:
            heard, found = seen[n]
            out[n] = (heard, linking.link(found, heard, trees))
    return [out[n] for n in range(len(talks))]


def fit_judge(talks: list[examples.Talk], seen: list[Seen]) -> dict[str, Trees]:
    """Fit which candidates are actions and agreements, and which two are the same one."""
    rows, truth, weight = [], [], []
    matches = []
    for talk, (heard, found) in zip(talks, seen, strict=True):
        rows += choosing.numbers(found, heard)
        wanted, weights, matched = examples.candidate_truth(talk, found)
        truth.append(wanted)
        weight.append(weights)
        matches.append(matched)
    wanted, weights = np.concatenate(truth), np.concatenate(weight)
    out = {
        name: boosted.fit(np.array(rows, float), wanted[:, n], weight=weights[:, n])
        for n, name in enumerate(choosing.LABELS)
    }
    out["same"] = fit_same(seen, matches, out)
    return out


def fit_same(
    seen: list[Seen], matches: list[list[set[tuple[str, str]]]], judge: dict[str, Trees]
) -> Trees:
    """Fit whether two candidates that both match a label match the same one."""
    rows, truth = [], []
    for (heard, found), matched in zip(seen, matches, strict=True):
        judged = choosing.judge(found, heard, judge)
        for a, b in combinations(range(len(judged)), 2):
            near = abs(judged[a].turn - judged[b].turn) <= 60
            if near and matched[a] and matched[b] and min(judged[a].best, judged[b].best) > 0.15:
                rows.append(choosing.pair(judged[a], judged[b]))
                truth.append(bool(matched[a] & matched[b]))
    return boosted.fit(np.array(rows, float), np.array(truth, float), trees=60, depth=3, rate=0.1)


def fit_receipts(talks: list[examples.Talk], tags: list[list[tagging.Tag]]) -> Linear:
    """Fit which short turns are receipts."""
    found = [examples.receipts(t, k) for t, k in zip(talks, tags, strict=True)]
    rows = [row for more, _ in found for row in more]
    truth = np.array([[float(y)] for _, wanted in found for y in wanted])
    return Linear(("receipt",), rare=3).fit(rows, truth, epochs=8, rate=0.05, l2=1e-3)


def followed(splits: list[str]) -> dict[str, Linear]:
    """Fit the models of the agenda and let the talks be read with them from now on."""
    models = plan.fit(splits)
    write(models, {})
    learned.models.cache_clear()
    return models


def write(models: dict[str, Linear], trees: dict[str, Trees]) -> None:
    """Write the weights that matter, as checksums of features and half-precision numbers."""
    arrays = {"names": np.array(" ".join(models)), "trees": np.array(" ".join(trees))}
    for name, one in trees.items():
        arrays[f"{name}_base"] = np.array(one.base)
        arrays[f"{name}_columns"] = one.columns.astype(np.uint8)
        arrays[f"{name}_limits"] = one.limits.astype(np.float32)
        arrays[f"{name}_leaves"] = one.leaves.astype(np.float16)
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
    splits = ["train", "dev"] if chosen.also_dev else ["train"]
    models = followed(splits)
    talks = [talk for split in splits for talk in examples.load(split)]
    tags = unseen_tags(talks)
    models |= {
        "turns": fit_turns(talks),
        "names": fit_names(talks, tags),
        "owner": fit_owner(talks),
        "kinds": fit_kinds(talks),
        "asks": fit_asks(talks),
        "receipts": fit_receipts(talks, tags),
    }
    seen = unseen_candidates(talks, tags)
    trees = {"due": fit_links(talks, seen)} | fit_judge(talks, linked(talks, seen))
    write(models, trees)
    print(
        f"{OUT.name}: {OUT.stat().st_size // 1024} KiB",
        {n: len(m.vocabulary) for n, m in models.items()},
    )


if __name__ == "__main__":
    main()
