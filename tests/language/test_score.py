"""Our scorer counts as the acceptance scorer does, and its rules hold."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from binome.language.minutes import read
from models.commitments.corpus.build import talks
from models.commitments.corpus.heard import as_heard
from models.commitments.score import Gold, report, score_dialogue

ACCEPTANCE = Path(__file__).parents[2].parent / "shared" / "scoring" / "score.py"
TALKS = talks("train")[:6]


def acceptance_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("acceptance_score", ACCEPTANCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(ACCEPTANCE.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ACCEPTANCE.parent))
    return module


@pytest.mark.skipif(not ACCEPTANCE.exists(), reason="the acceptance scorer is not on this machine")
def test_it_gives_the_figures_of_the_acceptance_scorer(tmp_path: Path) -> None:
    theirs = acceptance_scorer()
    for dialogue, gold in TALKS:
        heard = as_heard(dialogue)
        for folder, content in (
            ("dialogues", dialogue), ("dialogues_asr", heard), ("gold", gold)
        ):  # fmt: skip
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"{dialogue['id']}.json").write_text(json.dumps(content))
        for said in (dialogue, heard):
            found = read(said)
            mine = report(score_dialogue(found, Gold(gold, (dialogue, heard))))
            expected = theirs.report(
                theirs.score_dialogue(found, theirs.Gold(tmp_path, dialogue["id"]))
            )
            mine["actions"].pop("inverted")
            assert mine == expected


def scored(prediction: dict[str, Any]) -> dict[str, Any]:
    dialogue, gold = TALKS[0]
    found: dict[str, Any] = report(score_dialogue(prediction, Gold(gold, (dialogue,))))
    return found


def perfect() -> dict[str, Any]:
    _, gold = TALKS[0]
    return {key: gold[key] for key in ("agreements", "actions", "agenda", "questions")}


def test_the_labels_themselves_score_one() -> None:
    figures = scored(perfect())

    assert figures["actions_full"]["f1"] == 1
    assert figures["agreements"]["f1"] == 1
    assert figures["agenda"]["turn_accuracy"] == 1


def test_an_inverted_owner_is_counted() -> None:
    prediction = perfect()
    other = {"mentor": "mentee", "mentee": "mentor", "both": "both"}
    prediction["actions"] = [{**a, "owner": other[a["owner"]]} for a in prediction["actions"]]

    assert scored(prediction)["actions"]["inverted"] == 1


def test_nothing_found_scores_nothing() -> None:
    figures = scored({})

    assert figures["actions"]["f1"] == 0
    assert figures["agenda"]["turn_accuracy"] == 0
