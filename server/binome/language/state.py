"""What the pair has agreed so far: moves meet answers, turn by turn, from left to right.

Proposals stay open for a few turns of talk; the other person's acceptance closes the newest ones,
a counter-proposal rewrites their date, a refusal kills them; a later restatement adds evidence and
may fix the date; a cancellation removes what was agreed. Reading the same turns again always gives
the same items with the same ids, so a growing dialogue can be read after every turn.

An inverted promise is the worst bug there can be: an action is only ever given to the person who
said "je" or who accepted a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binome.language import rewrite
from binome.language.due import Due
from binome.language.fold import fold
from binome.language.item import Item, likeness
from binome.language.lexicon import Lexicon
from binome.language.reading import Move, Reading
from binome.language.rewrite import Line, People

OPEN_TURNS = 5
"""How many turns a proposal waits for its answer."""
SAME = 0.42
"""Likeness from which two wordings are one item."""
KILLERS = frozenset({"negative", "past", "reported", "hypothetical", "discourse"})
"""Reasons that alone make a move no commitment."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with its reading; `index` counts from 0, `other` is the listener's id."""

    id: int
    index: int
    speaker: str
    other: str
    reading: Reading
    in_recap: bool


class Talk:
    """The dialogue state; `hear` takes the turns in order, `items` is what was said so far."""

    def __init__(self, names: dict[str, str], lex: Lexicon) -> None:
        self.items: list[Item] = []
        self._names = names
        self._lex = lex
        self._roleplay_until = -1
        self._asked_when = -9
        self._antecedent = ""
        self._in_turn: list[Item] = []
        self._made = 0

    def hear(self, turn: Turn) -> None:
        """Take in the next turn."""
        self._in_turn, self._made = [], 0
        flags = turn.reading.flags
        if self._roleplay(turn):
            return
        if "joke" in flags:
            self._laugh_off(turn)
            return
        self._expire(turn)
        if "cancel" in flags and self._cancel(turn):
            return
        self._answer(turn)
        for move in turn.reading.moves:
            self._move(turn, move)
        self._loose_dates(turn)
        if "ask_when" in flags:
            self._asked_when = turn.index

    # -- answers -----------------------------------------------------------------------------

    def _waiting(self, turn: Turn) -> list[Item]:
        """Return the open proposals of the other person's newest proposing turn."""
        mine = [
            i
            for i in self.items
            if i.status == "open" and i.proposer == turn.other and turn.index - i.at <= OPEN_TURNS
        ]
        newest = max((i.at for i in mine), default=-1)
        return [i for i in mine if i.at == newest]

    def _answer(self, turn: Turn) -> None:
        answer: str | None = turn.reading.answer
        waiting = self._waiting(turn)
        if answer is None:
            answer = self._echo(turn, waiting)
        if not waiting or answer is None:
            return
        if answer == "refuse":
            for item in waiting:
                item.status = "dead"
            return
        if answer == "defer":
            for item in waiting:
                item.is_soft = True
            return
        if answer == "counter":
            self._counter(turn, waiting)
            return
        for item in waiting:
            self._accept(turn, item, answer == "strong")

    def _echo(self, turn: Turn, waiting: list[Item]) -> str | None:
        """Take "Vendredi." after a dated proposal for a yes."""
        said = {d.day for d in turn.reading.dues[:1] if d.first <= 2}
        return "strong" if any(i.due and i.due.day in said and i.due.day for i in waiting) else None

    def _accept(self, turn: Turn, item: Item, strong: bool) -> None:
        if item.is_soft and not strong:
            return
        if item.is_soft:
            item.accepted = "weak"
            item.prove(turn.id, recap=False)
            item.at = turn.index
            if item.due is None:
                return  # advice welcomed is not yet a promise
        item.status = "agreed"
        item.accepted = "strong" if strong else "weak"
        item.prove(turn.id, recap=False)

    def _counter(self, turn: Turn, waiting: list[Item]) -> None:
        due = turn.reading.dues[-1] if turn.reading.dues else None
        for item in waiting[-1:]:
            if due:
                item.due = due
            item.prove(turn.id, recap=False)
            item.at = turn.index
            if item.kind == "action" and item.owner == turn.speaker:
                item.status, item.accepted = "agreed", "strong"  # the owner names the date
            else:
                item.proposer = turn.speaker

    # -- moves -------------------------------------------------------------------------------

    def _move(self, turn: Turn, move: Move) -> None:
        if move.reasons & KILLERS and not (
            move.kind == "propose" and move.reasons & KILLERS == {"negative"}
        ):
            return
        match move.kind:
            case "commit" | "note":
                self._commit(turn, move)
            case "offer":
                self._offer(turn, move)
            case "request" | "suggest":
                self._request(turn, move)
            case "propose":
                self._propose(turn, move)

    def _commit(self, turn: Turn, move: Move) -> None:
        said = fold(" ".join(turn.reading.norms[move.verb + 1 : move.clause.end]))
        if (move.lemma == "faire" and said.split()[:1] in (["ca"], ["le"])) or (
            move.name == "take-charge" and not said
        ):
            waiting = [i for i in self._waiting(turn) if i.owner == turn.speaker] or [
                i
                for i in self.items
                if i.status == "open"
                and i.owner == turn.speaker
                and turn.index - i.at <= OPEN_TURNS
            ][-1:]
            for item in waiting:
                self._keep_promise(turn, item, move, None)
            if waiting:
                return
        weight = self._weight(turn, move)
        line = self._line(turn, move, speaker_owns=True)
        target = self._same(turn, move, line, turn.speaker, "action")
        if target is not None and (weight >= 0.3 or target.status == "open"):
            self._keep_promise(turn, target, move, line)
            return
        if weight < 0.35 or not self._is_task(move):
            return
        item = self._new(turn, move, line, "action", turn.speaker)
        item.strength = weight
        if weight >= 0.55:
            item.status, item.accepted = "agreed", "no"

    def _keep_promise(self, turn: Turn, item: Item, move: Move, line: Line | None) -> None:
        was_open = item.status == "open"
        recap = not was_open and (turn.in_recap or turn.index - item.at > 6)
        item.prove(turn.id, recap=recap)
        item.status, item.accepted = (
            "agreed",
            "strong" if item.proposer != turn.speaker else item.accepted,
        )
        item.is_soft = False
        item.strength = min(1.0, max(item.strength, self._weight(turn, move)) + 0.1)
        self._date(item, move.dues)
        same_turn = item in self._in_turn
        if line and not recap and self._is_better(item, line, move, same_turn=same_turn):
            item.text, item.object, item.has_object, item.lemma = (
                line.text,
                line.object,
                line.has_object,
                move.lemma,
            )
        if not recap:
            item.at = turn.index
        self._in_turn.append(item)
        self._antecedent = item.object or self._antecedent

    def _is_better(self, item: Item, line: Line, move: Move, *, same_turn: bool) -> bool:
        """Return whether the newer wording says more than the one we have."""
        if line.is_quote or not line.object:
            return False
        if self._is_feedback(move, line):
            return False
        if not item.has_object or item.is_soft:
            return True
        if same_turn:
            return bool(move.dues) and item.due is not None
        return len(line.text) > len(item.text) and line.has_object

    def _is_feedback(self, move: Move, line: Line) -> bool:
        """Return whether a clause only says how the other will hear of it."""
        said = fold(f"{move.lemma} {line.object}")
        return any(said.startswith(fold(f)) for f in self._lex.lists["feedback"])

    def _offer(self, turn: Turn, move: Move) -> None:
        if not self._is_task(move, lenient=True):
            return
        line = self._line(turn, move, speaker_owns=True)
        target = self._same(turn, move, line, turn.speaker, "action")
        if target is not None:
            self._keep_promise(turn, target, move, line)
            return
        item = self._new(turn, move, line, "action", turn.speaker)
        item.strength = 0.45 + 0.15 * bool(move.dues)

    def _request(self, turn: Turn, move: Move) -> None:
        line = self._line(turn, move, speaker_owns=False)
        target = self._same(turn, move, line, turn.other, "action")
        if target is not None:
            recap = target.status == "agreed" and (turn.in_recap or turn.index - target.at > 6)
            if target.status == "agreed" or target.proposer == turn.other:
                target.prove(turn.id, recap=recap)
                self._date(target, move.dues)
                if (
                    target.status == "open"
                    and target.owner == turn.other
                    and target.accepted == "no"
                ):
                    target.proposer = turn.speaker
                self._in_turn.append(target)
            return
        if not self._is_request(turn, move):
            return
        item = self._new(turn, move, line, "action", turn.other)
        item.is_soft = move.kind == "suggest" or (
            move.name == "can-you"
            and "me" not in move.clitics
            and not move.dues
            and not move.clause.asked
        )
        item.strength = move.strength + 0.15 * bool(move.dues) + 0.1 * ("me" in move.clitics)

    def _is_request(self, turn: Turn, move: Move) -> bool:
        if not self._is_task(move, lenient=move.name in ("can-you", "I-ask-you", "you-must-subj")):
            return False
        if move.reasons & {"habitual", "in_call"} and not move.dues:
            return False
        if move.name in ("you-present", "imperative", "you-will"):
            return (
                bool(move.dues)
                or "me" in move.clitics
                or turn.in_recap
                or (move.name == "you-will" and move.lemma not in self._lex.words["need_due"])
            )
        if move.name == "imperative-me":
            return bool(move.dues) or move.lemma not in self._lex.words["need_due"]
        return True

    def _propose(self, turn: Turn, move: Move) -> None:
        lex = self._lex
        meets = move.lemma in lex.words["meet"]
        each = move.name == "each" or any(
            n in lex.words["each"] for n in turn.reading.norms[move.clause.start : move.clause.end]
        )
        kind = "action" if each else "agreement"
        line = self._line(turn, move, speaker_owns=True, keep_dates=kind == "agreement")
        target = self._same(turn, move, line, "both", kind, meets=meets and bool(move.dues))
        if target is not None:
            recap = target.status == "agreed" and (turn.in_recap or turn.index - target.at > 6)
            target.prove(turn.id, recap=recap)
            self._date(target, move.dues)
            if target.status == "open" and target.proposer != turn.speaker:
                target.status, target.accepted = "agreed", "strong"
            target.at = turn.index
            if not recap and move.dues and meets:
                target.text = line.text
            return
        future = any(d.day is None or d.day > date.min for d in move.dues)
        firm = move.lemma in lex.words["joint_firm"]
        if move.lemma in lex.words["never_tasks"] or (
            move.reasons & {"habitual", "in_call"} and not (firm and future)
        ):
            return
        explicit = move.name == "joint-propose"
        if move.lemma in lex.words["joint_in_call"] and not future:
            return
        if not (explicit or firm or future or each) or (move.lemma == "voir" and not future):
            return
        if not line.object and not future and not firm:
            return
        item = self._new(turn, move, line, "action" if each else "agreement", "both")
        item.is_meeting = meets and future
        item.strength = move.strength + 0.15 * firm + 0.15 * future

    # -- dates, cancellations, jokes, role play -------------------------------------------------

    def _date(self, item: Item, dues: Iterable[Due]) -> None:
        """Let a later date replace the earlier one."""
        for due in list(dues)[-1:]:
            item.due = due

    def _loose_dates(self, turn: Turn) -> None:
        """Give a date said alone ("Vendredi au plus tard.") to what was just spoken of."""
        loose = turn.reading.loose_dues
        if not loose or turn.reading.answer == "counter":
            return
        short = len(turn.reading.norms) <= 14
        asked = turn.index - self._asked_when <= 2
        if not (short or asked):
            return
        recent = [i for i in self.items if i.status != "dead" and 0 <= turn.index - i.at <= 3]
        for item in recent[-1:]:
            if item.due is not None and not (
                item.due.day is None or asked or item.status == "open"
            ):
                return
            item.due = loose[-1]
            item.prove(turn.id, recap=False)
            item.at = turn.index
            if item.status == "open" and item.owner == turn.speaker:
                item.status, item.accepted, item.is_soft = "agreed", "strong", False
                item.strength = max(item.strength, 0.55)

    def _cancel(self, turn: Turn) -> bool:
        """Remove what is taken back; returns whether something was."""
        norms = turn.reading.norms
        where = self._lex.responses["cancel"].find(norms) or 0
        phrase = self._lex.responses["cancel"].at(norms, where) or ()
        soft = phrase[:1] in (("finalement",), ("actually",)) and phrase[-1] in (
            "je",
            "on",
            "tu",
            "i",
            "we",
            "you",
        )
        if soft and not any(n in self._lex.words["negatives"] for n in norms[where : where + 9]):
            return False
        rest = " ".join(norms[where + len(phrase) :])
        before = " ".join(norms[:where])
        alive = [i for i in self.items if i.status != "dead" and i.at < turn.index]
        scored = [
            (max(likeness(i, rest, rest, ""), 0.8 * likeness(i, before, before, "")), n)
            for n, i in enumerate(alive)
        ]
        best = max(scored, default=(0.0, -1))
        if best[0] >= 0.3:
            alive[best[1]].status = "dead"
            return True
        recent = [i for i in alive if turn.index - i.at <= 3]
        if recent and len(norms) <= 12:
            recent[-1].status = "dead"
            return True
        return False

    def _laugh_off(self, turn: Turn) -> None:
        for item in self.items:
            if turn.index - item.at <= 1 and item.core[:1] == item.core[-1:] and not item.due:
                item.status = "dead"

    def _roleplay(self, turn: Turn) -> bool:
        flags = turn.reading.flags
        if turn.index <= self._roleplay_until:
            if "roleplay_end" in flags:
                self._roleplay_until = -1
                return False
            return True
        if "roleplay_start" in flags:
            self._roleplay_until = turn.index + 14
            return True
        return False

    def _expire(self, turn: Turn) -> None:
        for item in self.items:
            if item.status == "open" and turn.index - item.at > OPEN_TURNS + 7:
                item.status = "dead"

    # -- making and finding items ----------------------------------------------------------------

    def _weight(self, turn: Turn, move: Move) -> float:
        """Return how much a promise in the first person is worth by itself, 0..1."""
        lex = self._lex
        weight = move.strength
        weight += 0.2 * bool(move.dues)
        weight += 0.15 * any(c in ("te", "vous", "lui", "leur", "you") for c in move.clitics)
        weight += 0.15 * (turn.in_recap or "recap" in turn.reading.flags)
        weight += 0.15 * (turn.reading.answer == "strong" and move.start < 14)
        weight -= 0.3 * bool(move.reasons & {"vague"})
        weight -= 0.2 * bool(move.reasons & {"conditional"})
        weight -= 0.4 * bool(move.reasons & {"habitual"} and not move.dues)
        weight -= 0.5 * bool(move.reasons & {"in_call"})
        if move.lemma in lex.words["need_due"] and not move.dues:
            weight -= 0.3
        if move.name == "I-must" and not move.dues:
            weight = min(weight, 0.4)
        return min(weight, 1.0)

    def _is_task(self, move: Move, *, lenient: bool = False) -> bool:
        lex = self._lex
        if move.lemma in lex.words["never_tasks"]:
            return False
        return (
            lenient
            or move.lemma not in lex.words["need_due"]
            or bool(move.dues)
            or move.strength > 0.5
        )

    def _line(
        self, turn: Turn, move: Move, *, speaker_owns: bool, keep_dates: bool = False
    ) -> Line:
        people = People(
            self._names.get(turn.speaker, ""), self._names.get(turn.other, ""), speaker_owns
        )
        antecedent = self._antecedent
        waiting = self._waiting(turn)
        if waiting and not self._in_turn:
            antecedent = waiting[-1].object or antecedent
        return rewrite.line(
            move, turn.reading, people, antecedent, self._lex, keep_dates=keep_dates
        )

    def _same(
        self, turn: Turn, move: Move, line: Line, owner: str, kind: str, *, meets: bool = False
    ) -> Item | None:
        """Return the living item that this move speaks of again, if any."""
        living = [
            i for i in self.items if i.status != "dead" and i.kind == kind and i.owner == owner
        ]
        if meets:
            meetings = [i for i in living if i.is_meeting]
            return meetings[-1] if meetings else None
        by_pronoun = rewrite.has_pronoun(
            move,
            rewrite.object_of(
                move, turn.reading, People("", "", True), self._lex, keep_dates=False
            ),
            self._lex,
        )
        if kind == "action" and self._in_turn and (by_pronoun or self._is_feedback(move, line)):
            last = self._in_turn[-1]
            if last.owner == owner and last.status != "dead":
                return last
        best, found = 0.0, None
        for item in living:
            score = likeness(item, line.text, line.object, move.lemma)
            near = turn.index - item.at <= 3
            if by_pronoun and near and item.status == "open":
                score += 0.4
            if score + 0.05 * near >= best and score >= SAME:
                best, found = score + 0.05 * near, item
        return found

    def _new(self, turn: Turn, move: Move, line: Line, kind: str, owner: str) -> Item:
        self._made += 1
        item = Item(
            id=f"{kind}-{turn.id}-{self._made}",
            kind="action" if kind == "action" else "agreement",
            owner=owner,
            proposer=turn.speaker,
            lemma=move.lemma,
            text=line.text,
            object=line.object,
            quote=rewrite.quote(move, turn.reading),
            status="open",
            at=turn.index,
            core=[turn.id],
            due=move.dues[-1] if move.dues else None,
            strength=move.strength,
            has_object=line.has_object,
            name=move.name,
            doubts=move.reasons,
        )
        self.items.append(item)
        self._in_turn.append(item)
        self._antecedent = line.object or self._antecedent
        return item
