"""Step 4: what the pipeline that ships gets right, and what it costs; written to `metrics.json`.

Binôme's own loader is used, so the French verbs are measured as they are after our conjugation
table has repaired them; the figures without that repair stand beside them. Test files are
converted by the rules of the training files (see `conllu.py`): figures of other tools follow other
conventions.
"""

import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import spacy
from forms import FORMS
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import DocBin
from spacy.training import Example
from treebanks import SOURCES

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "server"))

from binome.language import pipeline  # noqa: E402

SCORES = {
    "token": "token_acc",
    "pos": "pos_acc",
    "morph": "morph_acc",
    "lemma": "lemma_acc",
    "uas": "dep_uas",
    "las": "dep_las",
    "sentence": "sents_f",
}
"""Our name and spaCy's of each figure: shares of words, sentence = F1 of sentence beginnings."""
FEATURES = ("Mood", "Number", "Person", "Polarity", "Tense", "VerbForm")

_LOAD = """
import json, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from binome.language import pipeline
before = time.process_time()
loaded = pipeline.load(sys.argv[2], Path(sys.argv[3]))
seconds = time.process_time() - before
pipeline.words_of(loaded, ["bonjour"])
status = Path("/proc/self/status").read_text()
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
print(json.dumps({"load_cpu_seconds": round(seconds, 2), "peak_mib": round(peak / 1024)}))
"""


def evaluate(lang: str, artefact: Path, work: Path) -> dict[str, Any]:
    """Return all figures of an artefact."""
    shipped = pipeline.load(lang, artefact)
    bare = spacy.load(artefact)
    tests: dict[str, Any] = {}
    for name in SOURCES[lang].test:
        for form in FORMS:
            path = work / f"{name}.{form}.spacy"
            tests.setdefault(name, {})[form] = {
                **scores(shipped, path),
                "as_trained": _few(scores(bare, path), "morph", "lemma"),
            }
    return {
        "schema": "binome.metrics/1",
        "language": lang,
        "tests": tests,
        "cost": cost(lang, artefact, shipped),
        "treebanks_sha256": json.loads((work / "sources.json").read_text(encoding="utf-8")),
        "trained": json.loads((work / "model" / "made_of.json").read_text(encoding="utf-8")),
        "spacy": spacy.about.__version__,
        "python": platform.python_version(),
    }


def scores(nlp: Language, path: Path) -> dict[str, Any]:
    """Return a pipeline's figures on one test file, 0..100, from its plain text."""
    gold = list(DocBin().from_disk(path).get_docs(nlp.vocab))
    read = pipeline.docs_of(nlp, [doc.text for doc in gold])
    found = Scorer(nlp).score([Example(doc, right) for doc, right in zip(read, gold, strict=True)])
    out: dict[str, Any] = {
        ours: round(100 * found[theirs], 1) for ours, theirs in SCORES.items() if theirs in found
    }
    per_feature = found["morph_per_feat"]
    out["features"] = {
        name: round(100 * per_feature[name]["f"], 1) for name in FEATURES if name in per_feature
    }
    return {**out, "words": sum(map(len, gold))}


def _few(found: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: found[name] for name in names}


def cost(lang: str, artefact: Path, nlp: Language) -> dict[str, Any]:
    """Return size, load time, memory and speed on one thread, in CPU seconds of this machine."""
    turns = mentoring_turns(lang)
    words = sum(len(nlp.make_doc(turn)) for turn in turns)
    command = [sys.executable, "-c", _LOAD, str(ROOT / "server"), lang, str(artefact)]
    fresh = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {
        "bytes": sum(path.stat().st_size for path in artefact.rglob("*") if path.is_file()),
        **json.loads(fresh),
        "words_per_cpu_second": round(words / _cpu(lambda: pipeline.words_of(nlp, turns))),
        "words_per_cpu_second_turn_by_turn": round(
            words / _cpu(lambda: [pipeline.words_of(nlp, [turn]) for turn in turns])
        ),
    }


def mentoring_turns(lang: str) -> list[str]:
    """Return the turns of our own written mentoring sessions, as a recogniser would write them."""
    corpus = ROOT / "models" / "commitments" / "corpus"
    files = sorted(corpus.rglob(f"dialogues_asr/{lang}*.json"))
    sessions = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return [turn["text"] for session in sessions for turn in session["turns"]]


def _cpu(work: Any) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before
