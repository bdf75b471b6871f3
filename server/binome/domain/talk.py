"""A talk as the mirror looks at it: whose speech when, which words, on which agenda item.

Made from a session's events (voice activity, word times, the agenda's clock) or from a
`binome.dialogue/1`, whose turns then stand for voice activity and whose words are spread over their
turn by length. Minutes, when given, label turns with items, questions and receipts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from binome.domain import minutes as reading
from binome.domain.agenda import NEVER, elapsed
from binome.domain.events import AgendaItemClosed, AgendaItemStarted, Event, SessionOpened
from binome.domain.floor import FloorLedger, Stretch, joined
from binome.domain.questions import QuestionKind, kind_of, sentences_in
from binome.domain.session import session_of
from binome.domain.transcript import Transcript
from binome.domain.values import Language, ParticipantId, Word
from binome.domain.view import TurnView

RECEIPT_WORDS = 2
"""A receipt ("hm", "d'accord") has at most so many words…"""
RECEIPT_SECONDS = 1.0
"""…or lasts less than this."""


@dataclass(frozen=True, slots=True)
class Phase:
    """When the talk was on one agenda item."""

    item: str
    title: str
    stays: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """One agenda item: the seconds planned for it (extensions included) and those it took."""

    item: str
    title: str
    planned: float
    spent: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `start`/`end` of its sentence. `goes_on_at`: own next sentence in the turn."""

    turn: int
    speaker: ParticipantId
    kind: QuestionKind
    start: float
    end: float
    quote: str
    goes_on_at: float | None


@dataclass(frozen=True, slots=True)
class Talk:
    """All that the mirror's formulas need. Times in seconds."""

    people: tuple[ParticipantId, ...]
    turns: tuple[TurnView, ...]
    speech: Mapping[ParticipantId, Sequence[Stretch]]
    phases: tuple[Phase, ...]
    questions: tuple[Question, ...]
    receipts: frozenset[int]
    language: Language
    plan: tuple[Planned, ...]
    began_at: float | None
    """When the first agenda item began; None where no clock ran."""

    @property
    def length(self) -> float:
        """Seconds from the first word to the last."""
        return self.turns[-1].end - self.turns[0].start if self.turns else 0.0

    def others(self, participant: ParticipantId) -> tuple[ParticipantId, ...]:
        """Return everybody else in the talk."""
        return tuple(person for person in self.people if person != participant)

    def turns_of(self, person: ParticipantId, stretch: Stretch) -> list[TurnView]:
        """Return the person's turns that lie over a stretch."""
        return [
            turn
            for turn in self.turns
            if turn.participant == person
            and turn.start < stretch.until
            and turn.end > stretch.since
        ]

    def words_of(self, person: ParticipantId, stretch: Stretch) -> list[Word]:
        """Return the person's words whose middle lies in a stretch."""
        return [
            word
            for turn in self.turns_of(person, stretch)
            for word in turn.words
            if stretch.since <= (word.start + word.end) / 2 <= stretch.until
        ]

    def is_receipt(self, person: ParticipantId, stretch: Stretch) -> bool:
        """Return whether a stretch of speech only shows that the person listens."""
        if stretch.seconds < RECEIPT_SECONDS:
            return True
        turns = self.turns_of(person, stretch)
        if turns and all(turn.turn in self.receipts for turn in turns):
            return True
        return bool(turns) and count(self.words_of(person, stretch)) <= RECEIPT_WORDS


def count(words: Iterable[Word]) -> int:
    """Return how many of them are words: French spacing makes a mark a token of its own."""
    return sum(any(letter.isalnum() for letter in word.text) for word in words)


def talk_of_dialogue(dialogue: Mapping[str, Any], minutes: Mapping[str, Any] | None = None) -> Talk:
    """Return the talk of a `binome.dialogue/1`, with what `binome.minutes/1` says about it."""
    turns = tuple(_turn(entry) for entry in dialogue["turns"])
    people = tuple(str(person["id"]) for person in dialogue["participants"])
    speech = {
        person: joined(Stretch(t.start, t.end) for t in turns if t.participant == person)
        for person in people
    }
    agenda = dialogue.get("agenda") or ()
    titles = {str(item["id"]): str(item["title"]) for item in agenda}
    phases = _labelled(turns, titles, minutes or {})
    spoken = {phase.item: _until_the_end(phase, turns) for phase in phases}
    plan = tuple(
        Planned(
            str(item["id"]),
            str(item["title"]),
            60 * float(item.get("minutes") or 0.0),
            spoken.get(str(item["id"]), 0.0),
        )
        for item in agenda
    )
    language: Language = "en" if dialogue.get("lang") == "en" else "fr"
    return _talk(people, turns, speech, phases, minutes, language, plan, None)


