"""The whole mirror: every figure of one person, folded from a session or from a dialogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from binome.domain.events import Event
from binome.domain.mirror.advice import Advice, advice
from binome.domain.mirror.encouragement import Encouragement, encouragement
from binome.domain.mirror.fillers import Fillers, fillers
from binome.domain.mirror.interruptions import Interruptions, interruptions
from binome.domain.mirror.long_runs import LongRuns, long_runs
from binome.domain.mirror.noticed import Noticed, noticed
from binome.domain.mirror.pace import Pace, pace
from binome.domain.mirror.promises import KeptPromises, Promise, kept_promises
from binome.domain.mirror.punctuality import Punctuality, punctuality
from binome.domain.mirror.questions import Questions, questions
from binome.domain.mirror.reformulations import Reformulations, reformulations
from binome.domain.mirror.sound import Sound, SoundWindow, sound
from binome.domain.mirror.talk_share import TalkShare, talk_share
from binome.domain.mirror.thinking_time import ThinkingTime, thinking_time
from binome.domain.talk import Talk, talk_of_dialogue, talk_of_events
from binome.domain.values import ParticipantId


@dataclass(frozen=True, slots=True)
class Around:
    """What a mirror may take from outside the talk, each None or empty when it is not known.

    `delay` = seconds a voice travels from one person to the other. `planned_start` = planned time
    of the session in seconds on its media clock. `promises` = actions of past sessions, and `day`
    the ISO date on which they are looked at. `sound` = what was measured of the own voice.
    """

    delay: float | None = None
    planned_start: float | None = None
    promises: Sequence[Promise] = ()
    day: str = ""
    sound: Sequence[SoundWindow] = ()


NOTHING_AROUND = Around()


@dataclass(frozen=True, slots=True)
class Mirror:
    """How one person spoke. `minutes` from the first to the last word of the talk.

    Once the transcript is deleted, `minutes` is 0 and only talk share, runs and times are left.
    """

    participant: ParticipantId
    minutes: float
    talk_share: TalkShare
    long_runs: LongRuns
    interruptions: Interruptions
    thinking_time: ThinkingTime
    questions: Questions
    reformulations: Reformulations
    advice: Advice
    encouragement: Encouragement
    fillers: Fillers
    pace: Pace
    sound: Sound | None
    punctuality: Punctuality
    promises: KeptPromises | None
    noticed: Noticed


def mirror_of(
    dialogue: Mapping[str, Any],
    participant: ParticipantId,
    minutes: Mapping[str, Any] | None = None,
) -> Mirror:
    """Return a person's mirror from a `binome.dialogue/1`.

    `minutes` (`binome.minutes/1`) brings the agenda item of each turn, question kinds, receipts.
    """
    return _mirror(talk_of_dialogue(dialogue, minutes), participant, NOTHING_AROUND)


def mirror_of_events(
    events: Iterable[Event],
    participant: ParticipantId,
    minutes: Mapping[str, Any] | None = None,
    around: Around = NOTHING_AROUND,
) -> Mirror:
    """Return a person's mirror from a session's log."""
    return _mirror(talk_of_events(events, minutes), participant, around)


def _mirror(talk: Talk, me: ParticipantId, around: Around) -> Mirror:
    cuts, runs = interruptions(talk, me), long_runs(talk, me)
    pauses, asked = thinking_time(talk, me, around.delay), questions(talk, me)
    said_back, advised = reformulations(talk, me), advice(talk, me)
    praise = encouragement(talk, me)
    return Mirror(
        participant=me,
        minutes=talk.length / 60,
        talk_share=talk_share(talk, me),
        long_runs=runs,
        interruptions=cuts,
        thinking_time=pauses,
        questions=asked,
        reformulations=said_back,
        advice=advised,
        encouragement=praise,
        fillers=fillers(talk, me),
        pace=pace(talk, me),
        sound=sound(around.sound),
        punctuality=punctuality(talk, around.planned_start),
        promises=kept_promises(around.promises, me, talk.others(me), around.day),
        noticed=noticed(said_back, pauses, asked, cuts, runs, advised, praise),
    )
