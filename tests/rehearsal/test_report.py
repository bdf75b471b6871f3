"""How a rehearsal measures captions."""

from binome.rehearsal.report import CaptionTimes, percentile


def test_a_word_counts_as_displayed_when_the_tail_first_reaches_it():
    times = CaptionTimes()
    times.tail("mentor", "bonjour", 1.0)
    times.tail("mentor", "bonjour léa", 1.5)
    words = [{"end": 0.6}, {"end": 1.2}]
    times.committed("mentor", words, ends=True, arrived=2.0)
    assert [round(t, 3) for t in times.first_display] == [0.4, 0.3]
    assert [round(t, 3) for t in times.commit] == [1.4, 0.8]


def test_each_turn_counts_its_words_anew():
    times = CaptionTimes()
    times.committed("mentor", [{"end": 1.0}], ends=True, arrived=1.5)
    times.tail("mentor", "oui", 3.0)
    times.committed("mentor", [{"end": 2.8}], ends=False, arrived=4.0)
    assert [round(t, 3) for t in times.first_display] == [0.5, 0.2]


def test_the_tail_comes_after_the_committed_words_of_its_turn():
    times = CaptionTimes()
    times.committed("mentee", [{"end": 1.0}], ends=False, arrived=1.2)
    times.tail("mentee", "merci", 2.0)
    times.committed("mentee", [{"end": 1.9}], ends=True, arrived=3.0)
    assert [round(t, 3) for t in times.first_display] == [0.2, 0.1]


def test_percentiles_are_by_nearest_rank():
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([], 0.5) is None
