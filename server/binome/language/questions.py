"""Questions by form and expected answer: open, closed or tag, several per turn.

Where the recogniser gave marks, sentences that end in "?" are classified by a small trained model
that hears the rules out; where it gave none, a model over the turn and its neighbours says whether
it asks (most French closed questions have no cue but the melody and the answer).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from binome.language.fold import listed
from binome.language.learned import Linear
from binome.language.lexicon import Lexicon, Phrases
from binome.language.reading import Reading
from binome.language.tagging import logistic

Kind = Literal["open", "closed", "tag"]
_ENDS = frozenset({".", "?", ":"})


KINDS: tuple[Kind, ...] = ("open", "closed", "tag")
HEARD_FROM: dict[Kind, float] = {"open": 0.3, "closed": 0.25, "tag": 0.15}
"""Probability from which a turn without marks is taken to ask so."""


def questions(reading: Reading, lex: Lexicon, model: Linear) -> list[Kind]:
    """Return the kinds of the questions asked in a punctuated turn, in order."""
    out: list[Kind] = []
    for sentence, end in _sentences(reading.norms):
        body = _lead(sentence, lex)
        if end == "?" and body:
            scores = model.scores(sentence_features(sentence, lex))
            out.append(max(KINDS, key=lambda kind: scores[kind]))
        elif any(lex.questions["elicit"].at(_lead(p, lex) or [""], 0) for p in _pieces(sentence)):
            out.append("open")
    return out


def by_rules(reading: Reading, lex: Lexicon, *, punctuated: bool) -> list[Kind]:
    """Return the kinds of the questions asked in a turn as the rules alone see them."""
    out: list[Kind] = []
    if not punctuated:
        kinds = (
            _unmarked(_lead(reading.norms[c.start : c.end], lex), lex) for c in reading.clauses
        )
        return [kind for kind in kinds if kind]
    for sentence, end in _sentences(reading.norms):
        body = _lead(sentence, lex)
        if end == "?" and body:
            out.append(_marked(body, sentence, lex))
        elif any(lex.questions["elicit"].at(_lead(p, lex) or [""], 0) for p in _pieces(sentence)):
            out.append("open")
    return out


def asked(reading: Reading, lex: Lexicon) -> list[list[str]]:
    """Return the sentences of a turn that a question mark closes."""
    return [s for s, end in _sentences(reading.norms) if end == "?" and _lead(s, lex)]


def sentence_features(sentence: Sequence[str], lex: Lexicon) -> list[str]:
    """Return what tells the kind of a question: its words and what the rules say of it."""
    body = _lead(sentence, lex)
    out = ["any", f"rule {_marked(body, sentence, lex)}", f"size {min(len(body) // 2, 6)}"]
    out += [f"w {w}" for w in set(sentence)]
    out += [f"b {a} {b}" for a, b in pairwise(sentence)]
    out += [f"s {' '.join(body[:n])}" for n in (1, 2, 3)]
    out += [f"e {' '.join(sentence[-n:])}" for n in (1, 2)]
    return out


def unmarked(features: Sequence[str], model: Linear) -> list[Kind]:
    """Return the kinds of questions in a turn that came without marks, from its features."""
    scores = model.scores(features)
    return [kind for kind in KINDS if logistic(scores[kind]) >= HEARD_FROM[kind]]


def unmarked_features(reading: Reading, turn_features: Sequence[str], lex: Lexicon) -> list[str]:
    """Return what tells that a turn without marks asks: its own features and the rules' clauses."""
    kinds = [_unmarked(_lead(reading.norms[c.start : c.end], lex), lex) for c in reading.clauses]
    return [*turn_features, *(f"rule {kind}" for kind in kinds if kind)]


