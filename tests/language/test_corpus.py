"""Our own invented talks: nobody is given the other's promise, nearly all promises are found."""

import json
from pathlib import Path
from typing import Any

import pytest

from binome.language.fold import stems
from binome.language.minutes import read

CORPUS = Path(__file__).parents[2] / "models" / "commitments" / "corpus"
NAMES = sorted(path.stem for path in (CORPUS / "gold").glob("*.json"))


def load(folder: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (CORPUS / folder / f"{name}.json").read_text(encoding="utf-8")
    )
    return found


def same(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    """Return whether a found line is about the labelled one: a shared turn and a shared word."""
    worded = stems(" ".join([gold["text"], *gold["alt"]]))
    return bool(set(gold["turns"]) & set(found["turns"]) and worded & stems(found["text"]))


@pytest.mark.parametrize("name", NAMES)
def test_no_promise_of_a_talk_is_inverted(name: str) -> None:
    gold, found = load("gold", name), read(load("dialogues", name))

    for action in found["actions"]:
        owners = {g["owner"] for g in gold["actions"] if same(g, action)}
        assert not owners or action["owner"] in owners, action["text"]


def test_most_of_what_was_promised_is_found_with_its_date() -> None:
    wanted = hits = dated = 0
    for name in NAMES:
        gold, found = load("gold", name), read(load("dialogues", name))
        for g in gold["actions"]:
            if g["optional"]:
                continue
            wanted += 1
            mine = [a for a in found["actions"] if same(g, a) and a["owner"] == g["owner"]]
            hits += bool(mine)
            dated += any(a["due"] in (g["due_accept"] or [None]) for a in mine)

    assert hits >= 0.95 * wanted
    assert dated >= 0.85 * wanted


def test_few_distractors_are_taken_for_commitments() -> None:
    shown = hit = 0
    for name in NAMES:
        gold, found = load("gold", name), read(load("dialogues", name))
        lines = found["actions"] + found["agreements"]
        real = gold["actions"] + gold["agreements"]
        wrong = [x for x in lines if not any(same(g, x) for g in real)]
        for distractor in gold["distractors"]:
            shown += 1
            hit += any(set(distractor["turns"]) & set(x["turns"]) for x in wrong)

    assert hit <= 0.05 * shown


@pytest.mark.parametrize("name", NAMES)
def test_reading_turn_by_turn_ends_where_reading_at_once_does(name: str) -> None:
    dialogue = load("dialogues", name)
    owners: dict[str, str] = {}

    for count in range(1, len(dialogue["turns"]) + 1, 3):
        partial = {**dialogue, "turns": dialogue["turns"][:count]}
        for action in read(partial)["actions"]:
            assert owners.setdefault(action["id"], action["owner"]) == action["owner"]
