"""The rehearsal's script, read as live recognition would hand it over."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from binome.language.minutes import read

SCRIPTS = Path(__file__).parents[2] / "models" / "rehearsal" / "scripts"
SCRIPT = json.loads((SCRIPTS / "fr.json").read_text(encoding="utf-8"))
ENGLISH = json.loads((SCRIPTS / "en.json").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Return the text as a recogniser without case and marks writes it."""
    return re.sub(r"\s+", " ", re.sub(r"[.,?!:;]", " ", text.lower())).strip()


def misheard(text: str) -> str:
    """Return the text with a few of the errors that live recognition makes."""
    swaps = {
        "Je vais écrire": "je vais écrit",
        "je te les envoie": "je te les envoi",
        "trois exemples": "3 exemples",
        "je relis": "je relit",
        "lettre de motivation": "lettre de motivations",
        "On se revoit": "on ce revoit",
        "dans deux semaines": "2 semaines",
        "ça me va": "sa me va",
    }
    for said, heard in swaps.items():
        text = text.replace(said, heard)
    return text


def script_dialogue(
    write: Callable[[str], str], *, short: bool, script: dict[str, Any] = SCRIPT
) -> dict[str, Any]:
    turns: list[dict[str, Any]] = []
    at = 0.0
    for turn in script["turns"]:
        if short and not turn.get("short"):
            continue
        seconds = len(turn["text"]) / 15
        turns.append(
            {
                "id": len(turns) + 1,
                "speaker": turn["speaker"],
                "start": at,
                "end": at + seconds,
                "text": write(turn["text"]),
            }
        )
        at += seconds + 0.4
    return {
        "schema": "binome.dialogue/1",
        "lang": script["language"],
        "session": {"date": "2026-11-24", "known_next_session": None},
        "participants": script["participants"],
        "agenda": script["agenda"],
        "turns": turns,
    }


@pytest.mark.parametrize("short", [False, True], ids=["whole", "short"])
@pytest.mark.parametrize(
    "write",
    [str, plain, misheard, lambda t: plain(misheard(t))],
    ids=["written", "plain", "misheard", "plain and misheard"],
)
def test_the_script_gives_its_two_actions_and_its_agreement(
    write: Callable[[str], str], short: bool
) -> None:
    found = read(script_dialogue(write, short=short))

    assert [(a["owner"], a["due"]) for a in found["actions"]] == [
        ("mentee", "2026-11-27"),
        ("mentor", "2026-11-30"),
    ]
    assert [a["due"] for a in found["agreements"]] == ["2026-12-08"]
    first, second = (a["text"] for a in found["actions"])
    assert "exemples" in first
    assert second.startswith("Relire la lettre de motivation")
    assert all(a["confidence"] >= 0.6 for a in found["actions"] + found["agreements"])


def test_the_lines_are_infinitives_with_pronouns_resolved() -> None:
    found = read(script_dialogue(str, short=False))

    assert [a["text"] for a in found["actions"]] == [
        "Envoyer trois exemples à Claire",
        "Relire la lettre de motivation de Yanis",
    ]
    assert [a["text"] for a in found["agreements"]] == [
        "Se revoir dans deux semaines, à la même heure"
    ]


def test_the_agenda_follows_the_script() -> None:
    dialogue = script_dialogue(str, short=False)

    found = read(dialogue)

    wanted = [turn["item"] for turn in SCRIPT["turns"]]
    assert [a["item"] for a in found["agenda"]] == wanted
    assert found["current_item"]["item"] == "recap"


def test_a_commitment_keeps_its_id_while_the_talk_goes_on() -> None:
    dialogue = script_dialogue(str, short=False)
    seen: dict[str, str] = {}
    for count in range(1, len(dialogue["turns"]) + 1):
        found = read({**dialogue, "turns": dialogue["turns"][:count]})
        for line in found["actions"] + found["agreements"]:
            seen.setdefault(line["id"], line["quote"])
    assert len(seen) == 3
    final = read(dialogue)
    assert set(seen) == {x["id"] for x in final["actions"] + final["agreements"]}


@pytest.mark.parametrize("short", [False, True], ids=["whole", "short"])
@pytest.mark.parametrize("write", [str, plain], ids=["written", "plain"])
def test_the_english_script_gives_the_same(write: Callable[[str], str], short: bool) -> None:
    found = read(script_dialogue(write, short=short, script=ENGLISH))

    assert [(a["owner"], a["due"]) for a in found["actions"]] == [
        ("mentee", "2026-11-27"),
        ("mentor", "2026-11-30"),
    ]
    assert [a["text"] for a in found["actions"]] == [
        "Send three examples to Claire",
        "Read Yanis's cover letter again",
    ]
    assert [a["due"] for a in found["agreements"]] == ["2026-12-08"]
