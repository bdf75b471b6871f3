"""Words that rest on audio nobody sent deserve less belief."""

import pytest

from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.mending import MOST, Mended


def mended(*stretches: tuple[float, float]) -> Mended:
    made = Mended()
    for since, until in stretches:
        made.add(round(since * RATE), round(until * RATE))
    return made


@pytest.mark.parametrize(
    ("stretches", "p"),
    [
        ([(0.0, 1.0)], 0.8),
        ([(1.0, 1.25)], 0.7),
        ([(0.0, 1.5), (1.5, 2.0)], 0.4),
    ],
)
def test_a_word_is_doubted_by_how_much_of_it_was_invented(
    stretches: list[tuple[float, float]], p: float
) -> None:
    word = Word("mot", 1.0, 2.0, 0.8)
    assert mended(*stretches).doubted(word).p == pytest.approx(p)


def test_a_word_elsewhere_is_left_as_it_is() -> None:
    word = Word("mot", 3.0, 3.4, 0.8)
    assert mended((1.0, 2.0)).doubted(word) is word
    assert mended().doubted(word) is word


def test_only_the_last_stretches_are_remembered() -> None:
    track = mended(*((n, n + 0.5) for n in range(MOST + 1)))
    assert track.share(0.0, 0.5) == 0.0
    assert track.share(1.0, 1.5) == 1.0
    assert len(track.taken()) == MOST
    assert track.taken() == []
