"""The rolling second pass: finished turns are read again, calmly, while the call goes on.

A finished turn is read with a wide beam and with the names and agenda titles of the session, in
pieces as long as the model takes; what comes out is the turn's whole text anew. It has the lowest
priority, a bound, and never delays captions. Driven by `live`.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from binome.domain.values import Language, Word
from binome.speech.clock import RATE
from binome.speech.opus import Pcm
from binome.speech.recogniser import Job, TrackKey, Urgency


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one turn's audio between two cuts, kept at 16 bits."""

    start: int
    """Session position of the first sample."""
    samples: NDArray[np.int16]

    @classmethod
    def of(cls, start: int, pcm: Pcm) -> "Piece":
        """Keep float audio."""
        return cls(start, np.clip(pcm * 32767.0, -32768, 32767).astype(np.int16))

    @property
    def end(self) -> int:
        """Session position after the last sample."""
        return self.start + len(self.samples)


@dataclass(slots=True)
class _Rereading:
    track: TrackKey
    turn: str
    language: Language
    pieces: deque[Piece]
    live_words: tuple[Word, ...]
    words: list[Word] = field(default_factory=list)
    complete: bool = True
    """False once a piece could not be read: the live text then stays."""


class SecondPass:
    """Turns waiting to be read again, oldest first, and the one being read."""

    BOUND = 200
    """Turns kept waiting; the oldest falls out and keeps its live text."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._waiting: deque[_Rereading] = deque(maxlen=self.BOUND)
        self._tickets = 0

    def add(
        self,
        track: TrackKey,
        turn: str,
        language: Language,
        pieces: list[Piece],
        live_words: tuple[Word, ...],
    ) -> None:
        """Put a finished turn at the end of the queue."""
        merged = deque(_merged(pieces, round(self._longest * RATE)))
        self._waiting.append(_Rereading(track, turn, language, merged, live_words))

    def forget(self, session: str, since: float) -> None:
        """Drop turns of the session that hold audio from `since` (seconds) on."""
        position = since * RATE
        self._keep(
            lambda one: one.track[0] != session or all(p.end <= position for p in one.pieces)
        )

    def drop(self, session: str) -> None:
        """Drop every turn of the session."""
        self._keep(lambda one: one.track[0] != session)

    def _keep(self, wanted: Callable[[_Rereading], bool]) -> None:
        self._waiting = deque(filter(wanted, self._waiting), maxlen=self.BOUND)
        self._tickets += 1

    def waits(self, session: str) -> bool:
        """Whether turns of this session are still to be read."""
        return any(one.track[0] == session for one in self._waiting)

    def job(self, hotwords: dict[str, str]) -> Job | None:
        """Return the next piece to read, or None."""
        if not self._waiting:
            return None
        first = self._waiting[0]
        piece = first.pieces[0]
        self._tickets += 1
        return Job(
            track=first.track,
            turn=first.turn,
            ticket=self._tickets,
            urgency=Urgency.SECOND,
            deadline=float("inf"),
            language=first.language,
            audio=piece.samples.astype(np.float32) / 32767.0,
            start=piece.start / RATE,
            hotwords=hotwords.get(first.track[0], ""),
        )

    def take(self, job: Job, words: tuple[Word, ...], *, usable: bool) -> tuple[Word, ...] | None:
        """Take the reading of `job`; return the turn's new words once all its pieces are read.

        None: not finished yet, or the live text stays.
        """
        if not self._waiting or job.ticket != self._tickets:
            return None
        first = self._waiting[0]
        first.pieces.popleft()
        first.words += words
        first.complete &= usable
        if first.pieces:
            return None
        self._waiting.popleft()
        if not first.complete or not _is_better(first.words, first.live_words):
            return None
        return tuple(first.words)


def _is_better(again: Sequence[Word], live: Sequence[Word]) -> bool:
    """Whether the second reading is to replace the live one: other words, not much fewer, surer."""
    if [word.text for word in again] == [word.text for word in live]:
        return False
    return len(again) >= 0.8 * len(live) and _sureness(again) > _sureness(live)


def _sureness(words: Sequence[Word]) -> float:
    """The mean logarithm of the words' probabilities."""
    return sum(math.log(max(word.p, 0.01)) for word in words) / max(1, len(words))


def _merged(pieces: list[Piece], longest: int) -> list[Piece]:
    """Join neighbours while they fit into one window; what lies between them is silence."""
    merged: list[Piece] = []
    for piece in pieces:
        if merged and piece.end - merged[-1].start <= longest:
            last = merged[-1]
            gap = np.zeros(max(0, piece.start - last.end), np.int16)
            overlap = max(0, last.end - piece.start)
            merged[-1] = Piece(
                last.start, np.concatenate([last.samples, gap, piece.samples[overlap:]])
            )
        else:
            merged.append(piece)
    return merged
