"""The wrap-up as durable jobs (DBOS): each version of a recap leaves exactly once, killed or not.

A closed session has one job for each version of its recap, which sleeps until that is due; an
approval by everybody ends the sleep. What has been sent is known from the event log, never from
the jobs' own file, which holds ids and step results but no content. The web's lifespan drives
this: `async with running(…) as jobs: …`, then `jobs.session_closed`, `jobs.recap_approved`.
"""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

import structlog
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from binome import resources
from binome.config import Settings
from binome.domain.values import ParticipantId
from binome.errors import BadInput, BinomeError, Unavailable
from binome.service.ports import EventLog, Sessions
from binome.service.wrapup import Compose, Post, Record, Seal, WrapUp, due_in, pauses, standing
from binome.store import durable

_RETRY_FOR = 72 * 3600.0
"""Seconds during which a mail that cannot leave is tried again."""
_SWEEP_EVERY = 600.0
"""Seconds between two looks for sessions whose jobs were lost or stuck."""
_TRY_AGAIN = 30.0
"""Seconds until what failed is looked at again."""
_MOST_JOBS = 200
"""Most jobs ever begun for one version (each start may begin a failed one anew)."""

_log = structlog.get_logger()


@asynccontextmanager
async def running(
    settings: Settings,
    event_log: EventLog,
    sessions: Sessions,
    post: Post,
    record: Record,
    seal: Seal,
    compose: Compose,
    *,
    sweep_every: float = _SWEEP_EVERY,
) -> AsyncIterator["DurableJobs"]:
    """Run the jobs of this process, pick up those that a kill left behind, stop them at the end.

    `compose` is `binome.mail.compose.composer(settings)`. One at a time in a process.
    """
    wrap_up = WrapUp(
        event_log,
        sessions,
        post,
        record,
        seal,
        compose,
        mail_domain=parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost",
        everybody_has_mail=settings.smtp_host is None,
        demo=resources.is_demo(settings.speech_model),
    )
    jobs = DurableJobs(wrap_up, sessions, settings.recap_delay, sweep_every)
    async with (
        durable.launched(settings.data_dir / "jobs.sqlite", jobs.register, jobs.stop),
        asyncio.TaskGroup() as tasks,
    ):
        keeper = tasks.create_task(jobs.keep())
        yield jobs
        keeper.cancel()


