"""Plays recordings into the live core, as fast as it goes or at their own speed."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from binome.domain.values import Language
from binome.speech.clock import RATE
from binome.speech.lanes import Lane
from binome.speech.live import Live, Message
from binome.speech.opus import Pcm

SESSION = "recording"
STEP = 0.04
"""Seconds of audio fed at a time."""


class Source(Protocol):
    """Where a track's audio comes from."""

    def take(self, samples: int) -> Pcm:
        """Return the next samples, fewer only at the end."""


@dataclass(slots=True)
class Playback:
    """Plays recordings into a `Live` core; `events` yields (moment, message) in order."""

    live: Live
    lane: Lane
    tracks: Mapping[str, Source]
    language: Language
    realtime: bool = False
    rereads: bool = True
    _position: dict[str, int] = field(default_factory=dict)

    def events(self) -> Iterator[tuple[float, Message]]:
        """Play everything; ends when the last word came out."""
        self.live.follow(SESSION, dict.fromkeys(self.tracks, self.language))
        for name in self.tracks:
            self.live.listener(SESSION, name, 0)
        began, now, step, playing = time.monotonic(), 0.0, round(STEP * RATE), True
        while True:
            now = max(now + STEP, time.monotonic() - began) if self.realtime else now + STEP
            if self.realtime and (ahead := began + now - time.monotonic()) > 0:
                time.sleep(ahead)
            if playing and not self._feed(round(now * RATE), step):
                self.live.close(SESSION)
                playing = False
            if back := self.lane.done(now):
                self.live.take(back.jobs, back.readings, back.sent, back.back)
                yield from ((back.back, message) for message in self.live.said())
            if self.lane.free and (jobs := self.live.due(now)):
                self.lane.start(jobs, now)
            yield from ((now, message) for message in self.live.said())
            if not playing and self.lane.free and not self._waits():
                return

    def _waits(self) -> bool:
        return self.live.working(SESSION) or (self.rereads and self.live.rereading(SESSION))

    def _feed(self, until: int, step: int) -> bool:
        """Hear every track up to sample `until`; False once all recordings ended."""
        alive = False
        for name, recording in self.tracks.items():
            listener = self.live.listener(SESSION, name, 0)
            while listener.ring.end < until:
                pcm = recording.take(step)
                alive = alive or len(pcm) > 0
                listener.hear(np.pad(pcm, (0, step - len(pcm))))
        return alive
