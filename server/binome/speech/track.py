"""Packets of one RTP stream in any order → a gapless 16 kHz signal on the session's clock.

Late packets are waited for (120 ms), missing ones rebuilt (forward error correction) or concealed,
pauses in the timestamps become silence. Audio that arrived is never thrown away to keep a clock
right, except quiet: a stretch that would lie in the past is appended, and the debt is paid back
out of the next silence. Driven by the understanding worker, who tells when the person is silent.
"""

from dataclasses import dataclass

import numpy as np

from binome.speech.clock import RATE, RTP_RATE, ClockMap, ExtendedTimestamp
from binome.speech.mending import Mended
from binome.speech.opus import OpusDecoder, Pcm, duration
from binome.speech.spans import Spans


@dataclass(slots=True)
class TrackCounters:
    """What the network did to this track, in packets; `moves` counts re-anchorings."""

    packets: int = 0
    late: int = 0
    lost: int = 0
    rebuilt: int = 0
    broken: int = 0
    moves: int = 0


@dataclass(frozen=True, slots=True)
class _Packet:
    extended: int
    arrived: float
    payload: bytes


class Track:
    """Turns packets into samples; `take` and `idle` return audio to append at `position`."""

    HOLD = 0.12
    """Seconds to wait for a missing packet."""
    CONCEALED = 0.1
    """Longest hole, in seconds, that is invented rather than left silent."""
    SLACK = 0.002
    """Seconds the clock may be off before it is re-anchored in a silence."""
    HUSH = 0.01
    """Peak below which a packet is quiet enough to be skipped."""
    LEAP = 30
    """Seconds of silence at once beyond which timestamps are not believed."""
    STALL = 1.5
    """Seconds without packets after which silence is written so that turns can end."""

    def __init__(self, origin: float, position: int | None = None) -> None:
        """`origin`: monotonic seconds at session time 0; `position`: sample to go on from."""
        self.counters = TrackCounters()
        self.position = position
        """Session position (samples) after the last one handed out; None before the first."""
        self.mended = Mended()
        """What was invented since somebody last took it."""
        self.heard = Spans()
        """What really came since somebody last took it."""
        self._origin = origin
        self._decoder = OpusDecoder()
        self._clock = ClockMap()
        self._timestamps = ExtendedTimestamp()
        self._anchor: float | None = None
        self._pending: dict[int, _Packet] = {}
        self._doubtful: list[tuple[int, _Packet]] = []
        self._next: int | None = None
        self._expected = 0
        self._last_seq: int | None = None
        self._last_arrival = 0.0
        self._late_in_a_row = 0
        self._quiet = False

    def take(self, seq: int, timestamp: int, arrived: float, payload: bytes, *, quiet: bool) -> Pcm:
        """Take one packet in; return the audio that became certain (often one packet's worth).

        `quiet`: nobody speaks on this track now, so that the clock may be set right.
        """
        self.counters.packets += 1
        packet = _Packet(self._timestamps.extend(timestamp), arrived, payload)
        contiguous = self._last_seq is not None and seq == (self._last_seq + 1) & 0xFFFF
        if self._last_seq is None or ((seq - self._last_seq) & 0xFFFF) < 0x8000:
            self._last_seq = seq
        self._last_arrival = max(self._last_arrival, arrived)
        verdict = self._clock.observe(packet.extended, arrived, contiguous=contiguous)
        if verdict == "doubt":
            self._doubtful.append((seq, packet))
            return self._silence(0)
        parts: list[Pcm] = []
        if verdict == "moved":
            parts.append(self._flush(arrived, everything=True))
            self.counters.moves += 1
            self._anchor = self._clock.offset
        for number, held in [*self._doubtful, (seq, packet)]:
            self._queue(number, held)
        self._doubtful.clear()
        self._quiet = quiet
        if quiet:
            self._set_clock()
        return np.concatenate([*parts, self._flush(arrived)])

    def idle(self, now: float) -> Pcm:
        """Return what became certain by waiting until `now` (monotonic seconds)."""
        if self._next is None:
            return self._silence(0)
        if now - self._last_arrival > self.STALL:
            audio = self.rest(now)
            behind = round((now - self._origin - 0.25) * RATE) - (self.position or 0)
            return np.concatenate([audio, self._silence(min(max(0, behind), self.LEAP * RATE))])
        return self._flush(now)

    def rest(self, now: float) -> Pcm:
        """Return all audio still held, however incomplete."""
        for number, held in self._doubtful:
            self._queue(number, held)
        self._doubtful.clear()
        return self._flush(now, everything=True)

    def close(self) -> None:
        """Free the decoder (idempotent)."""
        self._decoder.close()

    def _queue(self, seq: int, packet: _Packet) -> None:
        if self._next is None or self._late_in_a_row > 50:
            # The first packet, or a sender that began again with other numbers.
            self._next, self._expected = seq, packet.extended
            self._pending.clear()
        if ((seq - self._next) & 0xFFFF) >= 0x8000:
            self.counters.late += 1
            self._late_in_a_row += 1
            return
        self._late_in_a_row = 0
        self._pending[seq] = packet

    def _set_clock(self) -> None:
        if self._anchor is None or abs(self._clock.offset - self._anchor) > self.SLACK:
            self._anchor = self._clock.offset

    def _flush(self, now: float, *, everything: bool = False) -> Pcm:
        parts: list[Pcm] = [np.empty(0, np.float32)]
        while self._pending and self._next is not None:
            packet = self._pending.pop(self._next, None)
            if packet is None:
                following = min(self._pending, key=self._ahead)
                waited = now - self._pending[following].arrived
                if waited < self.HOLD and not everything:
                    break
                parts.append(self._rebuild(following))
                continue
            parts += [self._gap(packet), self._decode(packet)]
            self._next = (self._next + 1) & 0xFFFF
        return np.concatenate(parts)

    def _ahead(self, seq: int) -> int:
        return (seq - (self._next or 0)) & 0xFFFF

    def _rebuild(self, following: int) -> Pcm:
        """Fill the hole before packet `following` and make that packet the next one."""
        packet = self._pending[following]
        self.counters.lost += self._ahead(following)
        self._next = following
        hole = (packet.extended - self._expected) * RATE // RTP_RATE
        if not 0 < hole <= self.CONCEALED * RATE:
            return self._silence(0)
        last, since = min(hole, duration(packet.payload) or RATE // 50), self.position or 0
        parts = [self._place(self._decoder.conceal(hole - last))] if hole > last else []
        parts.append(self._place(self._decoder.recover(packet.payload, last)))
        self.mended.add(since, self.position or 0)
        self.counters.rebuilt += 1
        self._expected = packet.extended
        return np.concatenate(parts)

    def _gap(self, packet: _Packet) -> Pcm:
        """Silence between what was handed out and where this packet belongs."""
        missing = self._belongs(packet) - (self.position or 0)
        if missing > self.LEAP * RATE:
            # Timestamps leapt: only the arrival still tells where this belongs.
            self._anchor = packet.arrived - packet.extended / RTP_RATE
            missing = self._belongs(packet) - (self.position or 0)
        return self._silence(min(max(0, missing), self.LEAP * RATE))

    def _belongs(self, packet: _Packet) -> int:
        """The session position of the packet's first sample."""
        if self._anchor is None:
            self._anchor = self._clock.offset
        at = round((packet.extended / RTP_RATE + self._anchor - self._origin) * RATE)
        if self.position is None:
            self.position = at
        return at

    def _decode(self, packet: _Packet) -> Pcm:
        pcm = self._decoder.decode(packet.payload)
        if not len(pcm):
            self.counters.broken += 1
            return pcm
        self._expected = packet.extended + len(pcm) * RTP_RATE // RATE
        debt = (self.position or 0) - self._belongs(packet)
        if debt > 0 and self._quiet and float(np.abs(pcm).max()) < self.HUSH:
            pcm = pcm[debt:]
        since = self.position or 0
        self.heard.add(since, since + len(pcm))
        return self._place(pcm)

    def _place(self, pcm: Pcm) -> Pcm:
        if self.position is not None:
            self.position += len(pcm)
        return pcm

    def _silence(self, samples: int) -> Pcm:
        return self._place(np.zeros(samples, np.float32))
