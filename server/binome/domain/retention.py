"""What a stored log becomes when the transcript's time is over: who promised what stays, no speech.

Driven by the store for sessions that ended long enough ago. Words and the quotes that prove lines
go; the lines themselves, ticks, agenda and all times stay, so that recap and talk share can still
be folded from the log.
"""

from dataclasses import replace

from binome.domain.events import (
    CommitmentNoticed,
    Event,
    SessionOpened,
    TurnRevised,
    WordsCommitted,
)
from binome.domain.values import Commitment


def without_transcript(event: Event) -> Event:
    """Return what one stored event becomes; itself when it holds nothing that was said."""
    match event:
        case WordsCommitted() | TurnRevised() if event.words:
            return replace(event, words=())
        case CommitmentNoticed():
            return replace(event, commitment=_unquoted(event.commitment))
        case SessionOpened() if event.carried_over:
            return replace(event, carried_over=tuple(map(_unquoted, event.carried_over)))
        case _:
            return event


def _unquoted(line: Commitment) -> Commitment:
    proof = line.evidence
    return replace(line, evidence=replace(proof, quote="")) if proof and proof.quote else line
