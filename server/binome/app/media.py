"""The media worker's process: `python -m binome.app.media`, spawned by the supervisor.

Settings come from the environment. It ends cleanly on SIGTERM or SIGINT, and by itself when its
parent has died. Nothing heavy may be imported here: one busy Python thread beside the packet path
turns milliseconds into a tenth of a second (a test watches over it).
"""

import argparse
import asyncio
import gc
import ipaddress
import os
import resource
import signal
import sys

import structlog
from aioice.ice import get_host_addresses

from binome.app.logging import configure
from binome.config import Settings
from binome.errors import BadInput
from binome.relay.worker import Place, serve

log = structlog.get_logger(__name__)

_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - only compared with
_LOOPBACK = "127.0.0.1"
PARENT_EVERY = 1.0
"""Seconds between two looks whether the parent lives."""


def advertised(settings: Settings) -> tuple[str, ...]:
    """Return the addresses to put into answers: set ones, else what this machine has.

    Raises `BadInput` for a set one that is not an IP address.
    """
    if settings.media_addresses:
        return tuple(_checked(address) for address in settings.media_addresses)
    if settings.media_host not in _EVERYWHERE:
        return (_checked(settings.media_host),)
    both = settings.media_host == "::"
    own = [a for a in get_host_addresses(use_ipv4=True, use_ipv6=both) if a != _LOOPBACK]
    return (*own, _LOOPBACK)


def _checked(address: str) -> str:
    """Browsers only take numeric addresses from an answer."""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError as problem:
        raise BadInput(f"media address “{address}” is not an IP address") from problem


async def _until_orphaned(parent: int) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells that a parent died
        await asyncio.sleep(PARENT_EVERY)
    log.warning("parent_died")


async def _run(settings: Settings, number: int) -> None:
    place = Place(
        control=settings.media_socket(number),
        audio=settings.run_dir / "audio.sock",
        host=settings.media_host,
        port=settings.media_ports[number],
        addresses=advertised(settings),
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(serve(place))
        orphaned = tasks.create_task(_until_orphaned(os.getppid()))
        stopping = tasks.create_task(stop.wait())
        await asyncio.wait((serving, orphaned, stopping), return_when=asyncio.FIRST_COMPLETED)
        for task in (serving, orphaned, stopping):
            task.cancel()


def main() -> int:
    """Run the media worker; returns the exit status."""
    options = argparse.ArgumentParser(prog="python -m binome.app.media")
    options.add_argument("--number", type=int, default=0, help="which media worker, from 0")
    number: int = options.parse_args().number
    configure("media")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    settings = Settings()
    gc.freeze()
    status = 0
    try:
        asyncio.run(_run(settings, number))
    except* OSError as problems:
        log.error("media_worker_failed", problem=_first(problems))
        status = 1
    except* BadInput as problems:
        log.error("media_worker_refused", problem=_first(problems))
        status = 2
    return status


def _first(problem: BaseException) -> str:
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return str(problem)


if __name__ == "__main__":
    sys.exit(main())
