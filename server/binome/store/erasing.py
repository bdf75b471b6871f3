"""Which words a stored event loses when a passage is erased.

Driven by the event logs. Nothing is removed from the sequence, so `seq` keeps its meaning: events
stay and lose their words. Times are inclusive: when in doubt a word at the edge goes too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from binome.domain.events import (
    CommitmentCorrected,
    CommitmentNoticed,
    Event,
    TurnRevised,
    WordsCommitted,
)
from binome.domain.values import ParticipantId, Word


def without_passage(
    events: Iterable[Event], since: float, until: float, participant: ParticipantId | None
) -> Iterator[Event]:
    """Yield the events of one whole session without what was said in [since, until] seconds.

    With a participant only this person's words go. A commitment proved by erased words loses its
    text, quote and due words, and so do the corrections of it.
    """
    speakers: dict[int, ParticipantId] = {}
    emptied: set[str] = set()

    def hit(start: float, end: float) -> bool:
        return start <= until and end >= since

    def concerns(speaker: ParticipantId | None) -> bool:
        return participant is None or speaker is None or speaker == participant

    def kept(words: tuple[Word, ...]) -> tuple[Word, ...]:
        return tuple(word for word in words if not hit(word.start, word.end))

    for event in events:
        match event:
            case WordsCommitted():
                speakers[event.turn] = event.participant
                if concerns(event.participant):
                    event = replace(event, words=kept(event.words))
            case TurnRevised():
                if concerns(speakers.get(event.turn)):
                    event = replace(event, words=kept(event.words))
            case CommitmentNoticed(commitment=line):
                proof = line.evidence
                if (
                    line.author == "extractor"
                    and proof is not None
                    and hit(proof.start, proof.end)
                    and any(concerns(speakers.get(turn)) for turn in proof.turns or (0,))
                ):
                    emptied.add(line.id)
                    event = replace(
                        event,
                        commitment=replace(line, text="", due_words=None, evidence=None),
                    )
            case CommitmentCorrected() if event.commitment in emptied:
                event = replace(event, text="")
            case _:
                pass
        yield event
