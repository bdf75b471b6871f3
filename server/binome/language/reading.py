"""One turn, read: its words, clauses, deadlines, moves and what it answers to the turn before.

Pure but for spaCy's tokeniser; knows nothing of other turns. `state` drives it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from binome.language import clauses, dates, moves, normalise, pipeline
from binome.language.clauses import Clause
from binome.language.conjugation import table
from binome.language.due import Due
from binome.language.fold import listed
from binome.language.lexicon import Lexicon, Phrases, lexicon
from binome.language.normalise import Lang, Word

Answer = Literal["strong", "weak", "refuse", "defer", "counter"]


@dataclass(frozen=True, slots=True)
class Move:
    """One promise-like construction. Positions are word indexes of its turn.

    `kind`: commit, request, suggest, offer, propose or note. `owner`: whose task it would be, as
    seen from the speaker. `reasons`: why it may be no commitment at all.
    """

    kind: str
    name: str
    owner: str
    lemma: str
    strength: float
    start: int
    verb: int
    end: int
    quoted: bool
    clause: Clause
    clitics: tuple[str, ...]
    reasons: frozenset[str]
    dues: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A turn as the rules see it."""

    text: str
    words: tuple[Word, ...]
    norms: tuple[str, ...]
    clauses: tuple[Clause, ...]
    moves: tuple[Move, ...]
    dues: tuple[Due, ...]
    answer: Answer | None
    flags: frozenset[str]
    """recap, joke, ask_when, cancel, roleplay_start, roleplay_end."""

    @property
    def loose_dues(self) -> tuple[Due, ...]:
        """Return the deadlines that no move of the turn took."""
        taken = {due.first for move in self.moves for due in move.dues}
        return tuple(due for due in self.dues if due.first not in taken)


_DOUBTFUL = ("imperative", "imperative-you", "I-present", "joint-present")
"""Constructions that a noun of the same form may set off ("note", "porte")."""


@lru_cache(maxsize=4096)
def read_turn(text: str, lang: Lang, today: date) -> Reading:
    """Return the reading of one turn's text."""
    lex = lexicon(lang)
    words = normalise.words(text, lang)
    norms = tuple(word.norm for word in words)
    dues = tuple(dates.find(words, text, lang, today))
    found_clauses = tuple(_with_loose_openings(clauses.split(words, lex), dues, norms, lex))
    found = [f for f in moves.matches(words, lang) if not _misplaced(f, found_clauses, norms, lex)]
    found = _without_subordinate(found, norms, found_clauses, lex)
    no_verbs = pipeline.no_verbs(text, lang) if found else frozenset()
    found = [
        f
        for f in found
        if words[f.verb].start not in no_verbs or f.construction.name not in _DOUBTFUL
    ]
    linked = _link(dues, found, found_clauses)
    read = tuple(
        _move(f, words, norms, found_clauses, linked.get(n, ()), lex) for n, f in enumerate(found)
    )
    return Reading(
        text, words, norms, found_clauses, read, dues, _answer(norms, lex, dues), _flags(norms, lex)
    )


def _with_loose_openings(
    found: list[Clause], dues: Sequence[Due], norms: Sequence[str], lex: Lexicon
) -> list[Clause]:
    """Give "vendredi" before "je t'envoie…" to the clause it opens."""
    light = lex.words["connectives"] | lex.words["emphatic"] | {","}
    out: list[Clause] = []
    for clause in found:
        before = out[-1] if out else None
        if before and before.end == clause.start and before.sentence == clause.sentence:
            inside = [d for d in dues if before.start <= d.first and d.end <= before.end]
            covered = {n for d in inside for n in range(d.first, d.end)}
            rest = [
                n
                for n in range(before.start, before.end)
                if n not in covered and norms[n] not in light
            ]
            if inside and not rest:
                out[-1] = Clause(before.start, clause.end, clause.asked, clause.sentence)
                continue
        out.append(clause)
    return out


def _clause_at(found: Sequence[Clause], position: int) -> Clause | None:
    return next((c for c in found if c.start <= position < c.end), None)


def _misplaced(
    found: moves.Found, all_clauses: Sequence[Clause], norms: Sequence[str], lex: Lexicon
) -> bool:
    clause = _clause_at(all_clauses, found.verb)
    if clause is None:
        return True
    before = norms[clause.start : found.start]
    openers = lex.words["lead_ins"] | lex.words["connectives"] | lex.words["emphatic"]
    return found.construction.at_clause_start and not all(n in openers for n in before)


