"""What the web needs from the rest of the house; `binome.app.gateway` fills it once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from binome.config import Settings
from binome.domain.events import Event
from binome.domain.values import Language, ParticipantId
from binome.service.conductors import Conductors
from binome.service.ports import Audit, Memos, SessionRecord
from binome.wire.understanding import EngineStatus

ExportFormat = Literal["json", "md", "ics", "pdf"]


@dataclass(frozen=True, slots=True)
class Export:
    """A file made of a session."""

    filename: str
    media_type: str
    content: bytes


class Exporter(Protocol):
    """Makes a file of a session's events, in one person's language. Raises `BadInput`."""

    def __call__(
        self,
        record: SessionRecord,
        events: list[Event],
        format: ExportFormat,
        language: Language,
        reader: ParticipantId,
    ) -> Export:
        """Return the file."""


@dataclass(frozen=True, slots=True)
class Door:
    """Everything behind the web's door."""

    settings: Settings
    conductors: Conductors
    export: Exporter
    audit: Audit
    memos: Memos
    token_of: Callable[[str, ParticipantId], str]
    """The token of a seat's own link, by session and person; the same at every call."""
    rehearse: Callable[[Language], Awaitable[str]] | None = None
    """Starts a rehearsal and returns its observer's address; development only."""

    def captions(self, rehearsal: bool) -> EngineStatus:
        """Return what the recogniser of such a session can do; loading until it says."""
        demo = self.conductors.is_demo(rehearsal)
        model = "demo" if demo else self.settings.speech_model
        return self.conductors.statuses.get(demo) or EngineStatus("loading", model, demo)
