"""Where one thought ends and the next begins in a turn, with or without punctuation.

Recognised speech often has no full stops, so a subject pronoun with a verb also opens a clause,
unless a subordinator ("que", "si", "quand"…) ties it to what comes before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from binome.language.conjugation import table
from binome.language.lexicon import Lexicon
from binome.language.normalise import Word

STOPS = frozenset({".", "?", ":", "(", ")", "«", "»", '"', "“", "”"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Words `start`..`end` (end excluded) of a turn; `asked` when a question mark closes it."""

    start: int
    end: int
    asked: bool
    sentence: int
    """Where the sentence it belongs to begins."""


def split(words: Sequence[Word], lex: Lexicon) -> list[Clause]:
    """Return the clauses of a turn, in order, punctuation left out at their ends."""
    norms: list[str] = [word.norm for word in words]
    cuts = {0, len(norms)}
    for n, norm in enumerate(norms):
        if norm in STOPS:
            cuts |= {n, n + 1}
        elif n and _opens(norms, n, lex):
            cuts.add(_back_over_connectives(norms, n, lex))
    edges = sorted(cuts)
    out: list[Clause] = []
    sentence = 0
    for start, end in pairwise(edges):
        if norms[start] in STOPS:
            if norms[start] in (".", "?"):
                sentence = start + 1
            if norms[start] == "?" and out and out[-1].end == start:
                out[-1] = Clause(out[-1].start, out[-1].end, asked=True, sentence=out[-1].sentence)
            continue
        out.append(Clause(start, end, asked=False, sentence=sentence))
    return _questions_spread(out)


def _questions_spread(found: list[Clause]) -> list[Clause]:
    """Mark every clause of a sentence that a question mark closes."""
    asked = {clause.sentence for clause in found if clause.asked}
    return [Clause(c.start, c.end, asked=c.sentence in asked, sentence=c.sentence) for c in found]


def _opens(norms: list[str], at: int, lex: Lexicon) -> bool:
    if norms[at] not in lex.words["clause_openers"]:
        return False
    if norms[at] == "ce" and norms[at + 1 : at + 2] not in (
        ["est"],
        ["sera"],
        ["serait"],
        ["etait"],
    ):
        return False
    before = norms[at - 1]
    if before in lex.words["subordinators"] or before in lex.words["keeps_subject"]:
        return False
    return before not in lex.words["inverting_verbs"] and _has_verb(norms, at + 1, lex)


def _has_verb(norms: Sequence[str], at: int, lex: Lexicon) -> bool:
    """Return whether a finite verb follows a subject, clitics and negation skipped."""
    skipped = lex.classes["CL"] | lex.classes["NE"]
    while at < len(norms) and norms[at] in skipped:
        at += 1
    if at >= len(norms) or norms[at] in STOPS or norms[at] == ",":
        return False
    if lex.lang == "en":
        return norms[at].isalpha() and norms[at] not in lex.words["no_verb"]
    return any(form.mood not in ("inf", "pp", "imper") for form in table().get(norms[at], ()))


def _back_over_connectives(norms: Sequence[str], at: int, lex: Lexicon) -> int:
    """Return where the clause really begins: "et moi je…" begins at "et"."""
    while at > 0 and (
        norms[at - 1] in lex.words["connectives"] or norms[at - 1] in lex.words["emphatic"]
    ):
        at -= 1
    return at
