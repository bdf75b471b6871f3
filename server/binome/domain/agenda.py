"""The agenda clock: which item the pair is on, how long it has been there, and what the clock says.

Driven by the session: it takes note of events (`apply`), answers what people ask for with events
or a refusal, and says what time alone causes (`due`, `next_deadline`). It never moves by itself.

Theory of operation
-------------------
An item is `planned`, then `running`, then `done`, and may run again. At most one item runs.

    state      start of it    start of another item, or the end of the session
    planned    running        planned
    running    (no event)     done
    done       running        done

Time boxes belong to items and only grow: one person proposes an extension of the running item, any
other person who proposes too has agreed (to the smaller of the two). An extension arms again the
warnings that the larger box puts back into the future.

The clock speaks three times: at 80 % and at 100 % of a running item's box, and once when five
minutes of the whole agenda are left (a closing item shorter than five minutes waits for its own
length). At that moment the closing item starts and closing mode opens, unless the pair started
its present item after that moment: whoever has just chosen an item is not pushed away from it.
"""

from dataclasses import replace

from binome.domain.events import (
    AgendaAimChecked,
    AgendaExtensionProposed,
    AgendaItemClosed,
    AgendaItemExtended,
    AgendaItemStarted,
    AgendaItemSuggested,
    AgendaNoteWritten,
    AgendaSuggestionDeclined,
    ClosingOpened,
    Event,
    SessionOpened,
    TimeBoxWarned,
)
from binome.domain.values import ParticipantId, Reached
from binome.domain.view import AgendaItemView, AgendaView, ExtensionView, NoteView
from binome.domain.writing import tidy_note
from binome.errors import IllegalMove

EIGHTY = 0.8
"""Share of a time box after which the first warning comes."""
LAST_MINUTES = 300.0
"""Seconds before the agenda's planned end at which closing mode opens."""
LONGEST_EXTENSION = 3600.0
"""Seconds one extension may add at most."""
SUGGEST_FROM = 0.7
"""Confidence from which the talk's move to another item is worth a suggestion."""
STRONG = 0.9
"""Confidence needed to suggest going back to an item that is done."""
DECLINED_FOR = 60.0
"""Seconds during which a suggestion that was waved away does not come back."""


