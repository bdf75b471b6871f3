"""A leaking loudspeaker repeats the other person: later, quieter, word for word."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from binome import resources
from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.echo import DELAY, QUIETER, EchoGuard, Sounding, leaks, sounding
from binome.speech.live import Live
from binome.speech.recording import Recording
from binome.wire.understanding import VoiceEnded


def spoken(text: str, start: float, level: float) -> list[Sounding]:
    return [
        sounding(Word(word, start + 0.3 * at, start + 0.3 * at + 0.25), level, "fr")
        for at, word in enumerate(text.split())
    ]


def own(guard: EchoGuard, person: str, words: list[Sounding]) -> str:
    guard.note(person, words)
    return " ".join(word.text for word in guard.own(person, words))


def test_what_leaks_from_the_loudspeaker_is_not_said_twice() -> None:
    guard = EchoGuard()
    assert own(guard, "mentor", spoken("envoie-moi ton plan vendredi", 10, -20)) == (
        "envoie-moi ton plan vendredi"
    )
    assert own(guard, "mentee", spoken("envoie-moi ton plan vendredi", 10.3, -38)) == ""
    assert guard.suppressed == 4


def test_the_order_in_which_a_batch_is_read_does_not_matter() -> None:
    guard = EchoGuard()
    leaked = spoken("ton plan", 10.3, -38)
    guard.note("mentee", leaked)
    guard.note("mentor", spoken("ton plan", 10, -20))
    assert guard.own("mentee", leaked) == []


def test_an_answer_over_the_leak_stays() -> None:
    guard = EchoGuard()
    own(guard, "mentor", spoken("tu peux venir demain matin", 10, -20))
    mixed = spoken("tu peux venir", 10.2, -40) + spoken("oui bien sûr", 11.4, -22)
    assert own(guard, "mentee", mixed) == "oui bien sûr"


def test_saying_yes_together_is_no_echo() -> None:
    guard = EchoGuard()
    own(guard, "mentor", spoken("oui", 10, -20))
    assert own(guard, "mentee", spoken("oui", 10.2, -40)) == "oui"


def test_repeating_somebody_aloud_or_later_is_no_echo() -> None:
    guard = EchoGuard()
    own(guard, "mentor", spoken("avant vendredi", 10, -20))
    assert own(guard, "mentee", spoken("avant vendredi", 10.5, -25)) == "avant vendredi"
    assert own(guard, "mentee", spoken("avant vendredi", 13, -40)) == "avant vendredi"


TEXTS = st.lists(st.sampled_from(["oui", "avant", "vendredi", "plan", "bien"]), max_size=6)
READINGS = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), TEXTS, st.floats(0, 20), st.floats(-60, -10)),
    max_size=8,
)


@given(READINGS)
def test_only_words_somebody_louder_said_are_taken_and_the_rest_keeps_its_order(readings) -> None:
    guard = EchoGuard()
    loudest = max((level for *_, level in readings), default=0.0)
    for person, texts, start, level in readings:
        words = spoken(" ".join(texts), start, level)
        guard.note(person, words)
        kept = guard.own(person, words)
        assert [word for word in (one.word for one in words) if word in kept] == kept
        if level > loudest - QUIETER:
            assert len(kept) == len(words)


@given(READINGS)
def test_alone_nobody_is_an_echo(readings) -> None:
    guard = EchoGuard()
    for _, texts, start, level in readings:
        words = spoken(" ".join(texts), start, level)
        guard.note("a", words)
        assert len(guard.own("a", words)) == len(words)


def voice(person: str) -> np.ndarray:
    """The first twenty seconds of the rehearsal's short call on this person's track."""
    recording = Recording(resources.model("rehearsal") / f"fr-short-{person}.opus")
    return recording.take(20 * RATE)


def speaking_time(tracks: dict[str, np.ndarray]) -> dict[str, float]:
    """Seconds of voice that the live core finds on each track."""
    live = Live(transcribes=False)
    live.follow("s", dict.fromkeys(tracks, "fr"))
    found = dict.fromkeys(tracks, 0.0)
    for at in range(0, 20 * RATE, RATE // 10):
        for person, pcm in tracks.items():
            live.listener("s", person, 0).hear(pcm[at : at + RATE // 10])
        for one in live.said():
            if isinstance(one, VoiceEnded):
                found[one.participant] += one.at - one.since
    return found


def test_a_leaking_loudspeaker_is_no_speaking_time() -> None:
    mentor, mentee = voice("mentor"), voice("mentee")
    leak = 0.1 * np.roll(mentor, round(0.18 * RATE)).astype(np.float32)
    before = speaking_time({"mentor": mentor, "mentee": mentee})
    raw = speaking_time({"mentor": np.zeros_like(mentor), "mentee": mentee + leak})
    after = speaking_time({"mentor": mentor, "mentee": mentee + leak})
    assert raw["mentee"] > before["mentee"] + 3.0
    assert abs(after["mentee"] - before["mentee"]) < 1.0
    assert after["mentor"] == before["mentor"]


def test_somebody_who_speaks_softly_over_another_is_no_echo() -> None:
    mentor, mentee = voice("mentor"), voice("mentee")
    soft = 0.15 * mentee
    loud = np.roll(mentor, round(3.1 * RATE))
    delay = round(DELAY * RATE)
    spoken = [
        since
        for since in range(delay, 17 * RATE, RATE // 4)
        if np.square(soft[since : since + RATE]).mean() > 1e-6
    ]
    assert len(spoken) > 5
    for since in spoken:
        assert not leaks(soft[since : since + RATE], loud[since - delay : since + RATE])


def test_a_moment_of_voice_proves_nothing() -> None:
    mentor = voice("mentor")[2 * RATE : 3 * RATE]
    assert leaks(0.1 * mentor, mentor)
    assert not leaks(0.1 * mentor[: RATE // 4], mentor[: RATE // 4])
