"""The wrap-up as durable jobs (DBOS): each recap leaves exactly once, whenever we are killed.

A closed session has one job that sleeps until its recap is due; an approval by everybody ends the
sleep. What has been sent is known from the event log, never from the jobs' own file, which holds
ids and step results but no content. The web's lifespan drives this:
`async with running(…) as jobs: …`, then `jobs.session_closed`, `jobs.recap_approved`.

Three traps of DBOS are closed here. Recovery looks at version and executor, so both are fixed.
Queued jobs run on the loop that launched it, so `running` is entered on the server's loop. It sets
the loop's thread pool to its own, so we give the loop a fresh one at the end.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID

from binome.config import Settings
from binome.domain.values import ParticipantId
from binome.errors import BadInput, BinomeError, Unavailable
from binome.service.ports import EventLog, Sessions
from binome.service.wrapup import Compose, Post, Record, WrapUp, all_approved, due_in, pauses

_VERSION = "1"
"""Version of the job's sequence of steps: jobs begun under another one are begun anew."""
_QUEUE = "recaps"
_RETRY_FOR = 72 * 3600.0
"""Seconds during which a mail that cannot leave is tried again."""
_SWEEP_EVERY = 3600.0
"""Seconds between two looks for sessions whose jobs were lost."""
_MOST_JOBS = 30
"""Most jobs ever begun for one session (each start may begin a failed one anew)."""

_log = structlog.get_logger()
_Answer = TypeVar("_Answer")


@asynccontextmanager
async def running(
    settings: Settings,
    event_log: EventLog,
    sessions: Sessions,
    post: Post,
    record: Record,
    compose: Compose,
) -> AsyncIterator["DurableJobs"]:
    """Run the jobs of this process, pick up those that a kill left behind, stop them at the end.

    `compose` is `binome.mail.compose.composer(settings)`. One at a time in a process.
    """
    wrap_up = WrapUp(
        event_log,
        sessions,
        post,
        record,
        compose,
        mail_domain=parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost",
        everybody_has_mail=settings.smtp_host is None,
    )
    jobs = DurableJobs(wrap_up, sessions, settings.recap_delay)
    file = settings.data_dir / "jobs.sqlite"
    await asyncio.to_thread(_prepare, file)
    DBOS(config=_config(file))
    DBOS.workflow(name="send_recap", max_recovery_attempts=10_000)(jobs.send_recap)
    try:
        await asyncio.to_thread(DBOS.register_queue, _QUEUE, polling_interval_sec=0.2)
        DBOS.launch()
        async with asyncio.TaskGroup() as tasks:
            sweeper = tasks.create_task(jobs.sweep_for_ever())
            yield jobs
            sweeper.cancel()
    finally:
        await jobs.stop()
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


