"""Receipts ("mm", "oui", "d'accord") that leave the floor to the other person.

A short turn is weighed by a small trained model: its words, whether it overlaps the other's speech,
who speaks before and after, whether it was asked, and whether it accepts a proposal.
"""

from collections.abc import Sequence

from binome.language.dialogue import DialogueTurn
from binome.language.learned import Linear
from binome.language.lexicon import Lexicon
from binome.language.reading import Reading
from binome.language.tagging import Tag, logistic

LONGEST = 6
"""Words of the longest receipt."""


def backchannels(
    turns: Sequence[DialogueTurn],
    readings: Sequence[Reading],
    tags: Sequence[Tag],
    lex: Lexicon,
    model: Linear,
) -> list[int]:
    """Return the ids of the turns that are receipts."""
    out = []
    for n in short(readings):
        scores = model.scores(features(n, turns, readings, tags, lex))
        if logistic(scores["receipt"]) >= 0.4:
            out.append(turns[n].id)
    return out


def short(readings: Sequence[Reading]) -> list[int]:
    """Return the indexes of the turns that are short enough to be receipts."""
    return [n for n, reading in enumerate(readings) if len(said(reading)) <= LONGEST]


def said(reading: Reading) -> list[str]:
    """Return the words of a turn without its marks."""
    return [w for w in reading.norms if w[:1].isalnum()]


def features(
    n: int,
    turns: Sequence[DialogueTurn],
    readings: Sequence[Reading],
    tags: Sequence[Tag],
    lex: Lexicon,
) -> list[str]:
    """Return what tells a receipt from a short answer."""
    words = said(readings[n])
    receipt = [w in lex.backchannels for w in words]
    neutral = all(w in lex.neutral for w in words)
    overlapped = any(
        t.speaker != turns[n].speaker and t.start < turns[n].start < t.end
        for t in turns[max(0, n - 2) : n]
    )
    keeps = _other_keeps_floor(turns, n)
    asked = n > 0 and _asks(readings[n - 1])
    goes_on = keeps and n + 1 < len(turns) and turns[n + 1].start - turns[n].end < 0.3
    alike = f"{'receipt' if all(receipt) else 'other'} {'neutral' if neutral else 'coloured'}"
    size = min(len(words), LONGEST)
    out = ["any", f"size {size}", f"{alike} {size}", f"keeps {keeps}", f"over {overlapped}"]
    out += [f"{alike} over {overlapped} keeps {keeps}", f"{alike} asked {asked}"]
    out += [f"asks {'?' in readings[n].norms}", f"goes on {goes_on}", f"over {overlapped} {asked}"]
    out += [f"w {w}" for w in words] + [f"all {' '.join(words)}"]
    makes = tags[n].makes
    out += [f"makes > {step}" for step in (0.1, 0.3, 0.5, 0.7) if makes > step]
    before = tags[n - 1].makes if n else 0.0
    out += [f"after made > {step}" for step in (0.1, 0.3, 0.5, 0.7) if before > step]
    return out


def _asks(reading: Reading) -> bool:
    return reading.text.rstrip().endswith("?")


def _other_keeps_floor(turns: Sequence[DialogueTurn], n: int) -> bool:
    """Return whether the other person speaks both before and after."""
    if not 0 < n < len(turns) - 1:
        return False
    me = turns[n].speaker
    return turns[n - 1].speaker != me and turns[n + 1].speaker != me
