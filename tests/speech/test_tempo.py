"""The elastic interval and the ladder."""

from binome.speech.tempo import Tempo


def work(tempo: Tempo, seconds: float, *, busy: float, lag: float, since: float = 0.0) -> float:
    """Batches of half a second's period that keep the engine busy for a share of it."""
    now = since
    while now < since + seconds:
        tempo.worked(now, now + 0.5 * busy, lag)
        now += 0.5
    return now


def test_an_engine_at_leisure_stays_at_its_base() -> None:
    tempo = Tempo()
    work(tempo, 30, busy=0.4, lag=0.2)
    assert (tempo.step, tempo.interval) == ("calm", tempo.base)


def test_more_speech_than_it_can_read_leads_down_step_by_step() -> None:
    tempo, steps, now = Tempo(), [], 0.0
    while now < 20:
        now = work(tempo, 0.5, busy=0.99, lag=5.0, since=now)
        if tempo.step not in steps:
            steps.append(tempo.step)
    assert steps == ["calm", "strained", "slow", "full"] or steps == ["calm", "slow", "full"]
    assert tempo.interval == tempo.slowest


def test_it_is_calm_again_within_ten_seconds() -> None:
    tempo = Tempo()
    now = work(tempo, 20, busy=0.99, lag=5.0)
    work(tempo, 10, busy=0.2, lag=0.1, since=now)
    assert tempo.step == "calm"


def test_a_step_is_not_left_for_a_moment_of_ease() -> None:
    tempo = Tempo()
    now = work(tempo, 20, busy=0.99, lag=5.0)
    work(tempo, 0.5, busy=0.2, lag=0.1, since=now)
    assert tempo.step == "full"


def test_a_slow_machine_reads_sparingly_and_few_at_once_however_few_speak() -> None:
    slow, fast = Tempo(), Tempo()
    for second in range(0, 40, 2):
        slow.worked(second, second + 0.5, 0.1)
        fast.worked(second, second + 0.5, 0.1, windows=8)
    assert (slow.step, slow.sparing, slow.together(8)) == ("calm", True, 1)
    assert (fast.step, fast.sparing, fast.together(8)) == ("calm", False, 5)


def test_once_captions_are_slow_only_the_throughput_counts() -> None:
    tempo = Tempo()
    work(tempo, 20, busy=0.99, lag=5.0)
    assert tempo.together(8) == 8
