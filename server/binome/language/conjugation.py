"""Our own small French conjugator: which verb, mood and person a form may be.

The statistical lemmatiser invents lemmas for rare verbs and takes conditionals for imperfects;
this table, generated once from `fr/verbs.txt` and `fr/irregular.txt`, does not. Forms are folded
(no accents), so that the recogniser's "envoyé" for "envoyer" is found as well.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from binome.language.fold import fold

Mood = Literal["inf", "pres", "fut", "imperf", "cond", "subj", "imper", "pp"]
_DOUBLING = ("appeler", "rappeler", "jeter", "rejeter", "projeter", "renouveler", "épeler")


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a verb form; `person` 1..6 (je, tu, il, nous, vous, ils), 0 where none."""

    lemma: str
    mood: Mood
    person: int


@lru_cache(maxsize=1)
def kinds() -> dict[str, frozenset[str]]:
    """Return for each verb the kinds it is listed under: task, meet, talk, state."""
    found: dict[str, set[str]] = defaultdict(set)
    kind = ""
    for line in _lines("verbs.txt"):
        if line.startswith("["):
            kind = line.strip("[]")
        else:
            for verb in line.split():
                found[verb].add(kind)
    return {verb: frozenset(names) for verb, names in found.items()}


@lru_cache(maxsize=1)
def table() -> dict[str, tuple[Form, ...]]:
    """Return every known form, folded, with its readings."""
    found: dict[str, set[Form]] = defaultdict(set)
    for verb in kinds():
        for mood, person, form in conjugate(verb):
            found[fold(form)].add(Form(verb, mood, person))
    return {
        form: tuple(sorted(readings, key=lambda f: (f.lemma, f.mood, f.person)))
        for form, readings in found.items()
    }


@lru_cache(maxsize=1)
def infinitives() -> dict[str, str]:
    """Return the infinitive as it is written for each folded infinitive."""
    return {fold(verb): verb for verb in kinds()}


def conjugate(verb: str) -> list[tuple[Mood, int, str]]:
    """Return all forms of a verb in the moods that promises use."""
    present, future, participle, subjunctive = _principal_parts(verb)
    out: list[tuple[Mood, int, str]] = [("inf", 0, verb)]
    out += [("pres", n + 1, form) for n, form in enumerate(present)]
    out += _with(future, "fut", ("ai", "as", "a", "ons", "ez", "ont"))
    out += _with(future, "cond", ("ais", "ais", "ait", "ions", "iez", "aient"))
    past = "ét" if verb == "être" else present[3].removesuffix("ons")
    out += _with(past, "imperf", ("ais", "ais", "ait"))
    out += _with(
        past.removesuffix("e") if past.endswith("ge") else past, "imperf", ("ions", "iez"), 4
    )
    if subjunctive:
        single, plural = subjunctive
        stem = single if single.endswith("e") else single.removesuffix("s") + "e"
        singles = [stem, stem + "s", stem]
        if single.endswith("s"):
            singles = [single, single, single.removesuffix("s") + "t"]
        out += [("subj", n + 1, form) for n, form in enumerate(singles)]
        out += [("subj", 4, plural), ("subj", 5, plural.removesuffix("ons") + "ez")]
    else:
        stem = present[5].removesuffix("nt")
        out += [("subj", 1, stem), ("subj", 2, stem + "s"), ("subj", 3, stem)]
        out += _with(
            past.removesuffix("e") if past.endswith("ge") else past, "subj", ("ions", "iez"), 4
        )
    second = present[1].removesuffix("s") if verb.endswith(("er", "vrir", "ffrir")) else present[1]
    out += [("imper", 2, second), ("imper", 4, present[3]), ("imper", 5, present[4])]
    out += [("pp", 0, participle + ending) for ending in ("", "e", "s", "es")]
    return out


def _with(
    stem: str, mood: Mood, endings: tuple[str, ...], first: int = 1
) -> list[tuple[Mood, int, str]]:
    return [(mood, first + n, stem + ending) for n, ending in enumerate(endings)]


def _principal_parts(verb: str) -> tuple[list[str], str, str, tuple[str, str] | None]:
    """Return six present forms, the future stem, the participle and irregular subjunctives."""
    for ending, parts in _irregular():
        if verb.endswith(ending):
            prefix = verb.removesuffix(ending)
            present = [prefix + form for form in parts[0].split()]
            subjunctive = parts[3].split() if len(parts) > 3 else []
            pair = (prefix + subjunctive[0], prefix + subjunctive[1]) if subjunctive else None
            return present, prefix + parts[1], prefix + parts[2], pair
    stem = verb[:-2]
    if verb.endswith("er"):
        strong = stem
        if verb in _DOUBLING:
            strong = stem + stem[-1]
        elif verb.endswith(("oyer", "uyer", "ayer")):
            strong = stem[:-1] + "i"
        soft = stem + "e" if stem.endswith("g") else stem
        present = [
            strong + "e",
            strong + "es",
            strong + "e",
            soft + "ons",
            stem + "ez",
            strong + "ent",
        ]
        return present, strong + "er", stem + "é", None
    if verb.endswith("ir"):
        present = [stem + e for e in ("is", "is", "it", "issons", "issez", "issent")]
        return present, verb, stem + "i", None
    present = [stem + e for e in ("s", "s", "", "ons", "ez", "ent")]
    return present, verb[:-1], stem + "u", None


@lru_cache(maxsize=1)
def _irregular() -> list[tuple[str, list[str]]]:
    rows = []
    for line in _lines("irregular.txt"):
        ending, _, rest = line.partition(":")
        rows.append((ending, [part.strip() for part in rest.split("|")]))
    return sorted(rows, key=lambda row: -len(row[0]))


def _lines(name: str) -> list[str]:
    text = resources.files("binome.language").joinpath("fr", name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
