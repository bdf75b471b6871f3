"""The audit log: written with what it tells of, without content, and tampering shows."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from binome.domain.audit import FIRST_SEAL, Act, broken_at
from binome.domain.events import (
    CommitmentNoticed,
    ConsentGiven,
    ConsentWithdrawn,
    PassageErased,
    RecapSent,
)
from binome.errors import BadInput
from binome.store.engine import reading, writing
from binome.store.opening import Store
from binome.store.tables import AuditRow
from tests.helpers.pair import closed, ended_session, opened, said, seats, session_record

pytestmark = pytest.mark.anyio
CANARY = "CANARI-AUDIT-17"


async def acts(store: Store) -> list[Act]:
    return [entry.act for entry in await store.audit.read()]


async def a_story(store: Store) -> None:
    await store.sessions.create(session_record(), seats())
    await store.event_log.append("s1", [opened()])
    await store.event_log.append("s1", [ConsentGiven(1.0, "mentor", "2026-11-1-30d")])
    await store.event_log.append("s1", [said("mentor", CANARY, 2.0)])
    await store.event_log.append(
        "s1", [ConsentWithdrawn(9.0, "mentee"), PassageErased(9.0, 0.0, 9.0, "mentee", "mentee")]
    )
    await store.event_log.append("s1", [closed(), RecapSent(3601.0, "mentor", "<id@x>")])
    await store.audit.note(Act("s1", "mentee", "recap_exported", "json"))


async def test_decisions_about_data_are_noted_in_order(store: Store) -> None:
    await a_story(store)
    assert await acts(store) == [
        Act("s1", "", "session_opened"),
        Act("s1", "mentor", "consent_given", "2026-11-1-30d"),
        Act("s1", "mentee", "consent_withdrawn"),
        Act("s1", "mentee", "passage_erased"),
        Act("s1", "mentor", "session_closed"),
        Act("s1", "mentor", "recap_sent"),
        Act("s1", "mentee", "recap_exported", "json"),
    ]
    assert broken_at(await store.audit.read(), FIRST_SEAL) is None


async def test_no_content_gets_in(store: Store) -> None:
    await a_story(store)
    await store.event_log.append("s1", ended_session()[-2:])
    noticed = [e for e in ended_session() if isinstance(e, CommitmentNoticed)]
    await store.event_log.append("s1", noticed)
    async with reading(store.audit._engine) as connection:
        rows = str((await connection.execute(select(AuditRow.__table__))).all())
    for content in (CANARY, "Envoyer", "Claire", "Karim", "example.org"):
        assert content not in rows


async def test_an_event_that_is_not_stored_leaves_no_entry(store: Store) -> None:
    with pytest.raises(BadInput):
        await store.event_log.append("nowhere", [ConsentGiven(1.0, "mentor", "x")])
    assert await acts(store) == []


async def test_a_changed_or_missing_entry_shows(store: Store) -> None:
    await a_story(store)
    async with writing(store.audit._engine) as connection:
        await connection.execute(
            update(AuditRow).where(AuditRow.number == 3).values(participant="mentor")
        )
    assert broken_at(await store.audit.read(), FIRST_SEAL) == 3
    async with writing(store.audit._engine) as connection:
        await connection.execute(delete(AuditRow).where(AuditRow.number == 3))
    assert broken_at(await store.audit.read(), FIRST_SEAL) == 4


async def test_old_entries_are_cut_off_and_the_chain_goes_on(store: Store) -> None:
    await a_story(store)
    await store.audit.forget_before("2126-01-01T00:00:00Z")
    await store.audit.note(Act("s1", "", "transcript_deleted"))
    entries = await store.audit.read()
    assert [entry.number for entry in entries] == [7, 8]
    assert broken_at(entries) is None
    forged = [entries[0], replace(entries[1], act=Act("s2", "", "transcript_deleted"))]
    assert broken_at(forged) == 8
