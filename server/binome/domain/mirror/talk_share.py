"""Talk share: who held how much of the speech, on the whole and on each agenda item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from binome.domain.floor import Stretch, common, total
from binome.domain.mirror.formula import Formula
from binome.domain.talk import Talk
from binome.domain.values import ParticipantId

FORMULA = Formula(
    "talk_share",
    "Temps de parole",
    "Talk time",
    "Votre parole divisée par celle de tous (en secondes d'activité vocale, silences exclus), sur "
    "toute la séance puis point par point. Il n'y a pas de bonne valeur : partager son expérience "
    "fait partie du mentorat.",
    "Your speech divided by everybody's (in seconds of voice activity, silence left out), over the "
    "whole session, then item by item. There is no right value: sharing experience is part of "
    "mentoring.",
    "ICF core competency 7.8",
)


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
    """Own speech ÷ everybody's speech (0..1), by agenda item. Words stand in for missing voice."""

    whole: Share
    by_item: tuple[Share, ...]
    formula: Literal["talk_share"] = "talk_share"


def talk_share(talk: Talk, me: ParticipantId) -> TalkShare:
    """Return a person's share of the speech."""
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
