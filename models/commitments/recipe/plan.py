"""Fit what the agenda is followed by: where another item begins, and where the talk is off it."""

import numpy as np

from binome.language import agenda_cues, pipeline
from binome.language.agenda import OFF
from binome.language.dialogue import parse
from binome.language.lexicon import lexicon
from binome.language.reading import read_turn
from models.commitments.corpus.build import talks
from models.commitments.corpus.heard import as_heard
from models.commitments.recipe.linear import Linear

FORMS = {"after": False, "live": True}
"""Each pair of models, and whether it knows only what was said before."""


def fit(splits: list[str]) -> dict[str, Linear]:
    """Return `starts_…` and `aside_…` of both forms, fitted on the talks of these splits."""
    seen, items = [], []
    for split in splits:
        for dialogue, gold in talks(split):
            for said in (dialogue, as_heard(dialogue)):
                seen.append(_clues(said))
                items.append([row["item"] for row in gold["agenda"]])
    starts = np.concatenate([_starts(one) for one in items])
    aside = np.concatenate([[[float(item == OFF)] for item in one] for one in items])
    out = {}
    for form, live in FORMS.items():
        places = [(one, n) for one in seen for n in range(len(one.words))]
        rows = [agenda_cues.begins(one, n, live=live) for one, n in places]
        out[f"starts_{form}"] = _fitted("starts", rows, starts)
        rows = [agenda_cues.aside(one, n, live=live) for one, n in places]
        out[f"aside_{form}"] = _fitted("aside", rows, aside)
    return out


def _clues(said: dict) -> agenda_cues.Clues:
    dialogue = parse(said)
    pipeline.parse_all([turn.text for turn in dialogue.turns], dialogue.lang)
    readings = [read_turn(turn.text, dialogue.lang, dialogue.day) for turn in dialogue.turns]
    return agenda_cues.clues(dialogue, readings, lexicon(dialogue.lang))


def _starts(items: list[str]) -> list[list[float]]:
    """Mark the turns with which another item begins; a return from small talk is none."""
    out, last = [], ""
    for item in items:
        out.append([float(bool(last) and item not in (OFF, last))])
        last = last if item == OFF else item
    return out


def _fitted(label: str, rows: list[list[str]], truth: np.ndarray) -> Linear:
    return Linear((label,), rare=4).fit(rows, truth, epochs=8, rate=0.06, l2=4e-4)
