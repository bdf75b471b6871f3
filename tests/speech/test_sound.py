"""How loud and how high a voice is: tones whose truth follows from their formula."""

import asyncio

import numpy as np
import pytest

from binome.domain.mirror.sound import SoundWindow
from binome.speech import sound
from binome.speech.clock import RATE
from binome.speech.measuring import Measuring
from binome.speech.opus import Pcm
from binome.speech.sound import SoundMeter, blocks_of, gated, pitches_of
from binome.wire.understanding import Sounded

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def sine(below: float, seconds: float, hertz: float = 997.0) -> Pcm:
    """A sine so many dB below full scale."""
    times = np.arange(round(seconds * RATE)) / RATE
    return (10 ** (-below / 20) * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def voiced(hertz: float, seconds: float) -> Pcm:
    return np.sum([sine(20, seconds, n * hertz) / n for n in range(1, 16)], axis=0)


@pytest.mark.parametrize("below", [0.0, 20.0, 36.0])
def test_a_full_scale_sine_of_997_hertz_measures_minus_3_01_lufs(below: float) -> None:
    assert gated(blocks_of(sine(below, 5.0))) == pytest.approx(-3.01 - below, abs=0.1)


def test_what_lies_ten_lu_under_the_rest_is_gated_away() -> None:
    parts = np.concatenate([sine(36.0, 10.0), sine(20.0, 20.0), sine(36.0, 10.0)])
    assert gated(blocks_of(parts)) == pytest.approx(-23.01, abs=0.2)


def test_silence_has_no_loudness_and_no_pitch() -> None:
    silence = np.zeros(2 * RATE, np.float32)
    assert gated(blocks_of(silence)) is None
    assert len(pitches_of(silence)) == 0
    assert len(blocks_of(silence[: RATE // 10])) == 0


@pytest.mark.parametrize(("hertz", "semitones"), [(110.0, 12.0), (220.0, 24.0)])
def test_an_octave_is_twelve_semitones(hertz: float, semitones: float) -> None:
    assert np.median(pitches_of(voiced(hertz, 2.0))) == pytest.approx(semitones, abs=0.1)


def test_a_stretch_over_two_minutes_is_counted_in_each() -> None:
    meter = SoundMeter()
    meter.hear(57.0, voiced(110.0, 8.0))
    first, second = meter.done(before=120.0)
    assert (first.at, second.at) == (0.0, 60.0)
    assert (first.seconds, second.seconds) == (3.0, 5.0)
    assert second.middle == pytest.approx(12.0, abs=0.1)
    assert meter.done(before=120.0) == []


def test_a_forgotten_passage_takes_its_minute_along() -> None:
    meter = SoundMeter()
    for start in (10.0, 70.0):
        meter.hear(start, voiced(110.0, 5.0))
    meter.forget(71.0, 72.0)
    assert [window.at for window in meter.done(before=float("inf"))] == [0.0]


async def measured(*steps: tuple[str, float], people: frozenset[str]) -> list[SoundWindow]:
    said: list[Sounded] = []
    measuring = Measuring(said.append)
    for person, start in steps:
        measuring.hear(("s1", person), start, voiced(110.0, 6.0))
    measuring.keep_only("s1", people)
    await measuring.finish("s1")
    await asyncio.sleep(0)
    measuring.close()
    return [one.window for one in said]


async def test_minutes_are_told_once_and_the_last_one_at_the_end() -> None:
    told = await measured(("mentor", 5.0), ("mentor", 65.0), people=frozenset({"mentor"}))
    assert [window.at for window in told] == [0.0, 60.0]


async def test_a_measurement_that_fails_costs_the_figure_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(samples: Pcm) -> Pcm:
        raise RuntimeError("the network cannot be loaded")

    monkeypatch.setattr(sound, "pitches_of", broken)
    assert await measured(("mentor", 5.0), people=frozenset({"mentor"})) == []


async def test_of_whoever_no_longer_wants_it_nothing_is_told() -> None:
    told = await measured(("mentor", 5.0), ("mentee", 5.0), people=frozenset({"mentee"}))
    assert [window.at for window in told] == [0.0]
