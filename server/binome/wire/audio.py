"""Messages from a media worker to the understanding worker, which listens.

Opus payloads travel as frame payloads, one packet each, exactly as received (before any jitter
buffer, any order). Everything goes one way.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Discriminator


@dataclass(frozen=True, slots=True)
class TrackOpened:
    """A person's audio begins (again). `origin` as in `binome.wire.media`."""

    session: str
    participant: str
    track: int
    """Names the track in `OpusPacket`s on this connection."""
    origin: float
    type: Literal["track_opened"] = "track_opened"


@dataclass(frozen=True, slots=True)
class OpusPacket:
    """One RTP packet's payload with its clock.

    `seq` 16-bit RTP sequence number, `timestamp` 32-bit RTP timestamp (48 kHz), `arrived`
    monotonic seconds at reception, already lessened by half the round-trip time when known.
    """

    track: int
    seq: int
    timestamp: int
    arrived: float
    type: Literal["opus"] = "opus"


@dataclass(frozen=True, slots=True)
class TrackClosed:
    """No more audio on this track."""

    track: int
    type: Literal["track_closed"] = "track_closed"


ToListener = Annotated[TrackOpened | OpusPacket | TrackClosed, Discriminator("type")]
