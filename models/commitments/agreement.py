"""Print how far two readers who labelled the same talks agree, and keep it beside the talks.

    python models/commitments/agreement.py [--write] [--differences]

The second labels (`corpus/second`) were made without sight of the first. Commitments are matched
as the scorer matches predictions, each reader's labels once as the prediction of the other's,
optional ones included. Turns are compared by Cohen's kappa: (observed - chance) / (1 - chance), the
chance being that of two readers who give each label as often as these did, whatever the turn.
`--write` keeps the figures in `corpus/agreement.json` and in the table of the corpus's README;
`--differences` lists what the two saw differently. Whoever corrects labels after reading that list
leaves the written figures as they are: they belong to the labels as first made.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from models.commitments.corpus.build import read_talk  # noqa: E402
from models.commitments.score import Gold, match, report, score_dialogue, total  # noqa: E402

CORPUS = HERE / "corpus"
SECOND = CORPUS / "second"
FIGURES = CORPUS / "agreement.json"
CARD = CORPUS / "README.md"
BEGIN, END = "<!-- agreement: written by agreement.py -->\n", "<!-- end of agreement -->"
GROUPS = {"French": ("fr",), "English": ("en",), "together": ("fr", "en")}
LABELLED = {
    "actions": "actions",
    "agreements": "agreements",
    "distractors": "distractors",
    "questions": "questions",
    "receipts": "backchannels",
}
Talk = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
"""A dialogue, its first labels and its second."""


def talks() -> list[Talk]:
    """Return every talk that was labelled twice; raise if its two files differ in what was said."""
    out = []
    for path in sorted(SECOND.glob("*.txt")):
        (earlier,) = (CORPUS / "talks").glob(f"*/{path.name}")
        dialogue, first = read_talk(earlier)
        again, second = read_talk(path)
        if said(dialogue) != said(again):
            raise SystemExit(f"{path.name}: the turns differ from those of {earlier.parent.name}")
        out.append((dialogue, first, second))
    return out


def said(dialogue: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return the turns without their times, which depend on the receipts that were labelled."""
    return [(t["id"], t["speaker"], t["text"]) for t in dialogue["turns"]]


def core(dialogue: dict[str, Any], labels: dict[str, Any]) -> list[Hashable]:
    found = {t for kind in ("actions", "agreements") for x in labels[kind] for t in x["core"]}
    return [t["id"] in found for t in dialogue["turns"]]


def distractor(dialogue: dict[str, Any], labels: dict[str, Any]) -> list[Hashable]:
    found = {t for x in labels["distractors"] for t in x["turns"]}
    return [t["id"] in found for t in dialogue["turns"]]


def question(dialogue: dict[str, Any], labels: dict[str, Any]) -> list[Hashable]:
    kinds: dict[int, list[str]] = {t["id"]: [] for t in dialogue["turns"]}
    for x in labels["questions"]:
        kinds[x["turn"]].append(x["kind"])
    return [" ".join(sorted(found)) for found in kinds.values()]


def receipt(dialogue: dict[str, Any], labels: dict[str, Any]) -> list[Hashable]:
    return [t["id"] in labels["backchannels"] for t in dialogue["turns"]]


def agenda(dialogue: dict[str, Any], labels: dict[str, Any]) -> list[Hashable]:
    place = {item["id"]: n for n, item in enumerate(dialogue["agenda"], 1)} | {"off": 0}
    return [place[x["item"]] for x in labels["agenda"]]


Reading = Callable[[dict[str, Any], dict[str, Any]], list[Hashable]]
BY_TURN: dict[str, Reading] = {
    "core turn of a commitment": core,
    "distractor": distractor,
    "kinds of its questions": question,
    "receipt": receipt,
    "agenda item": agenda,
}


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float:
    """Return Cohen's kappa (1960) of two labels per turn; 1 if both only ever gave one label."""
    seen = Counter(pairs)
    turns = seen.total()
    ours, theirs = Counter[Hashable](), Counter[Hashable]()
    for (a, b), count in seen.items():
        ours[a] += count
        theirs[b] += count
    observed = sum(count for (a, b), count in seen.items() if a == b) / turns
    chance = sum(ours[label] * theirs[label] for label in ours) / turns**2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def figures(group: list[Talk]) -> dict[str, Any]:
    """Return the figures of some talks: sizes, matched commitments both ways, kappas."""
    return {
        "talks": len(group),
        "turns": sum(len(d["turns"]) for d, _, _ in group),
        "labelled": {
            name: [sum(len(talk[n][kind]) for talk in group) for n in (1, 2)]
            for name, kind in LABELLED.items()
        },
        "second_against_first": commitments(group),
        "first_against_second": commitments([(d, second, first) for d, first, second in group]),
        "kappa": {name: round(kappa(both(of, group)), 3) for name, of in BY_TURN.items()},
    }


