"""Step 1: treebanks become training, held-out and test documents, each in both forms."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import documents
import spacy
from conllu import Sentence, read
from forms import FORMS, in_form
from spacy.tokens import Doc
from spacy.vocab import Vocab
from treebanks import SOURCES

HELD_OUT = 4
"""One document in so many of the development files is held out."""


def prepare(lang: str, treebanks: Path, work: Path) -> None:
    """Write `train.spacy`, `dev.spacy`, one file a test and `sources.json`, unless they are there.

    They count as there when they were made from the same files, by checksum.
    """
    sources = SOURCES[lang]
    names = (*sources.train, *sources.dev, *sources.test)
    sums = {name: checksum(treebanks / f"{name}.conllu") for name in names}
    record = work / "sources.json"
    if record.exists() and json.loads(record.read_text(encoding="utf-8")) == sums:
        return
    work.mkdir(parents=True, exist_ok=True)
    vocab = spacy.blank(lang).vocab
    banks = {name: read(treebanks / f"{name}.conllu", lang) for name in names}
    taught, held = [], []
    for seed, name in enumerate((*sources.train, *sources.dev)):
        for n, docs in enumerate(_in_both_forms(vocab, banks[name], seed)):
            is_held = name in sources.dev and n % HELD_OUT == 0
            (held if is_held else taught).extend(docs)
    documents.packed(taught).to_disk(work / "train.spacy")
    documents.packed(held).to_disk(work / "dev.spacy")
    for name in sources.test:
        for form in FORMS:
            docs = [
                documents.document(vocab, run)
                for run in documents.chunks(in_form(banks[name], form), seed=None)
            ]
            documents.packed(docs).to_disk(work / f"{name}.{form}.spacy")
    record.write_text(json.dumps(sums, indent=1), encoding="utf-8")
    print(
        f"{lang}: {sum(map(len, taught)):,} words to learn from, {sum(map(len, held)):,} held out"
    )


def _in_both_forms(vocab: Vocab, sentences: list[Sentence], seed: int) -> Iterator[list[Doc]]:
    """Yield each document in all its forms, so that what is held out is so in every form."""
    for run in documents.chunks(sentences, seed):
        forms = [in_form(run, form) for form in FORMS]
        yield [documents.document(vocab, form) for form in forms if form]


def checksum(path: Path) -> str:
    """Return a file's SHA-256 as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
