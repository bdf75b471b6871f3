"""The live core against an oracle that knows what was said: nothing lost, nothing rewritten."""

import numpy as np
import pytest

from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.lanes import VirtualLane
from binome.speech.listener import ENGINE, Listener
from binome.speech.live import Live
from binome.speech.metrics import CaptionMetrics
from binome.speech.normalise import word_errors
from binome.speech.normalise import words as tokens
from binome.speech.playback import Playback
from binome.speech.recogniser import Reading, Urgency
from binome.speech.recording import Recording
from binome.speech.tempo import Tempo
from binome.wire.understanding import (
    CaptionsPace,
    Missed,
    Revised,
    Tail,
    VoiceEnded,
    VoiceStarted,
    Words,
)
from tests.helpers.speech import OracleRecogniser, ScriptedVoice, noise


def sentence(start: float, count: int, name: str = "mot", each: float = 0.3) -> list[Word]:
    return [
        Word(f"{name}{at}", start + at * each, start + (at + 0.9) * each) for at in range(count)
    ]


class Stage:
    """People who speak by script, heard in virtual time."""

    def __init__(self, cost: float = 0.2, **said: list[Word]) -> None:
        self.oracle = OracleRecogniser(said, confusion=0.0)
        self.live = Live(longest=10.0)
        self.live.follow("s", dict.fromkeys(said, "fr"))
        for name, words in said.items():
            spans = _spans(words)
            self.live.listeners["s", name] = Listener(
                ("s", name), "fr", 0, voice=ScriptedVoice(spans)
            )
        self.lane = VirtualLane(self.oracle, cost)
        self.now = 0.0
        self.heard = []

    def play(self, until: float) -> list:
        while self.now < until:
            self.now = round(self.now + 0.04, 6)
            for listener in self.live.listeners.values():
                listener.hear(noise(0.04))
            self._work()
        return self.heard

    def finish(self) -> list:
        self.live.close("s")
        self.heard += self.live.said()
        while self.live.working("s") or self.live.rereading("s") or not self.lane.free:
            self.now += 0.04
            self._work()
        return self.heard

    def _work(self) -> None:
        if back := self.lane.done(self.now):
            self.live.take(back.jobs, back.readings, back.sent, back.back)
        if self.lane.free and (jobs := self.live.due(self.now)):
            try:
                self.lane.start(jobs, self.now)
            except RuntimeError:
                self.live.fail(jobs)
        self.heard += self.live.said()