class AgendaClock:
    """The agenda of one session as its events made it."""

    def __init__(self) -> None:
        self.items: dict[str, AgendaItemView] = {}
        self.current: str | None = None
        self.extension: ExtensionView | None = None
        self.suggestion: str | None = None
        self.five_minutes_left = False
        self.closing_open = False
        self.began_at: float | None = None
        """When the first item started: the agenda's planned end counts from here."""
        self._declined_at: dict[str, float] = {}

    # --- what happened

    def apply(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case SessionOpened():
                self.items = {
                    item.id: AgendaItemView(
                        item.id, item.title, item.time_box, item.is_closing,
                        state="planned", spent=0.0, started_at=None, warned="none",
                    )
                    for item in event.agenda
                }  # fmt: skip
            case AgendaItemStarted():
                self._started(event)
            case AgendaItemClosed():
                self._set(event.item, state="done", spent=event.spent, started_at=None)
                self.current, self.extension = None, None
            case AgendaExtensionProposed():
                self.extension = ExtensionView(event.item, event.seconds, event.by)
            case AgendaItemExtended():
                self._extended(event)
            case TimeBoxWarned(level="five_minutes_left"):
                self.five_minutes_left = True
            case TimeBoxWarned():
                self._set(event.item, warned=event.level)
            case AgendaItemSuggested():
                self.suggestion = event.item
            case AgendaSuggestionDeclined():
                self._declined_at[event.item] = event.at
                self.suggestion = None
            case AgendaNoteWritten() if event.item in self.items:
                self._set(event.item, notes=_with_note(self.items[event.item].notes, event))
            case AgendaAimChecked() if event.item in self.items:
                by = None if event.reached is None else event.by
                self._set(event.item, reached=event.reached, reached_by=by)
            case ClosingOpened():
                self.closing_open = True
            case _:
                pass

    def _set(self, item: str, **changes: object) -> None:
        self.items[item] = replace(self.items[item], **changes)  # type: ignore[arg-type]

    def _started(self, event: AgendaItemStarted) -> None:
        self._set(event.item, state="running", started_at=event.at)
        self.current = event.item
        self.extension = self.suggestion = None
        if self.began_at is None:
            self.began_at = event.at

    def _extended(self, event: AgendaItemExtended) -> None:
        item = self.items[event.item]
        item = replace(item, time_box=item.time_box + event.seconds)
        if elapsed(item, event.at) < EIGHTY * item.time_box:
            item = replace(item, warned="none")
        elif item.warned == "full":
            item = replace(item, warned="eighty")
        self.items[event.item] = item
        self.extension = None

    # --- what people ask for

    def start(self, item: str, by: ParticipantId, now: float) -> list[Event]:
        """Return the events that move the pair to `item` (none when it is there already)."""
        self._known(item)
        if item == self.current:
            return []
        events = [*self.stop(now), AgendaItemStarted(now, item, by)]
        if self.items[item].is_closing and not self.closing_open:
            events.append(ClosingOpened(now, by))
        return events

    def start_first(self, now: float) -> list[Event]:
        """Return the start of the first item by the clock, if nothing was started yet."""
        if self.began_at is not None or not self.items:
            return []
        return self.start(next(iter(self.items)), "clock", now)

    def extend(self, seconds: float, by: ParticipantId, now: float) -> list[Event]:
        """Return a proposal, or the extension when somebody else had proposed one."""
        if self.current is None:
            raise IllegalMove(
                "No agenda item is running: start one before asking for more time.",
                reason="no_item_running",
            )
        if not 0 < seconds <= LONGEST_EXTENSION:
            raise IllegalMove("An extension must be between one second and one hour.")
        asked = self.extension
        if asked is None or asked.by == by:
            if asked is not None and asked.seconds == seconds:
                return []
            return [AgendaExtensionProposed(now, self.current, seconds, by)]
        return [AgendaItemExtended(now, self.current, min(seconds, asked.seconds), by)]

    def decline(self, item: str, by: ParticipantId, now: float) -> list[Event]:
        """Return that the suggestion was waved away (nothing when it is no longer shown)."""
        self._known(item)
        return [AgendaSuggestionDeclined(now, item, by)] if item == self.suggestion else []

    def write_note(self, item: str, text: str, by: ParticipantId, now: float) -> list[Event]:
        """Return the person's note on an item (nothing when it says the same already)."""
        self._known(item)
        text = tidy_note(text)
        before = next((note.text for note in self.items[item].notes if note.by == by), "")
        return [] if text == before else [AgendaNoteWritten(now, item, by, text)]

    def check_aim(
        self, item: str, reached: Reached | None, by: ParticipantId, now: float
    ) -> list[Event]:
        """Return whether the item's aim was reached (nothing when that is said already)."""
        self._known(item)
        same = reached == self.items[item].reached
        return [] if same else [AgendaAimChecked(now, item, by, reached)]

    def open_closing(self, by: ParticipantId, now: float) -> list[Event]:
        """Return the events that open closing mode, on the closing item when there is one."""
        closing = self._closing_item()
        events = [] if closing is None else self.start(closing.id, by, now)
        if self.closing_open or any(isinstance(event, ClosingOpened) for event in events):
            return events
        return [*events, ClosingOpened(now, by)]

    def suggest(self, item: str, confidence: float, now: float) -> list[Event]:
        """Return a suggestion to go to `item`, when the talk's move there is clear enough.

        While the pair looks back in the closing, naming an item is no move to it.
        """
        if item not in self.items or item in (self.current, self.suggestion):
            return []
        if self.closing_open and not self.items[item].is_closing:
            return []
        if self.current is None or now < self._declined_at.get(item, -DECLINED_FOR) + DECLINED_FOR:
            return []
        needed = STRONG if self.items[item].state == "done" else SUGGEST_FROM
        return [AgendaItemSuggested(now, item, confidence)] if confidence >= needed else []

    def stop(self, now: float) -> list[Event]:
        """Return the end of the running item, if any."""
        if self.current is None:
            return []
        return [AgendaItemClosed(now, self.current, elapsed(self.items[self.current], now))]

    def _known(self, item: str) -> None:
        if item not in self.items:
            raise IllegalMove(f"There is no item “{item}” on this agenda.")

    # --- what time causes

    def due(self, now: float) -> list[Event]:
        """Return what the clock has to say at `now`."""
        events: list[Event] = []
        if self.current is not None:
            due = [level for level in ("full", "eighty") if self._warns_at(level) <= now]
            if due:
                events.append(TimeBoxWarned(now, self.current, due[0]))  # type: ignore[arg-type]
            if self._last_minutes_at() <= now:
                events.append(TimeBoxWarned(now, self.current, "five_minutes_left"))
                events += self.open_closing("clock", now)
        return events

    def next_deadline(self) -> float | None:
        """Return when `due` will next have something to say, or None."""
        if self.current is None:
            return None
        soonest = min(self._warns_at("eighty"), self._warns_at("full"), self._last_minutes_at())
        return soonest if soonest < NEVER else None

    def _warns_at(self, level: str) -> float:
        item = self.items[self.current or ""]
        if item.warned == "full" or item.warned == level or item.started_at is None:
            return NEVER
        share = EIGHTY if level == "eighty" else 1.0
        return item.started_at + (share * item.time_box - item.spent)

    def _last_minutes_at(self) -> float:
        """When five minutes are left, or NEVER if that is past, said, or of no use any more."""
        if self.five_minutes_left or self.began_at is None or self.current is None:
            return NEVER
        item, closing = self.items[self.current], self._closing_item()
        total = sum(each.time_box for each in self.items.values())
        left = min(LAST_MINUTES, closing.time_box if closing else total / 10)
        mark = self.began_at + total - left
        chosen_late = item.started_at is not None and item.started_at >= mark > self.began_at
        return NEVER if item.is_closing or chosen_late else mark

    def _closing_item(self) -> AgendaItemView | None:
        return next((item for item in self.items.values() if item.is_closing), None)

    def view(self) -> AgendaView:
        """Return the agenda as both pages show it."""
        return AgendaView(
            items=tuple(self.items.values()),
            current=self.current,
            extension=self.extension,
            suggestion=self.suggestion,
            five_minutes_left=self.five_minutes_left,
            began_at=self.began_at,
        )


NEVER = float("inf")


def _with_note(notes: tuple[NoteView, ...], event: AgendaNoteWritten) -> tuple[NoteView, ...]:
    """Return an item's notes after somebody wrote: in place, at the end, or one less."""
    note = NoteView(event.by, event.text)
    if not event.text:
        return tuple(each for each in notes if each.by != event.by)
    if any(each.by == event.by for each in notes):
        return tuple(note if each.by == event.by else each for each in notes)
    return (*notes, note)


def elapsed(item: AgendaItemView, now: float) -> float:
    """Return the seconds spent on an item up to `now`."""
    running = 0.0 if item.started_at is None else now - item.started_at
    return item.spent + running
