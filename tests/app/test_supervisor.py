"""The supervisor with tiny children: what dies comes back, the others stay, all end together."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from binome.app.supervisor import Program, Supervisor
from tests.helpers.children import running_child

pytestmark = pytest.mark.anyio

SLEEPER = "import time; time.sleep(600)"
READY = (
    "import os, sys, time; fd = int(sys.argv[sys.argv.index('--ready-fd') + 1]);"
    " os.write(fd, b'1'); time.sleep(600)"
)


def program(name: str, code: str = SLEEPER, *, says_ready: bool = False) -> Program:
    return Program(name, (sys.executable, "-S", "-c", code), says_ready=says_ready)


@asynccontextmanager
async def supervised(supervisor: Supervisor, names: set[str]) -> AsyncIterator[None]:
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(supervisor.run())
        await until(supervisor, lambda: set(supervisor.pids) == names)
        yield
        supervisor.stop()
        await running


async def until(supervisor: Supervisor, condition: object) -> None:
    assert callable(condition)
    async with supervisor.started:
        await supervisor.started.wait_for(condition)


async def test_a_child_that_is_killed_comes_back_and_the_others_keep_running() -> None:
    names = {"gateway", "media", "understanding"}
    supervisor = Supervisor([program(name) for name in sorted(names)], os.environ)
    async with supervised(supervisor, names):
        for name in sorted(names):
            before = dict(supervisor.pids)
            os.kill(before[name], signal.SIGKILL)
            await until(supervisor, lambda n=name, b=before: supervisor.pids.get(n, b[n]) != b[n])
            others = names - {name}
            assert {o: supervisor.pids[o] for o in others} == {o: before[o] for o in others}
        last = dict(supervisor.pids)
    assert not any(is_alive(pid) for pid in last.values())


async def test_readiness_is_told_when_the_child_says_so_and_again_after_a_restart() -> None:
    told = asyncio.Semaphore(0)
    supervisor = Supervisor([program("gateway", READY, says_ready=True)], os.environ, told.release)
    async with supervised(supervisor, {"gateway"}):
        await told.acquire()
        os.kill(supervisor.pids["gateway"], signal.SIGKILL)
        await told.acquire()


async def test_a_child_that_ends_before_it_is_ready_is_started_again() -> None:
    supervisor = Supervisor(
        [program("gateway", "raise SystemExit(3)", says_ready=True)], os.environ
    )
    starts = 0

    def three_starts() -> bool:
        nonlocal starts
        starts += 1
        return starts > 3

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(supervisor.run())
        await until(supervisor, three_starts)
        supervisor.stop()
        await running


async def test_a_child_deaf_to_sigterm_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binome.app.supervisor.END_WITHIN", 0.2)
    deaf = (
        "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        " os.write(int(sys.argv[-1]), b'1'); time.sleep(600)"
    )
    ready = asyncio.Event()
    supervisor = Supervisor([program("deaf", deaf, says_ready=True)], os.environ, ready.set)
    async with supervised(supervisor, {"deaf"}):
        await ready.wait()
        pid = supervisor.pids["deaf"]
    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's parent-death signal")
async def test_children_die_with_a_supervisor_that_was_killed() -> None:
    code = f"""
import asyncio, os, sys
from binome.app.supervisor import Program, Supervisor
async def main():
    s = Supervisor([Program("a", (sys.executable, "-S", "-c", {SLEEPER!r}))], os.environ)
    async def tell():
        async with s.started:
            await s.started.wait_for(lambda: s.pids)
        print(s.pids["a"], flush=True)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(s.run()); tasks.create_task(tell())
asyncio.run(main())
"""
    with running_child(code) as child:
        assert child.stdout is not None
        pid = int(child.stdout.readline())
        assert is_alive(pid)
        child.kill()
        child.wait()
        async with asyncio.timeout(5):
            while is_alive(pid):  # noqa: ASYNC110 - another process's end has no event here
                await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
