"""What the pair has agreed so far: moves meet answers, turn by turn, from left to right.

Proposals stay open for a few turns of talk; the other person's acceptance closes the newest ones,
a counter-proposal rewrites their date, a refusal kills them; a later restatement adds evidence and
may fix the date; a cancellation removes what was agreed. Reading the same turns again always gives
the same items with the same ids, so a growing dialogue can be read after every turn.

An inverted promise is the worst bug there can be: an action is only ever given to the person who
said "je" or who accepted a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from binome.language import dates_fr, rewrite, weigh
from binome.language.due import Due
from binome.language.fold import fold, stems
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
ROLEPLAY_TURNS = 14
"""Longest role play: its end is not always announced."""


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

    def _redate(self, item: Item, due: Due) -> None:
        """Give an item another date, in its text as well where that names the old one."""
        old = item.due
        self._dated.add(item.id)
        if old is not None and old.day == due.day and len(old.words) >= len(due.words):
            return
        if old is not None and old.words and old.words in item.text:
            item.text = item.text.replace(old.words, due.words)
        item.due = due

    # -- moves -------------------------------------------------------------------------------

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

    def _confirms_session(self, turn: Turn, move: Move) -> bool:
        """Take "je maintiens notre séance du 2 juin" for what it settles: the next session."""
        inside = stems(" ".join(turn.reading.norms[move.verb : move.clause.end]))
        about = inside & stems("séance session rendez-vous rdv rencontre meeting")
        known = move.lemma in self._lex.words["session_verbs"]
        return bool(known and about and move.dues) and self._next_session(
            turn, move.dues[-1], certain=True
        )

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

    def _with_date_asked(self, turn: Turn, move: Move) -> Move:
        """Give "on se revoit quand ? le 20 ?" its date."""
        later = [d for d in turn.reading.loose_dues if d.first > move.verb]
        if move.dues or not later:
            return move
        reasons = move.reasons - {"content_question"}
        return replace(move, dues=(later[-1],), reasons=reasons)

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

    def _same_meeting(self, *, meets: bool) -> Item | None:
        living = [i for i in self.items if i.is_meeting and i.status != "dead"]
        return living[-1] if meets and living else None

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

    # -- dates, cancellations, jokes, role play -------------------------------------------------

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

    # -- making and finding items ----------------------------------------------------------------

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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
