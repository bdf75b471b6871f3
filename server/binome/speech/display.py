"""From the pieces a model writes to the words people read. Pure; used by `engine` and `padded`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from binome.domain.values import Word
from binome.speech.recogniser import Job


def joined(parts: Sequence[tuple[str, float, float, float]], job: Job) -> list[Word]:
    """Return aligned pieces (text, start, end, p; seconds from the job's start) as display words.

    What does not begin with a space belongs to the word before ("aujourd" + "'hui"); so does
    bare punctuation, after a narrow no-break space where French sets one.
    """
    words: list[Word] = []
    for text, start, end, p in parts:
        start, end = (min(job.end, job.start + float(at)) for at in (start, end))
        bare = text.strip()
        if not bare:
            continue
        if words and not (text.startswith(" ") and any(map(str.isalnum, bare))):
            gap = "\u202f" if text.startswith(" ") and job.language == "fr" else ""
            last = words.pop()
            # The punctuation's own end says nothing about the word.
            until = max(last.end, end) if any(map(str.isalnum, bare)) else last.end
            words.append(Word(last.text + gap + bare, last.start, until, min(last.p, float(p))))
        else:
            words.append(Word(bare, round(start, 3), round(max(start, end), 3), float(p)))
    return [replace(word, end=round(word.end, 3), p=round(word.p, 3)) for word in words]


def guessed(text: str, p: float, job: Job) -> list[Word]:
    """Return the words of a reading whose times nobody needs, spread over the job by length.

    `p`: how likely the reading is, for every word of it.
    """
    pieces = re.findall(r"\s*\S+", text)
    letters = max(1, sum(map(len, pieces)))
    each = (job.end - job.start) / letters
    parts, at = [], 0
    for piece in pieces:
        until = at + len(piece)
        parts.append((f" {piece.strip()}", at * each, until * each, p))
        at = until
    return joined(parts, job)
