"""Training examples from our talks: what each turn, owner and candidate is, by the labels."""

from dataclasses import dataclass

import numpy as np

from binome.language import backchannels, questions
from binome.language.dialogue import parse
from binome.language.features import Heard, of_turn
from binome.language.item import Item
from binome.language.lexicon import lexicon
from binome.language.minutes import Told, listen
from binome.language.tagging import LABELS, Tag
from models.commitments.corpus.build import talks
from models.commitments.corpus.heard import as_heard
from models.commitments.score import Gold, match


@dataclass
class Talk:
    """One talk in one form, with everything the models are fitted on."""

    id: str
    form: str
    dialogue: dict
    gold: dict
    labels: Gold
    told: Told
    features: list[list[str]]
    truth: np.ndarray
    """[turn, label]."""


def load(split: str) -> list[Talk]:
    """Return every talk of a split, clean and as heard."""
    out = []
    for dialogue, gold in talks(split):
        heard = as_heard(dialogue)
        labels = Gold(gold, (dialogue, heard))
        for form, said in (("clean", dialogue), ("heard", heard)):
            told = listen(parse(said))
            turns = told.heard
            out.append(
                Talk(
                    dialogue["id"],
                    form,
                    said,
                    gold,
                    labels,
                    told,
                    [of_turn(turns, n) for n in range(len(turns))],
                    turn_truth(gold, len(turns)),
                )
            )
    return out


def turn_truth(gold: dict, count: int) -> np.ndarray:
    truth = np.zeros((count, len(LABELS)))
    for column, kind in enumerate(("actions", "agreements")):
        for row in gold[kind]:
            for turn in row["core"]:
                truth[turn - 1, column] = 1
            for turn in row["recap"]:
                truth[turn - 1, 2] = 1
            truth[row["core"][0] - 1, 3] = 1
    return truth


def owners(talk: Talk) -> list[tuple[list[Heard], str]]:
    """Return the core turns of every action with its owner."""
    return [
        ([talk.told.heard[t - 1] for t in row["core"]], row["owner"])
        for row in talk.gold["actions"]
    ]


def item_truth(talk: Talk, items: list[Item]) -> np.ndarray:
    """Return for each candidate whether it matches an action, an agreement."""
    truth = np.zeros((len(items), 2))
    for n, item in enumerate(items):
        said = {"text": item.text, "turns": item.turns(), "owner": item.owner}
        for column, kind in enumerate(("actions", "agreements")):
            pairs, _ = match([(kind, said)], [(kind, g) for g in talk.gold[kind]], talk.labels)
            truth[n, column] = bool(pairs)
    return truth


def question_kinds(talk: Talk) -> list[tuple[list[str], str]]:
    """Return the marked questions whose kind the labels name, with their features."""
    lex = lexicon(talk.dialogue["lang"])
    kinds: dict[int, list[str]] = {}
    for row in talk.gold["questions"]:
        kinds.setdefault(row["turn"], []).append(row["kind"])
    out = []
    for n, reading in enumerate(talk.told.readings):
        sentences = questions.asked(reading, lex)
        labelled = kinds.get(n + 1, [])
        if len(sentences) == len(labelled):
            out += [
                (questions.sentence_features(s, lex), k)
                for s, k in zip(sentences, labelled, strict=True)
            ]
    return out


def asks(talk: Talk) -> tuple[list[list[str]], np.ndarray]:
    """Return the features of every turn without marks, and which kinds of question it asks."""
    lex = lexicon(talk.dialogue["lang"])
    rows = [
        questions.unmarked_features(r, f, lex)
        for r, f in zip(talk.told.readings, talk.features, strict=True)
    ]
    truth = np.zeros((len(rows), len(questions.KINDS)))
    for row in talk.gold["questions"]:
        truth[row["turn"] - 1, questions.KINDS.index(row["kind"])] = 1
    return rows, truth


def receipts(talk: Talk, tags: list[Tag]) -> tuple[list[list[str]], list[bool]]:
    """Return the features of every short turn, and whether it is a receipt."""
    lex = lexicon(talk.dialogue["lang"])
    told = talk.told
    marked = set(talk.gold["backchannels"])
    places = backchannels.short(told.readings)
    rows = [backchannels.features(n, told.dialogue.turns, told.readings, tags, lex) for n in places]
    return rows, [n + 1 in marked for n in places]
