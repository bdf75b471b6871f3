"""From what was said to a line one can tick.

"je te les envoie" becomes "Envoyer trois exemples à Claire".

The line is the infinitive of the verb, its object with pronouns resolved and dates taken out. When
that fails a sanity check, the clause itself is quoted instead: better a quote than a wrong line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from binome.language import english
from binome.language.fold import fold
from binome.language.lexicon import Lexicon
from binome.language.reading import Move, Reading

LONGEST = 14
"""Words a line may have."""
_FEMININE = (
    "tion",
    "sion",
    "te",
    "ee",
    "ie",
    "ure",
    "ence",
    "ance",
    "esse",
    "ise",
    "ette",
    "lettre",
    "liste",
    "fiche",
)


@dataclass(frozen=True, slots=True)
class People:
    """Who speaks, who listens and whose task it is, by name; empty names where unknown."""

    speaker: str
    listener: str
    speaker_owns: bool
    """True when the task is the speaker's, False when it is the listener's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A reworded commitment; `has_object` is False when its object was guessed or is missing."""

    text: str
    object: str
    has_object: bool
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class Antecedents:
    """What pronouns may stand for: a thing, several things, a person; empty where unknown."""

    thing: str = ""
    things: str = ""
    person: str = ""


def line(
    move: Move,
    reading: Reading,
    people: People,
    meant: Antecedents,
    lex: Lexicon,
    *,
    keep_dates: bool,
) -> Line:
    """Return the line of a move, its pronouns resolved with what they are `meant` for."""
    found = object_of(move, reading, people, lex, keep_dates=keep_dates)
    pronoun = has_pronoun(move, found, lex)
    light = not found or fold(found) in lex.words["light_objects"]
    shown = "" if light else found
    if lex.lang == "en":
        return _english(move, reading, people, _english_meant(found, meant), pronoun=pronoun)
    stands_for = _stands_for(move, meant, lex) if pronoun else ""
    if stands_for:
        shown = " ".join(p for p in (stands_for, shown) if p)
    shown = _with_person(move, shown, meant)
    verb = _infinitive(move)
    recipient = _recipient(move, people, meant, lex)
    parts = [verb]
    if recipient and not recipient.startswith("à "):
        parts.append(recipient)
        recipient = ""
    if recipient and fold(shown).startswith("a ") and move.lemma in lex.lists["direct"]:
        shown, recipient = f"{recipient.removeprefix('à ')} {shown}", ""
    text = _elide(" ".join(p for p in (*parts, shown, recipient) if p))
    bare = not shown and not recipient and len(parts) == 1
    if (bare and not _stands_alone(move, verb, lex)) or len(text.split()) > LONGEST + 4:
        return Line(quote(move, reading), shown, False, is_quote=True)
    return Line(text, shown, bool(shown) and not (pronoun and light and not stands_for))


def has_pronoun(move: Move, found: str, lex: Lexicon) -> bool:
    """Return whether the object is (or begins with) a pronoun."""
    if found and fold(found) in lex.words["light_objects"]:
        return True
    if lex.lang == "en":
        return fold(found).split(" ")[0] in ("it", "that", "them", "this")
    return any(c in ("le", "la", "les", "ca") for c in move.clitics) or (
        "en" in move.clitics and move.lemma in lex.words["about"]
    )


def _stands_for(move: Move, meant: Antecedents, lex: Lexicon) -> str:
    if "les" in move.clitics:
        return meant.things
    if move.lemma in lex.lists["direct"] and meant.person:
        return meant.person
    if "en" in move.clitics:
        return f"de {meant.thing}" if meant.thing else ""
    return meant.thing or meant.things


def _with_person(move: Move, shown: str, meant: Antecedents) -> str:
    """Say with whom: "mettre en relation" needs the name said just before."""
    if (
        move.lemma == "mettre"
        and fold(shown) in ("en relation", "en contact", "en lien")
        and meant.person
    ):
        return f"{shown} avec {meant.person}"
    return shown


def _stands_alone(move: Move, verb: str, lex: Lexicon) -> bool:
    """Return whether the verb says enough without an object ("Se revoir", "Se tutoyer")."""
    reflexive = verb.startswith(("Se ", "S'"))
    joint = move.kind == "propose" and move.lemma in lex.words["alone"]
    return reflexive and (joint or move.lemma in lex.words["reflexive"])


def _english_meant(found: str, meant: Antecedents) -> str:
    first, _, rest = found.partition(" ")
    stands_for = {
        "it": meant.thing, "that": meant.thing, "this": meant.thing, "them": meant.things,
        "him": meant.person, "her": meant.person,
    }.get(fold(first), "")  # fmt: skip
    return " ".join(p for p in (stands_for, rest) if p) if stands_for else found


def render(words: Sequence[int], reading: Reading, people: People, lex: Lexicon) -> str:
    """Return a mentioned noun phrase as it reads in a line."""
    return _persons(words, reading, people, lex)


def object_of(
    move: Move, reading: Reading, people: People, lex: Lexicon, *, keep_dates: bool
) -> str:
    """Return the words after the verb that say what is done, persons resolved, dates left out."""
    stops = {s.split()[0] for s in lex.lists["stop_object"] if " " not in s}
    long_stops = [tuple(s.split()) for s in lex.lists["stop_object"] if " " in s]
    skipped = (
        set() if keep_dates else {n for due in reading.dues for n in range(due.first, due.end)}
    )
    kept: list[int] = []
    begin = max(move.end, move.verb + 1)
    for n in range(begin, move.clause.end):
        norm = reading.norms[n]
        if n in skipped:
            continue
        if (norm in stops and kept) or any(reading.norms[n : n + len(s)] == s for s in long_stops):
            break
        if norm in stops and not kept:
            if norm in ("ce", "qui", "si", "quand", "comme"):
                break
            continue
        if norm == "," and (len(kept) > 7 or not kept):
            if kept:
                break
            continue
        kept.append(n)
        if len(kept) >= LONGEST:
            break
    kept = _trimmed(kept, reading, lex)
    return _persons(kept, reading, people, lex)


def _trimmed(kept: list[int], reading: Reading, lex: Lexicon) -> list[int]:
    cut = len(kept) > 2 and lex.lang == "en" and reading.norms[kept[-2]] == "and"
    if cut and reading.norms[kept[-1]] in english.verbs():
        kept = kept[:-2]  # "… and give" lost its object
    trim = set(lex.lists["trim"]) | {",", ":"}
    leading = set(lex.lists["trim_start"]) | {",", ":"}
    while kept and reading.norms[kept[-1]] in trim:
        kept = kept[:-1]
    while kept and reading.norms[kept[0]] in leading:
        kept = kept[1:]
    return kept


def _surface(reading: Reading, n: int) -> str:
    word = reading.words[n]
    return reading.text[word.start : word.end]


def _persons(kept: Sequence[int], reading: Reading, people: People, lex: Lexicon) -> str:
    """Join the words, "ta lettre" becoming "la lettre de Yanis" or "sa lettre"."""
    out: list[str] = []
    pending = ""
    for position, n in enumerate(kept):
        norm, surface = reading.norms[n], _surface(reading, n)
        following = reading.norms[kept[position + 1]] if position + 1 < len(kept) else ""
        if lex.lang == "en":
            surface = _english_person(norm, surface, people)
        else:
            if pending and norm in (
                "a",
                "pour",
                "avec",
                "dans",
                "sur",
                "avant",
                "et",
                "en",
                "par",
                "chez",
                ",",
            ):
                out.append(pending)
                pending = ""
            surface, owner = _french_person(norm, surface, following, people)
            pending = owner or pending
        if out and (
            n and reading.words[n].start == reading.words[n - 1].end and kept[position - 1] == n - 1
        ):
            out[-1] += surface
        else:
            out.append(surface)
    if pending:
        out.append(pending)
    return _elide(" ".join(out).replace(" ,", ","))


def _french_person(norm: str, surface: str, following: str, people: People) -> tuple[str, str]:
    """Return what replaces a possessive or a person, and "de Name" to add after the noun."""
    mine = {"mon": "m", "ma": "f", "mes": "p"}
    yours = {"ton": "m", "ta": "f", "tes": "p", "votre": "?", "vos": "p"}
    gender = mine.get(norm) or yours.get(norm)
    if gender:
        owned = (norm in mine) == people.speaker_owns
        feminine = gender == "f" or (gender == "?" and following.endswith(_FEMININE))
        if owned:
            if norm in ("votre", "ta", "ma", "ton", "mon"):
                vowel = following[:1] in "aeiouh"
                return ("sa" if feminine and not vowel else "son"), ""
            return "ses", ""
        name = people.speaker if norm in mine else people.listener
        if not name:
            return surface, ""
        article = "les" if gender == "p" else ("la" if feminine else "le")
        return article, f"de {name}"
    if norm in ("toi", "vous") and people.listener:
        return people.listener, ""
    if norm == "moi" and people.speaker:
        return people.speaker, ""
    return surface, ""


def _english_person(norm: str, surface: str, people: People) -> str:
    if norm in ("my", "your", "mine", "yours"):
        owned = (norm in ("my", "mine")) == people.speaker_owns
        name = people.speaker if norm in ("my", "mine") else people.listener
        return "their" if owned else (f"{name}'s" if name else surface)
    if norm == "me":
        return people.speaker or surface
    if norm == "you":
        return people.listener or surface
    return surface


def _infinitive(move: Move) -> str:
    lemma = move.lemma
    reflexive = (
        (move.owner == "self" and "me" in move.clitics)
        or (move.owner == "both" and ("se" in move.clitics or "nous" in move.clitics))
        or (move.owner == "other" and move.name.startswith(("you", "can")) and "te" in move.clitics)
        or (move.owner == "other" and "se" in move.clitics)
        or move.name == "imperative-you"
    )
    if move.name == "take-charge":
        return "S'occuper de"
    if reflexive:
        return ("S'" if lemma[0] in "aeiouéêhy" else "Se ") + lemma
    return lemma[:1].upper() + lemma[1:]


def _recipient(move: Move, people: People, meant: Antecedents, lex: Lexicon) -> str:
    """Return "à Claire" or "Claire" where the task is done for the other person."""
    to_listener = move.owner == "self" and any(c in ("te", "vous") for c in move.clitics)
    to_speaker = move.owner == "other" and "me" in move.clitics
    if move.name == "deliver":
        to_listener = True
    name = people.listener if to_listener else (people.speaker if to_speaker else "")
    if not name and "lui" in move.clitics:
        name = meant.person
    if not name:
        return ""
    if move.lemma in lex.lists["direct"] and move.lemma not in lex.lists["recipients"]:
        return name
    return f"à {name}" if move.lemma in lex.lists["recipients"] else ""


def _english(move: Move, reading: Reading, people: People, shown: str, *, pronoun: bool) -> Line:
    verb = move.lemma[:1].upper() + move.lemma[1:]
    text = " ".join(p for p in (verb, shown) if p)
    if move.name == "deliver":
        text = " ".join(p for p in ("Send", shown or "it", f"to {people.listener}") if p)
    if not shown or len(text.split()) > LONGEST + 4:
        return Line(quote(move, reading), shown, False, is_quote=True)
    return Line(text, shown, not pronoun)


def quote(move: Move, reading: Reading, *, whole: bool = False) -> str:
    """Return the words of the move's clause (or on to the sentence's end) as they were said."""
    first, last = move.clause.start, move.clause.end - 1
    while whole and last + 1 < len(reading.norms) and reading.norms[last + 1] not in (".", "?"):
        last += 1
    while first < last and reading.norms[first] in (",", "et", "and", "mais", "donc"):
        first += 1
    return reading.text[reading.words[first].start : reading.words[last].end].strip(" ,")


def _elide(text: str) -> str:
    """Write "le entretien" as "l'entretien", "de Anna" as "d'Anna", "de le" as "du"."""
    words = text.split(" ")
    out: list[str] = []
    for n, word in enumerate(words):
        after = fold(words[n + 1]) if n + 1 < len(words) else ""
        vowel = after[:1] in tuple("aeiou") or (
            after.startswith(("h", "y")) and after[:4] in ("hist", "habi", "heur", "hier")
        )
        if (
            word in ("le", "la", "de", "Le", "La")
            and after
            and vowel
            and after not in ("un", "onze", "oui")
        ):
            out.append(word[0] + "'\0")
        elif (
            word == "de"
            and after in ("le", "les")
            and not (
                n + 2 < len(words) and after == "le" and fold(words[n + 2])[:1] in tuple("aeiou")
            )
        ):
            words[n + 1] = ""
            out.append("du" if after == "le" else "des")
        elif word:
            out.append(word)
    return " ".join(out).replace("\0 ", "").replace("\0", "")
