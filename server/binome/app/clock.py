"""The two real clocks."""

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clocks, as `binome.service.ports.Clock`."""

    def monotonic(self) -> float:
        """Seconds of the machine's monotonic clock, one for all its processes."""
        return time.monotonic()

    def utc(self) -> str:
        """Wall time now, ISO UTC with milliseconds."""
        return datetime.now(UTC).isoformat(timespec="milliseconds")