def _without_subordinate(
    found: list[moves.Found], norms: Sequence[str], all_clauses: Sequence[Clause], lex: Lexicon
) -> list[moves.Found]:
    """Drop what only says what was proposed: "on se fixe que tu délègues…"."""
    out: list[moves.Found] = []
    for f in found:
        home = _clause_at(all_clauses, f.verb)
        outer = out[-1] if out else None
        if (
            outer is not None
            and outer.construction.move in ("propose", "commit", "offer")
            and home is not None
            and home.start <= outer.verb < home.end
            and f.start > 0
            and norms[f.start - 1] in lex.words["that"]
        ):
            continue
        out.append(f)
    return out


def _link(
    dues: Sequence[Due], found: Sequence[moves.Found], all_clauses: Sequence[Clause]
) -> dict[int, tuple[Due, ...]]:
    """Give each deadline to the nearest move: in its clause, else in the clause just before."""
    linked: dict[int, tuple[Due, ...]] = {}
    for due in dues:
        clause = _clause_at(all_clauses, due.first)
        if clause is None:
            continue
        inside = [n for n, f in enumerate(found) if clause.start <= f.verb < clause.end]
        before = [n for n in inside if found[n].verb < due.first]
        if not inside:
            earlier = [n for n, f in enumerate(found) if f.verb < due.first]
            nearest = (
                earlier[-1:]
                if earlier and _follows(found[earlier[-1]], clause, all_clauses, dues)
                else []
            )
            before = nearest
        chosen = before[-1] if before else (inside[0] if inside else None)
        if chosen is not None:
            linked[chosen] = (*linked.get(chosen, ()), due)
    return linked


def _follows(
    found: moves.Found, clause: Clause, all_clauses: Sequence[Clause], dues: Sequence[Due]
) -> bool:
    """Return whether a verbless clause continues the one of this move."""
    home = _clause_at(all_clauses, found.verb)
    if home is None:
        return False
    order = list(all_clauses)
    covered = {n for due in dues for n in range(due.first, due.end)}
    rest = [n for n in range(clause.start, clause.end) if n not in covered]
    return order.index(clause) - order.index(home) == 1 and len(rest) <= 3


def _move(
    found: moves.Found,
    words: Sequence[Word],
    norms: Sequence[str],
    all_clauses: Sequence[Clause],
    dues: tuple[Due, ...],
    lex: Lexicon,
) -> Move:
    clause = _clause_at(all_clauses, found.verb)
    assert clause is not None  # noqa: S101 - misplaced matches are dropped before
    construction = found.construction
    return Move(
        kind=construction.move,
        name=construction.name,
        owner=construction.owner,
        lemma=found.lemma,
        strength=construction.strength,
        start=found.start,
        verb=found.verb,
        end=found.end,
        quoted=construction.quote,
        clause=clause,
        clitics=moves.clitics_of(words, found, lex),
        reasons=_reasons(found, norms, clause, dues, lex),
        dues=dues,
    )


def _reasons(
    found: moves.Found, norms: Sequence[str], clause: Clause, dues: Sequence[Due], lex: Lexicon
) -> frozenset[str]:
    guards = lex.guards
    masked = list(norms)
    for due in dues:
        masked[due.first : due.end] = ["·"] * (due.end - due.first)
    nearby = max(clause.sentence, min(clause.start, found.verb - 8))
    out = {
        name
        for name in ("habitual", "past", "vague", "discourse", "in_call")
        if guards[name].within(masked, nearby, clause.end)
    }
    if guards["purpose"].within(norms, max(clause.sentence + 1, found.start - 2), found.start):
        out.add("purpose")
    if guards["discourse"].within(norms, clause.start, clause.end + 3):
        out.add("discourse")
    if "ne" in norms[found.start : found.verb]:
        out.add("negative")
    if guards["reported"].within(norms, clause.sentence, found.verb):
        out.add("reported")
    if guards["hypothetical"].within(norms, clause.sentence, clause.end):
        out.add("hypothetical")
    after = masked[found.end : found.end + (3 if lex.lang == "fr" else 1)]
    if any(n in lex.words["negatives"] for n in after) and not _more(after, lex):
        out.add("negative")
    before = masked[found.start : found.verb]
    if any(n in lex.words["negatives"] for n in before) and found.construction.name not in (
        "I-ask-you",
        "advice",
    ):
        out.add("negative")
    out |= _conditions(found, norms, clause, lex)
    if lex.questions["content"].within(norms, clause.start, clause.end) and _asked(clause, norms):
        out.add("content_question")
    return frozenset(out)


def _asked(clause: Clause, norms: Sequence[str]) -> bool:
    """Return whether the clause is a question, by its mark or for want of any marks."""
    return clause.asked or not any(n in (".", "?") for n in norms)


