"""How much a construction is worth by itself, before anybody has answered it.

Pure judgements on one move: is the verb a task at all, is a first-person sentence a promise, does
"tu…" ask for something, is an "on…" a joint decision. `state` asks; nothing here remembers.
"""

from binome.language.fold import fold
from binome.language.lexicon import Lexicon
from binome.language.reading import Move, Reading
from binome.language.rewrite import Line

KILLERS = frozenset({"past", "reported", "hypothetical", "discourse", "negative", "purpose"})
"""Reasons that alone make a move no commitment."""
PROMISE = 0.55
"""Weight from which a first-person sentence is a promise without anybody's answer."""
_TO_SOMEBODY = frozenset({"te", "vous", "lui", "leur", "you"})


def is_dead(move: Move) -> bool:
    """Return whether a move is certainly no commitment."""
    reasons = move.reasons & KILLERS
    if move.kind == "propose":
        reasons -= {"negative"}
    return bool(reasons)


def is_task(move: Move, line: Line, lex: Lexicon, *, lenient: bool = False) -> bool:
    """Return whether the verb, with what it is about, is something one can do after the call."""
    if move.lemma in lex.words["never_tasks"]:
        return False
    if lenient or move.dues:
        return True
    if move.lemma in lex.words["need_object"]:
        return bool(line.object)
    return move.lemma not in lex.words["need_due"]


def promise(move: Move, reading: Reading, line: Line, lex: Lexicon, *, in_recap: bool) -> float:
    """Return how much a promise in the first person is worth, 0..1."""
    weight = move.strength
    weight += 0.2 * bool(move.dues)
    weight += 0.15 * any(c in _TO_SOMEBODY for c in move.clitics)
    weight += 0.15 * (in_recap or "recap" in reading.flags)
    weight += 0.15 * (reading.answer == "strong" and move.start < 14)
    reasons = move.reasons
    if reasons & {"vague", "in_call"} and not move.dues:
        return 0.0
    weight -= 0.3 * ("vague" in reasons)
    weight -= 0.2 * ("conditional" in reasons)
    weight -= 0.4 * ("in_call" in reasons)
    if "habitual" in reasons:
        weight -= 0.15 if move.dues and move.name in ("will", "going-to", "pledge") else 0.6
    if not is_task(move, line, lex):
        weight -= 0.4
    if not line.object and not move.dues and not any(c in _TO_SOMEBODY for c in move.clitics):
        weight -= 0.25
    if move.name == "I-must":
        weight = weight + 0.05 if move.dues else min(weight, 0.4)
    return max(0.0, min(weight, 1.0))


def is_request(move: Move, line: Line, lex: Lexicon, *, in_recap: bool) -> bool:
    """Return whether "tu…", "envoie…", "could you…" asks for a task."""
    lenient = move.name in ("I-ask-you", "you-must-subj") or (
        move.name == "can-you" and "me" in move.clitics
    )
    if not is_task(move, line, lex, lenient=lenient):
        return False
    if (
        move.reasons & {"habitual", "in_call"} and not move.dues
    ) or "content_question" in move.reasons:
        return False
    to_me = "me" in move.clitics
    if move.name in ("you-present", "imperative"):
        return bool(move.dues) or (to_me and bool(line.object)) or (in_recap and bool(line.object))
    if move.name == "you-will":
        return bool(move.dues or line.object)
    if move.kind == "suggest":
        return bool(line.object or move.dues)
    return True


def is_feedback(move: Move, line: Line, lex: Lexicon) -> bool:
    """Return whether a clause only says how the other will hear of it ("je te fais un retour")."""
    said = fold(f"{move.lemma} {line.object}")
    return any(said.startswith(fold(f)) for f in lex.lists["feedback"])


def is_joint(move: Move, line: Line, reading: Reading, lex: Lexicon) -> bool:
    """Return whether "on…", "let's…" settles something for after this moment of the call."""
    firm = move.lemma in lex.words["joint_firm"] or move.quoted
    refused = "negative" in move.reasons and move.name == "joint-present"
    dated = bool(move.dues)
    inside = reading.norms[move.clause.start : move.clause.end]
    frequency = _has_frequency(inside, lex)
    meets = move.lemma in lex.words["meet"]
    if move.reasons & {"in_call"} or ("content_question" in move.reasons and not (meets and dated)):
        return False
    if "habitual" in move.reasons and not (
        frequency and (firm or meets or move.name == "joint-propose")
    ):
        return False
    if "past" in move.reasons or ("vague" in move.reasons and not dated):
        return False
    if refused:
        return bool(line.object) or move.clause.end - move.end > 1
    if firm:
        return bool(line.object) or dated or not line.is_quote or move.quoted
    if meets:
        return dated or frequency
    if move.lemma in lex.words["never_tasks"]:
        return False
    if "recap" in reading.flags and move.lemma in lex.words["joint_in_call"]:
        return False
    if move.lemma in lex.words["joint_in_call"]:
        return dated
    return move.name in ("joint-propose", "each") or dated


def _has_frequency(inside: tuple[str, ...], lex: Lexicon) -> bool:
    """Return whether a rhythm is said: "toutes les trois semaines", "une fois par mois"."""
    periods = {
        "semaine",
        "semaines",
        "mois",
        "jours",
        "jour",
        "week",
        "weeks",
        "month",
        "fortnight",
        "day",
    }
    return any(w in lex.words["frequency"] for w in inside) and any(
        w in periods or w.rstrip("s") in ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
        for w in inside
    )
