"""Training examples from our talks: what each turn, owner and candidate is, by the labels."""

from dataclasses import dataclass

import numpy as np

from binome.language import backchannels, questions
from binome.language.candidates import Candidate, quoted
from binome.language.dialogue import parse
from binome.language.features import of_turn
from binome.language.lexicon import lexicon
from binome.language.linking import Option
from binome.language.minutes import Told, listen
from binome.language.naming import Unit, units
from binome.language.owners import BESIDE, features
from binome.language.tagging import LABELS, Tag
from models.commitments.corpus.build import talks
from models.commitments.corpus.heard import as_heard
from models.commitments.score import Gold, dice, match, stems


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


def naming_units(talk: Talk) -> dict[tuple[str, str], list[Unit]]:
    """Return for each commitment the clauses of its core turns that are worded most like it."""
    said = units(talk.told.heard)
    out = {}
    for kind in ("actions", "agreements"):
        for row in talk.gold[kind]:
            variants, keys, _, _ = talk.labels.prep[kind, row["id"]]
            scored = []
            for unit in said:
                if unit.turn + 1 in row["core"]:
                    words = stems(
                        quoted(talk.told.readings[unit.turn], unit.clause), talk.labels.lang
                    )
                    likest = max(dice(words, v) for v in variants)
                    scored.append((likest + 0.02 * len(words & keys), unit))
            best = max((score for score, _ in scored), default=0.0)
            out[kind, row["id"]] = [u for score, u in scored if score >= max(0.8 * best, 0.1)]
    return out


def unit_truth(talk: Talk, considered: list[Unit]) -> tuple[np.ndarray, np.ndarray]:
    """Return for each clause whether it names an action, an agreement, and its weight.

    Clauses that repeat a commitment later on weigh nothing, optional ones half.
    """
    truth, weight = np.zeros((len(considered), 2)), np.ones(len(considered))
    place = {(u.turn, u.clause.start): n for n, u in enumerate(considered)}
    named = naming_units(talk)
    repeats = {t for k in ("actions", "agreements") for g in talk.gold[k] for t in g["recap"]}
    for n, unit in enumerate(considered):
        if unit.turn + 1 in repeats:
            weight[n] = 0
    for column, kind in enumerate(("actions", "agreements")):
        for row in talk.gold[kind]:
            for unit in named[kind, row["id"]]:
                where = place.get((unit.turn, unit.clause.start))
                if where is not None:
                    truth[where, column] = 1
                    weight[where] = 0.5 if row["optional"] else 1
    return truth, weight


def owners(talk: Talk) -> list[tuple[list[str], str]]:
    """Return the features of every clause that names an action, with its owner."""
    named = naming_units(talk)
    out = []
    for row in talk.gold["actions"]:
        for unit in named["actions", row["id"]]:
            first, last = max(unit.turn - BESIDE, 0), unit.turn + BESIDE + 1
            around = talk.told.heard[first:last]
            out.append((features(around, unit.turn - first, unit.clause), row["owner"]))
    return out


def candidate_truth(
    talk: Talk, found: list[Candidate]
) -> tuple[np.ndarray, np.ndarray, list[set[tuple[str, str]]]]:
    """Return for each candidate whether it is an action, an agreement, its weights, its matches.

    An action counts only with its owner; what matches an optional label weighs little.
    """
    truth, weight = np.zeros((len(found), 2)), np.ones((len(found), 2))
    matches: list[set[tuple[str, str]]] = []
    for n, one in enumerate(found):
        said = {"text": one.item.text, "turns": one.item.turns(), "owner": one.owner}
        matches.append(set())
        for column, kind in enumerate(("actions", "agreements")):
            rows = [(kind, g) for g in talk.gold[kind]]
            pairs, _ = match([(kind, said)], rows, talk.labels)
            for row in [pair[1] for pair in pairs]:
                gold = rows[row][1]
                matches[-1].add((kind, gold["id"]))
                truth[n, column] = kind == "agreements" or gold["owner"] == one.owner
                weight[n, column] = 0.3 if gold["optional"] else 1
    return truth, weight, matches


def dated(talk: Talk, found: list[Candidate]) -> list[tuple[Candidate, dict]]:
    """Return one wording of each candidate that matches a label, with the label."""
    _, _, matches = candidate_truth(talk, found)
    rows = {(k, g["id"]): g for k in ("actions", "agreements") for g in talk.gold[k]}
    out: dict[tuple[str, int], tuple[Candidate, dict]] = {}
    for one, matched in zip(found, matches, strict=True):
        for key in sorted(matched)[:1]:
            out.setdefault((one.item.id, one.turn), (one, rows[key]))
    return list(out.values())


def due_truth(wanted: dict, meant: list[Option]) -> list[bool]:
    """Return for each date said whether it is the label's; an anchored one where no other is."""
    accepted = set(wanted["due_accept"]) if wanted["due"] else set()
    truth = [bool(o.due.day and o.due.day.isoformat() in accepted) for o in meant]
    if accepted and not any(truth):
        truth = [o.due.anchor is not None for o in meant]
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
