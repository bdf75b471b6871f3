"""Reads Universal Dependencies files (CoNLL-U) into sentences of plain tokens.

Conventions differ between treebanks; what differs for no reason of language is made equal here:
gender and number that spoken treebanks keep in the last column join the features, `Case` goes,
rare relation subtypes are folded into their relation.
"""

from dataclasses import dataclass
from pathlib import Path

FEATURES = frozenset(
    (
        *("Definite", "Gender", "Mood", "Number", "NumType", "Person", "Polarity", "Poss"),
        *("PronType", "Reflex", "Tense", "VerbForm", "Voice"),
    )
)
"""Morphological features that are learnt."""

SUBTYPES = {
    "fr": frozenset(
        (
            *("acl:relcl", "aux:caus", "aux:pass", "aux:tense", "expl:comp", "expl:pass"),
            *("expl:subj", "flat:foreign", "flat:name", "nsubj:pass"),
            *("obl:agent", "obl:arg", "obl:mod"),
        )
    ),
    "en": frozenset(("acl:relcl", "aux:pass", "compound:prt", "nsubj:pass", "obl:agent")),
}
"""Relation subtypes that are learnt; others lose what follows the colon."""

CONTRACTIONS = {
    ("à", "le"): "au",
    ("à", "les"): "aux",
    ("de", "le"): "du",
    ("de", "les"): "des",
}


@dataclass(slots=True)
class Token:
    """One word; `head` is an index into its sentence, its own index for the root."""

    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    dep: str
    space: bool
    """Whether a space follows."""


Sentence = list[Token]


@dataclass(frozen=True, slots=True)
class _Span:
    """A word of the text that the treebank analyses as several, ids `first`..`last`."""

    first: int
    last: int
    form: str
    space: bool


def read(path: Path, lang: str) -> list[Sentence]:
    """Return the sentences of a file. Raises `ValueError` naming the line that is no CoNLL-U."""
    sentences: list[Sentence] = []
    rows: list[list[str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        if line:
            columns = line.split("\t")
            if len(columns) != 10:
                raise ValueError(f"{path.name}, line {number}: {len(columns)} columns, not 10")
            rows.append(columns)
        elif rows:
            sentences.append(_sentence(rows, lang))
            rows = []
    return [*sentences, _sentence(rows, lang)] if rows else sentences


def _sentence(rows: list[list[str]], lang: str) -> Sentence:
    spans = []
    tokens = []
    for row in rows:
        number, form, misc = row[0], row[1].replace("’", "'"), row[9]
        elided = lang == "fr" and form.endswith("'")  # speech is often spaced "j' ai"
        space = "SpaceAfter=No" not in misc and not elided
        if "-" in number:
            first, last = map(int, number.split("-"))
            spans.append(_Span(first, last, form, space))
        elif "." not in number:  # "8.1" is a word that nobody said
            feats = _features(row[5], misc)
            root = row[6] == "0"
            head = len(tokens) if root else int(row[6]) - 1
            dep = "ROOT" if root else _relation(row[7], lang)
            tokens.append(Token(form, row[2], row[3], feats, head, dep, space))
    return _contracted(tokens, spans) if lang == "fr" else _spelled(tokens, spans)


def _features(feats: str, misc: str) -> str:
    found = dict(f.split("=", 1) for f in feats.split("|") if "=" in f)
    for field in misc.split("|"):
        name, _, value = field.partition("=")
        base, _, kind = name.partition("[")
        if base in ("Gender", "Number") and kind in ("lex]", "ctxt]") and value != "Unknown":
            found.setdefault(base, value)
    return "|".join(f"{k}={v}" for k, v in sorted(found.items()) if k in FEATURES)


def _relation(dep: str, lang: str) -> str:
    return dep if dep in SUBTYPES[lang] else dep.split(":")[0]


def _spelled(tokens: Sentence, spans: list[_Span]) -> Sentence:
    """Return the words of "don't" one by one, without a space between them."""
    for span in spans:
        for token in tokens[span.first - 1 : span.last - 1]:
            token.space = False
        tokens[span.last - 1].space = span.space
    return tokens


def _contracted(tokens: Sentence, spans: list[_Span]) -> Sentence:
    """Return the sentence with "à le" as the one word "au", as spaCy's tokeniser leaves it."""
    covered = {n for span in spans for n in range(span.first, span.last + 1)}
    for n in range(1, len(tokens)):
        one, two = tokens[n - 1], tokens[n]
        form = CONTRACTIONS.get((one.form.lower(), two.form.lower()))
        spoken = form and one.upos == "ADP" and two.upos == "DET" and one.space
        if spoken and not covered & {n, n + 1}:
            form = form.capitalize() if one.form[0].isupper() else form
            spans.append(_Span(n, n + 1, form, two.space))
            covered |= {n, n + 1}
    place = list(range(len(tokens)))  # which word stands for each token
    for span in spans:
        inside = range(span.first - 1, span.last)
        outward = [n for n in inside if tokens[n].dep == "ROOT" or tokens[n].head not in inside]
        for n in inside:
            place[n] = outward[0]
        kept = tokens[outward[0]]
        kept.form, kept.space, kept.feats = span.form, span.space, ""
    kept_at = sorted(set(place))
    new = {old: n for n, old in enumerate(kept_at)}
    for old in kept_at:
        tokens[old].head = new[place[tokens[old].head]]
    return [tokens[old] for old in kept_at]
