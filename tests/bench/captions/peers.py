"""The policies of other live captioning programs, restated, to be fed by the same recogniser.

Restated from their public code (versions in the comments), policy only: no server, no lock, no
computing time. Each takes `step(now)` every 40 ms and says what it shows and what it makes final
in our own messages, so that one set of metrics judges all. The voice detection is given to them
as scripted spans, as it is to ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from binome.domain.values import Word
from binome.wire.understanding import Tail, Words
from tests.bench.captions.oracle import Oracle
from tests.bench.captions.talk import Said

PEER = "peer"
SILENCE_ENDS = 0.5
"""Seconds of silence after which the voice gates of these programs close."""


class Policy(Protocol):
    """One program's policy on one track."""

    def step(self, now: float) -> list[Tail | Words]:
        """Let time pass to `now`; return what comes out."""


@dataclass
class _Screen:
    """Says only what changed."""

    shown: str = ""

    def say(self, committed: Sequence[Word], tail: Sequence[Word]) -> list[Tail | Words]:
        out: list[Tail | Words] = []
        if committed:
            out.append(Words("s", PEER, "turn", tuple(committed), False))
        text = " ".join(word.text for word in tail)
        if text != self.shown or (committed and text):
            self.shown = text
            out.append(Tail("s", PEER, "turn", text))
        return out


@dataclass
class HypothesisBuffer:
    """`HypothesisBuffer` of whisper_streaming (1f25a1a): agreement of two readings in a row."""

    last_time: float = 0.0
    committed: list[Word] = field(default_factory=list)
    buffer: list[Word] = field(default_factory=list)
    new: list[Word] = field(default_factory=list)

    def insert(self, words: Sequence[Word]) -> None:
        self.new = [word for word in words if word.start > self.last_time - 0.1]
        if not self.new or not self.committed or abs(self.new[0].start - self.last_time) >= 1:
            return
        for size in range(1, min(len(self.committed), len(self.new), 5) + 1):
            tail = " ".join(word.text for word in self.committed[-size:])
            if tail == " ".join(word.text for word in self.new[:size]):
                del self.new[:size]
                return

    def flush(self) -> list[Word]:
        commit: list[Word] = []
        while self.new and self.buffer and self.new[0].text == self.buffer[0].text:
            word = self.new.pop(0)
            self.buffer.pop(0)
            commit.append(word)
            self.last_time = word.end
        self.buffer, self.new = self.new, []
        self.committed += commit
        return commit


@dataclass
class LocalAgreement:
    """whisper_streaming with its voice gate, and WhisperLiveKit's LocalAgreement, its descendant.

    `reads_the_end`: WhisperLiveKit (ed571b69) reads once more when silence begins;
    whisper_streaming's `finish()` hands out the old hypothesis without hearing the last audio.
    """

    oracle: Oracle
    said: Said
    chunk: float = 1.0
    reads_the_end: bool = False
    track: str = PEER
    buffer: HypothesisBuffer = field(default_factory=HypothesisBuffer)
    _screen: _Screen = field(default_factory=_Screen)
    _start: float | None = None
    _read_at: float = 0.0
    _next: int = 0

    TRIM = 15.0

    def step(self, now: float) -> list[Tail | Words]:
        """See `Policy`."""
        spans = self.said.spans
        if self._start is None:
            if self._next < len(spans) and now >= spans[self._next][0] + 0.1:
                self._start = self._read_at = spans[self._next][0] - 0.1
                self.buffer = HypothesisBuffer(last_time=self._start)
            else:
                return []
        while self._next + 1 < len(spans) and spans[self._next + 1][0] <= now:
            if spans[self._next + 1][0] - spans[self._next][1] >= SILENCE_ENDS:
                break
            self._next += 1
        if now >= spans[self._next][1] + SILENCE_ENDS:
            return self._finish(now)
        if now - self._read_at >= self.chunk:
            return self._iterate(now)
        return []

    def _iterate(self, now: float) -> list[Tail | Words]:
        assert self._start is not None
        self._read_at = now
        words = self.oracle.hear(self.track, self._start, now)
        self.buffer.insert(words)
        committed = self.buffer.flush()
        if now - self._start > self.TRIM:
            self._trim(words)
        return self._screen.say(committed, self.buffer.buffer)

    def _trim(self, words: Sequence[Word]) -> None:
        """Cut at the last completed segment (here: sentence) inside the committed words."""
        ends = [word.end for word in words if word.text.endswith(".")]
        able = [end for end in ends[:-1] if end <= self.buffer.last_time]
        if able:
            self._start = able[-1]

    def _finish(self, now: float) -> list[Tail | Words]:
        out = self._iterate(now) if self.reads_the_end else []
        rest, self.buffer.buffer = self.buffer.buffer, []
        self._start = None
        self._next += 1
        return out + self._screen.say(rest, ())


@dataclass
class WhisperLive:
    """WhisperLive (bde730b): all segments but the last are final; the last one after `same`
    outputs alike. `call`: seconds between two calls."""

    oracle: Oracle
    said: Said
    call: float = 1.0
    same: int = 7
    track: str = PEER
    _screen: _Screen = field(default_factory=_Screen)
    _offset: float = 0.0
    _read_at: float = 0.0
    _last: str = ""
    _count: int = 0

    HELD = 45.0
    CLIP = 25.0

    def step(self, now: float) -> list[Tail | Words]:
        """See `Policy`."""
        if now - self._read_at < self.call:
            return []
        self._read_at = now
        if now - self._offset > self.HELD:
            self._offset = now - 15.0
        if now - self._offset > self.CLIP and not self.oracle.hear(
            self.track, now - self.CLIP, now
        ):
            self._offset = now - 5.0
        if now - self._offset < 1.0:
            return []
        segments = _segments(self.oracle.hear(self.track, self._offset, now))
        if not segments:
            return self._screen.say((), ())
        *complete, last = segments
        committed = [word for segment in complete for word in segment]
        if complete:
            self._offset = complete[-1][-1].end
        text = " ".join(word.text for word in last)
        self._count = self._count + 1 if text == self._last else 0
        self._last = text
        if self._count > self.same:
            committed += last
            self._offset = min(now, last[-1].end)
            self._count, self._last, last = 0, "", []
        return self._screen.say(committed, last)


def _segments(words: Sequence[Word]) -> list[list[Word]]:
    """Whisper's segments: sentences, or what a second of silence separates."""
    segments: list[list[Word]] = []
    for word in words:
        before = segments[-1][-1] if segments else None
        if before is None or before.text.endswith(".") or word.start - before.end > 1.0:
            segments.append([])
        segments[-1].append(word)
    return segments
