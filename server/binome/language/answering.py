"""What an answer does to a proposal: accept, counter, refuse, put off, take back, laugh off."""

from binome.language.dating import Dating
from binome.language.item import Item, likeness
from binome.language.ledger import NEAR, OPEN_TURNS, Turn

ROLEPLAY_TURNS = 14
"""Longest role play: its end is not always announced."""


class Answering(Dating):
    """A ledger whose proposals meet answers."""

    def _answer(self, turn: Turn) -> None:
        answer: str | None = turn.reading.answer
        waiting = self._waiting(turn)
        if answer is None:
            answer = self._echo(turn, waiting)
        if not waiting or answer is None:
            return
        match answer:
            case "refuse":
                for item in waiting:
                    item.status = "dead"
            case "defer":
                for item in waiting:
                    item.is_soft = True
            case "counter":
                self._counter(turn, waiting[-1])
            case _:
                for item in waiting:
                    self._accept(turn, item, strong=answer == "strong")

    def _echo(self, turn: Turn, waiting: list[Item]) -> str | None:
        """Take "Vendredi." after a dated proposal, or its own words again, for a yes."""
        said = {d.day for d in turn.reading.dues[:1] if d.first <= 2 and d.day}
        if any(i.due and i.due.day in said for i in waiting):
            return "strong"
        begin = " ".join(turn.reading.norms[:7])
        echoed = [
            i for i in waiting if i.kind == "agreement" and likeness(i, begin, begin, "") >= 0.6
        ]
        return "strong" if echoed and not turn.reading.text.rstrip().endswith("?") else None

    def _accept(self, turn: Turn, item: Item, *, strong: bool) -> None:
        if item.is_soft and not strong:
            return
        self._prove(turn, item, recap=False)
        if item.is_soft:
            item.accepted, item.at = "weak", turn.index
            if item.due is None:
                return  # advice welcomed is not yet a promise
        item.status, item.accepted = "agreed", "strong" if strong else "weak"
        said = [d for d in turn.reading.loose_dues if d.day and d.first <= 6]
        if said and (item.is_meeting or item.due is not None) and self._stands_alone(turn, said[0]):
            self._redate(item, said[0])

    def _counter(self, turn: Turn, item: Item) -> None:
        if turn.reading.dues:
            dues = turn.reading.loose_dues or turn.reading.dues
            cue = self._lex.responses["counter"].find(turn.reading.norms)
            self._redate(item, self._offered_date(turn, dues, cue))
        self._prove(turn, item, recap=False)
        item.at = turn.index
        if item.kind == "action" and item.owner == turn.speaker:
            item.status, item.accepted, item.is_soft = "agreed", "strong", False
        else:
            item.proposer = turn.speaker

    def _cancel(self, turn: Turn) -> bool:
        """Remove what is taken back; returns whether something was."""
        norms = turn.reading.norms
        where = self._lex.responses["cancel"].find(norms) or 0
        phrase = self._lex.responses["cancel"].at(norms, where) or ()
        subject = phrase[-1:] and phrase[-1] in ("je", "on", "tu", "i", "we", "you")
        if subject and not any(n in self._lex.words["negatives"] for n in norms[where : where + 9]):
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
        recent = [i for i in alive if turn.index - i.at <= NEAR]
        if recent and len(norms) <= 8:
            recent[-1].status = "dead"
            return True
        return False

    def _laugh_off(self, turn: Turn) -> None:
        for item in self.items:
            if turn.index - item.at <= 1 and len(item.core) == 1 and not item.due:
                item.status = "dead"

    def _roleplay(self, turn: Turn) -> bool:
        flags = turn.reading.flags
        if turn.index <= self._roleplay_until:
            if "roleplay_end" not in flags:
                return True
            self._roleplay_until = -1
        elif "roleplay_start" in flags:
            self._roleplay_until = turn.index + ROLEPLAY_TURNS
            return True
        return False

    def _expire(self, turn: Turn) -> None:
        for item in self.items:
            if item.status == "open" and turn.index - item.at > OPEN_TURNS + 7:
                item.status = "dead"
