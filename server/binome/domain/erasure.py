"""What a stored log becomes when a passage is erased: same events, same places, no words.

Driven by the store, which rewrites a session's rows inside the transaction that keeps the
tombstone (`PassageErased`). The rewritten log folds into the picture that the live session
already has; a property test holds both to it. Times of speech, ticks and agenda stay: they say
that something happened, not what was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from binome.domain.chat import erased_by
from binome.domain.events import (
    CommitmentCorrected,
    CommitmentNoticed,
    Event,
    MessageWritten,
    PassageErased,
    TurnRevised,
    WordsCommitted,
)
from binome.domain.proof import lies_in
from binome.domain.transcript import Transcript, covers
from binome.domain.values import Commitment, ParticipantId, Word
from binome.domain.view import TurnView

_NO_TURNS: Mapping[int, TurnView] = {}


def without_passage(
    event: Event,
    since: float,
    until: float,
    participant: ParticipantId | None,
    turns: Mapping[int, TurnView] = _NO_TURNS,
) -> Event:
    """Return what one stored event becomes.

    `turns` (what the log's turns were before the erasure) tell whose words prove a commitment;
    without them every line whose proof overlaps the passage is emptied. A correction does not say
    what it corrects: use `log_without_passage` on a whole log.
    """
    gone = PassageErased(until, since, until, participant or "", participant)
    match event:
        case WordsCommitted() | TurnRevised():
            return replace(event, words=_left(event.words, gone, event.participant))
        case MessageWritten(at, writer) if erased_by(gone)(at, writer):
            return replace(event, text="")
        case CommitmentNoticed() if lies_in(event.commitment.evidence, gone, turns):
            return replace(event, commitment=_emptied(event.commitment))
        case _:
            return event


def log_without_passage(
    events: Sequence[Event], since: float, until: float, participant: ParticipantId | None
) -> list[Event]:
    """Return the whole log with no word of the passage left; as many events, in their order."""
    transcript = Transcript()
    for event in events:
        if isinstance(event, WordsCommitted | TurnRevised):
            transcript.apply(event)
    left: list[Event] = []
    emptied: set[str] = set()
    for event in events:
        kept = without_passage(event, since, until, participant, transcript.turns)
        if isinstance(kept, CommitmentNoticed):
            (emptied.add if not kept.commitment.text else emptied.discard)(kept.commitment.id)
        elif isinstance(kept, CommitmentCorrected) and kept.commitment in emptied:
            kept = replace(kept, text="", owner=None, due=None)
        left.append(kept)
    return left


def _left(words: tuple[Word, ...], gone: PassageErased, speaker: ParticipantId) -> tuple[Word, ...]:
    return tuple(word for word in words if not covers(gone, word, speaker))


def _emptied(line: Commitment) -> Commitment:
    return Commitment(line.id, line.kind, "", None, None, None, None, 0.0, line.author)
