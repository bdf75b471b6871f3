"""Two-track calls of known truth: what the mirror says of them is what was put into them."""

import random
from dataclasses import dataclass, replace

import pytest

from binome.domain import commands as c
from binome.domain.events import Event, SpeechEnded, SpeechStarted, WordsCommitted
from binome.domain.mirror import Around, Promise, mirror_of, mirror_of_events, trend_of
from binome.domain.mirror.whole import Mirror
from binome.domain.values import Word
from tests.helpers.pair import closed, opened
from tests.helpers.playbook import pair_in_talk

EDGE = 0.08
"""Seconds by which measured voice activity begins early or late, and ends early or late."""
WORD = 0.36
"""Seconds of one word: 166.7 words a spoken minute."""


@dataclass(frozen=True)
class Spoken:
    """A stretch of speech as it really was."""

    who: str
    start: float
    words: int

    @property
    def end(self) -> float:
        return self.start + self.words * WORD


def call(chance: random.Random, turns: int) -> list[Spoken]:
    """A call of alternating turns of three to sixty words with real silences in between."""
    at, spoken = 5.0, []
    for number in range(turns):
        who = ("mentor", "mentee")[number % 2]
        spoken.append(Spoken(who, at, chance.randint(3, 60)))
        at = spoken[-1].end + chance.uniform(0.3, 4.0)
    return spoken


def heard(spoken: list[Spoken], chance: random.Random) -> list[Event]:
    """The log of the call, with the edges of voice activity and of words a little off."""
    events: list[Event] = [opened()]
    for number, turn in enumerate(spoken, 1):
        since = turn.start + chance.uniform(-EDGE, EDGE)
        until = turn.end + chance.uniform(-EDGE, EDGE)
        words = tuple(
            Word(f"mot{n}", turn.start + n * WORD, turn.start + (n + 1) * WORD)
            for n in range(turn.words)
        )
        events += [
            SpeechStarted(since, turn.who),
            SpeechEnded(until, turn.who, since),
            WordsCommitted(until, number, turn.who, words, True),
        ]
    return [*events, closed(spoken[-1].end + 1)]


@pytest.mark.parametrize("seed", range(5))
def test_talk_share_and_pace_are_those_of_the_call(seed: int) -> None:
    chance = random.Random(seed)
    spoken = call(chance, 60)
    events = heard(spoken, chance)
    seconds = {
        who: sum(turn.end - turn.start for turn in spoken if turn.who == who)
        for who in ("mentor", "mentee")
    }
    for who in ("mentor", "mentee"):
        mirror = mirror_of_events(events, who)
        truth = seconds[who] / sum(seconds.values())
        assert mirror.talk_share.whole.share == pytest.approx(truth, abs=0.01)
        assert mirror.pace.words_per_minute == pytest.approx(60 / WORD, rel=0.05)
        assert mirror.pace.median == pytest.approx(60 / WORD, rel=0.05)
        assert len(mirror.pace.timeline) > 3


def test_a_person_who_speeds_up_sees_it_against_the_own_median() -> None:
    events: list[Event] = [opened()]
    for number, (start, seconds_a_word) in enumerate([(0, 0.4), (60, 0.4), (120, 0.2)], 1):
        count = round(30 / seconds_a_word)
        words = tuple(
            Word("mot", start + n * seconds_a_word, start + (n + 1) * seconds_a_word)
            for n in range(count)
        )
        events += [
            SpeechStarted(start, "mentor"),
            SpeechEnded(start + 30, "mentor", start),
            WordsCommitted(start + 30, number, "mentor", words, True),
        ]
    pace = mirror_of_events(events, "mentor").pace
    assert [round(point.words_per_minute) for point in pace.timeline] == [150, 150, 300]
    assert pace.median == pytest.approx(150)
    assert [round(point.relative, 6) for point in pace.timeline] == [1, 1, 2]


def test_a_few_words_have_no_pace() -> None:
    events = heard([Spoken("mentor", 1.0, 5)], random.Random(1))
    assert mirror_of_events(events, "mentor").pace.words_per_minute is None