def _sentences(norms: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    run: list[str] = []
    for norm in norms:
        if norm in _ENDS:
            if run:
                yield run, norm
            elif norm == "?":
                pass
            run = []
        else:
            run.append(norm)
    if run:
        yield run, ""


def _lead(sentence: Sequence[str], lex: Lexicon) -> list[str]:
    """Return the sentence without the small words that open it."""
    body = list(sentence)
    while body and body[0] in lex.words["lead_ins"]:
        body = body[1:]
    return body


def _marked(body: Sequence[str], sentence: Sequence[str], lex: Lexicon) -> Kind:
    q = lex.questions
    pieces = _pieces(body)
    last = pieces[-1]
    if q["tag"].at(last, 0) == tuple(last) and (len(pieces) > 1 or len(body) <= 2):
        return "tag"
    if len(last) == 1 and last[0] in lex.words["tags"] and len(body) > 3:
        return "tag"
    if body[-1] in lex.words["tags"] and len(body) > 3 and len(pieces) == 1:
        return "tag"
    if len(pieces) > 1 and any(w in ("ou", "or") for w in last[1:]) and not _by_start(last, lex):
        return "closed"  # "…, du temps ou de l'envie ?"
    for piece in (pieces[-1], pieces[0], *pieces[1:-1]):
        kind = _by_start(_lead(piece, lex), lex)
        if kind:
            return kind
    if q["open_anywhere"].within(body):
        return "open"
    which = next((n for n, w in enumerate(body) if w in lex.words["which"]), None)
    if which is not None and lex.lang == "fr":
        return "closed" if any(w in lex.words["facts"] for w in body[which:]) else "open"
    if lex.lang == "fr" and sentence[0] == "et" and not _has_subject(sentence):
        return "open"
    if lex.lang == "en" and sentence[0] == "and" and not _has_subject(sentence):
        return "open"
    return "closed"


def _pieces(body: Sequence[str]) -> list[list[str]]:
    out: list[list[str]] = [[]]
    for norm in body:
        if norm == ",":
            out.append([])
        else:
            out[-1].append(norm)
    return [piece for piece in out if piece] or [list(body)]


def _by_start(piece: Sequence[str], lex: Lexicon) -> Kind | None:
    if not piece:
        return None
    q = lex.questions
    if q["elicit"].at(piece, 0):
        return "open"
    closed, opened = _at(q["closed_start"], piece), _at(q["open_start"], piece)
    if opened and len(opened) >= len(closed):
        return "open"
    if piece[0] in lex.words["which"]:
        return "closed" if any(w in lex.words["facts"] for w in piece[1:4]) else "open"
    if closed:
        rest = piece[len(closed) :]
        return (
            "open"
            if lex.questions["open_anywhere"].within(rest) and closed not in _YES_NO
            else "closed"
        )
    return None


_END_CUES: dict[str, Kind] = {
    "quoi": "open",
    "comment": "open",
    "pourquoi": "open",
    "combien": "closed",
    "hein": "tag",
    "quand": "closed",
}
_WH = frozenset({"comment", "pourquoi", "what", "how", "why"})
_AUXILIARIES = frozenset(
    listed(
        "do did does is are was were would could can will have has should made makes happened "
        "else might about"
    )
)
_YES_NO = (("est", "ce", "que"),)


def _at(phrases: Phrases, piece: Sequence[str]) -> tuple[str, ...]:
    return phrases.at(piece, 0) or ()


def _has_subject(body: Sequence[str]) -> bool:
    return any(
        w
        in (
            "je",
            "tu",
            "il",
            "elle",
            "on",
            "nous",
            "vous",
            "ca",
            "ce",
            "i",
            "you",
            "we",
            "it",
            "they",
            "is",
            "are",
            "did",
            "do",
        )
        for w in body
    )


def _unmarked(body: Sequence[str], lex: Lexicon) -> Kind | None:
    """Return the kind of a clause without marks, when its words alone show a question."""
    if not body:
        return None
    q = lex.questions
    if q["elicit"].at(body, 0) or q["content_verbs"].at(body, 0):
        return "open"
    if q["content_verbs"].within(body):
        return "open"
    by_end = _END_CUES.get(body[-1])
    if by_end and len(body) > 1:
        return by_end
    asks = body[0] in _WH and (lex.lang == "fr" or (len(body) > 2 and body[1] in _AUXILIARIES))
    if asks and len(body) > 2:
        return "open"
    if q["inverted"].at(body, 0):
        return "closed"
    if body[0] in lex.words["which"] and len(body) > 2 and body[1] not in lex.words["exclaims"]:
        return "closed" if any(w in lex.words["facts"] for w in body[1:4]) else "open"
    if q["short_fact"].at(body, 0) and q["inverted"].within(body):
        return "closed"
    return None
