"""Which date belongs to which commitment: said with it, after it, or alone."""

from collections.abc import Sequence
from dataclasses import replace

from binome.language.due import Due
from binome.language.fold import stems
from binome.language.item import Item
from binome.language.ledger import NEAR, Ledger, Turn
from binome.language.reading import Move
from binome.language.rewrite import Line


class Dating(Ledger):
    """A ledger whose items get their dates."""

    def _redate(self, item: Item, due: Due) -> None:
        """Give an item another date, in its text as well where that names the old one."""
        old = item.due
        self._dated.add(item.id)
        if old is not None and old.day == due.day and len(old.words) >= len(due.words):
            return
        if old is not None and old.words and old.words in item.text:
            item.text = item.text.replace(old.words, due.words)
        item.due = due

    def _date(self, item: Item, move: Move, turn: Turn) -> None:
        """Let a later date replace the earlier one."""
        if not move.dues:
            return
        due, old = move.dues[-1], item.due
        if old is not None and old.day and due.day and due.end - due.first <= 2:
            same_name = old.day.weekday() == due.day.weekday()
            if same_name and old.day > due.day:
                return  # "mercredi", said once more, is the Wednesday already meant
        self._dated.add(item.id)
        item.due = self._after_what_it_needs(turn, item, move, due)

    def _loose_dates(self, turn: Turn) -> None:
        """Give a date said alone ("Vendredi au plus tard.") to what was just spoken of."""
        reading = turn.reading
        loose = [d for d in reading.loose_dues if all(d != i.due for i in self._in_turn)]
        if not loose or any(d == i.due for d in loose for i in self.items):
            return
        cue = self._lex.responses["counter"].find(reading.norms)
        due = self._offered_date(turn, loose, cue)
        if self._next_session(turn, due):
            return
        asked = turn.index - self._asked_when <= 2
        spoken_of = self._spoken_of(turn) if cue is not None else None
        recent = [i for i in self.items if i.status != "dead" and turn.index - i.touched <= NEAR]
        recent.sort(key=lambda i: i.touched)
        recent = [i for i in recent if i.kind == "action" or i.is_meeting or i.status == "open"]
        item = spoken_of or (recent[-1] if recent else None)
        if item is None or (spoken_of is None and not (asked or self._stands_alone(turn, due))):
            return
        if item.id in self._dated or (item.kind == "agreement" and not (item.is_meeting or asked)):
            return
        if (
            item.due is not None
            and item.due.day
            and not (asked or spoken_of or item.status == "open")
        ):
            return
        self._redate(item, due)
        self._prove(turn, item, recap=False)
        item.at = turn.index
        if (
            item.status == "open"
            and item.owner == turn.speaker
            and (asked or item.proposer == turn.other)
        ):
            item.status, item.accepted, item.is_soft = "agreed", "strong", False
            item.strength = max(item.strength, 0.55)

    def _offered_date(self, turn: Turn, loose: Sequence[Due], cue: int | None) -> Due:
        """Return the date that is proposed among those said: asked, or after "plutôt"."""
        asked = [
            d for d in loose
            if any(c.asked and c.start <= d.first < c.end for c in turn.reading.clauses)
        ]  # fmt: skip
        after = [d for d in loose if cue is not None and d.first > cue]
        if asked and cue is not None:
            return asked[-1]
        return after[0] if after else loose[-1]

    def _stands_alone(self, turn: Turn, due: Due) -> bool:
        """Return whether the date is nearly all its sentence says."""
        clause = next((c for c in turn.reading.clauses if c.start <= due.first < c.end), None)
        if clause is None:
            return False
        return clause.end - clause.start - (due.end - due.first) <= 4

    def _spoken_of(self, turn: Turn) -> Item | None:
        said = stems(" ".join(turn.reading.norms))
        living = [i for i in self.items if i.status != "dead"]
        scored = [(len(said & i.object_stems), n) for n, i in enumerate(living)]
        best = max(scored, default=(0, -1))
        return living[best[1]] if best[0] else None

    def _next_session(self, turn: Turn, due: Due, *, certain: bool = False) -> bool:
        """Take "Prochaine séance le 12 ?", "Let's say Monday, same time" for the next meeting."""
        if due.anchor or due.day == self._day:
            return False
        reading = turn.reading
        meeting = self._same_meeting(meets=True)
        if (
            meeting is not None
            and turn.index - meeting.at <= NEAR
            and self._stands_alone(turn, due)
        ):
            self._redate(meeting, due)
            self._prove(turn, meeting, recap=False)
            meeting.at = turn.index
            return True
        if not certain and not self._lex.responses["session"].within(reading.norms):
            return False
        if meeting is not None:
            self._prove(
                turn, meeting, recap=meeting.status == "agreed" and turn.index - meeting.at > NEAR
            )
            self._redate(meeting, due)
            return True
        clause = next(c for c in reading.clauses if c.start <= due.first < c.end)
        words = reading.words
        text = reading.text[words[clause.start].start : words[clause.end - 1].end].strip(" ,")
        item = self._add(
            turn, "agreement", "both", Line(text, text, True, is_quote=True), text, (due,)
        )
        item.is_meeting, item.strength = True, 0.7
        return True

    def _with_date_asked(self, turn: Turn, move: Move) -> Move:
        """Give "on se revoit quand ? le 20 ?" its date."""
        later = [d for d in turn.reading.loose_dues if d.first > move.verb]
        if move.dues or not later:
            return move
        reasons = move.reasons - {"content_question"}
        return replace(move, dues=(later[-1],), reasons=reasons)

    def _sets_date(self, turn: Turn, move: Move) -> bool:
        """Take "tu peux l'avoir pour la prochaine séance ?" for a date of what was promised."""
        if not move.dues or move.lemma not in self._lex.words["never_tasks"]:
            return False
        recent = [i for i in self.items if i.owner == turn.other and i.status != "dead"]
        if not recent or turn.index - recent[-1].at > NEAR:
            return False
        item = recent[-1]
        self._date(item, move, turn)
        self._prove(turn, item, recap=False)
        if item.status == "open":
            item.proposer, item.at = turn.speaker, turn.index
        return True

    def _confirms_session(self, turn: Turn, move: Move) -> bool:
        """Take "je maintiens notre séance du 2 juin" for what it settles: the next session."""
        inside = stems(" ".join(turn.reading.norms[move.verb : move.clause.end]))
        about = inside & stems("séance session rendez-vous rdv rencontre meeting")
        known = move.lemma in self._lex.words["session_verbs"]
        return bool(known and about and move.dues) and self._next_session(
            turn, move.dues[-1], certain=True
        )
