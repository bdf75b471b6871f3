"""Shadow words: what was said, expanded and without its stumbles, each with its place."""

import pytest

from binome.language import normalise
from binome.language.normalise import Lang


@pytest.mark.parametrize(
    ("lang", "said", "shadow"),
    [
        ("fr", "Euh j'vais, je je vais t'envoyer ça", "je vais , je vais te envoyer ca"),
        ("fr", "chuis d'accord", "je suis de accord"),
        ("fr", "t'as fini ?", "tu as fini ?"),
        ("fr", "Envoie-le-moi, s'il te plaît", "envoie le moi ,"),
        ("fr", "après-demain ou après demain", "apres-demain ou apres-demain"),
        ("fr", "on pour- on pourrait", "on pourrait"),
        ("fr", "on ce revoit", "on se revoit"),
        ("en", "I'll um send it, let's say", "i will send it , let us say"),
        ("en", "I'm gonna write", "i am going to write"),
        ("en", "ill send it", "i will send it"),
    ],
)
def test_a_turn_becomes_shadow_words(lang: Lang, said: str, shadow: str) -> None:
    assert " ".join(w.norm for w in normalise.words(said, lang)) == shadow


def test_every_word_keeps_its_place() -> None:
    said = "Euh, j’envoie l’été prochain."

    for word in normalise.words(said, "fr"):
        assert 0 <= word.start < word.end <= len(said)
