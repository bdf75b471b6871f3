"""Conversations whose figures were worked out by hand, and what must not change them."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from binome.domain.mirror import FORMULAS, Mirror, mirror_of
from binome.domain.mirror.table import rows_of

TALKS = sorted((Path(__file__).parent / "mirrors").glob("*.toml"))
FEW = settings(max_examples=50, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
TIMES = {"start", "end", "at"}
PEOPLE = ("mentor", "mentee")


def dialogue_of(golden: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema": "binome.dialogue/1",
        "id": "d",
        "lang": golden["lang"],
        "participants": [{"id": "mentor"}, {"id": "mentee"}],
        "turns": [
            {"id": number, "speaker": who, "start": start, "end": end, "text": text}
            for number, (who, start, end, text) in enumerate(golden["lines"], 1)
        ],
    }


def goldens() -> Iterator[tuple[str, str, str, Any]]:
    for path in TALKS:
        golden = tomllib.loads(path.read_text(encoding="utf-8"))
        for person in PEOPLE:
            for figure, value in golden[person].items():
                yield path.stem, person, figure, value


def figure_of(mirror: Mirror, path: str) -> Any:
    """What the mirror holds at `a.b.0.c`; the length of a list that is not gone into."""
    found: Any = asdict(mirror)
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else found[step]
    is_list_of_things = isinstance(found, tuple) and not all(isinstance(x, str) for x in found)
    return len(found) if is_list_of_things or found == () else found


@pytest.mark.parametrize(("talk", "person", "figure", "expected"), list(goldens()))
def test_figures_worked_out_by_hand(talk: str, person: str, figure: str, expected: Any) -> None:
    path = next(path for path in TALKS if path.stem == talk)
    mirror = mirror_of(dialogue_of(tomllib.loads(path.read_text(encoding="utf-8"))), person)
    found = figure_of(mirror, figure)
    if expected == "none":
        assert found is None
    elif isinstance(expected, float | int):
        assert found == pytest.approx(expected, abs=5e-5)
    elif isinstance(expected, list):
        assert list(found) == expected
    else:
        assert found == expected


# --- what changes nothing

VOCABULARY = (
    *("bonjour", "oui", "euh", "du coup", "d'accord", "pourquoi ?", "comment tu fais ?"),
    *("le projet", "la réunion de lundi", "ton directeur commercial", "c'est toi qui vois"),
    *("tu devrais essayer", "je peux te proposer une idée ?", "si je comprends bien"),
    "bravo pour ton rapport",
)


@st.composite
def talks(draw: st.DrawFn) -> dict[str, Any]:
    """Up to twelve turns with silences and overlaps, on quarter seconds so that sums are exact."""
    turns, at = [], 0.0
    for number in range(1, draw(st.integers(2, 12)) + 1):
        start = max(0.0, at + draw(st.integers(-6, 20)) / 4)
        end = start + draw(st.integers(1, 40)) / 4
        pieces = draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5))
        text, who = ". ".join(pieces), draw(st.sampled_from(PEOPLE))
        turns.append({"id": number, "speaker": who, "start": start, "end": end, "text": text})
        at = max(at, end)
    return {
        "lang": "fr",
        "participants": [{"id": person} for person in PEOPLE],
        "turns": sorted(turns, key=lambda turn: (turn["start"], turn["end"])),
    }


def without_times(value: Any) -> Any:
    """The same figures with the places in time taken out and sums rounded."""
    match value:
        case dict():
            return {k: without_times(v) for k, v in value.items() if k not in TIMES}
        case list() | tuple():
            return [without_times(one) for one in value]
        case float():
            return round(value, 6)
        case _:
            return value


@FEW
@given(talks(), st.integers(1, 4000))
def test_a_later_clock_changes_no_figure(talk: dict[str, Any], later: int) -> None:
    shifted = deepcopy(talk)
    for turn in shifted["turns"]:
        turn["start"], turn["end"] = turn["start"] + later, turn["end"] + later
    for person in PEOPLE:
        before, after = (asdict(mirror_of(each, person)) for each in (talk, shifted))
        assert without_times(before) == without_times(after)


@FEW
@given(talks())
def test_who_is_called_what_changes_no_figure(talk: dict[str, Any]) -> None:
    swapped = deepcopy(talk)
    for turn in swapped["turns"]:
        turn["speaker"] = PEOPLE[1 - PEOPLE.index(turn["speaker"])]
    for person, other in (PEOPLE, PEOPLE[::-1]):
        before, after = asdict(mirror_of(talk, person)), asdict(mirror_of(swapped, other))
        assert before.pop("participant") != after.pop("participant")
        assert before == after


@FEW
@given(talks())
def test_both_see_the_same_talk_from_two_sides(talk: dict[str, Any]) -> None:
    one, other = (mirror_of(talk, person) for person in PEOPLE)
    assert one.talk_share.whole.own == other.talk_share.whole.others
    assert one.interruptions.mine == other.interruptions.theirs
    assert (one.talk_share.whole.share or 0) + (other.talk_share.whole.share or 0) in (
        pytest.approx(1),
        0,
    )


@FEW
@given(talks(), st.data())
def test_more_silence_lengthens_one_silence_and_nothing_else(
    talk: dict[str, Any], data: st.DataObject
) -> None:
    turns = talk["turns"]
    at = data.draw(st.integers(1, len(turns) - 1))
    if any(turn["end"] >= turns[at]["start"] for turn in turns[:at]):
        return  # no silence there to make longer
    longer = deepcopy(talk)
    for turn in longer["turns"][at:]:
        turn["start"], turn["end"] = turn["start"] + 60, turn["end"] + 60
    for person in PEOPLE:
        before, after = mirror_of(talk, person), mirror_of(longer, person)
        assert before.talk_share == after.talk_share
        assert len(before.interruptions.mine) == len(after.interruptions.mine)
        assert before.questions.open_share == after.questions.open_share
        assert len(before.advice.given) == len(after.advice.given)
        assert before.fillers == after.fillers
        paused = [(p.seconds, q.seconds) for p, q in _pairs(before, after)]
        assert all(q == pytest.approx(p) or q == pytest.approx(p + 60) for p, q in paused)
        assert sum(q - p > 1 for p, q in paused) <= 1


def _pairs(before: Mirror, after: Mirror) -> Iterator[tuple[Any, Any]]:
    return zip(before.thinking_time.pauses, after.thinking_time.pauses, strict=True)


# --- formulas and rows


def test_every_figure_of_the_mirror_has_its_formula_in_both_languages() -> None:
    schema_of_each = {formula.figure for formula in FORMULAS}
    mirror = asdict(mirror_of(dialogue_of(tomllib.loads(TALKS[0].read_text())), "mentor"))
    figures = {value["formula"] for value in mirror.values() if isinstance(value, dict)}
    assert figures < schema_of_each
    assert schema_of_each - figures == {"promises", "sound", "trend"}
    for formula in FORMULAS:
        for text in (formula.fr, formula.en, formula.title_fr, formula.title_en, formula.source):
            assert text
            assert "{" not in text
        assert formula.fr != formula.en


def test_the_rows_hold_every_count_and_every_passage() -> None:
    mirror = mirror_of(dialogue_of(tomllib.loads(TALKS[0].read_text())), "mentor")
    rows = rows_of(mirror)
    values = {(row.figure, row.measure, row.about): row.value for row in rows}
    assert values["talk_share", "own", ""] == 41
    assert values["questions", "open", ""] == 2
    assert values["thinking_time", "median", "after_own_question"] == 4
    assert {row.figure for row in rows} >= {f.figure for f in FORMULAS} - {
        "noticed",
        "promises",
        "sound",
        "trend",
    }
    quotes = [row.quote for row in rows if row.figure == "advice" and row.quote]
    assert any("Tu devrais" in quote for quote in quotes)