def _more(after: Sequence[str], lex: Lexicon) -> bool:
    """Return whether "plus" here means more ("plus vite"), not no longer."""
    return (
        "plus" in after
        and after.index("plus") + 1 < len(after)
        and after[after.index("plus") + 1]
        in ("tard", "tot", "vite", "de", "long", "precis", "court", "detaille", "souvent", "loin")
    )


def _conditions(found: moves.Found, norms: Sequence[str], clause: Clause, lex: Lexicon) -> set[str]:
    """Return "hypothetical" or "conditional" where an "if" governs the sentence."""
    out: set[str] = set()
    own = range(found.start, found.end)
    for n in range(clause.sentence, min(clause.end, len(norms))):
        if norms[n] not in lex.words["ifs"] or n in own or lex.guards["polite_if"].at(norms, n):
            continue
        if n > found.verb and n - found.verb > 12:
            continue
        ahead = norms[n + 1 : n + 7]
        if lex.lang == "fr":
            unreal = any(f.mood == "imperf" for w in ahead[1:5] for f in table().get(w, ()))
        else:
            unreal = any(w in ("had", "were", "was", "could", "would") for w in ahead[1:4])
        out.add("hypothetical" if unreal else "conditional")
    return out


def _answer(norms: Sequence[str], lex: Lexicon, dues: Sequence[Due]) -> Answer | None:
    """Return how the turn's first words answer the turn before."""
    r = lex.responses
    head = _head(norms)
    defers = r["defer"].find(norms, 0, min(len(norms), 14))
    refuses = _opening(r["refuse"], norms, head)
    strong = _opening(r["strong"], norms, head)
    if refuses is not None and refuses == strong:
        longer = len(r["refuse"].at(norms, refuses) or ()) > len(
            r["strong"].at(norms, strong) or ()
        )
        refuses, strong = (refuses, None) if longer else (None, strong)
    weak = _opening(r["weak"], norms, head)
    if (
        refuses is not None
        and (strong is None or strong > refuses + 6)
        and not (weak is not None and weak < refuses)
    ):
        later = r["strong"].find(norms, refuses + 1, min(len(norms), refuses + 7))
        if later is not None:
            return "strong"
        if (dues and dues[0].first < 12) or (
            r["counter"].find(norms, refuses + 1, refuses + 12) is not None and dues
        ):
            return "counter"
        return "refuse"
    if defers is not None and (strong is None or defers < strong):
        return "defer"
    countered = r["counter"].find(norms, 0, min(len(norms), 16))
    if countered is not None and any(abs(d.first - countered) < 9 for d in dues):
        return "counter"
    if strong is not None:
        return "strong"
    return "weak" if weak is not None else None


def _head(norms: Sequence[str]) -> int:
    """Return how many words count as the turn's opening: two short sentences at most."""
    stops = [n for n, w in enumerate(norms) if w in (".", "?")]
    return min(len(norms), max((stops[1] if len(stops) > 1 else 14), 8), 16)


def _opening(phrases: Phrases, norms: Sequence[str], head: int) -> int | None:
    """Return where a phrase opens a clause within the turn's head."""
    n = 0
    light = {
        ",",
        ".",
        "et",
        "bon",
        "alors",
        "ah",
        "oh",
        "donc",
        "mm",
        "well",
        "and",
        "eh",
        "mais",
        "hmm",
        "so",
    }
    fresh = True
    while n < head:
        phrase = phrases.at(norms, n)
        if phrase and fresh:
            return n
        known = norms[n] in _ANSWER_WORDS or norms[n] in light
        fresh = norms[n] in {",", ".", "?"} or (fresh and known)
        n += 1
    return None


_ANSWER_WORDS = frozenset(
    listed(
        """
oui ok non accord de ouais parfait merci super bien entendu yes ok no sure great right
fine ca ah la vraiment ben si tres thanks perfect good deal
"""
    )
)


def _asks_when(norms: Sequence[str], lex: Lexicon) -> bool:
    """Return whether "quand" asks for a date rather than opening a clause ("quand je…")."""
    where = lex.responses["ask_when"].find(norms)
    if where is None:
        return False
    phrase = lex.responses["ask_when"].at(norms, where) or ()
    after = norms[where + len(phrase)] if where + len(phrase) < len(norms) else "."
    return len(phrase) > 1 or after in (".", "?", ",") or len(norms) <= 5


def _flags(norms: Sequence[str], lex: Lexicon) -> frozenset[str]:
    out = {
        name
        for name in ("ask_when", "cancel", "recap", "roleplay_start", "roleplay_end")
        if lex.responses[name].within(norms)
    }
    if "ask_when" in out and not _asks_when(norms, lex):
        out.discard("ask_when")
    if lex.guards["joke"].within(norms):
        out.add("joke")
    return frozenset(out)