def test_interruptions_and_thinking_time_are_exact_to_the_millisecond() -> None:
    def voiced(number: int, who: str, since: float, until: float, text: str) -> list[Event]:
        texts = text.split()
        step = (until - since) / len(texts)
        words = tuple(
            Word(word, since + n * step, since + (n + 1) * step) for n, word in enumerate(texts)
        )
        return [
            SpeechStarted(since, who),
            SpeechEnded(until, who, since),
            WordsCommitted(until, number, who, words, True),
        ]

    events = [
        opened(),
        *voiced(1, "mentor", 1.0, 3.0, "Comment s'est passée la réunion ?"),
        *voiced(2, "mentee", 6.25, 12.0, "Plutôt bien je crois mais la fin"),
        *voiced(3, "mentor", 11.5, 15.0, "Et tu as parlé du budget ?"),
        *voiced(4, "mentee", 15.125, 20.0, "Oui j'ai parlé du budget"),
        *voiced(5, "mentor", 21.5, 25.0, "Alors tu peux avancer maintenant"),
    ]
    mirror = mirror_of_events(events, "mentor")
    assert [pause.seconds for pause in mirror.thinking_time.pauses] == [3.25, 0.125]
    assert [cut.overlap for cut in mirror.interruptions.mine] == [0.5]
    assert mirror.interruptions.theirs == ()
    after = mirror.thinking_time.after_the_other
    assert (after.count, after.median) == (1, 1.5)
    assert mirror.thinking_time.delay_removed is None
    less = mirror_of_events(events, "mentor", around=Around(delay=0.125)).thinking_time
    assert [pause.seconds for pause in less.pauses] == [3.125, 0.0]
    assert (less.after_the_other.median, less.delay_removed) == (1.375, 0.125)


# --- times, promises, several sessions


def test_punctuality_compares_the_agendas_clock_with_the_plan() -> None:
    book = pair_in_talk()
    book.until(700)
    book.do("mentor", c.StartItem("subjects"))
    book.until(1000)
    book.do("mentor", c.HangUp())
    times = mirror_of_events(book.log, "mentor", around=Around(planned_start=-90.0)).punctuality
    assert times.start_delay == 90
    actual = {item.item: item.actual for item in times.items}
    assert (actual["contact"], actual["subjects"]) == (700, 300)
    assert times.overrun == 1000 - sum(item.planned for item in times.items)
    assert mirror_of_events(book.log, "mentor").punctuality.start_delay is None


PROMISES = (
    Promise("mentor", "Envoyer le lien", "2026-11-10", "2026-11-09"),
    Promise("mentee", "Refaire le CV", "2026-11-10", "2026-11-12"),
    Promise("both", "Fixer la date", "2026-11-20", "2026-11-20"),
    Promise("mentee", "Appeler Inès", "2026-11-20", None),
    Promise("mentee", "Plus tard", "2026-12-20", None),
)


def test_promises_are_counted_for_both_once_they_are_due() -> None:
    events = heard([Spoken("mentor", 1.0, 5)], random.Random(1))
    around = Around(promises=PROMISES, day="2026-11-24")
    kept = mirror_of_events(events, "mentor", around=around).promises
    assert kept is not None
    assert (kept.own_kept, kept.own_due) == (2, 2)
    assert (kept.others_kept, kept.others_due) == (1, 3)
    early = replace(around, day="2026-11-01")
    assert mirror_of_events(events, "mentor", around=early).promises is None
    assert mirror_of_events(events, "mentor").promises is None


def asking(opens: int, closeds: int) -> Mirror:
    lines = ["Comment fais-tu ?"] * opens + ["Tu viens ?"] * closeds
    turns = [
        {"id": n, "speaker": "mentor", "start": 10.0 * n, "end": 10.0 * n + 2, "text": text}
        for n, text in enumerate(lines, 1)
    ]
    people = [{"id": "mentor"}, {"id": "mentee"}]
    return mirror_of({"lang": "fr", "participants": people, "turns": turns}, "mentor")


def test_a_trend_needs_three_sessions_and_compares_with_ones_own_median_only() -> None:
    sessions = [("s1", asking(1, 3)), ("s2", asking(2, 2)), ("s3", asking(3, 1))]
    assert trend_of(sessions[:2]) is None
    trend = trend_of(sessions)
    assert trend is not None
    series = {each.measure: each for each in trend.series}
    assert [point.value for point in series["open_share"].points] == [0.25, 0.5, 0.75]
    assert series["open_share"].median == 0.5
    assert [point.session for point in series["open_share"].points] == ["s1", "s2", "s3"]


def test_a_figure_that_too_few_sessions_have_shows_no_trend() -> None:
    sessions = [("s1", asking(1, 3)), ("s2", asking(0, 0)), ("s3", asking(3, 1))]
    trend = trend_of(sessions)
    assert trend is not None
    assert "open_share" not in {each.measure for each in trend.series}
