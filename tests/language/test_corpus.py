"""Our own invented talks: nobody is given the other's promise, nearly all promises are found."""

from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

from binome.language.minutes import read
from models.commitments.corpus.build import talks
from models.commitments.corpus.heard import as_heard, word_errors
from models.commitments.score import Gold, report, score_dialogue, total

TALKS = {dialogue["id"]: (dialogue, gold) for dialogue, gold in talks("train")}
SOME = [name for name in TALKS if name[-1] in "15"][:8]


@lru_cache(maxsize=1)
def figures() -> dict[str, Any]:
    counts: list[Counter[Any]] = []
    for dialogue, gold in TALKS.values():
        counts.append(score_dialogue(read(dialogue), Gold(gold, (dialogue,))))
    found: dict[str, Any] = report(total(counts))
    return found


def test_hardly_ever_is_a_promise_given_to_the_other_person() -> None:
    assert figures()["actions"]["inverted"] <= 0.05
    assert figures()["actions"]["owner_accuracy"] >= 0.9


def test_most_of_what_was_promised_is_found_with_its_date() -> None:
    assert figures()["actions"]["recall"] >= 0.75
    assert figures()["actions"]["due_accuracy"] >= 0.7


def test_few_distractors_are_taken_for_commitments() -> None:
    assert figures()["distractors"]["hit_rate"] <= 0.12


@pytest.mark.parametrize("name", SOME)
def test_reading_turn_by_turn_never_changes_an_owner(name: str) -> None:
    dialogue, _ = TALKS[name]
    owners: dict[str, str] = {}

    for count in range(1, len(dialogue["turns"]) + 1, 7):
        partial = {**dialogue, "turns": dialogue["turns"][:count]}
        for action in read(partial)["actions"]:
            assert owners.setdefault(action["id"], action["owner"]) == action["owner"]


def test_a_recogniser_gets_about_seven_words_in_a_hundred_wrong() -> None:
    counts = [word_errors(dialogue) for dialogue, _ in TALKS.values()]

    assert 0.05 < sum(wrong for wrong, _ in counts) / sum(said for _, said in counts) < 0.09


@pytest.mark.parametrize("name", SOME)
def test_a_recogniser_keeps_the_turns_and_writes_no_marks(name: str) -> None:
    dialogue, _ = TALKS[name]
    heard = as_heard(dialogue)

    assert [(t["id"], t["start"]) for t in heard["turns"]] == [
        (t["id"], t["start"]) for t in dialogue["turns"]
    ]
    assert not any(set(t["text"]) & set(".,?!;:") or t["text"] != t["text"].lower()
                   for t in heard["turns"])  # fmt: skip
