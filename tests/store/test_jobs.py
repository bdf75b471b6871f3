"""The recap leaves exactly once per person: on time, on approval, and across kill -9 anywhere."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from binome.config import Settings
from binome.domain.events import (
    CommitmentDismissed,
    Event,
    RecapApproved,
    RecapReopened,
    RecapSent,
)
from binome.domain.session import session_of
from binome.errors import BadInput, Unavailable
from binome.mail.outbox import FileOutbox
from binome.service.wrapup import Post
from binome.store.jobs import DurableJobs, running
from binome.store.opening import Store, opened
from tests.helpers.children import running_child
from tests.helpers.disks import fill, small_disk
from tests.helpers.letterbox import Letterbox, short_mail
from tests.helpers.pair import ended_session, seats, session_record

pytestmark = pytest.mark.anyio
DAYS = 10 * 24 * 3600.0
PATIENCE = 20.0
"""Seconds a test waits for real jobs on a busy machine."""


@dataclass
class Evening:
    """A running server's wrap-up; `sent` counts by session who was told that a recap left."""

    store: Store
    jobs: DurableJobs
    told: asyncio.Condition
    sent: list[tuple[str, str]]

    async def until_sent(self, session: str = "s1", mails: int = 2) -> list[str]:
        """Wait until the mails of the session are noted; return to whom they went."""
        async with asyncio.timeout(PATIENCE), self.told:
            await self.told.wait_for(lambda: len(self.to(session)) == mails)
        return sorted(self.to(session))

    def to(self, session: str) -> list[str]:
        return [person for of, person in self.sent if of == session]

    async def end(self, *more: Event, session: str = "s1") -> None:
        await self.store.sessions.create(session_record(session), seats(session))
        await self.store.event_log.append(session, [*ended_session(session), *more])


@asynccontextmanager
async def evening(
    folder: Path, delay: float, post: Post | None = None, sweep_every: float = 600.0
) -> AsyncIterator[Evening]:
    settings = Settings(data_dir=folder, recap_delay=delay)
    told, sent = asyncio.Condition(), []
    async with opened(settings.database, folder) as store:

        async def record(session: str, events: Sequence[Event]) -> None:
            await store.event_log.append(session, events)
            async with told:
                sent.extend((session, e.to) for e in events if isinstance(e, RecapSent))
                told.notify_all()

        async def seal(session: str, version: int) -> None:
            events = [one.event for one in await store.event_log.read(session)]
            sealing = session_of(events).seal(version, max(event.at for event in events))
            await store.event_log.append(session, sealing)

        where = post or FileOutbox(settings.outbox)
        async with running(
            settings,
            store.event_log,
            store.sessions,
            where,
            record,
            seal,
            short_mail,
            sweep_every=sweep_every,
        ) as jobs:
            yield Evening(store, jobs, told, sent)


async def end_a_session(folder: Path, session: str = "s1") -> None:
    async with opened(Settings(data_dir=folder).database, folder) as store:
        await store.sessions.create(session_record(session), seats(session))
        await store.event_log.append(session, ended_session(session))


def mails(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "outbox").glob("*"))


def everything_in(folder: Path, pattern: str) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob(pattern))


BOTH = ["mentee", "mentor"]
TWO_MAILS = ["recap-s1-mentee_localhost.eml", "recap-s1-mentor_localhost.eml"]
APPROVED = (RecapApproved(3700.0, "mentor"), RecapApproved(3701.0, "mentee"))


async def test_the_recap_leaves_when_the_delay_is_over(tmp_path: Path) -> None:
    async with evening(tmp_path, delay=0.0) as tonight:
        await tonight.end()
        await tonight.jobs.session_closed("s1")
        await tonight.jobs.session_closed("s1")
        assert await tonight.until_sent() == BOTH
    assert mails(tmp_path) == TWO_MAILS


