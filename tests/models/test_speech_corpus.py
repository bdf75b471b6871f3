"""The demonstration model's own texts: complete, well formed, and apart from what tests it."""

import importlib.util
import random
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

RECIPE = Path(__file__).resolve().parents[2] / "models" / "speech-demo" / "recipe"


def texts_of_recipe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("texts_of_recipe", RECIPE / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


texts = texts_of_recipe()
LANGUAGES = ("fr", "en")


def for_testing(language: str) -> set[str]:
    written = [*texts.written(language, "dialogue"), *texts.written(language, "general")]
    return {texts.normalised(sentence) for sentence in written}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_test_sentence_is_among_the_written_ones(language: str) -> None:
    trained = {texts.normalised(sentence) for sentence in texts.written(language)}
    assert len(trained) > 300
    assert not trained & for_testing(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_test_sentence_is_drawn(language: str) -> None:
    chance = random.Random(11)
    drawn = {texts.normalised(texts.sample(language, chance).words) for _ in range(4000)}
    assert len(drawn) > 3000
    assert not drawn & for_testing(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_names_a_rule_or_a_list(language: str) -> None:
    known = texts.grammar(language).keys() | texts.lexicon(language).keys()
    used = {
        slot
        for alternatives in texts.grammar(language).values()
        for alternative in alternatives
        for slot in re.findall(r"\{(\w+)\}", alternative)
    }
    assert used <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_hold_only_what_the_model_can_write(language: str) -> None:
    chance = random.Random(12)
    for _ in range(2000):
        assert not re.search(r'[:;"()\d{}~|]', texts.sample(language, chance).words)


def test_french_words_take_their_forms() -> None:
    forms = texts.lexicon("fr")
    assert {"chevaux", "gâteaux", "souris", "feux", "tables"} <= set(forms["noun_p"])
    assert {"dorment", "prennent", "mangent"} <= set(forms["verb_ils"])
    assert {"buvais", "mangeais", "prenais"} <= set(forms["verb_imp"])
    assert {"ouvert", "vécu", "parlé"} <= set(forms["verb_pp"])


def test_english_words_take_their_forms() -> None:
    forms = texts.lexicon("en")
    assert {"boxes", "cherries", "boys", "tables"} <= set(forms["noun_p"])
    assert {"catches", "carries", "sleeps"} <= set(forms["verb_s"])
