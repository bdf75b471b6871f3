"""Choices and private figures in the database: each person's own, and gone when taken back."""

import struct
from pathlib import Path

import pytest

from binome.domain.mirror.sound import SoundWindow
from binome.errors import BadInput
from binome.store.opening import Store, opened
from tests.helpers.pair import opened as opening
from tests.helpers.pair import session_record

pytestmark = pytest.mark.anyio

NOW = "2026-11-24T15:00:00.000Z"
LOUD, QUIET = (
    SoundWindow(0.0, 31.25, -23.456789, 10.0, 14.0, 21.5),
    SoundWindow(60.0, 12.0, -31.0, None, None, None),
)


async def chosen_by_mentor(store: Store) -> None:
    await store.sessions.create(session_record(), [])
    await store.mirrors.choose("s1", "mentor", True, NOW)


def on_disk(folder: Path, window: SoundWindow) -> bool:
    """Whether the window's loudness is in any file of the database, as SQLite writes a number."""
    trace = struct.pack(">d", window.loudness)
    return any(trace in path.read_bytes() for path in folder.iterdir())


async def test_nobody_has_a_mirror_until_it_is_chosen(either_url: str) -> None:
    async with opened(either_url) as store:
        await store.sessions.create(session_record(), [])
        assert await store.mirrors.chosen("s1") == frozenset()
        await store.mirrors.choose("s1", "mentor", True, NOW)
        await store.mirrors.choose("s1", "mentor", True, NOW)
        assert await store.mirrors.chosen("s1") == {"mentor"}
        with pytest.raises(BadInput):
            await store.mirrors.choose("s0", "mentor", True, NOW)


async def test_sound_is_kept_for_whoever_chose_it_only(either_url: str) -> None:
    async with opened(either_url) as store:
        await chosen_by_mentor(store)
        for person in ("mentor", "mentee"):
            for window in (QUIET, LOUD, LOUD):
                await store.mirrors.keep("s1", person, window)
        assert await store.mirrors.sound_of("s1", "mentor") == [LOUD, QUIET]
        assert await store.mirrors.sound_of("s1", "mentee") == []


async def test_taking_the_choice_back_leaves_no_trace_of_the_sound(tmp_path: Path) -> None:
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/binome.sqlite") as store:
        await chosen_by_mentor(store)
        await store.mirrors.keep("s1", "mentor", LOUD)
        assert on_disk(tmp_path, LOUD)
        await store.mirrors.choose("s1", "mentor", False, NOW)
        assert await store.mirrors.chosen("s1") == frozenset()
        assert await store.mirrors.sound_of("s1", "mentor") == []
        assert not on_disk(tmp_path, LOUD)


async def test_an_erased_passage_takes_the_minutes_it_touches(either_url: str) -> None:
    async with opened(either_url) as store:
        await chosen_by_mentor(store)
        for window in (LOUD, QUIET):
            await store.mirrors.keep("s1", "mentor", window)
        await store.mirrors.erase_sound("s1", 70.0, 80.0, "mentee")
        assert await store.mirrors.sound_of("s1", "mentor") == [LOUD, QUIET]
        await store.mirrors.erase_sound("s1", 70.0, 80.0, None)
        assert await store.mirrors.sound_of("s1", "mentor") == [LOUD]


async def test_private_figures_go_with_the_figures_and_the_choice_with_the_session(
    either_url: str,
) -> None:
    async with opened(either_url) as store:
        await chosen_by_mentor(store)
        await store.event_log.append("s1", [opening()])
        await store.mirrors.keep("s1", "mentor", LOUD)
        await store.mirrors.note_travel("s1", "mentor", 0.5)
        await store.mirrors.note_travel("s1", "mentor", 0.04)
        assert await store.mirrors.travels("s1") == {"mentor": 0.04}
        await store.event_log.forget_figures("s1")
        assert await store.mirrors.sound_of("s1", "mentor") == []
        assert await store.mirrors.travels("s1") == {}
        assert await store.mirrors.chosen("s1") == {"mentor"}
        await store.event_log.forget_session("s1")
        assert await store.mirrors.chosen("s1") == frozenset()
        assert await store.sessions.get("s1") is None
