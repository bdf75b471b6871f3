"""The gateway process: web, conductors, store and jobs. `python -m binome.app.gateway`.

Started and restarted by the supervisor, which hands over the listening socket (`--fd`) so that
browsers that connect while we restart wait instead of failing, and a pipe (`--ready-fd`) to say
when we serve. Alone, it listens by its own settings.
"""

import argparse
import asyncio
import os
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from binome.app import http_protocol, logging
from binome.app.clock import SystemClock
from binome.app.exports import exporter
from binome.app.media_link import MediaLink
from binome.app.rehearsal_launch import launcher
from binome.app.understanding_link import UnderstandingLink
from binome.config import Settings
from binome.errors import BinomeError
from binome.mail.compose import composer
from binome.mail.post import post_for
from binome.service.conductors import Conductors
from binome.service.parts import Parts
from binome.store import jobs, opening
from binome.web.door import Door
from binome.web.server import application
from binome.wire.media import PeerState, SlotsChanged

log = structlog.get_logger()


class Gateway:
    """Everything behind the web of one process, put together once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._door: Door | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Door]:
        """Open store, jobs, links and conductors while the block runs."""
        settings, clock = self.settings, SystemClock()
        settings.run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.run_dir.chmod(0o700)
        async with opening.opened(settings.database) as store, asyncio.TaskGroup() as tasks:
            relay = MediaLink(
                settings.run_dir,
                on_change=lambda message: conductors.media_changed(message),
                on_relay=lambda state: conductors.relay_changed(state),
            )
            understanding = UnderstandingLink(
                settings.run_dir,
                hearers=lambda: conductors,
                on_back=lambda since: tasks.create_task(conductors.worker_back(since)),
                monotonic=clock.monotonic,
            )
            relayed_jobs = LateJobs()
            conductors = Conductors(
                Parts(
                    log=store.event_log,
                    sessions=store.sessions,
                    relay=relay,
                    understanding=understanding,
                    jobs=relayed_jobs,
                    clock=clock,
                    new_id=lambda: uuid.uuid4().hex[:12],
                    room_size=settings.room_size,
                    demo_model=settings.speech_model == "demo",
                )
            )
            async with (
                conductors.running(),
                jobs.running(
                    settings,
                    store.event_log,
                    store.sessions,
                    post_for(settings),
                    conductors.note,
                    composer(settings),
                ) as running_jobs,
            ):
                relayed_jobs.become(running_jobs)
                links = [tasks.create_task(relay.run()), tasks.create_task(understanding.run())]
                await conductors.recover()
                launch = launcher(settings, conductors.parts, tasks)
                try:
                    yield Door(
                        settings,
                        conductors,
                        exporter(settings.speech_model == "demo"),
                        launch if settings.mode == "development" else None,
                    )
                finally:
                    conductors.send_off()
                    for link in links:
                        link.cancel()
                    launch.stop()
