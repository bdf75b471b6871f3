"""Whether a commitment's proof lies in an erased passage, one rule for the live session, the
stored log and late answers of the language layer."""

from collections.abc import Mapping

from binome.domain.events import PassageErased
from binome.domain.transcript import Transcript, covers
from binome.domain.values import Commitment, Evidence, ParticipantId
from binome.domain.view import CommitmentView, TurnView


def lies_in(
    evidence: Evidence | None, erased: PassageErased, turns: Mapping[int, TurnView]
) -> bool:
    """Return whether the erasure takes away words that prove a line.

    `turns` are the turns before the erasure. Where the turns are not known (any more), the
    proof's own seconds decide.
    """
    if evidence is None:
        return False
    known = [turns[number] for number in evidence.turns if number in turns]
    if not known:
        return evidence.end >= erased.since and evidence.start <= erased.until
    return any(covers(erased, word, turn.participant) for turn in known for word in turn.words)


def proved_in(
    lines: Mapping[str, CommitmentView], erased: PassageErased, turns: Mapping[int, TurnView]
) -> list[str]:
    """Return the ids of the lines, as they stand, whose proof the erasure takes away.

    Lines carried over are proved in another session, on another clock.
    """
    return [
        id
        for id, line in lines.items()
        if not line.carried_over and lies_in(line.current.evidence, erased, turns)
    ]


def is_stale(line: Commitment, transcript: Transcript) -> bool:
    """Return whether a reading may still hold words that were erased after the talk was sent off.

    True when one of its turns is gone, or was cut and the reading reaches into what was cut.
    """
    if line.evidence is None:
        return False
    turns, start, end = line.evidence.turns, line.evidence.start, line.evidence.end
    if any(turn not in transcript.turns for turn in turns):
        return True
    return any(turn in transcript.cut for turn in turns) and any(
        end >= erased.since
        and start <= erased.until
        and (erased.participant is None or erased.participant in _speakers(turns, transcript))
        for erased in transcript.erased
    )


def _speakers(turns: tuple[int, ...], transcript: Transcript) -> set[ParticipantId]:
    return {transcript.speakers[turn] for turn in turns if turn in transcript.speakers}
