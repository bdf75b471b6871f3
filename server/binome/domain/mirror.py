"""The mirror: how one person spoke in a session, for that person's own eyes only.

A fold of a session's events or of a `binome.dialogue/1`. It counts and quotes; it gives no mark and
no label to anybody, and never guesses what a voice was like inside. The other person appears only
where a figure cannot be said without (a share has two sides). Each part names its `formula`; the
classes in `binome.domain.figures` state them, with their units and where they come from.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from binome.domain.agenda import NEVER
from binome.domain.events import Event
from binome.domain.figures import (
    Interruption,
    Interruptions,
    LongRuns,
    Mirror,
    Passage,
    Pause,
    QuestionAsked,
    Questions,
    Run,
    Share,
    TalkShare,
    ThinkingTime,
)
from binome.domain.floor import WORD_GAP, Stretch, common, joined, total
from binome.domain.talk import Question, Talk, talk_of_dialogue, talk_of_events
from binome.domain.values import ParticipantId, Word
from binome.domain.view import TurnView

LONG_RUN = 120.0
"""Seconds from which a run is listed (product choice)."""
RUN_GAP = 1.5
"""Seconds of one's own silence that do not end a run."""
OVERLAP = 0.2
"""Seconds that speech must overlap to count as an interruption."""
GIVES_WAY = 1.0
"""Seconds within which the person who was speaking stops."""
HOLDS = 1.0
"""Seconds that the person who started must keep speaking."""
LONG_PAUSE = 3.0
"""Seconds of thinking time from which answers get fuller (Rowe 1972; Stahl 1994)."""
TRAIL = 1.0
"""Seconds by which voice activity may outlast the last word."""
QUOTE = 140
"""Characters of a quote, at most."""


def mirror_of(
    dialogue: Mapping[str, Any],
    participant: ParticipantId,
    minutes: Mapping[str, Any] | None = None,
) -> Mirror:
    """Return a person's mirror from a `binome.dialogue/1`.

    `minutes` (`binome.minutes/1`) brings the agenda item of each turn, question kinds, receipts.
    """
    return _mirror(talk_of_dialogue(dialogue, minutes), participant, 0.0)


def mirror_of_events(
    events: Iterable[Event],
    participant: ParticipantId,
    minutes: Mapping[str, Any] | None = None,
    *,
    delay: float = 0.0,
) -> Mirror:
    """Return a person's mirror from a session's log.

    `delay` = seconds that the other's answer travels (there and back), taken off thinking time.
    """
    return _mirror(talk_of_events(events, minutes), participant, delay)


def _mirror(talk: Talk, me: ParticipantId, delay: float) -> Mirror:
    length = talk.turns[-1].end - talk.turns[0].start if talk.turns else 0.0
    return Mirror(
        participant=me,
        minutes=length / 60,
        talk_share=_talk_share(talk, me),
        long_runs=_long_runs(talk, me),
        interruptions=_interruptions(talk, me),
        questions=_questions(talk, me, length),
        thinking_time=_thinking_time(talk, me, delay),
    )


# --- talk share


def _talk_share(talk: Talk, me: ParticipantId) -> TalkShare:
    return TalkShare(
        whole=_share(talk, me, None, None, None),
        by_item=tuple(
            _share(talk, me, phase.item, phase.title, phase.stays) for phase in talk.phases
        ),
    )


def _share(
    talk: Talk,
    me: ParticipantId,
    item: str | None,
    title: str | None,
    stays: Sequence[Stretch] | None,
) -> Share:
    def seconds(person: ParticipantId) -> float:
        speech = talk.speech[person]
        return total(speech if stays is None else common(speech, stays))

    own, others = seconds(me), sum((seconds(person) for person in talk.others(me)), 0.0)
    return Share(item, title, own, others, own / (own + others) if own + others else None)


# --- long runs


def _long_runs(talk: Talk, me: ParticipantId) -> LongRuns:
    floor = sorted(
        stretch
        for other in talk.others(me)
        for stretch in joined(talk.speech[other], WORD_GAP)
        if not talk.is_receipt(other, stretch)
    )
    runs: list[Stretch] = []
    for stretch in talk.speech[me]:
        if runs and _goes_on(runs[-1], stretch, floor):
            runs[-1] = Stretch(runs[-1].since, stretch.until)
        else:
            runs.append(stretch)
    runs.sort(key=lambda run: -run.seconds)
    count = sum(run.seconds >= LONG_RUN for run in runs)
    shown = runs[: min(count, 3)] or runs[:1]
    return LongRuns(count, tuple(Run(run.seconds, _passage(talk, me, run)) for run in shown))


def _goes_on(run: Stretch, after: Stretch, floor: Iterable[Stretch]) -> bool:
    """Whether the run is not over before `after`: a short pause, and nobody took the floor."""
    taken = any(other.since < after.since and other.until > run.until for other in floor)
    return after.since - run.until <= RUN_GAP and not taken


# --- interruptions


