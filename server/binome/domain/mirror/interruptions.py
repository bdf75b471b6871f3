"""Interruptions, both ways: somebody comes in and the one who was speaking gives way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from binome.domain.floor import WORD_GAP, joined
from binome.domain.mirror.formula import Formula, en, fr
from binome.domain.mirror.passages import Passage, of_stretch
from binome.domain.talk import RECEIPT_SECONDS, RECEIPT_WORDS, Talk
from binome.domain.values import ParticipantId

OVERLAP = 0.2
"""Seconds that speech must overlap to count as an interruption."""
GIVES_WAY = 1.0
"""Seconds within which the person who was speaking stops."""
HOLDS = 1.0
"""Seconds that the person who started must keep speaking."""

FORMULA = Formula(
    "interruptions",
    "Interruptions",
    "Interruptions",
    f"Quelqu'un commence au moins {fr(OVERLAP)} s avant la fin de l'autre, qui se tait dans les "
    f"{fr(GIVES_WAY)} s, et continue au moins {fr(HOLDS)} s. Les marques d'écoute "
    f"({RECEIPT_WORDS} mots au plus, ou moins de {fr(RECEIPT_SECONDS)} s) et les moments où "
    "chacun poursuit ne comptent pas. Compté dans les deux sens.",
    f"Somebody starts at least {en(OVERLAP)} s before the other's end, who falls silent within "
    f"{en(GIVES_WAY)} s, and goes on for at least {en(HOLDS)} s. Receipts ({RECEIPT_WORDS} words "
    f"at most, or under {en(RECEIPT_SECONDS)} s) and moments when both go on do not count. "
    "Counted both ways.",
    "ICF core competency 6.6; published talk analytics (overlap of 200 ms)",
)


@dataclass(frozen=True, slots=True)
class Interruption:
    """One interruption: what was being said, and what came in. `overlap` in seconds."""

    at: float
    overlap: float
    cut: Passage
    came_in: Passage


@dataclass(frozen=True, slots=True)
class Interruptions:
    """Both ways: `mine` = I came in, `theirs` = somebody came in on me."""

    mine: tuple[Interruption, ...]
    theirs: tuple[Interruption, ...]
    formula: Literal["interruptions"] = "interruptions"


def interruptions(talk: Talk, me: ParticipantId) -> Interruptions:
    """Return who came in on whom. Without words a receipt cannot be told apart: then nothing."""
    if not talk.turns:
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
                cut=of_stretch(talk, whom, cut, from_end=True),
                came_in=of_stretch(talk, who, entry),
            )
