import pytest
from hypothesis import given
from hypothesis import strategies as st

from binome.domain import commands as c
from binome.domain.floor import FloorLedger, Stretch, common, joined, total, without
from tests.helpers.playbook import Playbook, pair_in_talk


def ledger(book: Playbook) -> FloorLedger:
    return book.session.floor


def test_speaking_time_overlaps_and_silences_come_from_voice_activity() -> None:
    book = pair_in_talk()
    book.voice("mentor", 1, 5)
    book.session.apply(book.session.hearing.voice("mentee", False, 4, 8)[0])
    book.voice("mentor", 11, 12)
    floor = ledger(book)
    assert floor.speaking_time("mentor") == 5
    assert floor.speaking_time("mentee") == 4
    assert floor.overlaps("mentor", "mentee") == [Stretch(4, 5)]
    assert floor.silences(("mentor", "mentee"), at_least=2) == [Stretch(8, 11)]


def test_words_stand_in_where_no_voice_was_measured() -> None:
    book = pair_in_talk()
    book.hear("mentor", "un deux trois quatre", at=10)
    assert ledger(book).speaking_time("mentor") == pytest.approx(0.975)


def test_voice_counts_only_from_when_the_transcription_is_on() -> None:
    book = Playbook()
    book.join("mentor", "mentee")
    book.until(10)
    book.agree()
    book.until(20)
    ended = book.session.hearing.voice("mentee", False, 5, 15)
    assert [event.since for event in ended] == [10]  # type: ignore[union-attr]
    assert book.session.hearing.voice("mentee", False, 5, 9) == []


def test_erased_passages_are_cut_out_of_speaking_time() -> None:
    book = pair_in_talk()
    book.voice("mentor", 0, 10)
    book.until(12)
    book.do("mentor", c.EraseLast(5))
    assert ledger(book).speech("mentor") == [Stretch(0, 7)]


stretches = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda p: Stretch(p[0], p[0] + p[1]))
)


def seconds(parts: list[Stretch]) -> set[int]:
    return {at for part in parts for at in range(int(part.since), int(part.until))}


@given(stretches, stretches)
def test_stretches_join_cross_and_cut_like_sets_of_seconds(
    ones: list[Stretch], others: list[Stretch]
) -> None:
    a, b = joined(ones), joined(others)
    assert seconds(a) == seconds(ones)
    assert total(a) == len(seconds(a))
    assert seconds(common(a, b)) == seconds(a) & seconds(b)
    assert seconds(without(a, b)) == seconds(a) - seconds(b)