async def test_it_leaves_at_once_when_both_have_approved(tmp_path: Path) -> None:
    async with evening(tmp_path, delay=DAYS) as tonight:
        await tonight.end(APPROVED[0])
        await tonight.jobs.session_closed("s1")
        await tonight.jobs.recap_approved("s1")
        assert mails(tmp_path) == []
        await tonight.store.event_log.append("s1", APPROVED[1:])
        await tonight.jobs.recap_approved("s1")
        assert await tonight.until_sent() == BOTH
    assert mails(tmp_path) == TWO_MAILS


async def test_a_correction_after_the_mails_is_mailed_to_both_once_it_is_approved(
    tmp_path: Path,
) -> None:
    async with evening(tmp_path, delay=DAYS) as tonight:
        await tonight.end(*APPROVED)
        await tonight.jobs.recap_approved("s1")
        await tonight.until_sent()
        log = tonight.store.event_log
        await log.append("s1", [RecapReopened(1e6, "mentee", 2)])
        await tonight.jobs.recap_approved("s1")
        assert mails(tmp_path) == TWO_MAILS
        await log.append("s1", [replace(approval, at=1e6) for approval in APPROVED])
        await tonight.jobs.recap_approved("s1")
        assert await tonight.until_sent(mails=4) == ["mentee", "mentee", "mentor", "mentor"]
    corrected = [name.replace("_localhost", "-v2_localhost") for name in TWO_MAILS]
    assert mails(tmp_path) == sorted(TWO_MAILS + corrected)


async def test_an_approval_taken_back_is_given_again(tmp_path: Path) -> None:
    async with evening(tmp_path, delay=DAYS) as tonight:
        await tonight.end(*APPROVED, CommitmentDismissed(3702.0, "c1", "mentee"))
        await tonight.jobs.recap_approved("s1")
        await tonight.store.event_log.append("s1", APPROVED)
        await tonight.jobs.recap_approved("s1")
        assert await tonight.until_sent() == BOTH


async def test_a_session_nobody_announced_is_found_at_the_next_start(tmp_path: Path) -> None:
    await end_a_session(tmp_path)
    await end_a_session(tmp_path, "s2")
    async with evening(tmp_path, delay=0.0) as tonight:
        assert await tonight.until_sent("s1") == await tonight.until_sent("s2") == BOTH


async def test_losing_the_jobs_file_sends_nothing_twice(tmp_path: Path) -> None:
    await end_a_session(tmp_path)
    async with evening(tmp_path, delay=0.0) as tonight:
        await tonight.until_sent()
    (tmp_path / "jobs.sqlite").unlink()
    second = Letterbox()
    await end_a_session(tmp_path, "s2")
    async with evening(tmp_path, delay=0.0, post=second) as tonight:
        await tonight.until_sent("s2")
    assert [str(mail["Message-ID"]) for mail in second.mails] == [
        "<recap-s2-mentor@localhost>",
        "<recap-s2-mentee@localhost>",
    ]


async def test_one_refused_address_does_not_cost_the_other_the_mail(tmp_path: Path) -> None:
    await end_a_session(tmp_path)
    post = Letterbox(BadInput("no such mailbox"))
    async with (
        evening(tmp_path, delay=0.0, post=post) as tonight,
        asyncio.timeout(PATIENCE),
        tonight.told,
    ):
        await tonight.told.wait_for(lambda: tonight.to("s1"))
    assert post.addresses == ["mentee@example.org"]


class ClosedPost:
    """Takes nothing, and tells that it was tried."""

    def __init__(self) -> None:
        self.tried = asyncio.Event()

    async def deliver(self, message: EmailMessage) -> None:
        self.tried.set()
        raise Unavailable("the disk is full")


async def test_what_waits_for_a_closed_post_leaves_after_a_restart(tmp_path: Path) -> None:
    await end_a_session(tmp_path)
    post = ClosedPost()
    async with evening(tmp_path, delay=0.0, post=post) as tonight:
        async with asyncio.timeout(PATIENCE):
            await post.tried.wait()
        assert tonight.sent == []
    async with evening(tmp_path, delay=0.0) as tonight:
        assert await tonight.until_sent() == BOTH
    assert mails(tmp_path) == TWO_MAILS