def _interruptions(talk: Talk, me: ParticipantId) -> Interruptions:
    if not talk.turns:  # without its words a receipt cannot be told from an interruption
        return Interruptions((), ())
    return Interruptions(
        mine=tuple(cut for other in talk.others(me) for cut in _cuts(talk, me, other)),
        theirs=tuple(cut for other in talk.others(me) for cut in _cuts(talk, other, me)),
    )


def _cuts(talk: Talk, who: ParticipantId, whom: ParticipantId) -> Iterable[Interruption]:
    """Where `who` came in on `whom`."""
    speaking = joined(talk.speech[whom], WORD_GAP)
    for entry in joined(talk.speech[who], WORD_GAP):
        for cut in speaking:
            overlap = cut.until - entry.since
            if not (cut.since < entry.since and OVERLAP <= overlap <= GIVES_WAY):
                continue
            if entry.until <= cut.until or entry.seconds < HOLDS or talk.is_receipt(who, entry):
                continue
            yield Interruption(
                entry.since,
                overlap,
                cut=_passage(talk, whom, cut, from_end=True),
                came_in=_passage(talk, who, entry),
            )


# --- questions


def _questions(talk: Talk, me: ParticipantId, length: float) -> Questions:
    mine = [question for question in talk.questions if question.speaker == me]
    counts = {kind: sum(q.kind == kind for q in mine) for kind in ("open", "closed", "tag")}
    real = counts["open"] + counts["closed"]
    turns = [question.turn for question in mine if question.kind != "tag"]
    stacked = [t for t in talk.turns if turns.count(t.turn) >= 2]
    return Questions(
        open=counts["open"],
        closed=counts["closed"],
        tag=counts["tag"],
        per_ten_minutes=real / (length / 600) if length else None,
        open_share=counts["open"] / real if real else None,
        stacked=tuple(_turn_passage(turn) for turn in stacked),
        asked=tuple(QuestionAsked(question.kind, _asked(question)) for question in mine),
    )


# --- thinking time


def _thinking_time(talk: Talk, me: ParticipantId, delay: float) -> ThinkingTime:
    last = {q.turn: q for q in talk.questions if q.speaker == me and q.kind != "tag"}
    pauses = [pause for q in last.values() if (pause := _pause(talk, me, q, delay)) is not None]
    seconds = [pause.seconds for pause in pauses]
    return ThinkingTime(
        median=median(seconds) if seconds else None,
        long_share=sum(s >= LONG_PAUSE for s in seconds) / len(seconds) if seconds else None,
        went_on_myself=sum(pause.ended_by == "me" for pause in pauses),
        pauses=tuple(pauses),
    )


def _pause(talk: Talk, me: ParticipantId, asked: Question, delay: float) -> Pause | None:
    """The silence after a question, or None when nothing was said after it."""
    end = asked.end if asked.goes_on_at is not None else _falls_silent(talk.speech[me], asked.end)
    mine = _next_start(talk.speech[me], end) if asked.goes_on_at is None else asked.goes_on_at
    other = min(
        (_next_start(talk.speech[person], end) for person in talk.others(me)), default=NEVER
    )
    if min(mine, other) == NEVER:
        return None
    if mine < other:
        return Pause(max(0.0, mine - end), "me", _asked(asked))
    return Pause(max(0.0, other - end - delay), "other", _asked(asked))


def _falls_silent(speech: Iterable[Stretch], end: float) -> float:
    """When the voice stops that asked until `end`: words end a little before voice activity."""
    return next((s.until for s in speech if s.since <= end < s.until <= end + TRAIL), end)


def _next_start(speech: Iterable[Stretch], end: float) -> float:
    """When a person speaks after `end`; `end` itself if he or she is speaking over it."""
    return next((max(s.since, end) for s in speech if s.until > end), NEVER)


# --- passages


def _asked(question: Question) -> Passage:
    return Passage(question.turn, question.start, question.end, _cut(question.quote))


def _turn_passage(turn: TurnView) -> Passage:
    return Passage(turn.turn, turn.start, turn.end, _quote(turn.words))


def _passage(
    talk: Talk, person: ParticipantId, stretch: Stretch, *, from_end: bool = False
) -> Passage:
    """The words of a stretch (its last ones if `from_end`), and the turn they begin in."""
    turns = talk.turns_of(person, stretch)
    turn = turns[-1 if from_end else 0].turn if turns else 0
    words = talk.words_of(person, stretch)
    return Passage(turn, stretch.since, stretch.until, _quote(words, from_end=from_end))


def _quote(words: Sequence[Word], *, from_end: bool = False) -> str:
    return _cut(" ".join(word.text for word in words), from_end=from_end)


def _cut(text: str, *, from_end: bool = False) -> str:
    if len(text) <= QUOTE:
        return text
    return (
        "…" + text[-QUOTE:].partition(" ")[2] if from_end else text[:QUOTE].rpartition(" ")[0] + "…"
    )
