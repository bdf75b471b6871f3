"""The figures of a mirror: what each is, its formula, its units, where it comes from.

Filled in by `binome.domain.mirror`. Every figure comes with its counts and with the passages to
read again; none is a mark.
"""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import ParticipantId


@dataclass(frozen=True, slots=True)
class Passage:
    """Where to read it again: turn number, seconds, words."""

    turn: int
    start: float
    end: float
    quote: str


@dataclass(frozen=True, slots=True)
class Share:
    """Speech in seconds on one agenda item (`item` None = whole session), and one's own share."""

    item: str | None
    title: str | None
    own: float
    others: float
    share: float | None


@dataclass(frozen=True, slots=True)
class TalkShare:
    """Formula: own speech ÷ everybody's speech (0..1; silence excluded), by agenda item.

    Speech is voice activity in seconds (word times where there is none). Source: ICF core
    competence 7.8; talk share of published call analytics. No target: sharing experience is part
    of mentoring.
    """

    whole: Share
    by_item: tuple[Share, ...]
    formula: Literal["talk_share"] = "talk_share"


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of speaking without giving the floor, in seconds, with how it begins."""

    seconds: float
    passage: Passage


@dataclass(frozen=True, slots=True)
class LongRuns:
    """Formula: own speech joined over own pauses ≤ 1.5 s and over the other's receipts.

    Lists the three longest runs of at least 120 s, or the longest run when none is that long.
    A receipt has ≤ 2 words or lasts < 1 s. `count` = runs of at least 120 s. Source: "longest
    monologue" of published call analytics; 120 s is a product choice.
    """

    count: int
    runs: tuple[Run, ...]
    formula: Literal["long_runs"] = "long_runs"


@dataclass(frozen=True, slots=True)
class Interruption:
    """One interruption: what was being said, and what came in. `overlap` in seconds."""

    at: float
    overlap: float
    cut: Passage
    came_in: Passage


@dataclass(frozen=True, slots=True)
class Interruptions:
    """Formula: B starts ≥ 0.2 s before A ends, A stops ≤ 1 s later, B goes on ≥ 1 s.

    Receipts (≤ 2 words or < 1 s) and overlaps in which A goes on do not count. Both ways:
    `mine` = I came in, `theirs` = somebody came in on me. Source: ICF 6.6; overlap ≥ 200 ms as in
    published talk analytics.
    """

    mine: tuple[Interruption, ...]
    theirs: tuple[Interruption, ...]
    formula: Literal["interruptions"] = "interruptions"


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """One question of one's own."""

    kind: Literal["open", "closed", "tag"]
    passage: Passage


@dataclass(frozen=True, slots=True)
class Questions:
    """Formula: own questions counted by form; per ten minutes of session; open ÷ (open + closed).

    Tag questions ("n'est-ce pas ?") are counted apart and in no ratio. `stacked` = own turns with
    two questions or more. Source: ICF 7.6 (one clear question at a time); MITI 4.2.1 counts.
    """

    open: int
    closed: int
    tag: int
    per_ten_minutes: float | None
    open_share: float | None
    stacked: tuple[Passage, ...]
    asked: tuple[QuestionAsked, ...]
    formula: Literal["questions"] = "questions"


@dataclass(frozen=True, slots=True)
class Pause:
    """The silence after one question, in seconds, and who ended it."""

    seconds: float
    ended_by: Literal["me", "other"]
    passage: Passage


@dataclass(frozen=True, slots=True)
class ThinkingTime:
    """Formula: silence from the end of an own question to the next speech of anybody.

    Open and closed questions, the last one of each turn. The network's delay is taken off when the
    other ends the silence. `median` in seconds; `long_share` = pauses ≥ 3 s ÷ all (0..1);
    `went_on_myself` = times I spoke again first. Source: wait time, Rowe 1972, Stahl 1994; the
    usual gap between turns is 0.2 s (Levinson & Torreira 2015).
    """

    median: float | None
    long_share: float | None
    went_on_myself: int
    pauses: tuple[Pause, ...]
    formula: Literal["thinking_time"] = "thinking_time"


@dataclass(frozen=True, slots=True)
class Mirror:
    """How one person spoke. `minutes` from the first to the last word of the talk.

    Once the transcript is deleted, `minutes` is 0 and only talk share and runs are left.
    """

    participant: ParticipantId
    minutes: float
    talk_share: TalkShare
    long_runs: LongRuns
    interruptions: Interruptions
    questions: Questions
    thinking_time: ThinkingTime
