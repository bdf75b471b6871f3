"""Every message of the live WebSocket, both ways. docs/protocol.md tells the story.

`hello → snapshot → event…`, with signals (never stored, never replayed) in between. After a lost
connection the client says hello with `after` = the last `seq` it applied; the server answers with
the missing events, or with a new snapshot. Clients ignore message types they do not know.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Discriminator

from binome.domain.commands import Command
from binome.domain.events import Event
from binome.domain.values import ParticipantId
from binome.domain.view import SessionView
from binome.service.audience import Rung
from binome.wire.understanding import Pace, TroubleCode

PROTOCOL = 1
"""Version of this protocol; a client with another one is told to reload."""


@dataclass(frozen=True, slots=True)
class Hello:
    """First message of a client. `after`: last applied `seq`, None for a fresh page."""

    protocol: int
    token: str
    after: int | None = None
    takeover: bool = False
    """True when the person chose to move the session from another tab to this one."""
    type: Literal["hello"] = "hello"


@dataclass(frozen=True, slots=True)
class Enter:
    """The person leaves the lobby and is in the call from now on (`participant_joined`)."""

    type: Literal["enter"] = "enter"


@dataclass(frozen=True, slots=True)
class Exit:
    """The person leaves the call but the session goes on."""

    type: Literal["exit"] = "exit"


@dataclass(frozen=True, slots=True)
class Do:
    """A command; answered by `done` or `refused` with the same `id`."""

    id: int
    command: Annotated[Command, Discriminator("type")]
    type: Literal["do"] = "do"


@dataclass(frozen=True, slots=True)
class Offer:
    """WebRTC offer with the m-lines of `binome.wire.media.Join`; answered by `answer`/`refused`."""

    id: int
    sdp: str
    type: Literal["offer"] = "offer"


@dataclass(frozen=True, slots=True)
class Sending:
    """How much of the call this page sends from now on; the others are told by `carried`."""

    rung: Rung
    type: Literal["sending"] = "sending"


@dataclass(frozen=True, slots=True)
class Ping:
    """Network check and clock; `sent` is the client's own number, given back as is."""

    sent: float
    type: Literal["ping"] = "ping"


Incoming = Hello | Enter | Exit | Do | Offer | Sending | Ping
FromClient = Annotated[Incoming, Discriminator("type")]


@dataclass(frozen=True, slots=True)
class Captions:
    """Signal: whether captions can be had, with which model. Also part of the snapshot.

    `remedy` is the command an operator runs. `demo` = permanent banner. `code` names the reason,
    for pages to translate; `reason` says it in English. `pace`: captions are `slower` while many
    people speak, or `waiting` for a place; the call itself is never affected.
    """

    state: Literal["loading", "ready", "unavailable"]
    model: str
    demo: bool
    progress: float | None = None
    reason: str | None = None
    remedy: str | None = None
    code: TroubleCode | None = None
    pace: Pace = "usual"
    type: Literal["captions"] = "captions"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole picture at `seq`; `at` = session clock now; `slots` = receive slots to offer."""

    seq: int
    at: float
    you: ParticipantId
    slots: int
    view: SessionView
    captions: Captions
    type: Literal["snapshot"] = "snapshot"


@dataclass(frozen=True, slots=True)
class EventMessage:
    """One stored event; `seq` grows by one, without gaps."""

    seq: int
    event: Annotated[Event, Discriminator("type")]
    type: Literal["event"] = "event"


@dataclass(frozen=True, slots=True)
class TailMessage:
    """Signal: the light, unstable end of a person's running turn ("" clears it)."""

    participant: ParticipantId
    text: str
    type: Literal["tail"] = "tail"


@dataclass(frozen=True, slots=True)
class PeerMessage:
    """Signal: how a person's media path stands."""

    participant: ParticipantId
    state: Literal["connecting", "connected", "stalled", "gone"]
    type: Literal["peer"] = "peer"


@dataclass(frozen=True, slots=True)
class PicturesMessage:
    """Signal: this person's connection is too weak for pictures (or no longer): sound only."""

    participant: ParticipantId
    paused: bool
    type: Literal["pictures"] = "pictures"


@dataclass(frozen=True, slots=True)
class CarriedMessage:
    """Signal: how much of the call this person's page sends now."""

    participant: ParticipantId
    rung: Rung
    type: Literal["carried"] = "carried"


@dataclass(frozen=True, slots=True)
class SlotsMessage:
    """Signal: who is in each of your receive slots."""

    slots: tuple[ParticipantId | None, ...]
    type: Literal["slots"] = "slots"


@dataclass(frozen=True, slots=True)
class MediaMessage:
    """Signal: the relay is down or back; on `back` offer again."""

    state: Literal["down", "back"]
    type: Literal["media"] = "media"


@dataclass(frozen=True, slots=True)
class Answer:
    """WebRTC answer to the offer of the same `id`."""

    id: int
    sdp: str
    type: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Done:
    """The command was applied; its events were sent before this."""

    id: int
    type: Literal["done"] = "done"


@dataclass(frozen=True, slots=True)
class Refused:
    """The command, offer or message (`id` None) was refused; `code` as in binome.errors.

    `reason` names what people can run into and `values` go into its sentence; `message` is English.
    """

    id: int | None
    code: str
    message: str
    reason: str = ""
    values: tuple[str, ...] = ()
    type: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class Pong:
    """Answer to `ping`; `at` = session clock when it was answered."""

    sent: float
    at: float
    type: Literal["pong"] = "pong"


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Last message; `reason` decides what the page shows."""

    reason: Literal[
        "bad_link",
        "expired_link",
        "seat_taken",
        "room_full",
        "replaced",
        "protocol",
        "too_big",
        "shutting_down",
    ]
    message: str
    type: Literal["goodbye"] = "goodbye"


Outgoing = (
    Snapshot
    | EventMessage
    | TailMessage
    | PeerMessage
    | PicturesMessage
    | CarriedMessage
    | SlotsMessage
    | MediaMessage
    | Captions
    | Answer
    | Done
    | Refused
    | Pong
    | Goodbye
)
ToClient = Annotated[Outgoing, Discriminator("type")]
