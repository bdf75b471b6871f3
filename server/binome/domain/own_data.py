"""What a session holds about one person, for that person (GDPR article 15): a fold of its events.

The own words and messages, agreements, ticks and figures, and the lines that name or were written
by the person. The other one's words and figures are that one's own data and are not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from binome.domain.audit import act_of
from binome.domain.events import Event
from binome.domain.mirror import Mirror
from binome.domain.mirror.sound import SoundWindow
from binome.domain.recap import RecapLine, recap_of
from binome.domain.session import session_of
from binome.domain.values import Participant
from binome.domain.view import MessageView, TurnView


@dataclass(frozen=True, slots=True)
class Decision:
    """Something the person decided about the session's data, `at` seconds into it."""

    at: float
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything about one person in one session; times in seconds from `opened_at` (ISO UTC)."""

    session: str
    title: str
    opened_at: str
    person: Participant
    decisions: tuple[Decision, ...]
    turns: tuple[TurnView, ...]
    messages: tuple[MessageView, ...]
    lines: tuple[RecapLine, ...]
    mirror: Mirror | None
    sound: tuple[SoundWindow, ...]
    """What was measured of the own voice, minute by minute."""


def own_data_of(
    events: Sequence[Event],
    person: Participant,
    mirror: Mirror | None,
    sound: Sequence[SoundWindow] = (),
) -> OwnData:
    """Return what an opened session holds about a person.

    `mirror` is the own one, None when the person did not choose to have it.
    """
    view, recap = session_of(events).view(), recap_of(events)
    me = person.id
    written = {line.current.id for line in view.commitments if line.current.author == me}
    acts = [(event.at, act_of(view.session, event)) for event in events]
    decisions = [Decision(at, a.action, a.detail) for at, a in acts if a and a.participant == me]
    return OwnData(
        session=view.session,
        title=view.title,
        opened_at=view.opened_at,
        person=person,
        decisions=tuple(decisions),
        turns=tuple(turn for turn in view.turns if turn.participant == me),
        messages=tuple(message for message in view.messages if message.participant == me),
        lines=tuple(
            line
            for line in (*recap.agreements, *recap.actions)
            if line.kind == "agreement" or line.owner in (me, "both") or line.id in written
        ),
        mirror=mirror,
        sound=tuple(sound),
    )
