"""How treebanks become what the pipelines learn from."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
import spacy

RECIPE = Path(__file__).resolve().parents[2] / "models" / "pipelines" / "recipe"

SPOKEN = """\
# text = Je vais à le marché, d'accord.
1	Je	moi	PRON	_	Case=Nom|Number=Sing|Person=1	2	nsubj	_	_
2	vais	aller	VERB	_	Mood=Ind|Person=1	0	root	_	_
3	à	à	ADP	_	_	5	case	_	_
4	le	le	DET	_	Definite=Def	5	det	_	_
5	marché	marché	NOUN	_	_	2	obl:arg	_	Gender[lex]=Masc|Number[ctxt]=Sing|SpaceAfter=No
6	,	,	PUNCT	_	_	8	punct	_	_
7	d'	de	ADP	_	_	8	case	_	_
8	accord	accord	NOUN	_	_	6	parataxis:insert	_	SpaceAfter=No
9	.	.	PUNCT	_	_	2	punct	_	_

"""
WRITTEN = """\
1	Tu	toi	PRON	_	Person=2	2	nsubj	_	_
2	reviens	revenir	VERB	_	_	0	root	_	_
3-4	du	_	_	_	_	_	_	_	_
3	de	de	ADP	_	_	5	case	_	_
4	le	le	DET	_	Definite=Def	5	det	_	_
5	lycée	lycée	NOUN	_	Gender=Masc	2	obl:arg	_	SpaceAfter=No
6	?	?	PUNCT	_	_	2	punct	_	_
"""
ENGLISH = """\
1-2	don't	_	_	_	_	_	_	_	SpaceAfter=No
1	do	do	AUX	_	_	0	root	_	_
2	n't	not	PART	_	Polarity=Neg	1	advmod	_	_
3	!	!	PUNCT	_	_	1	punct	_	_
3.1	go	go	VERB	_	_	_	_	_	_
"""


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch):
    """Import a module of the recipe, as running the recipe does; forget it afterwards."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(RECIPE))

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield load
    for name in {"conllu", "forms", "documents", "treebanks", "prepare", "card"} - before:
        sys.modules.pop(name, None)


def sentence(part, text: str, lang: str, tmp_path: Path):
    path = tmp_path / "bank.conllu"
    path.write_text(text, encoding="utf-8")
    (only,) = part("conllu").read(path, lang)
    return only


def shown(words) -> str:
    return "".join(word.form + " " * word.space for word in words).strip()


def test_spoken_à_le_is_the_one_word_that_people_say(part, tmp_path) -> None:
    words = sentence(part, SPOKEN, "fr", tmp_path)
    assert shown(words) == "Je vais au marché, d'accord."
    assert [words[word.head].form for word in words] == [
        "vais", "vais", "marché", "vais", "accord", "accord", ",", "vais",
    ]  # fmt: skip


def test_features_from_both_columns_are_one_and_case_is_gone(part, tmp_path) -> None:
    words = sentence(part, SPOKEN, "fr", tmp_path)
    assert words[0].feats == "Number=Sing|Person=1"
    assert words[3].feats == "Gender=Masc|Number=Sing"
    assert words[6].dep == "parataxis"


def test_a_contracted_word_stands_for_its_parts(part, tmp_path) -> None:
    words = sentence(part, WRITTEN, "fr", tmp_path)
    assert shown(words) == "Tu reviens du lycée?"
    du = words[2]
    assert (du.lemma, du.upos, du.dep, du.feats) == ("de", "ADP", "case", "")
    assert words[du.head].form == "lycée"


def test_english_contractions_stay_apart_and_unsaid_words_are_left_out(part, tmp_path) -> None:
    words = sentence(part, ENGLISH, "en", tmp_path)
    assert [word.form for word in words] == ["do", "n't", "!"]
    assert shown(words) == "don't!"


def test_the_recogniser_form_has_no_marks_and_hangs_on_their_heads(part, tmp_path) -> None:
    heard = part("forms").as_recognised(sentence(part, SPOKEN, "fr", tmp_path))
    assert shown(heard) == "je vais au marché d'accord"
    roots = [word.form for word in heard if word.dep == "ROOT"]
    assert roots == ["vais"]
    assert all(0 <= word.head < len(heard) for word in heard)


def test_a_document_holds_its_sentences_apart(part, tmp_path) -> None:
    words = sentence(part, WRITTEN, "fr", tmp_path)
    doc = part("documents").document(spacy.blank("fr").vocab, [words, words])
    assert doc.text.strip() == "Tu reviens du lycée? Tu reviens du lycée?"
    assert [sent.root.text for sent in doc.sents] == ["reviens", "reviens"]


def test_a_line_that_is_no_conllu_is_named(part, tmp_path) -> None:
    path = tmp_path / "bank.conllu"
    path.write_text("1\tTu\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bank\.conllu, line 1: 2 columns, not 10"):
        part("conllu").read(path, "fr")


def test_sequoia_and_all_test_files_are_never_taught(part) -> None:
    for sources in part("treebanks").SOURCES.values():
        taught = {*sources.train, *sources.dev}
        assert not taught & set(sources.test)
        assert not [name for name in taught if "sequoia" in name]


def test_held_out_sentences_are_held_out_in_both_forms(part, tmp_path) -> None:
    treebanks = tmp_path / "banks"
    treebanks.mkdir()
    sources = part("treebanks").SOURCES["fr"]
    for n, name in enumerate((*sources.train, *sources.dev, *sources.test)):
        text = "".join(WRITTEN.replace("lycée", f"lieu{n}x{i}") + "\n" for i in range(40))
        (treebanks / f"{name}.conllu").write_text(text, encoding="utf-8")

    part("prepare").prepare("fr", treebanks, tmp_path / "work")

    def words(name: str) -> set[str]:
        docs = spacy.tokens.DocBin().from_disk(tmp_path / "work" / name)
        return {
            token.lower_
            for doc in docs.get_docs(spacy.blank("fr").vocab)
            for token in doc
            if token.text.startswith("lieu")
        }

    taught, held = words("train.spacy"), words("dev.spacy")
    assert held
    assert not taught & held


def test_a_card_gets_its_table_between_the_marks(part, tmp_path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# x\n<!-- figures -->\nold\n<!-- end of figures -->\nrest\n")
    scores = dict.fromkeys(("token", "pos", "morph", "lemma", "uas", "las", "sentence"), 12.34)
    figures = {
        "tests": {"en_ewt-test": {"written": {**scores, "features": {"Mood": 90.0}}}},
        "cost": {
            "bytes": 9_000_000, "load_cpu_seconds": 2, "peak_mib": 190,
            "words_per_cpu_second": 5000, "words_per_cpu_second_turn_by_turn": 3000,
        },
    }  # fmt: skip
    part("card").write(readme, figures)
    text = readme.read_text()
    assert "| EWT (web) | written | 12.3 | 12.3 |" in text
    assert "old" not in text
    assert text.endswith("rest\n")
