"""Which sessions are of one pair, and memos that only their authors can ask for."""

from dataclasses import replace
from pathlib import Path

import pytest

from binome.domain.events import RecapReopened, RecapSent
from binome.errors import BadInput
from binome.store.opening import Store, opened
from tests.helpers.pair import closed, seats, session_record
from tests.helpers.pair import opened as session_opened

pytestmark = pytest.mark.anyio
NOW = "2026-11-23T15:00:00.000Z"


async def plan(store: Store, session: str, pair: str, opened_at: str | None = None) -> None:
    await store.sessions.create(replace(session_record(session), pair=pair), seats(session))
    if opened_at is not None:
        await store.sessions.mark_opened(session, opened_at)


async def test_a_pair_is_known_by_both_addresses_in_their_roles(store: Store) -> None:
    await plan(store, "s1", "p1")
    await plan(store, "alone", "")
    pair_of = store.sessions.pair_of
    assert await pair_of("Mentor@EXAMPLE.org", "mentee@example.org") == "p1"
    assert await pair_of("mentee@example.org", "mentor@example.org") is None
    assert await pair_of("mentor@example.org", "somebody@example.org") is None
    assert (await store.sessions.get("s1")).pair == "p1"


async def test_a_session_follows_the_one_of_its_pair_that_opened_last(store: Store) -> None:
    await plan(store, "s1", "p1", "2026-11-01T15:00:00Z")
    await plan(store, "s2", "p1", "2026-11-08T15:00:00Z")
    await plan(store, "s3", "p1")
    await plan(store, "s4", "p1")
    await plan(store, "other", "p2", "2026-11-20T15:00:00Z")
    await plan(store, "alone", "", "2026-11-21T15:00:00Z")
    await plan(store, "alone2", "")
    last = [await store.sessions.last_of_pair(s) for s in ("s4", "other", "alone2", "s1")]
    assert last == ["s2", None, None, "s2"]


async def test_a_memo_comes_back_to_its_author_alone_and_from_the_same_pair(store: Store) -> None:
    await plan(store, "s1", "p1", "2026-11-01T15:00:00Z")
    await plan(store, "s2", "p1")
    await plan(store, "s9", "")
    memos = store.memos
    await memos.write("s1", "mentor", "avant", NOW)
    await memos.write("s1", "mentor", "deux filles", NOW)
    await memos.write("s9", "mentor", "autre", NOW)
    assert (await memos.read("s1", "mentor")).text == "deux filles"
    assert await memos.read("s1", "mentee") is None
    assert [one.text for one in await memos.earlier("s2", "mentor")] == ["deux filles"]
    assert await memos.earlier("s2", "mentee") == []
    assert await memos.earlier("s9", "mentor") == []
    with pytest.raises(BadInput, match="no session"):
        await memos.write("nowhere", "mentor", "x", NOW)


async def test_a_memo_leaves_nothing_on_the_disk_when_it_or_its_session_goes(
    database_url: str, tmp_path: Path
) -> None:
    def on_disk(text: str) -> bool:
        return any(text.encode() in file.read_bytes() for file in tmp_path.iterdir())

    async with opened(database_url) as store:
        for session in ("s1", "s2", "s3"):
            await plan(store, session, "p1")
            await store.memos.write(session, "mentor", f"CANARI-{session}", NOW)
            assert on_disk(f"CANARI-{session}")
        await store.memos.write("s1", "mentor", "", NOW)
        await store.memos.write("s2", "mentor", "tout autre chose", NOW)
        await store.event_log.forget_session("s3")
        assert not on_disk("CANARI")
        assert await store.memos.read("s3", "mentor") is None


async def test_a_corrected_recap_is_owed_again_whatever_was_sent_of_the_one_before(
    store: Store,
) -> None:
    await plan(store, "s1", "p1")
    log, owing = store.event_log, store.sessions.closed_without_recap
    sent = [RecapSent(3700.0, person, "<m>", 1) for person in ("mentor", "mentee")]
    await log.append("s1", [session_opened(), closed(), *sent])
    assert await owing() == []
    await log.append("s1", [RecapReopened(3800.0, "mentor", 2)])
    assert await owing() == ["s1"]
    await log.append("s1", [RecapSent(3900.0, "mentor", "<m>", 2)])
    await log.append("s1", [RecapSent(3900.0, "mentee", "<m>", 1)])  # a late one of version 1
    assert await owing() == ["s1"]
    await log.append("s1", [RecapSent(3900.0, "mentee", "<m>", 2)])
    assert await owing() == []
