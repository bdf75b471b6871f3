"""Words nobody said."""

import pytest

from binome.speech.guards import Evidence, suspicion


def heard(text: str, **changes) -> Evidence:
    values = {
        "text": text,
        "language": "fr",
        "seconds": 4.0,
        "tokens": 12,
        "logprob": -0.3,
        "no_speech": 0.1,
    }
    return Evidence(**(values | changes))


@pytest.mark.parametrize(
    "text",
    [
        "D'accord.",
        "Oui, oui, oui.",
        "Merci.",
        "Je vais écrire trois exemples et je te les envoie avant vendredi.",
    ],
)
def test_ordinary_speech_passes(text) -> None:
    assert suspicion(heard(text)) is None


def test_a_credit_on_weak_acoustics_is_dropped_but_not_the_same_words_said_clearly() -> None:
    text = "Merci d'avoir regardé cette vidéo !"
    assert suspicion(heard(text, logprob=-0.8)) == "phrase"
    assert suspicion(heard(text)) is None


def test_english_has_its_own_bag() -> None:
    assert suspicion(heard("Thanks for watching!", language="en", no_speech=0.7)) == "phrase"


@pytest.mark.parametrize(
    ("evidence", "rule"),
    [
        (heard("…"), "empty"),
        (heard("le le le le le le le"), "repetition"),
        (heard("je vais bien " * 3), "repetition"),
        (heard("la " + "je ne sais pas quoi dire " * 12), "repetition"),
        (heard("peut-être", logprob=-1.4), "logprob"),
        (heard("peut-être", logprob=-1.1, no_speech=0.7), "no_speech"),
        (heard("bla", tokens=60), "token_rate"),
    ],
)
def test_each_rule_names_itself(evidence, rule) -> None:
    assert suspicion(evidence) == rule
