"""The agenda: items, their clock, notes, aims, and the closing."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.values import (
    ParticipantId,
    Reached,
)


@dataclass(frozen=True, slots=True)
class AgendaItemStarted:
    """The pair is now on this item; the one before is closed by its own event just before."""

    at: float
    item: str
    by: ParticipantId | Literal["clock"]
    type: Literal["agenda_item_started"] = "agenda_item_started"


@dataclass(frozen=True, slots=True)
class AgendaExtensionProposed:
    """One person asks for `seconds` more on the running item."""

    at: float
    item: str
    seconds: float
    by: ParticipantId
    type: Literal["agenda_extension_proposed"] = "agenda_extension_proposed"


@dataclass(frozen=True, slots=True)
class AgendaItemExtended:
    """The other person agreed: the time box grows by `seconds`."""

    at: float
    item: str
    seconds: float
    by: ParticipantId
    type: Literal["agenda_item_extended"] = "agenda_item_extended"


@dataclass(frozen=True, slots=True)
class AgendaItemClosed:
    """The item is over after `spent` seconds in all (it may be reopened by a new start)."""

    at: float
    item: str
    spent: float
    type: Literal["agenda_item_closed"] = "agenda_item_closed"


@dataclass(frozen=True, slots=True)
class AgendaItemSuggested:
    """The talk seems to have moved to this item: shown, never forced."""

    at: float
    item: str
    confidence: float
    type: Literal["agenda_item_suggested"] = "agenda_item_suggested"


@dataclass(frozen=True, slots=True)
class AgendaSuggestionDeclined:
    """A person waved the suggestion away."""

    at: float
    item: str
    by: ParticipantId
    type: Literal["agenda_suggestion_declined"] = "agenda_suggestion_declined"


@dataclass(frozen=True, slots=True)
class AgendaNoteWritten:
    """A person wrote the own note on an item, before or during the call; "" takes it away.

    Written, not said: it is no part of the transcript, and nothing is extracted from it.
    """

    at: float
    item: str
    by: ParticipantId
    text: str
    type: Literal["agenda_note_written"] = "agenda_note_written"


@dataclass(frozen=True, slots=True)
class AgendaAimChecked:
    """A person said whether the item's aim was reached; None takes the answer away."""

    at: float
    item: str
    by: ParticipantId
    reached: Reached | None
    type: Literal["agenda_aim_checked"] = "agenda_aim_checked"


@dataclass(frozen=True, slots=True)
class TimeBoxWarned:
    """The clock speaks: 80 % or 100 % of an item's box, or "five minutes left: recap"."""

    at: float
    item: str
    level: Literal["eighty", "full", "five_minutes_left"]
    type: Literal["time_box_warned"] = "time_box_warned"


@dataclass(frozen=True, slots=True)
class ClosingOpened:
    """Closing mode: both tick agreements and actions."""

    at: float
    by: ParticipantId | Literal["clock"]
    type: Literal["closing_opened"] = "closing_opened"
