"""Messages between the gateway and a media worker. The gateway connects; the worker listens.

`origin` is the value of the machine's monotonic clock (seconds) at which a session's `at` is 0;
the monotonic clock is one for all processes of a machine.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Discriminator


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Make the room if it is not there (idempotent; sent again after any reconnection)."""

    room: str
    origin: float
    size: int = 2
    type: Literal["open_room"] = "open_room"


@dataclass(frozen=True, slots=True)
class Join:
    """A person's browser offers SDP; answered by `Answer` or `Rejected` with the same `request`.

    The offer's m-lines, in order: audio, camera video, screen video to send, then for each slot
    k = 0..size-2 audio, camera, screen to receive. A watcher sends nothing (`publishes=False`).
    """

    room: str
    participant: str
    request: int
    sdp: str
    publishes: bool = True
    type: Literal["join"] = "join"


@dataclass(frozen=True, slots=True)
class Leave:
    """Forget this person's transport (idempotent)."""

    room: str
    participant: str
    type: Literal["leave"] = "leave"


@dataclass(frozen=True, slots=True)
class Listen:
    """Hand this person's audio to the understanding worker, or stop at once."""

    room: str
    participant: str
    on: bool
    type: Literal["listen"] = "listen"


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """End every transport of the room."""

    room: str
    type: Literal["close_room"] = "close_room"


ToMedia = Annotated[OpenRoom | Join | Leave | Listen | CloseRoom, Discriminator("type")]


@dataclass(frozen=True, slots=True)
class Answer:
    """The SDP answer to a `Join`."""

    request: int
    sdp: str
    type: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Rejected:
    """The `Join` could not be served; `reason` is one clear sentence."""

    request: int
    reason: str
    type: Literal["rejected"] = "rejected"


@dataclass(frozen=True, slots=True)
class PeerState:
    """How a person's media path stands: `stalled` after 3 s of silence, `gone` after 30 s."""

    room: str
    participant: str
    state: Literal["connecting", "connected", "stalled", "gone"]
    type: Literal["peer_state"] = "peer_state"


@dataclass(frozen=True, slots=True)
class SlotsChanged:
    """Who is in each receiving slot of `participant` now (None = empty)."""

    room: str
    participant: str
    slots: tuple[str | None, ...]
    type: Literal["slots_changed"] = "slots_changed"


@dataclass(frozen=True, slots=True)
class PicturesPaused:
    """This person's way is too weak for pictures: sound only, until `paused` is false again."""

    room: str
    participant: str
    paused: bool
    type: Literal["pictures_paused"] = "pictures_paused"


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """How many seconds a packet takes to this person and back, told every few seconds."""

    room: str
    participant: str
    seconds: float
    type: Literal["round_trip"] = "round_trip"


FromMedia = Annotated[
    Answer | Rejected | PeerState | PicturesPaused | RoundTrip | SlotsChanged,
    Discriminator("type"),
]
