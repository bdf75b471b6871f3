"""Thinking time: the silence one leaves, after one's own questions and after the other's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from binome.domain.agenda import NEVER
from binome.domain.floor import WORD_GAP, Stretch, joined
from binome.domain.mirror.formula import Formula, en, fr
from binome.domain.mirror.passages import Passage, asked, of_stretch
from binome.domain.talk import Question, Talk
from binome.domain.values import ParticipantId

LONG_PAUSE = 3.0
"""Seconds of thinking time from which answers get fuller (Rowe 1972; Stahl 1994)."""
TRAIL = 1.0
"""Seconds by which voice activity may outlast the last word."""

FORMULA = Formula(
    "thinking_time",
    "Temps laissé",
    "Time left to think",
    "(a) Après vos questions : le silence entre la fin de votre question ouverte ou fermée (la "
    "dernière de chaque prise de parole) et la parole suivante, de qui que ce soit. (b) Après "
    "l'autre : le silence entre la fin de sa parole et le début de la vôtre, quand vous prenez la "
    "suite sans chevauchement ; les marques d'écoute ne comptent pas. Médiane, et part des "
    f"silences de {fr(LONG_PAUSE)} s ou plus. Le trajet de la voix sur le réseau est déduit quand "
    "il a été mesuré ; la page le dit sinon.",
    "(a) After your questions: the silence from the end of your open or closed question (the last "
    "one of each turn) to the next speech, whosever. (b) After the other: the silence from the end "
    "of their speech to the start of yours, where you take over without overlap; receipts do not "
    f"count. Median, and share of silences of {en(LONG_PAUSE)} s or more. The time the voice "
    "travels over the network is taken off when it was measured; otherwise the page says so.",
    "Rowe 1972; Stahl 1994; usual gap of 0.2 s between turns: Levinson & Torreira 2015",
)


@dataclass(frozen=True, slots=True)
class Pause:
    """The silence after one question, in seconds, and who ended it."""

    seconds: float
    ended_by: Literal["me", "other"]
    passage: Passage


@dataclass(frozen=True, slots=True)
class Takeover:
    """The silence, in seconds, before one took the floor from the other; what one then said."""

    seconds: float
    passage: Passage


@dataclass(frozen=True, slots=True)
class AfterTheOther:
    """Silences after the other's end: `median` in seconds, `long_share` 0..1, the longest ones."""

    median: float | None
    long_share: float | None
    count: int
    longest: tuple[Takeover, ...]


@dataclass(frozen=True, slots=True)
class ThinkingTime:
    """`median` in seconds; `long_share` = pauses ≥ 3 s ÷ all (0..1).

    `went_on_myself` = times I spoke again first. `delay_removed` = seconds of travel taken off each
    silence that changes hands, None when the travel was not measured.
    """

    median: float | None
    long_share: float | None
    went_on_myself: int
    pauses: tuple[Pause, ...]
    after_the_other: AfterTheOther
    delay_removed: float | None
    formula: Literal["thinking_time"] = "thinking_time"


def thinking_time(talk: Talk, me: ParticipantId, delay: float | None) -> ThinkingTime:
    """Return the silences a person left; `delay` = seconds a voice travels to the other's ear."""
    last = {q.turn: q for q in talk.questions if q.speaker == me and q.kind != "tag"}
    found = (_pause(talk, me, question, delay or 0.0) for question in last.values())
    pauses = [pause for pause in found if pause is not None]
    middle, long = _summed_up([pause.seconds for pause in pauses])
    return ThinkingTime(
        median=middle,
        long_share=long,
        went_on_myself=sum(pause.ended_by == "me" for pause in pauses),
        pauses=tuple(pauses),
        after_the_other=_after_the_other(talk, me, delay or 0.0),
        delay_removed=delay,
    )


def _summed_up(seconds: list[float]) -> tuple[float | None, float | None]:
    """The median, and the share of long silences."""
    if not seconds:
        return None, None
    return median(seconds), sum(s >= LONG_PAUSE for s in seconds) / len(seconds)


# --- (a) after one's own question


def _pause(talk: Talk, me: ParticipantId, question: Question, delay: float) -> Pause | None:
    """The silence after a question, or None when nothing was said after it."""
    speech, goes_on = talk.speech[me], question.goes_on_at
    end = question.end if goes_on is not None else _falls_silent(speech, question.end)
    mine = _next_start(speech, end) if goes_on is None else goes_on
    other = min(
        (_next_start(talk.speech[person], end) for person in talk.others(me)), default=NEVER
    )
    if min(mine, other) == NEVER:
        return None
    if mine < other:
        return Pause(max(0.0, mine - end), "me", asked(question))
    return Pause(max(0.0, other - end - delay), "other", asked(question))


def _falls_silent(speech: Iterable[Stretch], end: float) -> float:
    """When the voice stops that asked until `end`: words end a little before voice activity."""
    return next((s.until for s in speech if s.since <= end < s.until <= end + TRAIL), end)


def _next_start(speech: Iterable[Stretch], end: float) -> float:
    """When a person speaks after `end`; `end` itself if he or she is speaking over it."""
    return next((max(s.since, end) for s in speech if s.until > end), NEVER)


# --- (b) after the other's end


def _after_the_other(talk: Talk, me: ParticipantId, delay: float) -> AfterTheOther:
    takeovers = list(_takeovers(talk, me, delay)) if talk.turns else []
    middle, long = _summed_up([each.seconds for each in takeovers])
    longest = sorted(takeovers, key=lambda each: -each.seconds)[:3]
    return AfterTheOther(middle, long, len(takeovers), tuple(longest))


def _takeovers(talk: Talk, me: ParticipantId, delay: float) -> Iterable[Takeover]:
    """Each time the floor went from the other to me with nobody speaking in between."""
    floor = sorted(
        (stretch, person)
        for person in talk.people
        for stretch in joined(talk.speech[person], WORD_GAP)
        if not talk.is_receipt(person, stretch)
    )
    end, holder = 0.0, me
    for stretch, person in floor:
        if person == me != holder and stretch.since >= end:
            seconds = max(0.0, stretch.since - end - delay)
            yield Takeover(seconds, of_stretch(talk, me, stretch))
        if stretch.until > end:
            end, holder = stretch.until, person
