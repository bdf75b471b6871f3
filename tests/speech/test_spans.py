"""Stretches of a track, joined where they touch."""

from binome.speech.spans import MOST, Spans


def test_stretches_that_touch_are_one_in_whatever_order_they_come() -> None:
    for order in (
        [(0, 5), (5, 9), (20, 30)],
        [(20, 30), (5, 9), (0, 5)],
        [(0, 5), (20, 30), (4, 9)],
    ):
        spans = Spans()
        for since, until in order:
            spans.add(since, until)
        assert list(spans.inside(0, 100)) == [(0, 9), (20, 30)]
        assert list(spans.missing(-5, 25)) == [(-5, 0), (9, 20)]


def test_nothing_is_missing_inside_and_everything_outside() -> None:
    spans = Spans()
    spans.add(10, 10)
    assert list(spans.missing(0, 5)) == [(0, 5)]
    spans.add(0, 10)
    assert list(spans.missing(2, 8)) == []
    assert list(spans.inside(20, 30)) == []


def test_the_oldest_are_forgotten() -> None:
    spans = Spans()
    for at in range(MOST + 10):
        spans.add(10 * at, 10 * at + 5)
    assert next(spans.inside(0, 10**9)) == (100, 105)
    assert len(spans.taken()) == MOST
    assert spans.taken() == []
