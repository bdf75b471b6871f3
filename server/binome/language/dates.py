"""Deadlines in a turn: drives the French and English grammars over its words.

`find` returns them in the order they were said, each with the words that gave it; what they belong
to is decided by the reader of moves.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from binome.language import dates_en, dates_fr
from binome.language.due import Due
from binome.language.normalise import Lang, Word, words


def find(found: Sequence[Word], text: str, lang: Lang, today: date) -> list[Due]:
    """Return every deadline said in the words of a turn, never before today."""
    grammar = dates_fr if lang == "fr" else dates_en
    norms = [word.norm for word in found]
    out: list[Due] = []
    at = 0
    while at < len(norms):
        before = norms[at - 1] if at else ""
        due = grammar.read(norms, at, today) if grammar.opens(norms[at], before) else None
        if due is None or (due.day is not None and due.day < today):
            at += 1
            continue
        said = text[found[at].start : found[due.end - 1].end]
        out.append(replace(due, words=said))
        at = max(due.end, at + 1)
    return out


def read_deadline(text: str, lang: Lang, today: date) -> Due | None:
    """Return the last deadline said in a text, or nothing."""
    found = find(words(text, lang), text, lang, today)
    return found[-1] if found else None
