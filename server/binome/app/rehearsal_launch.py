"""The rehearsal button: a session of two synthetic people, with a seat to watch it from.

Driven by `POST /api/rehearsal` in development mode. The two people are a process of their own
(`binome rehearse`) that comes in through the public protocol like any browser.
"""

import asyncio
import json
import os
import sys
from typing import Any

import structlog

from binome import resources
from binome.app import children
from binome.config import Settings
from binome.domain.values import Language
from binome.errors import Unavailable
from binome.service.parts import Parts
from binome.web.sessions import NewItem, NewPerson, NewSession, prepare

MOST_AT_ONCE = 2
"""Rehearsals under way together: each takes about one processor core."""

log = structlog.get_logger()


class RehearsalLaunch:
    """Starts rehearsals; call it with a language to get the observer's address."""

    def __init__(self, settings: Settings, parts: Parts, tasks: asyncio.TaskGroup) -> None:
        self._settings = settings
        self._parts = parts
        self._tasks = tasks
        self._running: set[asyncio.Task[None]] = set()

    async def __call__(self, language: Language) -> str:
        """Make the session, start its two people, return where to watch."""
        if len(self._running) >= MOST_AT_ONCE:
            raise Unavailable("two rehearsals are under way already: watch one of them")
        made = prepare(_session(language), self._settings, self._parts.clock.utc())
        await self._parts.sessions.create(made.record, made.seats)
        tokens = {role: made.token_of(role) for role in ("mentor", "mentee")}
        task = self._tasks.create_task(self._play(language, tokens))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return f"{self._settings.base_url}/s#{made.token_of('observer')}"

    def stop(self) -> None:
        """End the rehearsals under way."""
        for task in self._running:
            task.cancel()

    async def _play(self, language: Language, tokens: dict[str, str]) -> None:
        command = [
            *(sys.executable, "-m", "binome", "rehearse", "--language", language),
            *("--server", f"http://localhost:{self._settings.port}"),
            *("--links", json.dumps(tokens)),
        ]
        # It outlives a gateway that is killed, as people's browsers do; it ends by itself.
        child = await children.spawn(command, os.environ, discards_output=True, dies_with_us=False)
        try:
            status = await child.wait()
            log.info("rehearsal over", status=status)
        finally:
            await children.end(child, within=3.0)


def _session(language: Language) -> NewSession:
    """Return the bundled script's session; each item's box is the time the script spends on it."""
    page = json.loads((resources.model("rehearsal") / f"{language}.json").read_text("utf-8"))
    people = {
        person["role"]: NewPerson(person["name"], f"{person['id']}@rehearsal.example", language)
        for person in page["participants"]
    }
    return NewSession(
        language=language,
        timezone="Europe/Paris",
        mentor=people["mentor"],
        mentee=people["mentee"],
        title=page["title"],
        agenda=_agenda(page["agenda"], page["turns"]),
        rehearsal=True,
    )


def _agenda(points: list[dict[str, Any]], turns: list[dict[str, Any]]) -> list[NewItem]:
    starts = {turn["item"]: turn["start"] for turn in reversed(turns)}
    reached = [point for point in points if point["id"] in starts]
    ends = [*(starts[point["id"]] for point in reached[1:]), turns[-1]["end"]]
    return [
        NewItem(point["title"], max(1.0, end - starts[point["id"]]) / 60, point["id"])
        for point, end in zip(reached, ends, strict=True)
    ]