class DurableJobs:
    """The `Jobs` port; `running` makes it. What is asked of it is done in the background."""

    def __init__(
        self, wrap_up: WrapUp, sessions: Sessions, recap_delay: float, sweep_every: float
    ) -> None:
        self._wrap_up = wrap_up
        self._sessions = sessions
        self._recap_delay = recap_delay
        self._sweep_every = sweep_every
        self._active: dict[str, asyncio.Task[Any]] = {}
        self._asked: set[str] = set()
        self._bell = asyncio.Event()
        self._job: Callable[[str, int], Coroutine[Any, Any, str]]

    def register(self) -> None:
        """Make the job known to DBOS, which must happen before it is launched."""

        async def send_recap(session: str, version: int) -> str:
            return await self._run(session, version)

        self._job = DBOS.workflow(name="send_recap", max_recovery_attempts=10_000)(send_recap)

    async def session_closed(self, session: str) -> None:
        """The recap leaves when it is due; never fails, may be repeated."""
        self._asked.add(session)
        self._bell.set()

    async def recap_approved(self, session: str) -> None:
        """The recap leaves now if everybody has approved; never fails, may be repeated."""
        await self.session_closed(session)

    async def keep(self) -> None:
        """Do what was asked as it comes, and look regularly for jobs that were lost."""
        asked, anew = await self._sessions_owing(), True
        while True:
            failed = {session for session in asked if not await self._look_at(session, anew)}
            try:
                async with asyncio.timeout(_TRY_AGAIN if failed else self._sweep_every):
                    await self._bell.wait()
                asked, anew = self._asked | failed, True
            except TimeoutError:
                asked, anew = await self._sessions_owing() | self._asked | failed, False
            self._asked = set()
            self._bell.clear()

    async def _sessions_owing(self) -> set[str]:
        try:
            return set(await self._sessions.closed_without_recap())
        except BinomeError as problem:
            _log.warning("recap_sweep_failed", reason=str(problem))
            return set()

    async def _look_at(self, session: str, anew: bool) -> bool:
        """Make sure that the session has a job if it needs one; return whether that worked."""
        try:
            for version in range(1, 1 + await self._newest(session)):
                wait = await self._wait(session, version)
                if wait is not None and await self._wrap_up.owed(session, version):
                    await self._ensure_job(session, version, wait, anew)
        except Exception as problem:  # whatever it is, the others' recaps must still leave
            _log.warning("recap_job_failed", session=session, reason=type(problem).__name__)
            return False
        return True

    async def stop(self) -> None:
        """Cancel the jobs of this process; they go on at the next start."""
        under_way = list(self._active.values())
        for job in under_way:
            job.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _newest(self, session: str) -> int:
        return standing(await self._wrap_up.events(session)).version

    async def _run(self, session: str, version: int) -> str:
        me, job = asyncio.current_task(), DBOS.workflow_id
        assert me is not None  # noqa: S101 - a coroutine always runs in a task
        assert job is not None  # noqa: S101 - and a job has its id
        self._active[job] = me
        try:
            return await self._send_recap(session, version)
        finally:
            self._active.pop(job, None)

    async def _send_recap(self, session: str, version: int) -> str:
        """The job: one step per decision and per mail, each result kept by DBOS."""
        wait = await durable.step("wait", lambda: self._wait(session, version))
        if wait is None or wait > 1.0:
            # Somebody took the approval back meanwhile: a later job sends it when it is due.
            if wait is not None:
                await durable.step("postpone", lambda: self._postpone(session, version, wait))
            return "postponed"
        owing = await durable.step("owed", lambda: self._wrap_up.owed(session, version))
        delivered: dict[ParticipantId, str] = {}
        sealed = False
        for pause in (*pauses(_RETRY_FOR), None):
            sealed = sealed or await durable.step("seal", lambda: self._seal(session, version))
            for person in list(owing) if sealed else []:
                if await self._send_to(session, person, version, delivered):
                    owing.remove(person)
            if not owing:
                return "sent"
            if pause is not None:
                await DBOS.sleep_async(pause)
        _log.error("recap_given_up", session=session, people=owing)
        return "given up"

    async def _seal(self, session: str, version: int) -> bool:
        """Return whether nobody can change any more what this version's mails will say."""
        try:
            await self._wrap_up.seal(session, version)
        except BinomeError as problem:
            _log.warning("recap_not_sealed", session=session, reason=str(problem))
            return False
        return True

    async def _send_to(
        self,
        session: str,
        person: ParticipantId,
        version: int,
        delivered: dict[ParticipantId, str],
    ) -> bool:
        """Return whether nothing is left to do for this person."""
        if person not in delivered:
            message_id = await durable.step(
                "deliver", lambda: self._deliver(session, person, version)
            )
            if message_id is None:
                return False
            delivered[person] = message_id
        if delivered[person] == _NEVER:
            return True
        message_id = delivered[person]
        return await durable.step("note", lambda: self._note(session, person, version, message_id))

    async def _deliver(self, session: str, person: ParticipantId, version: int) -> str | None:
        """Return the Message-ID, None when it may work later, `_NEVER` when it never will."""
        try:
            return await self._wrap_up.deliver(session, person, version)
        except BadInput as problem:
            _log.error("recap_refused", session=session, person=person, reason=str(problem))
            return _NEVER
        except Unavailable as problem:
            _log.warning("recap_waits", session=session, person=person, reason=str(problem))
            return None
        except Exception as problem:  # a fault of ours must not cost the other person the mail
            # Neither message nor locals: they may hold what people said.
            _log.error("recap_failed", session=session, person=person, **_whereabouts(problem))
            return None

    async def _note(
        self, session: str, person: ParticipantId, version: int, message_id: str
    ) -> bool:
        try:
            await self._wrap_up.note_sent(session, person, message_id, _now(), version)
        except BinomeError as problem:
            _log.warning("recap_not_noted", session=session, person=person, reason=str(problem))
            return False
        return True

    async def _wait(self, session: str, version: int) -> float | None:
        """Return the seconds until this version is due, None when the session is not closed.

        0 when it is approved, or on its way already.
        """
        events = await self._wrap_up.events(session)
        wait, now = due_in(events, self._recap_delay, _now()), standing(events)
        leaves_now = now.version > version or now.sealed or now.approved_by_all
        return 0.0 if wait and leaves_now else wait

    async def _postpone(self, session: str, version: int, wait: float) -> None:
        await self._ensure_job(session, version, wait, anew=True, after=DBOS.workflow_id)

    async def _ensure_job(
        self, session: str, version: int, wait: float, anew: bool, after: str | None = None
    ) -> None:
        """Give the version a job that starts in `wait` seconds, or move the sleeping one there.

        A job that failed, or the running job `after`, gets a successor; with `anew` so does one
        that gave up. Ours end in words: only a file that could not be written makes one fail.
        """
        last = ""
        for number in range(1, _MOST_JOBS + 1):
            job = f"recap-{session}-{version}-{number}"
            status = await DBOS.get_workflow_status_async(job)
            if status is None:
                if number == 1 or anew or last == "ERROR":
                    with SetWorkflowID(job), SetEnqueueOptions(delay_seconds=wait or None):
                        await DBOS.enqueue_workflow_async(
                            durable.QUEUE, self._job, session, version
                        )
                return
            if job == after or status.app_version != durable.VERSION:
                continue
            if status.status == "DELAYED":
                await DBOS.set_workflow_delay_async(job, delay_seconds=wait)
                return
            if status.status == "PENDING" and job not in self._active and not anew:
                # It stopped because its own file could not be written (disk full).
                await DBOS.resume_workflow_async(job)
            if status.status in ("ENQUEUED", "PENDING"):
                return
            last = status.status
        _log.error("recap_given_up", session=session)


_NEVER = "never"


def _whereabouts(problem: BaseException) -> dict[str, str]:
    last = traceback.extract_tb(problem.__traceback__)[-1]
    return {"fault": type(problem).__name__, "where": f"{last.filename}:{last.lineno}"}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