def _spans(words: list[Word]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for word in words:
        if spans and word.start - spans[-1][1] < 0.2:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return spans


def committed(messages: list, who: str) -> list[str]:
    return [
        word.text
        for one in messages
        if isinstance(one, Words) and one.participant == who
        for word in one.words
    ]


@pytest.mark.parametrize("cost", [0.05, 0.4, 1.5])
def test_every_word_of_a_call_is_committed_once_and_in_order(cost) -> None:
    mentor = sentence(1, 12) + sentence(12, 60) + sentence(34, 1)
    mentee = sentence(6, 9) + sentence(31, 4)
    stage = Stage(cost, mentor=mentor, mentee=mentee)
    stage.play(40)
    heard = stage.finish()
    assert committed(heard, "mentor") == [word.text for word in mentor]
    assert committed(heard, "mentee") == [word.text for word in mentee]
    assert max(len(job.audio) for job in stage.oracle.jobs) <= 10 * RATE


def test_a_turn_ends_once_and_after_its_words() -> None:
    heard = Stage(mentor=sentence(1, 5) + sentence(6, 5)).play(9)
    ends = [one.turn for one in heard if isinstance(one, Words) and one.ends_turn]
    assert len(ends) == len(set(ends)) == 2
    last = max(at for at, one in enumerate(heard) if isinstance(one, Words) and one.words)
    assert isinstance(heard[last], Words)
    assert heard[last].turn == ends[-1]


def test_words_are_shown_before_they_are_committed_and_the_tail_is_cleared() -> None:
    heard = Stage(mentor=sentence(1, 8)).play(6)
    shown = [one.text for one in heard if isinstance(one, Tail)]
    assert shown[0]
    assert shown[-1] == ""


def test_a_pause_in_a_sentence_keeps_the_turn() -> None:
    said = sentence(1, 4) + sentence(2.8, 4)
    heard = Stage(mentor=said).play(6)
    assert len({one.turn for one in heard if isinstance(one, Words)}) == 1
    assert committed(heard, "mentor") == [word.text for word in said]


def test_voice_is_told_to_the_frame() -> None:
    heard = Stage(mentor=sentence(1, 10)).play(6)
    (started,) = [one for one in heard if isinstance(one, VoiceStarted)]
    (ended,) = [one for one in heard if isinstance(one, VoiceEnded)]
    assert abs(started.at - 1) < 0.033
    assert ended.since == started.at
    assert abs(ended.at - 3.97) < 0.033


def test_two_people_speaking_at_once_are_read_in_one_batch() -> None:
    stage = Stage(mentor=sentence(1, 10), mentee=sentence(1, 10, "autre"))
    sizes = []
    read = stage.oracle.read
    stage.oracle.read = lambda jobs: (sizes.append(len(jobs)), read(jobs))[1]  # type: ignore
    stage.play(6)
    assert max(sizes) == 2


def test_a_slow_engine_makes_updates_rarer_not_later() -> None:
    stage = Stage(1.2, mentor=sentence(1, 80))
    stage.play(30)
    assert stage.live.tempo.interval > 1.0
    partial = [job for job in stage.oracle.jobs if job.urgency is Urgency.PARTIAL]
    assert len(partial) < 25
    heard = stage.heard
    last = [one for one in heard if isinstance(one, Words)][-1]
    assert last.ends_turn


def test_under_overload_nobody_starves_and_nothing_is_lost() -> None:
    said = {
        f"person{who}": [
            word
            for round_ in range(7)
            for word in sentence(1 + who * 0.3 + round_ * 6, 12, f"mot{round_}x")
        ]
        for who in range(10)
    }
    stage = Stage(0.0, **said)

    class Slow(VirtualLane):
        def start(self, jobs, now):
            self.cost = 0.3 + 0.3 * len(jobs)
            super().start(jobs, now)

    stage.lane = Slow(stage.oracle)
    metrics, seen = CaptionMetrics("fr"), 0
    while stage.now < 60:
        stage.play(stage.now + 0.2)
        for message in stage.heard[seen:]:
            metrics.hear(message, stage.now)
        seen = len(stage.heard)
    for who, words in said.items():
        assert committed(stage.heard, who) == [word.text for word in words]
    assert metrics.figures()["commit_max_s"] < 12


def test_what_was_said_after_the_pause_never_comes_out() -> None:
    stage = Stage(mentor=sentence(1, 40))
    stage.play(7.0)
    stage.live.forget("s", 5.0, 7.0)
    before = len(stage.heard)
    stage.live.listeners["s", "mentor"]._voice = ScriptedVoice([(20, 21)], at=round(7 * RATE))
    stage.play(12)
    late = [
        word
        for one in stage.heard[before:]
        if isinstance(one, Words | Revised)
        for word in one.words
    ]
    assert all(word.end <= 5.1 for word in late)
    texts = committed(stage.heard, "mentor")
    assert texts[:13] == [word.text for word in sentence(1, 13)]
    ends = [one for one in stage.heard if isinstance(one, Words) and one.ends_turn]
    assert len(ends) == 1


def test_the_second_pass_revises_a_turn_it_hears_better() -> None:
    stage = Stage(mentor=sentence(1, 6))
    stage.play(3.0)
    stage.oracle.said = {"mentor": [Word("Voilà", 1, 1.5), Word("mieux.", 1.6, 2.4)]}
    stage.play(3.5)
    stage.oracle.said = {"mentor": sentence(1, 6, "vrai")}
    stage.play(4)
    heard = stage.finish()
    (revised,) = [one for one in heard if isinstance(one, Revised)]
    assert revised.turn == next(one.turn for one in heard if isinstance(one, Words))


def test_an_engine_that_dies_costs_no_words() -> None:
    said = sentence(1, 10)
    stage = Stage(mentor=said)
    read, crashes = stage.oracle.read, [True]

    def crash_once(jobs):
        if crashes and jobs[0].urgency is Urgency.FINAL:
            crashes.clear()
            raise RuntimeError("out of memory")
        return read(jobs)

    stage.oracle.read = crash_once  # type: ignore[method-assign]
    stage.play(7)
    assert not crashes
    assert committed(stage.heard, "mentor") == [word.text for word in said]


def test_without_a_model_voice_is_still_followed() -> None:
    stage = Stage(mentor=sentence(1, 5))
    stage.live.halt()
    heard = stage.play(4)
    assert {type(one) for one in heard} == {VoiceStarted, VoiceEnded}
    stage.live.ready(10.0)
    stage.play(5)
    assert committed(stage.heard, "mentor") == [word.text for word in sentence(1, 5)]


def test_what_waited_longer_than_its_audio_is_held_is_given_up_and_counted() -> None:
    stage = Stage(mentor=sentence(1, 5) + sentence(200, 5, "plus"))
    stage.live.halt()
    stage.play(203)
    stage.live.ready(10.0)
    stage.play(206)
    assert committed(stage.heard, "mentor") == [word.text for word in sentence(200, 5, "plus")]
    assert stage.live.listeners["s", "mentor"].lost == 1


def test_the_rehearsal_call_keeps_every_word_through_real_voice_activity(
    rehearsal, short_call
) -> None:
    oracle = OracleRecogniser(short_call)
    tracks = {name: Recording(rehearsal / f"{name}.opus") for name in short_call}
    playback = Playback(Live(10.0), VirtualLane(oracle, 0.3), tracks, "fr")
    metrics, heard = CaptionMetrics("fr"), {name: [] for name in short_call}
    for now, message in playback.events():
        metrics.hear(message, now)
        if isinstance(message, Words):
            heard[message.participant] += [word.text for word in message.words]
    for name, said in short_call.items():
        reference = tokens(" ".join(word.text for word in said), "fr")
        words = tokens(" ".join(heard[name]), "fr")
        assert len(words) == len(reference)
        assert word_errors(reference, words) <= 0.05 * len(reference)
    figures = metrics.figures()
    assert figures["commit_p95_s"] < 2.5
    assert figures["first_display_p50_s"] < 1.2


def test_silence_has_no_words() -> None:
    live = Live(10.0)
    live.follow("s", {"mentor": "fr"})
    listener = live.listener("s", "mentor", 0)
    for _ in range(100):
        listener.hear(np.zeros(1600, np.float32))
        listener.hear(noise(0.1, 0.002))
        assert live.due(0.0) == []
    live.close("s")
    assert live.said() == []


def test_what_leaks_into_the_other_microphone_is_written_once() -> None:
    said = sentence(1, 12)
    leaked = [Word(word.text, word.start + 0.2, word.end + 0.2) for word in said]
    stage = Stage(mentor=said, mentee=leaked)
    loud, faint = noise(0.04, 0.1), noise(0.04, 0.01)
    while stage.now < 8:
        stage.now = round(stage.now + 0.04, 6)
        for (_, name), listener in stage.live.listeners.items():
            listener.hear(loud if name == "mentor" else faint)
        stage._work()
    heard = stage.finish()
    assert committed(heard, "mentor") == [word.text for word in said]
    assert committed(heard, "mentee") == []
    assert stage.live.rooms["s"].echo.suppressed >= 12


def test_a_person_who_changes_the_language_is_read_in_it_from_the_next_turn_on() -> None:
    turns = [sentence(at, 10) for at in (1, 6, 11)]
    stage = Stage(mentor=[word for turn in turns for word in turn])
    read = stage.oracle.read

    def english(jobs):
        odds = {"fr": 0.05, "en": 0.9}
        return [
            Reading(one.words, None, odds if job.asks_language else None)
            for job, one in zip(jobs, read(jobs), strict=True)
        ]

    stage.oracle.read = english  # type: ignore[method-assign]
    stage.play(16)
    languages = {job.turn: job.language for job in stage.oracle.jobs}
    assert list(languages.values()) == ["fr", "fr", "en"]
    assert len({(job.turn, job.language) for job in stage.oracle.jobs}) == 3


def test_a_window_that_begins_with_a_cut_is_told_what_came_before() -> None:
    stage = Stage(0.1, mentor=sentence(1, 40))
    stage.play(14)
    told = [job.previous for job in stage.oracle.jobs]
    assert not told[0]
    assert "mot5 mot6" in max(told, key=len)


def test_what_the_engine_cannot_read_is_told_as_missing() -> None:
    stage = Stage(mentor=sentence(1, 6))
    read = stage.oracle.read
    stage.oracle.read = lambda jobs: [  # type: ignore[method-assign]
        Reading((), ENGINE) if job.urgency is Urgency.FINAL else one
        for job, one in zip(jobs, read(jobs), strict=True)
    ]
    heard = stage.play(5)
    (missed,) = [one for one in heard if isinstance(one, Missed)]
    assert missed.since < 1.0
    assert missed.until > 2.8


class Standing(Tempo):
    """A tempo that stays on its step."""

    def worked(self, started: float, ended: float, lag: float, windows: int = 1) -> None:
        """Learn nothing."""


def test_a_session_that_begins_on_a_full_machine_waits_and_then_gets_its_place() -> None:
    stage = Stage(mentor=sentence(1, 60))
    stage.live.tempo = Standing(step="full")
    stage.live.follow("late", {"guest": "fr"})
    said = sentence(1, 5) + sentence(60, 5, "plus")
    voice = ScriptedVoice(_spans(said))
    guest = Listener(("late", "guest"), "fr", 0, voice=voice, transcribes=False)
    stage.live.listeners["late", "guest"] = guest
    stage.oracle.said = {**stage.oracle.said, "guest": said}
    stage.play(50)
    paces = {one.session: one.pace for one in stage.heard if isinstance(one, CaptionsPace)}
    assert paces == {"s": "slower", "late": "waiting"}
    assert committed(stage.heard, "mentor")
    assert [one.participant for one in stage.heard if isinstance(one, Missed)] == ["guest"]
    stage.live.tempo.step = "calm"
    stage.play(64)
    assert committed(stage.heard, "guest") == [word.text for word in sentence(60, 5, "plus")]
    paces = {one.session: one.pace for one in stage.heard if isinstance(one, CaptionsPace)}
    assert paces == {"s": "usual", "late": "usual"}