class DiskFiller:
    """Delivers, and at the first mail something else fills the disk."""

    def __init__(self, disk: Path) -> None:
        self.outbox = FileOutbox(disk / "outbox")
        self.ballast = disk / "ballast"
        self.full = asyncio.Event()

    async def deliver(self, message: EmailMessage) -> None:
        await self.outbox.deliver(message)
        if not self.full.is_set():
            fill(self.ballast)
            self.full.set()


async def test_a_disk_that_fills_between_two_mails_delays_the_second_and_doubles_none(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path, "4m") as disk:
        await end_a_session(disk)
        post = DiskFiller(disk)
        async with evening(disk, delay=0.0, post=post, sweep_every=1.0) as tonight:
            async with asyncio.timeout(PATIENCE):
                await post.full.wait()
            post.ballast.unlink()
            assert await tonight.until_sent() == BOTH
        assert mails(disk) == TWO_MAILS


async def test_the_jobs_file_holds_nothing_of_what_was_said(tmp_path: Path) -> None:
    await end_a_session(tmp_path)
    async with evening(tmp_path, delay=0.0) as tonight:
        await tonight.until_sent()
    stored = everything_in(tmp_path, "jobs.sqlite*")
    assert b"recap-s1" in stored
    for told in ("Chercher un stage", "Karim", "envoie", "mentee@example.org"):
        assert told.encode() not in stored


INSTANTS = [
    (step, when, nth)
    for step, calls in {"events": 8, "owed": 2, "seal": 1, "deliver": 2, "note_sent": 2}.items()
    for when in ("before", "after")
    for nth in range(1, calls + 1)
]

# One child a line: it ends the session named there and is killed at one call of one of its steps,
# while it also sends what its predecessors left behind.
DYING_SERVERS = """
import asyncio, os, signal, sys
from pathlib import Path
from binome.service.wrapup import WrapUp
from tests.store.test_jobs import evening

async def serve(session, step, when, countdown):
    original = getattr(WrapUp, step)

    async def fatal(self, of, *given):
        nonlocal countdown
        countdown -= of == session
        if of == session and countdown == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await original(self, of, *given)
        if of == session and countdown == 0 and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(WrapUp, step, fatal)
    async with evening(Path(sys.argv[1]), delay=0.0) as tonight:
        await tonight.end(session=session)
        await tonight.jobs.session_closed(session)
        await tonight.until_sent(session)
        os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    session, step, when, nth = line.split()
    server = os.fork()
    if server == 0:
        asyncio.run(serve(session, step, when, int(nth)))
    print(os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]), flush=True)
"""


@pytest.mark.slow
async def test_killed_between_any_two_steps_each_still_gets_exactly_one_mail(
    tmp_path: Path,
) -> None:
    sessions = [f"s{number}" for number, _ in enumerate(INSTANTS)]
    with running_child(DYING_SERVERS, str(tmp_path)) as servers:
        for session, (step, when, nth) in zip(sessions, INSTANTS, strict=True):
            assert ask(servers, f"{session} {step} {when} {nth}") == str(-signal.SIGKILL)

    async with evening(tmp_path, delay=0.0) as tonight:
        async with asyncio.timeout(PATIENCE), tonight.told:
            while await tonight.store.sessions.closed_without_recap():
                await tonight.told.wait()
        for session in sessions:
            events = [r.event for r in await tonight.store.event_log.read(session)]
            assert sorted(e.to for e in events if isinstance(e, RecapSent)) == BOTH
    assert mails(tmp_path) == sorted(
        f"recap-{session}-{person}_localhost.eml" for session in sessions for person in BOTH
    )


def ask(child: subprocess.Popen[str], line: str) -> str:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(line + "\n")
    child.stdin.flush()
    return child.stdout.readline().strip()
