"""The links to the workers over real Unix sockets, with a worker played by the test."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from binome.app.media_link import MediaLink
from binome.app.understanding_link import UnderstandingLink
from binome.domain.values import Word
from binome.errors import BadInput, Unavailable
from binome.service.audience import RelayState
from binome.wire import codec, frames, media
from binome.wire import understanding as wire

pytestmark = pytest.mark.anyio


class Worker:
    """A worker that says what the test says, one connection at a time."""

    def __init__(self) -> None:
        self._news = asyncio.Condition()
        self.ends: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._news:
            self.ends.append((reader, writer))
            self._news.notify_all()

    async def connected(self) -> None:
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self.ends)

    async def hear(self) -> dict[str, Any]:
        await self.connected()
        async with asyncio.timeout(5):
            header, _ = await frames.read(self.ends[-1][0])
        return header

    def say(self, message: Any) -> None:
        self.ends[-1][1].write(frames.pack(codec.to_json(message)))

    def say_bytes(self, raw: bytes) -> None:
        self.ends[-1][1].write(raw)

    async def die(self) -> None:
        _, writer = self.ends.pop()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def worker_at(path: Path) -> AsyncIterator[Worker]:
    worker = Worker()
    server = await asyncio.start_unix_server(worker.attend, str(path))
    try:
        yield worker
    finally:
        while worker.ends:
            await worker.die()
        server.close()


class Told:
    """Everything a link told, and a way to wait for it."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Any] = asyncio.Queue()
        self.heard = self.engine_changed = self.messages.put_nowait

    def worker_gone(self) -> None:
        self.messages.put_nowait("gone")

    async def next(self) -> Any:
        async with asyncio.timeout(5):
            return await self.messages.get()


@asynccontextmanager
async def media_link(folder: Path) -> AsyncIterator[tuple[MediaLink, Told]]:
    told = Told()
    put = told.messages.put_nowait
    link = MediaLink(folder / "media.sock", on_change=put, on_relay=put)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(link.run())
        yield link, told
        running.cancel()


@asynccontextmanager
async def understanding_link(folder: Path) -> AsyncIterator[tuple[UnderstandingLink, Told]]:
    told = Told()
    link = UnderstandingLink(
        folder,
        hearers=lambda: told,
        on_back=lambda since: told.messages.put_nowait(("back", since)),
        monotonic=lambda: 77.0,
    )
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(link.run())
        yield link, told
        running.cancel()


async def test_a_media_worker_that_comes_back_is_told_everything_again(tmp_path: Path) -> None:
    async with media_link(tmp_path) as (link, told):
        await link.open_room("s1", 12.5, 2)
        await link.listen("s1", "mentor", True)
        await link.listen("s1", "mentee", True)
        await link.listen("s1", "mentee", False)
        async with worker_at(tmp_path / "media.sock") as worker:
            for _ in range(2):
                assert await told.next() == RelayState("back")
                assert (await worker.hear())["type"] == "open_room"
                listen = await worker.hear()
                assert (listen["type"], listen["participant"]) == ("listen", "mentor")
                await worker.die()
                assert await told.next() == RelayState("down")


async def test_offers_are_answered_refused_or_fail_with_the_worker(tmp_path: Path) -> None:
    async with media_link(tmp_path) as (link, told):
        with pytest.raises(Unavailable, match="restarting"):
            await link.join("s1", "mentor", "v=0", publishes=True)
        async with worker_at(tmp_path / "media.sock") as worker, asyncio.TaskGroup() as tasks:
            await told.next()
            answered = tasks.create_task(link.join("s1", "mentor", "v=0", publishes=True))
            join = await worker.hear()
            worker.say(media.Answer(join["request"], "v=0 answer"))
            assert await answered == "v=0 answer"

            async def refused() -> None:
                with pytest.raises(BadInput, match="not SDP"):
                    await link.join("s1", "mentor", "garbage", publishes=True)

            refusal = tasks.create_task(refused())
            join = await worker.hear()
            worker.say(media.Rejected(join["request"], "this is not SDP"))
            await refusal

            async def orphaned() -> None:
                with pytest.raises(Unavailable):
                    await link.join("s1", "mentor", "v=0", publishes=True)

            orphan = tasks.create_task(orphaned())
            await worker.hear()
            await worker.die()
            await orphan


