"""Sentences packed into spaCy documents: several a document, as a turn holds several."""

import random
from collections.abc import Iterable, Iterator

from conllu import Sentence
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

ATTRIBUTES = ("ORTH", "SPACY", "LEMMA", "POS", "MORPH", "HEAD", "DEP", "SENT_START")
LONGEST = 8
"""Sentences in the longest training document."""
TEST_LENGTH = 6
"""Sentences in each test document."""


def chunks(sentences: list[Sentence], seed: int | None) -> Iterator[list[Sentence]]:
    """Yield runs of sentences: 1 to `LONGEST` by chance, or `TEST_LENGTH` when there is no seed."""
    dice = random.Random(seed)
    n = 0
    while n < len(sentences):
        size = TEST_LENGTH if seed is None else dice.randint(1, LONGEST)
        yield sentences[n : n + size]
        n += size


def document(vocab: Vocab, sentences: Iterable[Sentence]) -> Doc:
    """Return one annotated document; each sentence starts after a space."""
    fields: dict[str, list] = {
        name: [] for name in ("words", "spaces", "lemmas", "pos", "morphs", "heads", "deps")
    }
    for sentence in sentences:
        offset = len(fields["words"])
        for token in sentence:
            fields["words"].append(token.form)
            fields["spaces"].append(token.space)
            fields["lemmas"].append(token.lemma)
            fields["pos"].append(token.upos)
            fields["morphs"].append(token.feats)
            fields["heads"].append(offset + token.head)
            fields["deps"].append(token.dep)
        fields["spaces"][-1] = True
    return Doc(vocab, **fields)


def packed(docs: Iterable[Doc]) -> DocBin:
    """Return the documents as spaCy's training reads them."""
    return DocBin(attrs=list(ATTRIBUTES), docs=docs)
