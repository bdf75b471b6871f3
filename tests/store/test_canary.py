"""Erased words are nowhere: database, its log, outbox, jobs, server logs; read byte by byte."""

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog

from binome.app.exports import exporter
from binome.config import Settings
from binome.domain import commands as c
from binome.domain.events import Event, RecapSent
from binome.domain.values import Word
from binome.mail.compose import composer
from binome.mail.outbox import FileOutbox
from binome.service.conductors import Conductors
from binome.store.jobs import running
from binome.store.opening import opened
from binome.wire.understanding import Revised
from tests.helpers.pair import CLAIRE, KARIM, seats, session_record
from tests.helpers.playbook import action, minutes
from tests.helpers.service import ManualClock, ScriptedUnderstanding, parts_of, words

pytestmark = pytest.mark.anyio
CANARY = "CANARI-EGLANTIER-7719"
KEPT = "MARQUE-CONSERVEE-3308"


async def test_of_the_last_two_minutes_no_byte_is_left_anywhere(tmp_path: Path) -> None:
    logged = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(logged))
    settings, clock = Settings(data_dir=tmp_path, recap_delay=1e6), ManualClock()
    try:
        async with opened(settings.database, tmp_path) as store:
            parts = parts_of(store.event_log, store.sessions, clock)  # type: ignore[arg-type]
            reader = parts.understanding
            assert isinstance(reader, ScriptedUnderstanding)
            await store.sessions.create(session_record(), seats())
            async with Conductors(parts).running() as conductors:
                conductor = await conductors.get("s1")
                for person in (CLAIRE, KARIM):
                    await conductor.enter(person)
                    await conductor.do(person, c.GiveConsent("1"))
                conductor.hear(words("mentor", f"{KEPT} bonjour Karim", 1.0))
                clock.advance(300.0)
                reader.minutes = minutes(
                    [action("a1", f"Dire {CANARY}", "mentee", [2], quote=CANARY, span=(250, 252))]
                )
                conductor.hear(words("mentee", f"je dis {CANARY} et voilà", 250.0))
                await conductor.settled()
                await conductor.reading.read()
                await conductor.do(CLAIRE, c.CorrectCommitment("a1", f"Taire {CANARY}", "mentee"))
                assert CANARY.encode() in everything_in(tmp_path)  # or the scan proves nothing
                await conductor.do(KARIM, c.EraseLast(120.0))
                await conductor.settled()
                assert CANARY.encode() not in everything_in(tmp_path)
                reader.minutes = minutes()
                await conductor.do(CLAIRE, c.HangUp())
                for person in (CLAIRE, KARIM):
                    await conductor.do(person, c.ApproveRecap())
                both_mailed = asyncio.Event()

                async def stored() -> list[Event]:
                    return [one.event for one in await store.event_log.read("s1")]

                async def noted(session: str, events: Sequence[Event]) -> None:
                    await conductors.note(session, events)
                    sent = [one for one in await stored() if isinstance(one, RecapSent)]
                    if len(sent) == 2:
                        both_mailed.set()

                post, compose = FileOutbox(settings.outbox), composer(settings)
                async with running(
                    settings,
                    store.event_log,
                    store.sessions,
                    post,
                    noted,
                    conductors.seal,
                    compose,
                ) as jobs:
                    await jobs.recap_approved("s1")
                    async with asyncio.timeout(60):
                        await both_mailed.wait()
                export = exporter(False, settings.base_url)
                record = await store.sessions.get("s1")
                for format in ("json", "md", "pdf"):
                    file = export(record, await stored(), format, "fr", "mentor")  # type: ignore[arg-type]
                    assert CANARY.encode() not in file.content
    finally:
        structlog.reset_defaults()
        left = everything_in(tmp_path) + logged.getvalue().encode()
    assert KEPT.encode() in left
    assert len(list(settings.outbox.iterdir())) == 2
    assert CANARY.encode() not in left
    assert b"CANARI" not in left


async def test_of_a_person_who_withdraws_no_byte_is_left_and_the_others_words_stay(
    tmp_path: Path,
) -> None:
    logged = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(logged))
    settings, clock = Settings(data_dir=tmp_path), ManualClock()
    try:
        async with opened(settings.database, tmp_path) as store:
            parts = parts_of(store.event_log, store.sessions, clock)  # type: ignore[arg-type]
            reader = parts.understanding
            assert isinstance(reader, ScriptedUnderstanding)
            await store.sessions.create(session_record(), seats())
            async with Conductors(parts).running() as conductors:
                conductor = await conductors.get("s1")
                for person in (CLAIRE, KARIM):
                    await conductor.enter(person)
                    await conductor.do(person, c.GiveConsent("1"))
                conductor.hear(words("mentor", f"{KEPT} bonjour Karim", 1.0))
                clock.advance(300.0)
                found = [
                    action("a1", f"Dire {CANARY}", "mentee", [2], quote=CANARY, span=(250, 252))
                ]
                reader.minutes = minutes(found)
                conductor.hear(words("mentee", f"je dis {CANARY} et voilà", 250.0))
                conductor.hear(
                    Revised("s1", "mentee", "mentee@250.0", (Word(CANARY, 250.0, 250.4),))
                )
                await conductor.settled()
                await conductor.reading.read()
                await conductor.do(KARIM, c.WriteMessage(f"voir {CANARY}"))
                await conductor.do(CLAIRE, c.CorrectCommitment("a1", f"Taire {CANARY}", "mentee"))
                assert CANARY.encode() in everything_in(tmp_path)  # or the scan proves nothing
                await conductor.do(KARIM, c.WithdrawConsent())
                await conductor.settled()
                assert CANARY.encode() not in everything_in(tmp_path)
                reader.minutes = minutes()
                await conductor.do(CLAIRE, c.HangUp())
                view = str(conductor.picture().view)
    finally:
        structlog.reset_defaults()
    left = everything_in(tmp_path) + logged.getvalue().encode() + view.encode()
    assert KEPT.encode() in left
    assert b"CANARI" not in left


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