async def test_what_the_media_worker_says_is_passed_on_and_nonsense_is_not(tmp_path: Path) -> None:
    async with worker_at(tmp_path / "media.sock") as worker, media_link(tmp_path) as (_, told):
        await told.next()
        await worker.connected()
        worker.say_bytes(frames.pack({"type": "nonsense"}))
        worker.say(media.PeerState("s1", "mentor", "connected"))
        assert await told.next() == media.PeerState("s1", "mentor", "connected")
        worker.say_bytes(b"\xff" * 64)
        assert await told.next() == RelayState("down")
        assert await told.next() == RelayState("back")


async def test_the_recogniser_is_told_whom_to_follow_again_and_reports_the_gap(
    tmp_path: Path,
) -> None:
    async with understanding_link(tmp_path) as (link, told):
        await link.follow("s1", 1.0, [("mentor", "fr")], ["Claire"], "configured")
        async with worker_at(tmp_path / "understanding.sock") as worker:
            await worker.connected()
            assert (await worker.hear())["people"] == [
                {"participant": "mentor", "language": "fr", "measured": False}
            ]
            words = wire.Words("s1", "mentor", "mentor@1", (Word("oui", 1.0, 1.2),), True)
            worker.say(words)
            assert await told.next() == words
            await worker.die()
            assert await told.next() == "gone"
            assert await told.next() == ("back", 77.0)
            assert (await worker.hear())["type"] == "follow"


async def test_dialogues_are_read_and_sessions_finished(tmp_path: Path) -> None:
    async with (
        worker_at(tmp_path / "understanding.sock") as worker,
        understanding_link(tmp_path) as (link, _),
        asyncio.TaskGroup() as tasks,
    ):
        await worker.connected()
        await link.follow("s1", 1.0, [("mentor", "fr")], [], "demo")
        await worker.hear()
        dialogue = {"schema": "binome.dialogue/1", "turns": [{"text": "long " * 20_000}]}
        reading = tasks.create_task(link.read_dialogue("s1", dialogue))
        asked = await worker.hear()
        assert asked["dialogue"] == dialogue
        worker.say(wire.DialogueRead("s1", asked["request"], {"actions": []}))
        assert await reading == {"actions": []}

        async def unreadable() -> None:
            with pytest.raises(Unavailable, match="no model"):
                await link.read_dialogue("s1", dialogue)

        failing = tasks.create_task(unreadable())
        asked = await worker.hear()
        worker.say(wire.DialogueRead("s1", asked["request"], None, "no model for this language"))
        await failing
        finishing = tasks.create_task(link.finish("s1"))
        assert (await worker.hear())["type"] == "finish"
        worker.say(wire.Finished("s1"))
        await finishing
        await link.finish("s1")  # nothing is left to finish


async def test_a_link_knows_whether_the_worker_outlived_its_predecessor(tmp_path: Path) -> None:
    async with worker_at(tmp_path / "understanding.sock"):
        lived = []
        for _ in range(2):
            async with understanding_link(tmp_path) as (link, _told):
                await link.connected.wait()
                lived.append(link.kept_listening)
        assert lived == [False, sys.platform == "linux"]
        (tmp_path / "understanding.life").write_text("another boot, another process")
        async with understanding_link(tmp_path) as (link, _told):
            await link.connected.wait()
            assert not link.kept_listening


async def test_a_worker_that_is_away_reads_nothing(tmp_path: Path) -> None:
    async with understanding_link(tmp_path) as (link, _):
        await link.forget("s1", 3.0)
        with pytest.raises(Unavailable):
            await link.read_dialogue("s1", {})
