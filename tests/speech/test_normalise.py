"""One spelling for words that sound alike."""

import pytest

from binome.speech.normalise import key, word_errors, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("D’accord, Yanis !", "d'accord yanis"),
        ("Qu'est-ce que tu retiens ?", "qu' est ce que tu retiens"),
        ("ma sœur", "ma soeur"),
        ("dans 15 jours", "dans quinze jours"),
        ("71 personnes", "soixante et onze personnes"),
        ("80 euros", "quatre-vingts euros"),
        ("95 %", "quatre-vingt-quinze pour cent"),
        ("99", "nonante-neuf"),
        ("septante et un", "soixante et onze"),
        ("à 14h30", "à quatorze heures trente"),
        ("1 200 €", "mille deux cents euros"),
        ("le 1er mars", "le premier mars"),
        ("Aujourd'hui", "aujourd’hui"),
    ],
)
def test_french_forms_that_sound_alike_are_equal(one, other) -> None:
    assert words(one, "fr") == words(other, "fr")


def test_english_forms_that_sound_alike_are_equal() -> None:
    assert words("I'll send 21 slides.", "en") == words("ill send twenty-one slides", "en")


def test_different_words_stay_different() -> None:
    assert key("écrire", "fr") != key("ecrire", "fr")
    assert key("je", "fr") != key("j'", "fr")


def test_fillers_go_only_for_the_error_rate() -> None:
    assert words("Euh oui", "fr") == ["euh", "oui"]
    assert words("Euh oui", "fr", without_fillers=True) == ["oui"]


def test_bare_punctuation_is_no_word() -> None:
    assert key("—", "fr") == ""


def test_word_errors_counts_edits() -> None:
    assert word_errors(["a", "b", "c", "d"], ["a", "x", "c"]) == 2
    assert word_errors([], ["a"]) == 1
