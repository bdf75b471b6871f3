"""The benchmark's own parts: a figure that is wrong is worse than none."""

import xml.etree.ElementTree as ET

import pytest

from binome.domain.values import Word
from binome.speech.recogniser import Job, Urgency
from binome.wire.understanding import Words
from tests.bench import speech
from tests.bench.captions import capacity, noises, policy, report, rows
from tests.bench.captions.oracle import Oracle
from tests.bench.captions.peers import PEER, LocalAgreement
from tests.bench.captions.prices import BASE
from tests.bench.captions.report import Measure
from tests.bench.captions.talk import Said, talk
from tests.helpers.speech import noise

MEASURES = [
    Measure("words lost", 0.5, "%", 2.0, 2.0, 1.0, "lower"),
    Measure("tracks", 8, "tracks", 1, 6, 12, "higher"),
    Measure("not measured", None, "s", None, 6.0, 4.0, "lower"),
]


def test_a_report_can_be_read_again_and_drawn(tmp_path) -> None:
    file = tmp_path / "measures.json"
    file.write_text(report.as_json(MEASURES), encoding="utf-8")
    assert report.read(file) == MEASURES
    assert [one.verdict for one in MEASURES] == ["goal", "floor", "none"]
    drawing = ET.fromstring(report.plot(MEASURES))  # noqa: S314 - we just wrote it
    assert len(drawing.findall(".//{*}rect")) == 1 + 2
    assert "not measured (s)" in report.table(MEASURES)


def test_the_alignment_tells_lost_wrong_and_invented_words_apart() -> None:
    said = [Word(text, at, at + 0.5) for at, text in enumerate(["un", "deux", "trois", "quatre"])]
    heard = [Word(text, 0, 1) for text in ["un", "de", "trois", "trois"]]
    assert policy.fates(said, heard[:3]) == (["right", "wrong", "right", "lost"], 0)
    assert policy.fates(said[:1], heard[:2]) == (["right"], 1)


def test_a_talk_is_the_same_for_the_same_seed_and_lasts_as_asked() -> None:
    one = talk("a", 120)
    assert one == talk("a", 120)
    assert one != talk("b", 120)
    assert all(word.start < word.end for word in one.words)
    assert one.words[-1].end < 121
    assert 0.25 < one.seconds / 120 < 0.65


def said(*turns: list[str]) -> Said:
    return Said(
        tuple(
            tuple(
                Word(text, 1 + 4 * number + 0.3 * at, 1.28 + 4 * number + 0.3 * at)
                for at, text in enumerate(turn)
            )
            for number, turn in enumerate(turns)
        )
    )


@pytest.mark.parametrize(("reads_the_end", "whole"), [(False, False), (True, True)])
def test_the_old_policy_ends_a_turn_without_hearing_its_last_audio(reads_the_end, whole) -> None:
    short = said(["oui", "je", "viens", "demain"])
    peer = LocalAgreement(Oracle({PEER: short.words}), short, 1.0, reads_the_end)
    heard = [one for tick in range(1, 150) for one in peer.step(tick * 0.04)]
    words = [word.text for one in heard if isinstance(one, Words) for word in one.words]
    assert (words == ["oui", "je", "viens", "demain"]) is whole


def test_ours_loses_no_word_and_no_end_of_turn_and_is_calm() -> None:
    (ours, *peers) = policy.compare(1, 60.0)
    assert ours.last_lost <= 0.02
    assert ours.revisions <= 0.15
    assert ours.revisions < min(peer.revisions for peer in peers)


def test_a_batch_costs_less_than_its_windows_one_by_one() -> None:
    jobs = [
        Job(("s", f"p{at}"), "t", 1, Urgency.PARTIAL, 0, "fr", noise(4.0), 0.0) for at in range(8)
    ]
    assert BASE.of(jobs) < 0.75 * sum(BASE.of([job]) for job in jobs)


def test_twice_the_people_a_core_can_caption_wait_without_falling_behind() -> None:
    said = capacity.overloaded(20, 60.0, 30.0)
    over = capacity.load(said, BASE, 90.0)
    assert over.commit_p95 < 6.0
    assert capacity.slope([one for one in over.commits if 20 < one[0] < 60]) < 3.0
    assert over.fairness > 0.9
    assert over.lost == 0
    assert max(delay for at, delay in over.commits if at > 70) < 3.5


def test_noises_are_as_long_as_asked_and_never_clip() -> None:
    for make in noises.NOISES.values():
        sound = make(2.0)
        assert len(sound) == 32_000
        assert abs(sound).max() < 1.0


def test_a_row_that_was_not_run_is_printed_without_a_value() -> None:
    found = rows.complete([rows.row("overlap error", 0.01)])
    assert [one.name for one in found] == [one.name for one in rows.ROWS]
    assert {one.name: one.value for one in found if one.value is not None} == {
        "overlap error": 0.01
    }


def test_local_agreement_asks_for_longer_windows_the_longer_a_turn_lasts() -> None:
    short, long = (said([f"mot{at}" for at in range(count)]) for count in (10, 30))
    assert policy.asked({"p": short}, 12.0)[1] < policy.asked({"p": long}, 12.0)[1]


def test_the_command_line_knows_its_levels() -> None:
    given = speech.options(["--level", "0", "--quick"])
    assert given.level == [0]
    assert given.seconds == 60.0
