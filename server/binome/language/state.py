"""What the pair has agreed so far: moves meet answers, turn by turn, from left to right.

Proposals stay open for a few turns of talk; the other person's acceptance closes the newest ones,
a counter-proposal rewrites their date, a refusal kills them; a later restatement adds evidence and
may fix the date; a cancellation removes what was agreed. Reading the same turns again always gives
the same items with the same ids, so a growing dialogue can be read after every turn.

An inverted promise is the worst bug there can be: an action is only ever given to the person who
said "je" or who accepted a request.
"""

from dataclasses import replace

from binome.language import rewrite, weigh
from binome.language.answering import Answering
from binome.language.fold import fold, stems
from binome.language.item import Item
from binome.language.ledger import OPEN_TURNS, Turn
from binome.language.reading import Move
from binome.language.rewrite import Line

__all__ = ["Talk", "Turn"]


class Talk(Answering):
    """The dialogue state; `hear` takes the turns in order."""

    def hear(self, turn: Turn) -> None:
        """Take in the next turn."""
        self._in_turn, self._made, self._dated = [], 0, set()
        self._memory.hear(turn.index, turn.speaker, turn.reading)
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
            if not weigh.is_dead(move):
                self._move(turn, move)
        self._loose_dates(turn)
        self._tagged_statement(turn)
        if "ask_when" in flags:
            self._asked_when = turn.index

    def _move(self, turn: Turn, move: Move) -> None:
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
        if self._does_that(turn, move):
            return
        if self._confirms_session(turn, move):
            return
        line = self._line(turn, move, speaker_owns=True)
        weight = weigh.promise(move, turn.reading, line, self._lex, in_recap=turn.in_recap)
        target = self._same(turn, move, line, turn.speaker)
        task = weigh.is_task(move, line, self._lex)
        if target is not None and (weight >= 0.3 or task):
            self._keep_promise(turn, target, move, line, weight)
            return
        if not task or weight < 0.35 or "content_question" in move.reasons:
            return
        item = self._new(turn, move, line, "action", turn.speaker)
        item.strength = weight
        item.is_soft = move.name in ("I-present", "I-must") and weight < 0.5
        if weight >= weigh.PROMISE and not (move.clause.asked and not move.dues):
            item.status = "agreed"

    def _does_that(self, turn: Turn, move: Move) -> bool:
        """Take "je fais ça", "I'll do that", "je m'en occupe" for a promise of what was asked."""
        said = turn.reading.norms[move.verb + 1 : move.clause.end]
        that = move.lemma in ("faire", "do") and said[:1] in (
            ("ca",),
            ("le",),
            ("that",),
            ("it",),
            ("so",),
        )
        that = that or (move.lemma == "faire" and "le" in move.clitics)
        if not that and not (move.name == "take-charge" and len(said) <= 1 + len(move.dues) * 3):
            return False
        waiting = [i for i in self._waiting(turn) if i.owner == turn.speaker]
        recent = [
            i
            for i in self.items
            if i.owner == turn.speaker
            and (i.status == "open" or (i.status == "agreed" and turn.id in i.core))
            and turn.index - i.at <= OPEN_TURNS
        ]
        for item in waiting or recent[-1:]:
            self._keep_promise(turn, item, move, None, 0.8)
        return bool(waiting or recent)

    def _keep_promise(
        self, turn: Turn, item: Item, move: Move, line: Line | None, weight: float
    ) -> None:
        recap = self._is_recap(turn, item)
        self._prove(turn, item, recap=recap)
        if item.proposer != turn.speaker:
            item.accepted = "strong"
        if weight >= 0.4 or item.proposer != turn.speaker or item.status == "agreed":
            item.status = "agreed"
        item.is_soft = False
        item.strength = min(1.0, max(item.strength, weight) + 0.1)
        self._date(item, move, turn)
        if line and not recap and self._is_better(item, line, move):
            item.reword(line.text, line.object, move.lemma, has_object=line.has_object)
        if not recap:
            item.at = turn.index
        self._in_turn.append(item)

    def _offer(self, turn: Turn, move: Move) -> None:
        line = self._line(turn, move, speaker_owns=True)
        if "content_question" in move.reasons or not weigh.is_task(
            move, line, self._lex, lenient=True
        ):
            return
        target = self._same(turn, move, line, turn.speaker)
        if target is not None:
            self._keep_promise(turn, target, move, line, 0.5)
            return
        if not line.object and not move.dues:
            return
        item = self._new(turn, move, line, "action", turn.speaker)
        item.strength = 0.45 + 0.15 * bool(move.dues)

    def _request(self, turn: Turn, move: Move) -> None:
        line = self._line(turn, move, speaker_owns=False)
        target = self._same(turn, move, line, turn.other)
        if target is None and self._sets_date(turn, move):
            return
        if target is not None:
            recap = self._is_recap(turn, target)
            if target.status == "agreed" or target.proposer == turn.other:
                self._prove(turn, target, recap=recap)
                self._date(target, move, turn)
                if target.status == "open":
                    target.proposer = turn.speaker  # asked again: now the owner's answer counts
                    target.at = turn.index
                self._in_turn.append(target)
            return
        if not weigh.is_request(move, line, self._lex, in_recap=turn.in_recap):
            return
        item = self._new(turn, move, line, "action", turn.other)
        to_me = "me" in move.clitics
        item.is_soft = move.kind == "suggest" or (
            move.name == "can-you" and not (to_me or move.dues or turn.reading.norms[-1:] == ("?",))
        )
        item.strength = min(1.0, move.strength + 0.15 * bool(move.dues) + 0.1 * to_me)

    def _propose(self, turn: Turn, move: Move) -> None:
        lex = self._lex
        inside = turn.reading.norms[move.clause.start : move.clause.end]
        each = move.name == "each" or any(n in lex.words["each"] for n in inside)
        meets = move.lemma in lex.words["meet"]
        move = self._with_date_asked(turn, move) if meets else move
        line = self._line(turn, move, speaker_owns=True, keep_dates=not each)
        firm = move.lemma in lex.words["joint_firm"]
        if move.lemma in ("dire", "say") and move.dues and self._next_session(turn, move.dues[-1]):
            return
        says = move.lemma in lex.words["says"]
        vague = fold(line.object) in ("un truc", "une chose", "quelque chose", "something")
        odd = says or vague or move.quoted or "negative" in move.reasons
        if odd or (line.is_quote and not line.object):
            text = rewrite.quote(move, turn.reading, whole=says or vague)
            line = replace(line, text=text, is_quote=True)
        if not weigh.is_joint(move, line, turn.reading, lex):
            return
        kind = "action" if each else "agreement"
        light = move.lemma in lex.words["light_verbs"] and bool(self._waiting(turn))
        target = self._same_meeting(meets=(meets or light) and bool(move.dues)) or self._same(
            turn, move, line, "both", kind
        )
        if target is not None:
            self._again(turn, target, move, line)
            return
        item = self._new(turn, move, line, kind, "both")
        item.is_meeting = bool(move.dues) and (meets or self._keeps_session(move, line))
        item.strength = min(1.0, move.strength + 0.15 * firm + 0.15 * bool(move.dues))

    def _keeps_session(self, move: Move, line: Line) -> bool:
        """Return whether "on garde le lundi 7", "let's say the 15th" is about the next session."""
        if move.lemma not in self._lex.words["session_verbs"]:
            return False
        said = stems(line.text) - {s for d in move.dues for s in stems(d.words)}
        others = {s for s in said if s[:3] != fold(move.lemma)[:3]}
        return others <= stems(" ".join(self._lex.words["session_words"]))

    def _again(self, turn: Turn, item: Item, move: Move, line: Line) -> None:
        """Take in an agreement said once more."""
        recap = self._is_recap(turn, item)
        self._prove(turn, item, recap=recap)
        self._date(item, move, turn)
        if item.status == "open" and item.proposer != turn.speaker:
            item.status, item.accepted = "agreed", "strong"
        elif item.is_meeting and move.dues and not recap:
            item.proposer = turn.speaker
        item.at = turn.index
        if item.is_meeting and move.dues and not line.is_quote and not recap:
            item.reword(line.text, line.object, move.lemma, has_object=True)
        self._in_turn.append(item)

    def _tagged_statement(self, turn: Turn) -> None:
        """Take "…, on est d'accord ?" after a statement without any other move for a proposal."""
        norms = turn.reading.norms
        for clause in turn.reading.clauses:
            if not clause.asked or clause.end - clause.start < 5:
                continue
            tag = self._lex.responses["tagged"].find(
                norms, max(clause.end - 6, clause.start), clause.end
            )
            taken = any(
                clause.sentence <= m.verb < clause.end
                for m in turn.reading.moves
                if not weigh.is_dead(m)
            )
            joint = any(
                n in self._lex.classes["ON" if self._lex.lang == "fr" else "WE"]
                for n in norms[clause.sentence : tag or 0]
            )
            if tag is None or taken or not joint:
                continue
            first, last = clause.sentence, tag - 1
            words = turn.reading.words
            text = turn.reading.text[words[first].start : words[last].end].strip(" ,")
            self._add(turn, "agreement", "both", Line(text, text, True, is_quote=True), text, ())