def _until_the_end(phase: Phase, turns: Sequence[TurnView]) -> float:
    """Seconds of the phase's stays up to the last word."""
    end = turns[-1].end if turns else 0.0
    return sum(max(0.0, min(stay.until, end) - stay.since) for stay in phase.stays)


def talk_of_events(events: Iterable[Event], minutes: Mapping[str, Any] | None = None) -> Talk:
    """Return the talk of a session's log; the agenda's own clock gives the phases."""
    events = list(events)
    transcript, floor = Transcript(), FloorLedger()
    for event in events:
        transcript.apply(event)
        floor.apply(event)
    opened = next(event for event in events if isinstance(event, SessionOpened))
    people = tuple(person.id for person in opened.participants if person.role != "observer")
    speech = {person: floor.speech(person) for person in people}
    view = session_of(events).view()
    now = view.closed_at if view.closed_at is not None else events[-1].at
    return _talk(
        people,
        transcript.view(),
        speech,
        _clocked(events, opened),
        minutes,
        opened.language,
        tuple(
            Planned(item.id, item.title, item.time_box, elapsed(item, now))
            for item in view.agenda.items
        ),
        view.agenda.began_at,
    )


def _talk(
    people: tuple[ParticipantId, ...],
    turns: tuple[TurnView, ...],
    speech: Mapping[ParticipantId, Sequence[Stretch]],
    phases: tuple[Phase, ...],
    minutes: Mapping[str, Any] | None,
    language: Language,
    plan: tuple[Planned, ...],
    began_at: float | None,
) -> Talk:
    kinds = reading.questions_in(minutes) if minutes and "questions" in minutes else None
    receipts = frozenset(reading.backchannels_in(minutes or {}))
    questions = tuple(_questions(turns, kinds))
    return Talk(people, turns, speech, phases, questions, receipts, language, plan, began_at)


def _turn(entry: Mapping[str, Any]) -> TurnView:
    start, end = float(entry["start"]), float(entry["end"])
    words = spread(str(entry["text"]), start, end)
    return TurnView(int(entry["id"]), str(entry["speaker"]), start, end, words, True, 0)


def spread(text: str, start: float, end: float) -> tuple[Word, ...]:
    """Return the text's words with times by their share of its letters."""
    texts = text.split()
    before = list(accumulate((len(word) for word in texts), initial=0))
    times = [start + (end - start) * letters / (before[-1] or 1) for letters in before]
    return tuple(Word(word, *span) for word, span in zip(texts, pairwise(times), strict=True))


def _labelled(
    turns: Sequence[TurnView], titles: Mapping[str, str], minutes: Mapping[str, Any]
) -> tuple[Phase, ...]:
    """Phases from the items that the minutes give to turns: each lasts until the next turn."""
    items, stays = reading.items_in(minutes), {item: list[Stretch]() for item in titles}
    ends = [*(after.start for _, after in pairwise(turns)), NEVER]
    for turn, end in zip(turns, ends, strict=False):
        if items.get(turn.turn) in stays:
            stays[items[turn.turn]].append(Stretch(turn.start, max(end, turn.start)))
    return tuple(
        Phase(item, titles[item], tuple(joined(where))) for item, where in stays.items() if where
    )


def _clocked(events: Iterable[Event], opened: SessionOpened) -> tuple[Phase, ...]:
    """Phases from the agenda's clock."""
    stays: dict[str, list[Stretch]] = {item.id: [] for item in opened.agenda}
    for event in events:
        if isinstance(event, AgendaItemStarted):
            stays[event.item].append(Stretch(event.at, NEVER))
        elif isinstance(event, AgendaItemClosed):
            stays[event.item][-1] = Stretch(stays[event.item][-1].since, event.at)
    return tuple(
        Phase(item.id, item.title, tuple(stays[item.id]))
        for item in opened.agenda
        if stays[item.id]
    )


def _questions(
    turns: Iterable[TurnView], kinds: list[tuple[int, str]] | None
) -> Iterable[Question]:
    """The questions of the talk, kinds as read by the language layer or by the small rule."""
    for turn in turns:
        sentences = sentences_in(turn.words)
        found = [(i, kind) for i, sentence in enumerate(sentences) if (kind := kind_of(sentence))]
        if kinds is not None:
            read = [kind for number, kind in kinds if number == turn.turn]
            places = [i for i, _ in found] or [len(sentences) - 1]
            found = [
                (places[min(n, len(places) - 1)], kind)  # type: ignore[misc]
                for n, kind in enumerate(read)
            ]
        for i, kind in found:
            after = sentences[i + 1][0].start if i + 1 < len(sentences) else None
            yield _question(turn, sentences[i], kind, after)


def _question(
    turn: TurnView, sentence: tuple[Word, ...], kind: QuestionKind, after: float | None
) -> Question:
    quote = " ".join(word.text for word in sentence)
    start, end = sentence[0].start, sentence[-1].end
    return Question(turn.turn, turn.participant, kind, start, end, quote, after)
