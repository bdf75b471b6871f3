"""How many people a machine captions: a slow recogniser is found out."""

import time

import pytest

from binome.errors import BadInput
from binome.speech import checkup
from binome.speech.checkup import Try, best_fit, capacity
from binome.speech.recogniser import Reading
from tests.helpers.speech import OracleRecogniser


class Fluent(OracleRecogniser):
    """Hears three words a second, whatever is said."""

    def _read(self, job) -> Reading:
        from binome.domain.values import Word

        count = max(1, int(3 * (job.end - job.start)))
        return Reading(
            tuple(
                Word(
                    f"mot{round(job.start + at / 3)}", job.start + at / 3, job.start + at / 3 + 0.3
                )
                for at in range(count)
            )
        )


class Slow(Fluent):
    """Burns a tenth of a second for each window."""

    def read(self, jobs):
        until = time.process_time() + 0.1 * len(jobs)
        while time.process_time() < until:
            pass
        return super().read(jobs)


def test_tries_go_on_until_words_come_too_late(monkeypatch) -> None:
    monkeypatch.setattr(checkup, "LENGTH", 5.0)
    made = list(checkup.tries(Fluent({}), most=2))
    assert [one.people for one in made] == [1, 2]
    assert capacity(made) == 2
    slow = list(checkup.tries(Slow({}), most=1))
    assert slow[0].cost > 0.1
    assert slow[0].cost > 5 * made[0].cost


def test_a_model_that_hears_nothing_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(checkup, "LENGTH", 5.0)
    with pytest.raises(BadInput, match="hears no words"):
        list(checkup.tries(OracleRecogniser({})))


def test_the_capacity_is_that_of_the_last_try_in_time() -> None:
    made = [Try(1, 0.5, 0.9, 1.2), Try(2, 0.4, 1.9, 2.0), Try(4, 0.3, 3.0, 4.0)]
    assert capacity(made) == 2
    assert capacity([]) == 0


@pytest.mark.parametrize(
    ("name", "people", "better"),
    [
        ("small", 2, "small"),
        ("small", 16, "large-v3-turbo"),
        ("small", 1, "base"),
        ("base", 2, "base"),
        ("base", 8, "small"),
        ("tiny", 0, None),
        ("our-own", 8, None),
    ],
)
def test_the_best_model_that_keeps_pace_is_named(name, people, better) -> None:
    assert best_fit(name, people) == better
