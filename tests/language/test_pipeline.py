"""The trained pipelines that ship: whole, read through our own loader, and able to be absent."""

import json
import shutil
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest

from binome import resources
from binome.errors import BadInput, Unavailable
from binome.language import french_verbs, minutes, pipeline
from binome.language.conjugation import table
from binome.language.normalise import Lang
from binome.language.syntax import Predicate, predicates

MODELS = Path(__file__).resolve().parents[2] / "models"
LARGEST = 15_000_000
"""Bytes of an artefact."""


@pytest.fixture(scope="module", params=pipeline.LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Lang:
    language: Lang = request.param
    return language


@pytest.fixture(scope="module")
def french() -> Any:
    return pipeline.load("fr", resources.model("fr"))


@pytest.fixture(scope="module")
def english() -> Any:
    return pipeline.load("en", resources.model("en"))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Nothing loaded before, nothing left loaded after."""

    def forget() -> None:
        pipeline._trained.cache_clear()
        for kept in pipeline._KEPT.values():
            kept.clear()

    forget()
    yield monkeypatch
    forget()


def about(nlp: Any, text: str, lemma: str) -> Predicate:
    """The predicate of a verb in a text."""
    (words,) = pipeline.words_of(nlp, [text])
    found = [p for p in predicates(words) if p.lemma == lemma]
    assert len(found) == 1, f"{text}: {predicates(words)}"
    return found[0]


# --- what lies in the folder -------------------------------------------------------------------


def test_the_artefact_is_whole_and_small(lang: Lang) -> None:
    folder = resources.model(lang)
    pipeline.check(folder)
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert files == {*listed, "manifest.json"}
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < LARGEST


def test_the_artefact_names_no_path_of_the_machine_that_made_it(lang: Lang) -> None:
    config = (resources.model(lang) / "config.cfg").read_text(encoding="utf-8")
    assert "train = null" in config
    assert ".spacy" not in config


def test_the_terms_and_authors_lie_beside_the_artefact(lang: Lang) -> None:
    notice = (MODELS / lang / "NOTICE").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in notice
    assert "2.17" in notice
    licence = (MODELS / lang / "LICENSE").read_text(encoding="utf-8")
    assert "Attribution-ShareAlike 4.0 International" in licence


def test_the_card_shows_the_measured_figures(lang: Lang) -> None:
    card = (MODELS / lang / "README.md").read_text(encoding="utf-8")
    figures = json.loads((MODELS / lang / "metrics.json").read_text(encoding="utf-8"))
    for forms in figures["tests"].values():
        assert set(forms) == {"written", "recogniser"}
        for scores in forms.values():
            assert (
                f"| {scores['pos']:.1f} | {scores['morph']:.1f} | {scores['lemma']:.1f} |" in card
            )


def test_nothing_of_sequoia_was_taught() -> None:
    figures = json.loads((MODELS / "fr" / "metrics.json").read_text(encoding="utf-8"))
    assert [name for name in figures["treebanks_sha256"] if "sequoia" in name] == [
        "fr_sequoia-test"
    ]


# --- what it understands -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Je vais t'envoyer le CV.", "je t'enverrai le cv"])
def test_a_french_promise_is_read(french: Any, text: str) -> None:
    found = about(french, text, "envoyer")
    assert found.person == 1
    assert not found.is_negated
    assert found.object is not None
    assert text[found.object.start : found.object.end].lower() == "le cv"
    assert found.subject is not None


def test_a_french_refusal_is_negated(french: Any) -> None:
    assert about(french, "je ne viendrai pas demain", "venir").is_negated
    assert about(french, "je peux pas appeler Karim", "appeler").helper == "pouvoir"


def test_a_past_is_no_promise(french: Any) -> None:
    found = about(french, "J'ai appelé Karim hier.", "appeler")
    assert found.is_perfect
    assert found.person == 1


@pytest.mark.parametrize("text", ["I'll send you the file.", "i will send you the file"])
def test_an_english_promise_is_read(english: Any, text: str) -> None:
    found = about(english, text, "send")
    assert (found.person, found.helper, found.tense) == (1, "will", "fut")
    assert found.object is not None
    assert text[found.object.start : found.object.end] == "the file"


def test_an_english_refusal_is_negated(english: Any) -> None:
    assert about(english, "I won't call her.", "call").is_negated
    assert not about(english, "I will call her.", "call").is_negated


def test_words_keep_their_places_whatever_the_apostrophe(french: Any) -> None:
    text = "Je t’envoie  l’annonce."
    (words,) = pipeline.words_of(french, [text])
    assert len(words) == 6
    for word in words:
        assert text[word.start : word.end].replace("’", "'") == word.text


# --- French verbs, repaired --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("je prendrais le train", "prendre"),
        ("tu viendrais lundi ?", "venir"),
        ("vous pourriez relire ma lettre", "relire"),
        ("on enverrait le dossier", "envoyer"),
    ],
)
def test_a_conditional_is_a_conditional(french: Any, text: str, lemma: str) -> None:
    assert about(french, text, lemma).mood == "cond"


@pytest.mark.parametrize("form", ["préparais", "montrait", "rentrions", "tirait", "cadrais"])
def test_an_imperfect_that_sounds_like_a_conditional_stays_one(form: str) -> None:
    from binome.language.fold import fold

    assert not french_verbs.is_conditional(form, table().get(fold(form), ()))


@pytest.mark.parametrize(
    ("form", "guessed", "feats", "infinitive"),
    [
        ("revois", "revoitr", "Mood=Ind|Tense=Pres|VerbForm=Fin", "revoir"),
        ("prendrais", "prendrer", "Mood=Cnd|Tense=Pres|VerbForm=Fin", "prendre"),
        ("enverrai", "enverrer", "Mood=Ind|Tense=Fut|VerbForm=Fin", "envoyer"),
        ("appelles", "appeller", "Mood=Ind|Tense=Pres|VerbForm=Fin", "appeler"),
        ("suis", "être", "Mood=Ind|Tense=Pres|VerbForm=Fin", "être"),
        ("fonde", "fonder", "Mood=Ind|Tense=Pres|VerbForm=Fin", "fonder"),
        ("zozotait", "zozoter", "Mood=Ind|Tense=Imp|VerbForm=Fin", "zozoter"),
        ("prévenir", "prevenir", "VerbForm=Inf", "prévenir"),
    ],
)
def test_an_invented_infinitive_is_replaced(
    form: str, guessed: str, feats: str, infinitive: str
) -> None:
    assert french_verbs.infinitive(form, guessed, feats) == infinitive


@pytest.mark.parametrize(
    ("form", "guessed", "right"),
    [
        ("prendrais", "Mood=Ind|Person=1|Tense=Imp", "Mood=Cnd|Person=1|Tense=Pres|VerbForm=Fin"),
        ("écris", "Tense=Past|VerbForm=Part", "Mood=Ind|Tense=Pres|VerbForm=Fin"),
        ("fixer", "Mood=Ind|Person=3|Tense=Pres|VerbForm=Fin", "Person=3|VerbForm=Inf"),
        ("envoyé", "VerbForm=Inf", "VerbForm=Inf"),  # the recogniser's "envoyer"
        ("zozote", "Tense=Past|VerbForm=Part", "Tense=Past|VerbForm=Part"),
    ],
)
def test_a_mood_that_the_form_rules_out_is_replaced(form: str, guessed: str, right: str) -> None:
    assert french_verbs.features(form, guessed) == right


# --- loaded once, or absent --------------------------------------------------------------------


def test_a_pipeline_is_loaded_once(forgetful: pytest.MonkeyPatch) -> None:
    loads = []

    def load(lang: Lang, folder: Path) -> None:
        loads.append(lang)
        raise Unavailable("not this time")

    forgetful.setattr(pipeline, "load", load)

    assert not pipeline.prepare("fr")
    assert pipeline.predicates("je viens demain", "fr") == ()
    assert loads == ["fr"]


def test_turns_read_together_are_read_as_one_by_one(forgetful: pytest.MonkeyPatch) -> None:
    turns = ["oui d'accord", "Je t'appelle lundi. Tu seras là ?", "", "oui d'accord"]

    together = pipeline.parse_all(turns, "fr")

    forgetful.setitem(pipeline._KEPT, "fr", OrderedDict())
    assert together == [pipeline.parse(turn, "fr") for turn in turns]
    assert len(together[0]) == 3
    assert together[2] == ()


def test_only_the_last_turns_are_kept(forgetful: pytest.MonkeyPatch) -> None:
    forgetful.setattr(pipeline, "REMEMBERED", 2)
    for number in range(4):
        pipeline.parse(f"tour {number}", "fr")
    assert list(pipeline._KEPT["fr"]) == ["tour 2", "tour 3"]


def test_without_the_folder_rules_go_on_alone(forgetful: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Path:
        raise Unavailable(f"this installation does not hold the model “{name}”")

    forgetful.setattr(resources, "model", absent)
    turns = [
        {"id": 1, "speaker": "a", "start": 0, "end": 2, "text": "Tu m'envoies le CV vendredi ?"},
        {"id": 2, "speaker": "b", "start": 3, "end": 4, "text": "Oui, je te l'envoie vendredi."},
    ]
    read = minutes.read(
        {
            "lang": "fr",
            "session": {"date": "2026-10-06"},
            "participants": [{"id": "a", "name": "Hélène"}, {"id": "b", "name": "Mehdi"}],
            "turns": turns,
        }
    )
    assert len(read["actions"]) == 1
    assert not pipeline.prepare("fr")


def test_a_folder_without_a_manifest_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"no manifest\.json"):
        pipeline.load("fr", tmp_path)


def test_a_damaged_file_is_named_and_not_loaded(tmp_path: Path) -> None:
    folder = shutil.copytree(resources.model("fr"), tmp_path / "fr")
    weights = folder / "parser" / "model"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\0")
    with pytest.raises(BadInput, match="parser/model is missing or damaged"):
        pipeline.load("fr", folder)


def test_memory_does_not_grow_with_new_words(french: Any) -> None:
    pipeline.words_of(french, ["bonjour"])
    before = len(french.vocab.strings)
    pipeline.words_of(french, [" ".join(f"mot{n}inconnu" for n in range(200))])
    assert len(french.vocab.strings) == before
