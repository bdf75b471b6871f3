"""Everything that may be a commitment, in every wording it may be shown in.

The rules' items are one source; the other are the clauses that the trained layer takes to name a
task or a rule where no construction shows one ("La note, dimanche ? — Plutôt mardi. — Va pour
mardi."). What is too much here is left out by `choosing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from binome.language import owners
from binome.language.clauses import Clause
from binome.language.deadlines import standing
from binome.language.item import Item
from binome.language.learned import Linear
from binome.language.naming import Named, Spoken, content
from binome.language.reading import Reading

BELONGS = 0.35
"""Probability from which a turn belongs to the commitment named before it."""
ANSWERS = 4
"""Turns after the naming one that may belong to it."""
FRESH = 2
"""Turns that must follow a clause before it is listed by itself: the newest may still change."""
LONGEST = 16
"""Words of a quoted clause."""
_LINKS = frozenset([",", "et", "and", "mais", "donc", "but", "so", "alors", "then", "bon", "well"])


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item in one wording. `form`: line (the rules'), framed, quote or context."""

    item: Item
    form: str
    turn: int
    """Index of the turn that names it."""
    named: Named | None
    """The clause that names it, where the trained layer heard one."""
    owner: str
    """Whose it would be as an action."""
    sure: float
    """How probable the owner model finds that owner, 0..1."""


def found(items: Sequence[Item], talk: Spoken, owner: Linear) -> list[Candidate]:
    """Return every candidate: the rules' items and the clauses no living item was read from."""
    place = {turn: n for n, turn in enumerate(talk.ids)}
    begins = {place[i.core[0]] for i in items if i.status != "dead"}
    out: list[Candidate] = []
    taken: set[tuple[int, int]] = set()
    for item in items:
        turn = place[item.core[0]]
        named = _named_at(talk, turn, item.word)
        clause = _clause_at(talk.turns[turn].reading, item.word)
        if clause is not None and item.status != "dead":
            taken.add((turn, clause.start))
        settled = _settled(item, turn, begins, talk, place)
        out += _worded(settled, turn, clause, named, talk, owner)
    for named in talk.named:
        turn = named.unit.turn
        if (turn, named.unit.clause.start) in taken or len(talk.turns) - turn <= FRESH:
            continue
        out += _worded(_told(talk, named, begins), turn, named.unit.clause, named, talk, owner)
    return out


def _named_at(talk: Spoken, turn: int, word: int) -> Named | None:
    return next(
        (
            n
            for n in talk.named
            if n.unit.turn == turn and n.unit.clause.start <= word < n.unit.clause.end
        ),
        None,
    )


def _clause_at(reading: Reading, word: int) -> Clause | None:
    return next((c for c in reading.clauses if c.start <= word < c.end), None)


def _settled(item: Item, turn: int, begins: set[int], talk: Spoken, place: dict[int, int]) -> Item:
    """Return a rule's item with the turns that bargain over it, and the last date said in them.

    A rule sees the promise, the tags see how far the bargaining over it goes: "Vendredi ?", "plutôt
    mardi", "va pour mardi" belong to it, unless the next task begins.
    """
    core = [place[t] for t in item.core]
    added = [n for n in _answers(talk, core[-1], begins) if n not in core]
    turns = sorted({*core, *added})
    later = [d for n in added for d in talk.turns[n].reading.dues]
    due = standing([*([item.due] if item.due else []), *later])
    ids = [talk.ids[n] for n in turns]
    return replace(item, core=ids, recap=[t for t in item.recap if t not in ids], due=due)


def _answers(talk: Spoken, turn: int, begins: set[int]) -> list[int]:
    """Return the turns right after one that go on about the same thing."""
    out = []
    for n in range(turn + 1, min(turn + 1 + ANSWERS, len(talk.turns))):
        tag = talk.tags[n]
        if n in begins or tag.makes < BELONGS or tag.opens >= 0.5 or tag.recap > tag.makes:
            break
        out.append(n)
    return out


def _told(talk: Spoken, named: Named, begins: set[int]) -> Item:
    """Return the item that a clause names by itself."""
    unit = named.unit
    turn = unit.turn
    joint = named.agreement > named.action
    group = [turn, *_answers(talk, turn, begins)]
    reading = talk.turns[turn].reading
    dues = [d for d in reading.dues if unit.clause.start <= d.first < unit.clause.end]
    dues = dues or [d for d in reading.loose_dues if d.first >= unit.clause.start][:1]
    later = [d for n in group[1:] for d in talk.turns[n].reading.dues]
    text = quoted(reading, unit.clause)
    return Item(
        id=f"{'agreement' if joint else 'action'}-{talk.ids[turn]}-{unit.clause.start}-told",
        kind="agreement" if joint else "action",
        owner="both",
        proposer=talk.turns[turn].speaker,
        lemma="",
        text=text,
        object=text,
        quote=text,
        status="agreed",
        at=group[-1],
        core=[talk.ids[n] for n in group],
        due=standing([*dues, *later]),
        name="told",
        word=unit.clause.start,
        touched=group[-1],
    )


def _worded(
    item: Item,
    turn: int,
    clause: Clause | None,
    named: Named | None,
    talk: Spoken,
    owner: Linear,
) -> list[Candidate]:
    """Return an item in its wordings: the rules' line, its clause as said, what that is about."""
    who, sure = owners.of(item, turn, clause, talk, owner)
    told = item.name == "told"
    if told:
        item = replace(item, owner=who, id=f"{item.id}-{who}")
    texts: dict[str, str] = {}
    context = _context(talk, turn, clause)
    own = quoted(talk.turns[turn].reading, clause) if clause else item.quote
    if not told:
        texts["line"] = item.text
        if context and not item.has_object:
            texts["framed"] = f"{context} — {item.text}"
    texts["quote"] = own
    if context:
        texts["context"] = f"{context} — {own}"
    out = []
    seen = set()
    for form, text in texts.items():
        text = text[:1].upper() + text[1:]
        if text and text not in seen:
            seen.add(text)
            shown = item if form == "line" else replace(item, text=text, object=text)
            out.append(Candidate(shown, form, turn, named, who, sure))
    return out


def _context(talk: Spoken, turn: int, clause: Clause | None) -> str:
    """Return the clause close by that says most about what another clause leaves unsaid."""
    own = content(talk.turns[turn].reading, clause.start, clause.end) if clause else frozenset()
    best, text = 0.0, ""
    for named in talk.named:
        unit = named.unit
        away = turn - unit.turn
        if not -1 <= away <= 2 or (away == 0 and clause is not None and unit.clause == clause):
            continue
        if not unit.stems - own:
            continue
        score = named.best + 0.1 * min(len(unit.stems), 4) - 0.1 * abs(away)
        if score > best:
            best, text = score, quoted(talk.turns[unit.turn].reading, unit.clause)
    return text


def quoted(reading: Reading, clause: Clause) -> str:
    """Return a clause as it was said, without the words that only link it."""
    first, end = clause.start, min(clause.end, clause.start + LONGEST)
    while first < end - 1 and reading.norms[first] in _LINKS:
        first += 1
    text = reading.text[reading.words[first].start : reading.words[end - 1].end].strip(" ,")
    return text[:1].upper() + text[1:]
