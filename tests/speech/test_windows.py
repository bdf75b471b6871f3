"""Where windows are cut."""

import numpy as np

from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.windows import WindowRules, cut_after, quietest
from tests.helpers.speech import noise

RULES = WindowRules()
SAID = [Word("Bonjour.", 0, 1), Word("Je", 1.2, 1.4), Word("vais", 1.5, 2), Word("bien", 6, 6.8)]


def test_a_short_window_is_left_alone() -> None:
    assert cut_after(SAID, 0, 4, RULES) is None


def test_a_comfortable_window_is_cut_after_a_full_stop_only() -> None:
    assert cut_after(SAID, 0, 6, RULES) == 0
    assert cut_after(SAID[1:], 0, 6, RULES) is None


def test_a_long_window_is_cut_after_the_last_committed_word_that_leaves_a_second() -> None:
    assert cut_after(SAID[1:], 0, 7.5, RULES) == 1


def test_the_quiet_spot_is_found() -> None:
    pcm = noise(1.0)
    pcm[round(0.6 * RATE) : round(0.7 * RATE)] *= 0.01
    assert 0.6 <= quietest(pcm) / RATE <= 0.7
    assert quietest(np.zeros(10, np.float32)) == 5