def both(of: Reading, group: list[Talk]) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield what the two readers said of each turn."""
    for dialogue, first, second in group:
        yield from zip(of(dialogue, first), of(dialogue, second), strict=True)


def commitments(group: list[Talk]) -> dict[str, float]:
    """Return how the last labels of each triple score as predictions of those before them."""
    full = report(total(score_dialogue(found, Gold(gold, (d,))) for d, gold, found in group))
    rows = {
        "actions F1": full["actions"]["f1"],
        "agreements F1": full["agreements"]["f1"],
        "commitments F1, type ignored": full["commitments"]["f1"],
        "actions with owner and date F1": full["actions_full"]["f1"],
        "same owner": full["actions"]["owner_accuracy"],
        "same date of an action": full["actions"]["due_accuracy"],
        "same date of an agreement": full["agreements"].get("due_accuracy", 0.0),
        "distractors taken for commitments": full["distractors"]["hit_rate"],
    }
    return {name: round(value, 3) for name, value in rows.items()}


def compared() -> dict[str, dict[str, Any]]:
    """Return the figures of French, of English and of both together."""
    every = talks()
    return {
        name: figures([talk for talk in every if talk[0]["lang"] in langs])
        for name, langs in GROUPS.items()
    }


def table(columns: dict[str, dict[str, Any]]) -> str:
    """Return a Markdown table; two shares = second against first, and first against second."""
    heads = [f"{name} ({c['talks']} talks, {c['turns']} turns)" for name, c in columns.items()]
    rows = [["", *heads], ["---"] * (len(heads) + 1)]
    for name in LABELLED:
        cells = [" / ".join(str(n) for n in c["labelled"][name]) for c in columns.values()]
        rows.append([f"{name}, first / second labels", *cells])
    ways = ("second_against_first", "first_against_second")
    for name in columns["together"][ways[0]]:
        cells = [" / ".join(f"{c[way][name]:.2f}" for way in ways) for c in columns.values()]
        rows.append([name, *cells])
    for name in BY_TURN:
        rows.append([f"kappa: {name}", *(f"{c['kappa'][name]:.2f}" for c in columns.values())])
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def differences(talk: Talk) -> list[str]:
    """Return the turns and commitments of a talk that the two readers saw differently."""
    dialogue, first, second = talk
    out = []
    for name, of in BY_TURN.items():
        for turn, (a, b) in zip(dialogue["turns"], both(of, [talk]), strict=True):
            if a != b:
                out.append(f"{turn['id']:4d} {name}: {a} | {b}   {turn['text'][:90]}")
    for kind in ("actions", "agreements"):
        ours, theirs = ([(kind, x) for x in labels[kind]] for labels in (first, second))
        pairs, _ = match(theirs, ours, Gold(first, (dialogue,)))
        for b, a, *_ in pairs:
            mine, yours = ours[a][1], theirs[b][1]
            if any(mine.get(key) != yours.get(key) for key in ("owner", "due")):
                out.append(f"     {kind}: {line(mine)} | {line(yours)}")
        for who, rows, taken in (
            ("first", ours, {p[1] for p in pairs}), ("second", theirs, {p[0] for p in pairs})
        ):  # fmt: skip
            out += [
                f"     {kind}, {who} only: {line(x)}"
                for n, (_, x) in enumerate(rows) if n not in taken
            ]  # fmt: skip
    return out


def line(x: dict[str, Any]) -> str:
    doubt = "? " if x["optional"] else ""
    return f"{doubt}{x['text']} ({x.get('owner', 'pair')}, {x['due']}, turns {x['turns']})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="keep the figures")
    options.add_argument("--differences", action="store_true", help="list what differs")
    chosen = options.parse_args()
    columns = compared()
    print(table(columns), end="")
    if chosen.differences:
        for talk in talks():
            print(f"\n{talk[0]['id']}: first | second", *differences(talk), sep="\n")
    if chosen.write:
        FIGURES.write_text(json.dumps(columns, ensure_ascii=False, indent=1) + "\n", "utf-8")
        before, _, rest = CARD.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        CARD.write_text(before + BEGIN + table(columns) + END + after, "utf-8")


if __name__ == "__main__":
    main()
