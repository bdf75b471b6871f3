"""The commitments spoken of so far: finding the one that is meant, making a new one.

`Ledger` is what `dating`, `answering` and `state` build on; it never judges what a turn does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from binome.language import dates_fr, rewrite, weigh
from binome.language.due import Due
from binome.language.fold import fold
from binome.language.item import Item, likeness
from binome.language.lexicon import Lexicon
from binome.language.mentions import Memory
from binome.language.reading import Move, Reading
from binome.language.rewrite import Antecedents, Line, People

OPEN_TURNS = 5
"""How many turns a proposal waits for its answer."""
NEAR = 3
"""Turns within which a clause without an object speaks of the last item."""
SAME = 0.42
"""Likeness from which two wordings are one item."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with its reading; `index` counts from 0, `other` is the listener's id."""

    id: int
    index: int
    speaker: str
    other: str
    reading: Reading
    in_recap: bool


class Ledger:
    """The items of a talk; `items` is what was said so far."""

    def __init__(self, names: dict[str, str], lex: Lexicon, day: date) -> None:
        self.items: list[Item] = []
        self._names = names
        self._day = day
        self._lex = lex
        self._memory = Memory(lex, list(names.values()))
        self._roleplay_until = -1
        self._asked_when = -9
        self._in_turn: list[Item] = []
        self._made = 0
        self._dated: set[str] = set()

    def _waiting(self, turn: Turn) -> list[Item]:
        """Return the open proposals of the other person's newest proposing turn."""
        mine = [
            i
            for i in self.items
            if i.status == "open" and i.proposer == turn.other and turn.index - i.at <= OPEN_TURNS
        ]
        newest = max((i.at for i in mine), default=-1)
        return [i for i in mine if i.at == newest]

    def _prove(self, turn: Turn, item: Item, *, recap: bool) -> None:
        item.prove(turn.id, recap=recap)
        item.touched = turn.index

    def _is_recap(self, turn: Turn, item: Item) -> bool:
        return item.status == "agreed" and (turn.in_recap or turn.index - item.at > 6)

    def _is_better(self, item: Item, line: Line, move: Move) -> bool:
        """Return whether the newer wording says more than the one we have."""
        if line.is_quote or not line.object:
            return False
        if item.is_feedback and line.has_object:
            return True
        if weigh.is_feedback(move, line, self._lex):
            return False
        if not item.has_object:
            return True
        if item in self._in_turn:
            return bool(move.dues) and item.due is not None
        return len(line.text) > len(item.text) and line.has_object

    def _line(
        self, turn: Turn, move: Move, *, speaker_owns: bool, keep_dates: bool = False
    ) -> Line:
        people = People(
            self._names.get(turn.speaker, ""), self._names.get(turn.other, ""), speaker_owns
        )
        owner = turn.speaker if speaker_owns else turn.other
        meant = Antecedents(
            thing=self._thing(turn, move, owner, plural=False),
            things=self._thing(turn, move, owner, plural=True),
            person=self._memory.person(turn.index),
        )
        return rewrite.line(move, turn.reading, people, meant, self._lex, keep_dates=keep_dates)

    def _thing(self, turn: Turn, move: Move, owner: str, *, plural: bool) -> str:
        """Return what "le" or "les" may stand for here, worded for the owner's line."""
        mention = self._memory.thing(turn.index, move.start, plural=plural)
        if mention is not None:
            other = next((p for p in self._names if p != mention.speaker), "")
            people = People(
                self._names.get(mention.speaker, ""),
                self._names.get(other, ""),
                mention.speaker == owner,
            )
            return rewrite.render(mention.words, mention.reading, people, self._lex)
        waiting = self._waiting(turn)
        return waiting[-1].object if waiting and not plural else ""

    def _same(
        self, turn: Turn, move: Move, line: Line, owner: str, kind: str = "action"
    ) -> Item | None:
        """Return the living item that this move speaks of again, if any."""
        living = [
            i for i in self.items if i.status != "dead" and i.kind == kind and i.owner == owner
        ]
        feedback = weigh.is_feedback(move, line, self._lex)
        pronoun = self._only_pronoun(turn, move)
        unsaid = not line.object and move.kind == "commit"
        if kind == "action" and self._in_turn and (pronoun or feedback or unsaid):
            last = self._in_turn[-1]
            if last.owner == owner and last.status != "dead":
                return last
        best, found = 0.0, None
        for item in living:
            score = likeness(item, line.text, line.object, move.lemma)
            distance = turn.index - item.at
            other_task = pronoun and item.lemma != move.lemma and item.status == "agreed"
            taken_now = turn.id in item.core
            if other_task and item.due and move.dues and not taken_now:
                score = min(score, 0.3)  # doing another thing with the same object
            if distance <= NEAR:
                asked = item.status == "open" and item.proposer != turn.speaker
                unsure = asked or item.is_feedback or item.lemma == move.lemma or move.clause.asked
                just_taken = item.status == "agreed" and turn.id in item.core
                score += 0.4 * (pronoun and (unsure or just_taken))
                score += 0.05
            bare = pronoun or self._is_bare(line, move)
            if bare and item.lemma == move.lemma and (distance <= OPEN_TURNS or turn.in_recap):
                score += 0.45
            if bare and self._is_contact(move) and self._is_contact_item(item) and distance <= NEAR:
                score += 0.4
            if score >= SAME and score >= best:
                best, found = score, item
        return found

    def _same_meeting(self, *, meets: bool) -> Item | None:
        living = [i for i in self.items if i.is_meeting and i.status != "dead"]
        return living[-1] if meets and living else None

    def _only_pronoun(self, turn: Turn, move: Move) -> bool:
        nobody = People("", "", True)
        said = rewrite.object_of(move, turn.reading, nobody, self._lex, keep_dates=False)
        return rewrite.has_pronoun(move, said, self._lex) and len(said.split()) <= 3

    def _is_bare(self, line: Line, move: Move) -> bool:
        """Return whether the clause names no object of its own ("je leur demande avant Noël")."""
        if fold(line.object) in ("un mot", "un message", "un mail", "a line", "a note"):
            return True
        first = fold(line.object).split(" ")[0] if line.object else ""
        person = any(c in ("lui", "leur", "me", "te") for c in move.clitics)
        return not first or (person and first in self._lex.words["prepositions"])

    def _is_contact(self, move: Move) -> bool:
        return move.lemma in self._lex.words["contact"] and (
            any(c in ("lui", "leur", "le", "la") for c in move.clitics) or self._lex.lang == "en"
        )

    def _is_contact_item(self, item: Item) -> bool:
        return item.lemma in self._lex.words["contact"] or item.lemma in (
            "mettre",
            "introduce",
            "présenter",
            "put",
            "connect",
        )

    def _new(self, turn: Turn, move: Move, line: Line, kind: str, owner: str) -> Item:
        item = self._add(turn, kind, owner, line, rewrite.quote(move, turn.reading), move.dues)
        item.lemma, item.name, item.doubts, item.strength = (
            move.lemma,
            move.name,
            move.reasons,
            move.strength,
        )
        item.word = move.verb
        item.is_feedback = weigh.is_feedback(move, line, self._lex)
        if move.dues:
            item.due = self._after_what_it_needs(turn, item, move, move.dues[-1])
        return item

    def _add(
        self, turn: Turn, kind: str, owner: str, line: Line, quote: str, dues: Sequence[Due]
    ) -> Item:
        self._made += 1
        item = Item(
            id=f"{kind}-{turn.id}-{self._made}",
            kind="action" if kind == "action" else "agreement",
            owner=owner,
            proposer=turn.speaker,
            lemma="",
            text=_capital(line.text) if line.is_quote else line.text,
            object=line.object,
            quote=quote,
            status="open",
            at=turn.index,
            core=[turn.id],
            due=dues[-1] if dues else None,
            has_object=line.has_object,
            touched=turn.index,
        )
        self.items.append(item)
        self._in_turn.append(item)
        return item

    def _after_what_it_needs(self, turn: Turn, item: Item, move: Move, due: Due) -> Due:
        """Move a bare weekday on by a week when it would answer what comes only later."""
        bare = fold(due.words) in dates_fr.WEEKDAYS
        if due.day is None or not bare or not any(c in ("le", "la", "les") for c in move.clitics):
            return due
        sent = [
            i.due.day
            for i in self.items
            if i is not item and i.status == "agreed" and i.due and i.due.day
            and i.kind == "action" and i.owner != item.owner and turn.index - i.at <= NEAR
        ]  # fmt: skip
        if sent and due.day < sent[-1] <= due.day + timedelta(days=7):
            day = due.day + timedelta(days=7)
            return replace(due, day=day, earliest=day, latest=day)
        return due


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
