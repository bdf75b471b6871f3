"""A language is kept until two turns in a row say otherwise."""

from binome.speech.tongue import Tongue

ENGLISH = {"fr": 0.05, "en": 0.6}
FRENCH = {"fr": 0.7, "en": 0.1}


def test_two_turns_in_a_row_change_it() -> None:
    tongue = Tongue("fr")
    tongue.hear("one", ENGLISH)
    assert tongue.language == "fr"
    tongue.hear("two", ENGLISH)
    assert tongue.language == "en"
    tongue.hear("three", FRENCH)
    tongue.hear("four", FRENCH)
    assert tongue.language == "fr"


def test_one_turn_is_one_vote_however_often_it_is_read() -> None:
    tongue = Tongue("fr")
    for _ in range(5):
        tongue.hear("one", ENGLISH)
    assert tongue.language == "fr"
    assert not tongue.asks("one", 5.0)


def test_a_turn_in_the_usual_language_starts_the_count_again() -> None:
    tongue = Tongue("fr")
    for turn, odds in (("one", ENGLISH), ("two", FRENCH), ("three", ENGLISH)):
        tongue.hear(turn, odds)
    assert tongue.language == "fr"


def test_doubt_and_short_readings_change_nothing() -> None:
    tongue = Tongue("en")
    assert not tongue.asks("one", 1.5)
    assert tongue.asks("one", 2.0)
    for turn in ("one", "two"):
        tongue.hear(turn, {"fr": 0.5, "en": 0.3})
    tongue.hear("three", {})
    assert tongue.language == "en"
