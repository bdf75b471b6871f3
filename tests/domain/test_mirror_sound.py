"""How one sounded, worked out by hand from what was measured minute by minute."""

from dataclasses import replace

import pytest

from binome.domain.mirror.sound import SoundPoint, SoundWindow, sound

CALM = SoundWindow(0.0, 30.0, -26.0, 12.0, 15.0, 20.0)
LIVELY = SoundWindow(60.0, 30.0, -20.0, 12.0, 18.0, 26.0)
USUAL = SoundWindow(120.0, 15.0, -23.0, 13.0, 16.0, 22.0)
BRIEF = SoundWindow(180.0, 4.9, -3.0, 1.0, 40.0, 60.0)


def test_each_minute_stands_beside_ones_own_median() -> None:
    found = sound([CALM, LIVELY, USUAL, BRIEF])
    assert found is not None
    assert found.pitch_range == 9.0  # of 8, 14 and 9
    # (30 · 10^-2.6 + 30 · 10^-2.0 + 15 · 10^-2.3) / 75 = 6.0071e-3
    assert found.loudness == pytest.approx(-22.2134, abs=5e-4)
    assert found.timeline == (
        SoundPoint(0.0, -3.0, -1.0, 8.0),
        SoundPoint(60.0, 3.0, 2.0, 14.0),
        SoundPoint(120.0, 0.0, 0.0, 9.0),
    )


def test_too_little_voice_says_nothing() -> None:
    assert sound([]) is None
    assert sound([BRIEF]) is None


def test_a_voice_without_pitch_still_has_its_loudness() -> None:
    whisper = replace(CALM, low=None, middle=None, high=None)
    found = sound([whisper])
    assert found is not None
    assert (found.loudness, found.pitch_range) == (pytest.approx(-26.0), None)
    assert found.timeline == (SoundPoint(0.0, 0.0, None, None),)


def test_a_better_microphone_moves_the_loudness_and_nothing_beside_the_median() -> None:
    louder = [replace(each, loudness=each.loudness + 6.0) for each in (CALM, LIVELY, USUAL)]
    before, after = sound([CALM, LIVELY, USUAL]), sound(louder)
    assert before is not None
    assert after is not None
    assert after.timeline == before.timeline
    assert after.loudness == pytest.approx((before.loudness or 0.0) + 6.0)
