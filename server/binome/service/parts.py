"""What every conductor of a process works with; `binome.app` fills it once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from binome.service.ports import (
    Clock,
    EventLog,
    Mirrors,
    Relay,
    SessionRecord,
    Sessions,
    Understanding,
)
from binome.service.wrapup import Jobs


@dataclass(frozen=True, slots=True)
class Parts:
    """The ports, and the few settings that bear on a live session."""

    log: EventLog
    sessions: Sessions
    mirrors: Mirrors
    relay: Relay
    understanding: Understanding
    jobs: Jobs
    clock: Clock
    new_id: Callable[[], str]
    room_size: int = 2
    demo_model: bool = False
    """The operator chose the demonstration model for everybody."""
    quiet: float = 0.4
    """Seconds a dialogue must rest before it is read again."""

    def model_for(self, record: SessionRecord) -> Literal["configured", "demo"]:
        """Return which recogniser hears this session."""
        return "demo" if record.rehearsal else "configured"
