"""The gateway process: web, conductors, store and jobs. `python -m binome.app.gateway`.

Started and restarted by the supervisor, which hands over the listening socket (`--fd`) so that
browsers that connect while we restart wait instead of failing, and a pipe (`--ready-fd`) to hear
when we serve. Alone, it listens by its own settings.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import signal
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from binome import resources
from binome.app import logging
from binome.app.clock import SystemClock
from binome.app.exports import exporter
from binome.app.http_protocol import PromptProtocol
from binome.app.late_jobs import LateJobs
from binome.app.listening import listen
from binome.app.media_workers import MediaWorkers
from binome.app.rehearsal_launch import RehearsalLaunch
from binome.app.tls import Renewal
from binome.app.understanding_link import UnderstandingLink
from binome.config import Settings
from binome.errors import BinomeError
from binome.mail.compose import composer
from binome.mail.post import post_for
from binome.service.conductors import Conductors
from binome.service.parts import Parts
from binome.service.retention import Retention, Terms
from binome.store import jobs, opening
from binome.web.door import Door
from binome.web.server import application

LARGEST_WIRE_FRAME = 256 * 1024
"""Bytes; between 64 KiB and this a client is told goodbye in words, above it is cut off (1009)."""
WORKER_WITHIN = 1.0
"""Seconds we wait at our start to meet the understanding worker, if it lives."""

log = structlog.get_logger()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Door]:
    """Open store, conductors, jobs and links to the workers while the block runs."""
    clock, later = SystemClock(), LateJobs()
    await asyncio.to_thread(_make_run_dir, settings)

    def worker_back(since: float) -> None:
        tasks.create_task(conductors.worker_back(since))

    async with (
        opening.opened(settings.database, settings.data_dir) as store,
        asyncio.TaskGroup() as tasks,
    ):
        relay = MediaWorkers(
            [settings.media_socket(number) for number in range(settings.media_workers)],
            settings.run_dir / "media-rooms.json",
            on_change=lambda message: conductors.media_changed(message),
            on_relay=lambda state, rooms: conductors.relay_changed(state, rooms),
        )
        understanding = UnderstandingLink(
            settings.run_dir,
            hearers=lambda: conductors,
            on_back=worker_back,
            monotonic=clock.monotonic,
        )
        parts = Parts(
            log=store.event_log,
            sessions=store.sessions,
            mirrors=store.mirrors,
            relay=relay,
            understanding=understanding,
            jobs=later,
            clock=clock,
            new_id=lambda: uuid.uuid4().hex[:12],
            room_size=settings.room_size,
            demo_model=resources.is_demo(settings.speech_model),
        )
        conductors = Conductors(parts)
        launch = RehearsalLaunch(settings, parts, tasks)
        recap_page = f"{settings.base_url}/recap#"
        post = post_for(settings)
        compose = composer(settings, lambda *seat: recap_page + store.sessions.letter_token(*seat))
        async with (
            conductors.running(),
            jobs.running(
                settings,
                parts.log,
                parts.sessions,
                post,
                conductors.note,
                conductors.seal,
                compose,
            ) as durable,
        ):
            later.become(durable)
            links = [tasks.create_task(link.run()) for link in (relay, understanding)]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WORKER_WITHIN):
                    await understanding.connected.wait()
            await conductors.recover()
            terms = Terms(
                settings.transcript_days,
                settings.figures_days,
                settings.session_days,
                settings.audit_days,
            )
            retention = Retention(
                store.event_log, store.sessions, store.audit, clock, terms, conductors.reread
            )
            keeper = tasks.create_task(retention.run())
            try:
                yield Door(
                    settings,
                    conductors,
                    exporter(parts.demo_model, settings.base_url),
                    store.audit,
                    store.memos,
                    store.sessions.letter_token,
                    launch if settings.mode == "development" else None,
                )
            finally:
                launch.stop()
                keeper.cancel()
                for link in links:
                    link.cancel()


def _make_run_dir(settings: Settings) -> None:
    """Make the folder of the sockets, for this user only."""
    settings.run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.run_dir.chmod(0o700)


class Server(uvicorn.Server):
    """uvicorn, ended by `should_exit` only: signals are ours, so that all closes in order."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn serves the application."""
    return uvicorn.Config(
        app,
        http=PromptProtocol,
        ws="websockets-sansio",
        ws_max_size=LARGEST_WIRE_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=10.0,
        ws_ping_timeout=20.0,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=32 * 1024,
        limit_concurrency=1000,
        backlog=256,
        lifespan="off",
        access_log=False,
        server_header=False,
        date_header=False,
        log_config=None,
        proxy_headers=False,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )


@asynccontextmanager
async def _certificate_kept_fresh(
    config: uvicorn.Config, settings: Settings
) -> AsyncIterator[None]:
    if config.ssl is None or settings.tls_certificate is None or settings.tls_key is None:
        yield
        return
    async with asyncio.TaskGroup() as tasks:
        renewal = Renewal(config.ssl, settings.tls_certificate, settings.tls_key)
        watching = tasks.create_task(renewal.run())
        try:
            yield
        finally:
            watching.cancel()


async def serve(settings: Settings, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT."""
    async with opened(settings) as door:
        config = configured(application(door), settings)
        config.load()
        server = Server(config, on_ready)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, setattr, server, "should_exit", True)
        async with _certificate_kept_fresh(config, settings):
            await server.serve(sockets=[listener])
        log.info("ending")


def main() -> int:
    """Run the gateway as a process of its own; returns the exit status."""
    options = argparse.ArgumentParser(prog="python -m binome.app.gateway")
    options.add_argument("--fd", type=int, help="inherited listening socket")
    options.add_argument("--ready-fd", type=int, help="inherited pipe: one byte when serving")
    given = options.parse_args()
    logging.configure("gateway")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def ready() -> None:
        log.info("serving")
        if given.ready_fd is not None:
            with contextlib.suppress(OSError):
                os.write(given.ready_fd, b"1")
                os.close(given.ready_fd)

    try:
        settings = Settings()
        if given.fd is None:
            listener = listen(settings.host, settings.port)
        else:
            listener = socket.socket(fileno=given.fd)
        asyncio.run(serve(settings, listener, ready))
    except* (BinomeError, OSError) as problems:
        log.error("gateway failed", why=str(_first(problems)))
        return_status = 1
    else:
        return_status = 0
    return return_status


def _first(problem: BaseException) -> BaseException:
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return problem


if __name__ == "__main__":
    sys.exit(main())