class DurableJobs:
    """The `Jobs` port; `running` makes it."""

    def __init__(self, wrap_up: WrapUp, sessions: Sessions, recap_delay: float) -> None:
        self._wrap_up = wrap_up
        self._sessions = sessions
        self._recap_delay = recap_delay
        self._active: set[asyncio.Task[Any]] = set()

    async def session_closed(self, session: str) -> None:
        """Make sure that the recap leaves when it is due; may be repeated."""
        wait = await self._wait(session)
        if wait is not None and await self._wrap_up.owed(session):
            await self._ensure_job(session, wait)

    async def recap_approved(self, session: str) -> None:
        """Send now if everybody has approved; may be repeated."""
        await self.session_closed(session)

    async def sweep(self) -> None:
        """Make sure that every closed session that owes a recap has a job, whatever was lost."""
        for session in await self._sessions.closed_without_recap():
            await self.session_closed(session)

    async def sweep_for_ever(self) -> None:
        """Sweep at the start and every hour; a sweep that fails is tried again next time."""
        while True:
            try:
                await self.sweep()
            except BinomeError as problem:
                _log.warning("recap_sweep_failed", reason=str(problem))
            await asyncio.sleep(_SWEEP_EVERY)

    async def stop(self) -> None:
        """Cancel the jobs of this process; they go on at the next start."""
        for job in self._active:
            job.cancel()
        await asyncio.gather(*self._active, return_exceptions=True)

    async def send_recap(self, session: str) -> str:
        """The job: one step per decision and per mail, each result kept by DBOS."""
        me = asyncio.current_task()
        assert me is not None  # noqa: S101 - a coroutine always runs in a task
        self._active.add(me)
        try:
            return await self._send_recap(session)
        finally:
            self._active.discard(me)

    async def _send_recap(self, session: str) -> str:
        wait = await _step("wait", lambda: self._wait(session))
        if wait is None or wait > 1.0:
            # Somebody took the approval back meanwhile: a later job sends it when it is due.
            await _step("postpone", lambda: self._postpone(session, wait))
            return "postponed"
        owing = await _step("owed", lambda: self._wrap_up.owed(session))
        delivered: dict[ParticipantId, str] = {}
        for pause in (*pauses(_RETRY_FOR), None):
            for person in list(owing):
                if await self._send_to(session, person, delivered):
                    owing.remove(person)
            if not owing:
                return "sent"
            if pause is not None:
                await DBOS.sleep_async(pause)
        _log.error("recap_given_up", session=session, people=owing)
        return "given up"

    async def _send_to(
        self, session: str, person: ParticipantId, delivered: dict[ParticipantId, str]
    ) -> bool:
        """Return whether nothing is left to do for this person."""
        if person not in delivered:
            message_id = await _step("deliver", lambda: self._deliver(session, person))
            if message_id is None:
                return False
            delivered[person] = message_id
        if delivered[person] == _NEVER:
            return True
        return await _step("note", lambda: self._note(session, person, delivered[person]))

    async def _deliver(self, session: str, person: ParticipantId) -> str | None:
        """Return the Message-ID, None when it may work later, `_NEVER` when it never will."""
        try:
            return await self._wrap_up.deliver(session, person)
        except BadInput as problem:
            _log.error("recap_refused", session=session, person=person, reason=str(problem))
            return _NEVER
        except Unavailable as problem:
            _log.warning("recap_waits", session=session, person=person, reason=str(problem))
            return None
        except Exception:  # a fault of ours must not cost the other person the mail
            _log.exception("recap_failed", session=session, person=person)
            return None

    async def _note(self, session: str, person: ParticipantId, message_id: str) -> bool:
        try:
            await self._wrap_up.note_sent(session, person, message_id, _now())
        except BinomeError as problem:
            _log.warning("recap_not_noted", session=session, person=person, reason=str(problem))
            return False
        return True

    async def _wait(self, session: str) -> float | None:
        """Return the seconds until the recap is due, 0 when approved, None when not closed."""
        events = await self._wrap_up.events(session)
        wait = due_in(events, self._recap_delay, _now())
        return 0.0 if wait is not None and all_approved(events) else wait

    async def _postpone(self, session: str, wait: float | None) -> None:
        if wait is not None:
            await self._ensure_job(session, wait)

    async def _ensure_job(self, session: str, wait: float) -> None:
        """Give the session a job that starts in `wait` seconds, or move the sleeping one there."""
        for number in range(1, _MOST_JOBS + 1):
            job = f"recap-{session}-{number}"
            status = await DBOS.get_workflow_status_async(job)
            if status is None:
                with SetWorkflowID(job), SetEnqueueOptions(delay_seconds=wait):
                    await DBOS.enqueue_workflow_async(_QUEUE, self.send_recap, session)
                return
            if status.status == "DELAYED":
                await DBOS.set_workflow_delay_async(job, delay_seconds=wait)
                return
            if status.status in ("ENQUEUED", "PENDING") and status.app_version == _VERSION:
                return
        _log.error("recap_given_up", session=session)


_NEVER = "never"


async def _step(name: str, act: Callable[[], Awaitable[_Answer]]) -> _Answer:
    async def run() -> _Answer:
        return await act()

    return await DBOS.run_step_async({"name": name}, run)  # type: ignore[no-any-return]


def _config(file: Path) -> DBOSConfig:
    return {
        "name": "binome",
        "system_database_url": f"sqlite:///{file}",
        "application_version": _VERSION,
        "executor_id": "gateway",
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "enable_otlp": False,
        "notification_listener_polling_interval_sec": 5.0,
    }


def _prepare(file: Path) -> None:
    """Make the jobs' file with a write-ahead log: DBOS itself does not."""
    # DBOS brings a console handler of its own; with one in place it leaves the logger alone.
    logger = logging.getLogger("dbos")
    logger.handlers, logger.propagate = [logging.NullHandler()], True
    logger.setLevel(logging.WARNING)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except (OSError, sqlite3.Error) as problem:
        raise Unavailable(f"the jobs' file {file} cannot be used: {problem}") from problem


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
