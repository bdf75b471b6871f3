"""The second labels belong to the same turns, and the figures of agreement are what they say."""

import json
from pathlib import Path

import pytest

from models.commitments import agreement
from models.commitments.corpus.build import SPLITS, read_talk
from models.commitments.corpus.build import talks as labelled

TWICE = agreement.talks()
NAMES = [dialogue["id"] for dialogue, _, _ in TWICE]


def test_a_tenth_of_the_older_talks_is_labelled_twice_in_both_languages() -> None:
    every = [dialogue["id"] for split in SPLITS for dialogue, _ in labelled(split)]
    older = [name for name in every if int(name[2:]) < 100]

    assert len(TWICE) >= len(older) // 10 > 0
    assert {dialogue["lang"] for dialogue, _, _ in TWICE} == {"fr", "en"}


@pytest.mark.parametrize("name", NAMES)
def test_the_second_labels_are_of_the_same_turns(name: str) -> None:
    dialogue, first, second = TWICE[NAMES.index(name)]
    again, _ = read_talk(agreement.SECOND / f"{name}.txt")
    turns = [t["id"] for t in dialogue["turns"]]

    assert agreement.said(again) == agreement.said(dialogue)
    assert again["agenda"] == dialogue["agenda"]
    assert again["session"] == dialogue["session"]
    assert [row["turn"] for row in second["agenda"]] == turns
    assert {row["turn"] for row in second["questions"]} <= set(turns)
    assert {row["kind"] for row in second["questions"]} <= {"open", "closed", "tag"}
    for kind in ("actions", "agreements"):
        assert all(set(x["turns"]) <= set(turns) for x in second[kind])
    assert second != first


def test_a_second_file_with_other_words_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (agreement.SECOND / "fr12.txt").read_text("utf-8")
    (tmp_path / "fr12.txt").write_text(said.replace("Encore mieux.", "Parfait."), "utf-8")
    monkeypatch.setattr(agreement, "SECOND", tmp_path)

    with pytest.raises(SystemExit, match=r"fr12\.txt: the turns differ"):
        agreement.talks()


def test_whoever_repeats_the_first_labels_agrees_with_them() -> None:
    same = agreement.figures([(dialogue, first, first) for dialogue, first, _ in TWICE])

    assert set(same["kappa"].values()) == {1.0}
    assert same["second_against_first"]["actions with owner and date F1"] > 0.97
    assert same["second_against_first"]["agreements F1"] > 0.97


def test_kappa_is_that_of_the_textbook() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10
    pairs += [(False, False)] * 15

    assert agreement.kappa(pairs) == pytest.approx(0.4)


def test_agreeing_no_more_than_chance_is_zero() -> None:
    assert agreement.kappa([(a, b) for a in "xy" for b in "xy"]) == 0


def test_a_swapped_owner_shows() -> None:
    swap = {"mentor": "mentee", "mentee": "mentor", "both": "both"}
    swapped = []
    for dialogue, first, _ in TWICE:
        actions = [{**action, "owner": swap[action["owner"]]} for action in first["actions"]]
        swapped.append((dialogue, first, {**first, "actions": actions}))

    assert agreement.figures(swapped)["second_against_first"]["same owner"] < 0.1


def test_the_card_shows_the_figures_that_were_kept() -> None:
    kept = json.loads(agreement.FIGURES.read_text("utf-8"))
    card = agreement.CARD.read_text("utf-8")

    assert agreement.BEGIN + agreement.table(kept) + agreement.END in card


def test_two_readers_agree_well_enough_for_the_labels_to_mean_something() -> None:
    found = agreement.compared()["together"]

    assert found["kappa"]["core turn of a commitment"] >= 0.6
    assert found["second_against_first"]["actions F1"] >= 0.7
