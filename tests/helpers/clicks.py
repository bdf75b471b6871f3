"""People who click at known instants, and where the recogniser's track puts their clicks.

What `relay.md` calls the alignment error between two people: each click is written down when it
leaves the microphone, and looked for in the 16 kHz signal that the understanding worker gets.
"""

import asyncio
import fractions
import time
from collections.abc import Iterable

import av
import numpy as np
from aiortc import MediaStreamTrack

from binome.speech.clock import RATE
from binome.speech.opus import Pcm
from binome.speech.track import Track
from binome.wire.audio import OpusPacket, TrackOpened

FRAME, OPUS = 960, 48_000
EVERY = 25
"""Frames from one click to the next: half a second."""
NEAR = 0.24
"""Seconds within which a peak is the click that was made."""


class Clicker(MediaStreamTrack):
    """A microphone that clicks twice a second, and can be muted in the ways browsers know."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.clicks: list[float] = []
        """Monotonic seconds at which each click began."""
        self.silent = False
        """As `track.enabled = false`: silence is sent, the clock goes on."""
        self._gate = asyncio.Event()
        self._gate.set()
        self._due: float | None = None
        self._frames = 0

    def stop_sending(self) -> None:
        """As `replaceTrack(null)` or a stalled capture: no packets, and the media clock stops."""
        self._gate.clear()

    def go_on(self) -> None:
        self._due = None
        self._gate.set()

    async def recv(self) -> av.AudioFrame:
        await self._gate.wait()
        now = time.monotonic()
        self._due = now if self._due is None else self._due + FRAME / OPUS
        await asyncio.sleep(max(0.0, self._due - now))
        samples = np.zeros(FRAME, np.int16)
        if self._frames % EVERY == 0 and not self.silent:
            samples[:48] = (20_000 * np.hanning(48)).astype(np.int16)
            self.clicks.append(time.monotonic())
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = OPUS, self._frames * FRAME
        frame.time_base = fractions.Fraction(1, OPUS)
        self._frames += 1
        return frame


def heard(news: Iterable[object], payloads: Iterable[bytes], who: str, origin: float) -> Pcm:
    """Return the person's signal on the session's clock, as the understanding worker makes it."""
    bodies, mine = iter(payloads), set[int]()
    signal, track = np.zeros(RATE * 120, np.float32), Track(origin)
    for message in news:
        if isinstance(message, TrackOpened) and message.participant == who:
            mine.add(message.track)
        if not isinstance(message, OpusPacket):
            continue
        body = next(bodies)
        if message.track not in mine:
            continue
        pcm = track.take(message.seq, message.timestamp, message.arrived, body, quiet=True)
        at = (track.position or 0) - len(pcm)
        if at >= 0:
            signal[at : at + len(pcm)] = pcm
    return signal


def errors(signal: Pcm, clicks: Iterable[float], origin: float) -> list[tuple[float, float]]:
    """Return (when, by how much) each click was misplaced, in seconds; unheard ones are left out.

    Every encoder adds the same delay, so only the difference between two people means anything.
    """
    found = []
    for click in clicks:
        low = round((click - origin - NEAR) * RATE)
        window = np.abs(signal[max(0, low) : low + round(2 * NEAR * RATE)])
        if len(window) and window.max() > 0.05:
            at = (max(0, low) + int(window.argmax())) / RATE
            found.append((click, at - (click - origin)))
    return found
