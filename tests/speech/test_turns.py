"""The turn machine: who takes the floor, and that nothing of the first words is lost."""

from hypothesis import given
from hypothesis import strategies as st

from binome.speech.clock import RATE
from binome.speech.turns import (
    TurnClosed,
    TurnMachine,
    TurnOpened,
    TurnPaused,
    TurnResumed,
    TurnSignal,
    VoiceOff,
    VoiceOn,
)
from binome.speech.vad import FRAME


def play(*spans: tuple[float, float]) -> list[TurnSignal]:
    """Feed spans of (seconds, probability) and close."""
    machine, at, signals = TurnMachine(), 0, []
    for seconds, probability in spans:
        for _ in range(round(seconds * RATE / FRAME)):
            signals += machine.feed(at, probability)
            at += FRAME
    return signals + machine.close(at)


def kinds(signals: list[TurnSignal]) -> list[str]:
    return [type(signal).__name__ for signal in signals]


def test_a_sentence_is_one_turn_with_its_pre_roll() -> None:
    signals = play((1, 0), (2, 0.9), (1.5, 0))
    assert kinds(signals) == ["VoiceOn", "TurnOpened", "VoiceOff", "TurnPaused", "TurnClosed"]
    on, opened, off, paused, closed = signals
    assert isinstance(on, VoiceOn)
    assert isinstance(opened, TurnOpened)
    assert on.at - opened.at >= 0.2 * RATE
    assert isinstance(off, VoiceOff)
    assert abs((off.at - off.since) / RATE - 2) < 0.05
    assert isinstance(paused, TurnPaused)
    assert 0.35 <= (paused.at - paused.voiced_until) / RATE < 0.4
    assert isinstance(closed, TurnClosed)
    assert 0.8 <= (closed.at - off.at) / RATE < 0.85


def test_a_short_pause_does_not_end_the_turn() -> None:
    signals = play((1, 0), (1, 0.9), (0.6, 0.1), (1, 0.9), (1, 0))
    assert kinds(signals).count("TurnOpened") == 1
    assert kinds(signals).count("TurnResumed") == 1
    assert kinds(signals).count("TurnClosed") == 1


def test_a_click_is_no_voice() -> None:
    assert play((1, 0), (0.064, 0.9), (1, 0)) == []


def test_a_cough_is_a_turn_with_too_little_voice_to_be_read() -> None:
    closed = play((1, 0), (0.16, 0.9), (1, 0))[-1]
    assert isinstance(closed, TurnClosed)
    assert closed.voiced < 0.25 * RATE


def test_the_end_of_the_call_ends_a_running_turn() -> None:
    assert kinds(play((1, 0), (1, 0.9)))[-2:] == ["TurnPaused", "TurnClosed"]


@given(st.lists(st.tuples(st.floats(0.03, 2), st.floats(0, 1)), max_size=20))
def test_turns_are_in_order_and_cover_every_voice(spans) -> None:
    signals = play(*spans)
    open_windows: list[tuple[int, int]] = []
    start = None
    for signal in signals:
        match signal:
            case TurnOpened(at) | TurnResumed(at):
                assert start is None
                assert not open_windows or at >= open_windows[-1][0]
                start = at
            case TurnPaused(at, voiced_until):
                assert start is not None
                assert start < voiced_until <= at
                open_windows.append((start, at))
                start = None
            case _:
                pass
    assert start is None
    for signal in signals:
        if isinstance(signal, VoiceOff):
            assert any(low <= signal.since and signal.at <= high for low, high in open_windows)
    opened = [s for s in signals if isinstance(s, TurnOpened)]
    closed = [s for s in signals if isinstance(s, TurnClosed)]
    assert len(opened) == len(closed)
