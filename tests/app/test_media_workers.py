"""Several media workers behind one relay, on real Unix sockets, the workers played by the test."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from binome.app.media_workers import MediaWorkers
from binome.service.audience import RelayState
from binome.wire import media
from tests.app.test_links import Worker, worker_at

pytestmark = pytest.mark.anyio


EVERYBODY = ["everybody"]


class Told:
    """What the relay told, and a way to wait for it."""

    def __init__(self) -> None:
        self.states: asyncio.Queue[tuple[str, list[str]]] = asyncio.Queue()

    def relay(self, state: RelayState, rooms: Collection[str] | None) -> None:
        self.states.put_nowait((state.state, EVERYBODY if rooms is None else sorted(rooms)))

    async def next(self) -> tuple[str, list[str]]:
        async with asyncio.timeout(5):
            return await self.states.get()


def paths(folder: Path) -> list[Path]:
    return [folder / "media.sock", folder / "media-2.sock"]


@asynccontextmanager
async def relay(folder: Path) -> AsyncIterator[tuple[MediaWorkers, Told]]:
    told = Told()
    made = MediaWorkers(
        paths(folder), folder / "rooms.json", on_change=lambda message: None, on_relay=told.relay
    )
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(made.run())
        yield made, told
        running.cancel()


@asynccontextmanager
async def two_workers(
    folder: Path,
) -> AsyncIterator[tuple[MediaWorkers, Told, list[Worker]]]:
    one, two = paths(folder)
    async with worker_at(one) as first, worker_at(two) as second, relay(folder) as (made, told):
        assert await told.next() == ("back", EVERYBODY)
        assert await told.next() == ("back", [])
        yield made, told, [first, second]


async def enter(workers: MediaWorkers, worker: Worker, room: str, who: str) -> None:
    """Let somebody join through this worker, which answers."""
    async with asyncio.TaskGroup() as tasks:
        joining = tasks.create_task(workers.join(room, who, "offer", publishes=True))
        asked = await worker.hear()
        assert (asked["type"], asked["room"]) == ("join", room)
        worker.say(media.Answer(asked["request"], "answer"))
    assert joining.result() == "answer"


async def opened(worker: Worker) -> Any:
    heard = await worker.hear()
    assert heard["type"] == "open_room"
    return heard["room"]


async def test_a_room_goes_to_the_worker_with_the_fewest_people(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as (workers, _, (first, second)):
        await workers.open_room("a", 0.0, 2)
        assert await opened(first) == "a"
        await enter(workers, first, "a", "mentor")
        await workers.open_room("b", 0.0, 2)
        assert await opened(second) == "b"
        for who in ("mentor", "mentee"):
            await enter(workers, second, "b", who)
        await workers.open_room("c", 0.0, 2)
        assert await opened(first) == "c"


async def test_the_rooms_of_a_worker_that_dies_go_on_in_another_one(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as (workers, told, (first, second)):
        await workers.open_room("a", 7.5, 2)
        assert await opened(first) == "a"
        await workers.open_room("b", 0.0, 2)
        assert await opened(second) == "b"
        await workers.listen("a", "mentor", True)
        assert (await first.hear())["type"] == "listen"
        await first.die()
        assert await told.next() == ("down", ["a"])
        assert await told.next() == ("back", ["a"])
        assert await second.hear() == {
            "type": "open_room", "room": "a", "origin": 7.5, "size": 2,
        }  # fmt: skip
        assert (await second.hear())["participant"] == "mentor"
        await enter(workers, second, "a", "mentor")
        assert await told.next() == ("back", [])
        assert await first.hear() == {"type": "close_room", "room": "a"}


async def test_without_another_worker_the_rooms_wait_for_theirs(tmp_path: Path) -> None:
    one, _ = paths(tmp_path)
    async with worker_at(one) as only, relay(tmp_path) as (workers, told):
        assert await told.next() == ("back", EVERYBODY)
        await workers.open_room("a", 0.0, 2)
        assert await opened(only) == "a"
        await only.die()
        assert await told.next() == ("down", EVERYBODY)
        assert await told.next() == ("back", EVERYBODY)
        assert await opened(only) == "a"


async def test_a_gateway_that_is_started_again_finds_each_room_where_it_is(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as (workers, _, (first, second)):
        await workers.open_room("a", 0.0, 2)
        await workers.open_room("b", 0.0, 2)
        assert await opened(first) == "a"
        assert await opened(second) == "b"
    async with two_workers(tmp_path) as (workers, _, (_, second)):
        await workers.open_room("b", 0.0, 2)
        assert await opened(second) == "b"
        await workers.close_room("b")
    async with two_workers(tmp_path) as (workers, _, (first, _)):
        await workers.open_room("b", 0.0, 2)
        assert await opened(first) == "b"


@pytest.mark.parametrize("spoilt", ["", "[]", '{"a": 9, "b": "x"}', "\x00"])
async def test_a_spoilt_note_of_the_rooms_is_no_obstacle(tmp_path: Path, spoilt: str) -> None:
    (tmp_path / "rooms.json").write_text(spoilt)
    async with two_workers(tmp_path) as (workers, _, (first, _)):
        await workers.open_room("a", 0.0, 2)
        assert await opened(first) == "a"
