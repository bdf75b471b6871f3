"""The understanding worker's process: `python -m binome.app.understanding`, under the supervisor.

Settings come from the environment. It ends cleanly on SIGTERM or SIGINT, and by itself when its
parent has died; killed and started again it goes on as soon as its peers have told it what to do.
"""

import asyncio
import os
import resource
import signal
import sys

import structlog

from binome.app import logging
from binome.app.hearing import Understanding
from binome.config import Settings

log = structlog.get_logger(__name__)


async def _until_orphaned(parent: int) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells that a parent died
        await asyncio.sleep(1.0)
    log.warning("parent_died")


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as tasks:
        working = [
            tasks.create_task(Understanding(settings).serve()),
            tasks.create_task(_until_orphaned(os.getppid())),
            tasks.create_task(stop.wait()),
        ]
        await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
        for task in working:
            task.cancel()


def main() -> int:
    """Run the understanding worker; returns the exit status."""
    logging.configure("understanding")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    status = 0
    try:
        asyncio.run(_run(Settings()))
    except* OSError as problems:
        log.error("understanding_worker_failed", problem=_first(problems))
        status = 1
    return status


def _first(problem: BaseException) -> str:
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return str(problem)


if __name__ == "__main__":
    sys.exit(main())
