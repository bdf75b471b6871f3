"""The transcript: turns of words that grow, are heard better once, and can be erased.

Driven by the session, which has already checked that the words may be written down. The
understanding worker names turns by keys of its own; here each key gets a turn number, counting
from 1 in the order in which first words arrived; the view has them in the order in which they were
said, for speech of a cut arrives afterwards. Words never come back into an erased passage, however
late the recogniser delivers them, and late words never say again what was written already.
"""

from collections.abc import Iterable
from dataclasses import replace

from binome.domain.events import (
    Event,
    PassageErased,
    SessionClosed,
    TranscriptionInterrupted,
    TranscriptionPaused,
    TranscriptionResumed,
    TurnRevised,
    WordsCommitted,
)
from binome.domain.values import ParticipantId, Word
from binome.domain.view import Gap, TurnView

EDGE = 1.0
"""Seconds by which two passes may differ about when a word was said."""
AGAIN = 0.6
"""Seconds within which the same late word is one that was written already."""


class Transcript:
    """The turns of one session as its events made them."""

    def __init__(self) -> None:
        self.turns: dict[int, TurnView] = {}
        """By number; a turn whose words were all erased is not in here."""
        self.speakers: dict[int, ParticipantId] = {}
        """Of every turn there ever was."""
        self.erased: list[PassageErased] = []
        self.cut: set[int] = set()
        """Turns that lost words to an erasure."""
        self.gaps: list[Gap] = []
        """What is missing and why; a running pause has `until == since`."""
        self._pause: int | None = None
        """Place of the running pause in `gaps`."""
        self._numbers: dict[str, int] = {}

    # --- what happened

    def apply(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case WordsCommitted():
                self._committed(event)
            case TurnRevised():
                self._revised(event)
            case PassageErased():
                self._erased(event)
            case TranscriptionInterrupted():
                self.gaps.append(Gap(event.since, event.at, event.reason))
            case TranscriptionPaused():
                self._pause = len(self.gaps)
                self.gaps.append(Gap(event.at, event.at, "paused"))
            case TranscriptionResumed() | SessionClosed() if self._pause is not None:
                self.gaps[self._pause] = replace(self.gaps[self._pause], until=event.at)
                self._pause = None
            case _:
                pass

    def _committed(self, event: WordsCommitted) -> None:
        self.speakers[event.turn] = event.participant
        if event.key:
            self._numbers[event.key] = event.turn
        before = self.turns.get(event.turn)
        if before is not None:
            ended = before.ended or event.ends_turn
            self._put(replace(before, words=before.words + event.words, ended=ended))
        else:
            turn, speaker, words = event.turn, event.participant, event.words
            self._put(TurnView(turn, speaker, 0, 0, words, event.ends_turn, 0, event.late))

    def _revised(self, event: TurnRevised) -> None:
        before = self.turns.get(event.turn)
        speaker = before.participant if before else event.participant
        late = before is not None and before.late
        self._put(TurnView(event.turn, speaker, 0, 0, event.words, True, event.revision, late))

    def _erased(self, event: PassageErased) -> None:
        self.erased.append(event)
        self.gaps.append(Gap(event.since, event.until, "erased", event.participant))
        for turn in list(self.turns.values()):
            words = tuple(word for word in turn.words if not covers(event, word, turn.participant))
            if len(words) < len(turn.words):
                self.cut.add(turn.turn)
                self._put(replace(turn, words=words))

    def _put(self, turn: TurnView) -> None:
        """Keep the turn with its span read off its words, or drop it when it has none."""
        if turn.words:
            start, end = turn.words[0].start, turn.words[-1].end
            self.turns[turn.turn] = replace(turn, start=start, end=end)
        else:
            self.turns.pop(turn.turn, None)

    # --- what was heard

    def hear(
        self,
        key: str,
        participant: ParticipantId,
        words: Iterable[Word],
        ends_turn: bool,
        now: float,
        *,
        late: bool = False,
    ) -> list[Event]:
        """Return the event that appends words to the turn of this key (none if nothing is left).

        `late`: they were said during a cut; what was heard of it at the time stays as it is.
        """
        kept = self._kept(words, participant)
        if late:
            kept = self._unwritten(kept, participant, self._numbers.get(key))
        number = self._numbers.get(key)
        turn = None if number is None else self.turns.get(number)
        closes = ends_turn and turn is not None and not turn.ended
        if not kept and not closes:
            return []
        number = number or max(self.speakers, default=0) + 1
        return [WordsCommitted(now, number, participant, kept, ends_turn, key, late)]

    def _unwritten(
        self, words: tuple[Word, ...], speaker: ParticipantId, own: int | None
    ) -> tuple[Word, ...]:
        """The words that no other turn of the speaker has."""
        written = [
            word
            for turn in self.turns.values()
            if turn.participant == speaker and turn.turn != own
            for word in turn.words
        ]
        return tuple(one for one in words if not any(_is_again(one, other) for other in written))

    def revise(self, key: str, words: Iterable[Word], now: float) -> list[Event]:
        """Return the event that replaces a turn's words by the second pass's, if they differ.

        A turn near an erased passage stays as it is: the second pass gives words slightly other
        times, and one that was erased must not slip back in over the edge.
        """
        number = self._numbers.get(key)
        if number is None:
            return []
        speaker, before = self.speakers[number], self.turns.get(number)
        kept = tuple(word for word in words if word.text.strip())
        if kept == (before.words if before else ()) or self._is_near_erased(kept, speaker):
            return []
        revision = (before.revision if before else 0) + 1
        return [TurnRevised(now, number, kept, revision, speaker)]

    def _is_near_erased(self, words: tuple[Word, ...], speaker: ParticipantId) -> bool:
        if not words:
            return False
        around = Word("", words[0].start - EDGE, words[-1].end + EDGE)
        return any(covers(gone, around, speaker) for gone in self.erased)

    def end_turns(self, now: float) -> list[Event]:
        """Return the end of every turn still open: nothing more of it will be written down."""
        return [
            WordsCommitted(now, turn.turn, turn.participant, (), True)
            for turn in self.view()
            if not turn.ended
        ]

    def _kept(self, words: Iterable[Word], speaker: ParticipantId) -> tuple[Word, ...]:
        return tuple(
            word
            for word in words
            if word.text.strip() and not any(covers(gone, word, speaker) for gone in self.erased)
        )

    def view(self) -> tuple[TurnView, ...]:
        """Return the turns that have words, in the order in which they were said."""
        return tuple(sorted(self.turns.values(), key=lambda turn: (turn.start, turn.turn)))


def covers(erased: PassageErased, word: Word, speaker: ParticipantId) -> bool:
    """Return whether the erasure takes this word of this speaker away (overlap is enough)."""
    if erased.participant not in (None, speaker):
        return False
    return word.end >= erased.since and word.start <= erased.until


def _is_again(late: Word, written: Word) -> bool:
    """Return whether a late word lies where this one is written, or is this very one."""
    if written.start < (late.start + late.end) / 2 < written.end:
        return True
    near = abs(late.start - written.start) < AGAIN
    return near and _letters(late.text) == _letters(written.text)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
