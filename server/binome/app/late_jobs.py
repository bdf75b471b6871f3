"""Jobs that are there a moment after the conductors: each needs the other to begin."""

from binome.errors import Unavailable
from binome.service.wrapup import Jobs


class LateJobs:
    """Stands for the durable jobs until `become` puts them in its place."""

    def __init__(self) -> None:
        self._jobs: Jobs | None = None

    def become(self, jobs: Jobs) -> None:
        """From now on, hand everything over to `jobs`."""
        self._jobs = jobs

    async def session_closed(self, session: str) -> None:
        """As `Jobs`."""
        await self._there().session_closed(session)

    async def recap_approved(self, session: str) -> None:
        """As `Jobs`."""
        await self._there().recap_approved(session)

    def _there(self) -> Jobs:
        if self._jobs is None:
            raise Unavailable("the jobs are not running yet: try again in a moment")
        return self._jobs
