"""Receipts ("mm", "oui", "d'accord") that leave the floor to the other person.

A turn of at most three receipt words that overlaps the other's speech, or stands between two turns
of the other person, is a backchannel, unless it answers a question or accepts a proposal.
"""

from collections.abc import Sequence

from binome.language.dialogue import DialogueTurn
from binome.language.lexicon import Lexicon
from binome.language.reading import Reading


def backchannels(
    turns: Sequence[DialogueTurn], readings: Sequence[Reading], accepting: set[int], lex: Lexicon
) -> list[int]:
    """Return the ids of the turns that are receipts; `accepting` turns never are."""
    out = []
    for n, (turn, reading) in enumerate(zip(turns, readings, strict=True)):
        said = [w for w in reading.norms if w.isalpha() or "'" in w]
        if len(said) > 4 or not all(w in lex.backchannels for w in said):
            continue
        if turn.id in accepting or not _other_keeps_floor(turns, n):
            continue
        overlapped = any(
            t.speaker != turn.speaker and t.start < turn.start < t.end
            for t in turns[max(0, n - 2) : n + 2]
        )
        neutral = all(w in lex.neutral for w in said)
        asked = n > 0 and readings[n - 1].text.rstrip().endswith("?")
        if overlapped or (neutral and not asked and "?" not in reading.norms):
            out.append(turn.id)
    return out


def _other_keeps_floor(turns: Sequence[DialogueTurn], n: int) -> bool:
    """Return whether the other person speaks both before and after."""
    if not 0 < n < len(turns) - 1:
        return False
    me = turns[n].speaker
    return turns[n - 1].speaker != me and turns[n + 1].speaker != me
