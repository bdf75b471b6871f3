"""What is left of a session as time goes by: first no words, then no figures, then nothing.

Driven by the store for sessions that ended long enough ago. With the transcript go the words and
the quotes that prove lines; talk share can still be folded from the times of speech. With the
figures go these times and who took which turn; the lines, ticks and the agenda stay, so that the
recap can still be read. Every event keeps its place: places are how pages and log agree.
"""

from dataclasses import replace
from typing import Literal

from binome.domain.events import (
    CommitmentNoticed,
    Event,
    MessageWritten,
    PromisesBrought,
    SessionOpened,
    SpeechEnded,
    SpeechStarted,
    TurnRevised,
    WordsCommitted,
)
from binome.domain.values import Commitment

Leftover = Literal["transcript", "figures", "session"]
"""What has a time of its own: deleted in this order, each with what came before it."""


def without_transcript(event: Event) -> Event:
    """Return what one stored event becomes; itself when it holds nothing that was said."""
    match event:
        case WordsCommitted() | TurnRevised() if event.words:
            return replace(event, words=())
        case MessageWritten() if event.text:
            return replace(event, text="")
        case CommitmentNoticed():
            return replace(event, commitment=_unquoted(event.commitment))
        case SessionOpened() | PromisesBrought() if event.carried_over:
            return replace(event, carried_over=tuple(map(_unquoted, event.carried_over)))
        case _:
            return event


def without_figures(event: Event) -> Event:
    """Return what one stored event becomes when nothing may tell how anybody spoke."""
    match without_transcript(event):
        case SpeechStarted():
            return SpeechStarted(0.0, "")
        case SpeechEnded():
            return SpeechEnded(0.0, "", 0.0)
        case WordsCommitted() as turn:
            return WordsCommitted(0.0, turn.turn, "", ())
        case TurnRevised() as turn:
            return TurnRevised(0.0, turn.turn, (), turn.revision)
        case MessageWritten():
            return MessageWritten(0.0, "", "")
        case other:
            return other


def _unquoted(line: Commitment) -> Commitment:
    proof = line.evidence
    return replace(line, evidence=replace(proof, quote="")) if proof and proof.quote else line
