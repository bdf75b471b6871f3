"""Two hundred deaths: each life people do something, the gateway is killed, the disk is read.

speaking, committing, ticking, erasing   killed at a random instant while they do it
mailing                                  killed around the sending of a recap
purging                                  killed around the start, which deletes what is due
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field

from tests.bench.crash import deeds, remains
from tests.bench.crash.people import Acknowledged, Gone, invite, seated
from tests.bench.crash.victim import Victim
from tests.bench.crash.workers import Recogniser

DEEDS: dict[str, deeds.Deed] = {
    "speaking": deeds.speaking,
    "committing": deeds.committing,
    "ticking": deeds.ticking,
    "erasing": deeds.erasing,
}
KINDS = (*DEEDS, "mailing", "purging")
SENDS_WITHIN = 60.0
"""Seconds a recap that both approved has to leave once a gateway lives."""
OLD = 31
"""Days after which a transcript is due to go."""


@dataclass
class Record:
    """Everything that was ever acknowledged to people, and what became of it."""

    sessions: list[Acknowledged] = field(default_factory=list)
    purged: set[str] = field(default_factory=set)
    pending: list[Acknowledged] = field(default_factory=list)
    """Approved recaps that have not been seen to leave."""
    lost: Counter[str] = field(default_factory=Counter)
    damaged: int = 0

    def acknowledged(self) -> Counter[str]:
        """How much was acknowledged, by kind."""
        return Counter(
            {
                kind: sum(known.of(*types) for known in self.sessions)
                for kind, types in remains.KINDS.items()
            }
        )


class Cycles:
    """The lives and deaths of one gateway."""

    def __init__(self, victim: Victim, ear: Recogniser, chance: random.Random) -> None:
        self._victim = victim
        self._ear = ear
        self._chance = chance
        self.record = Record()
        self.sending = 1.0
        """Seconds from the second approval until both mails left, as last seen."""

    async def cycle(self, kind: str) -> None:
        """Live once and die."""
        match kind:
            case "mailing":
                await self._mail_and_die()
            case "purging":
                await self._purge_and_die()
            case _:
                await self._do_and_die(DEEDS[kind])
        self._look()

    async def _do_and_die(self, deed: deeds.Deed) -> None:
        await self._live()
        known = await self._invited()
        async with (
            seated(self._victim.address, known) as (mentor, mentee),
            asyncio.TaskGroup() as tasks,
        ):
            working = tasks.create_task(_until_dead(deed(known, mentor, mentee, self._ear)))
            await asyncio.sleep(self._chance.uniform(0.0, 1.0))
            await self._victim.kill()
            working.cancel()

    async def _mail_and_die(self) -> None:
        await self._live()
        await self.all_sent()
        known = await self._invited()
        async with seated(self._victim.address, known) as (mentor, mentee):
            await deeds.finishing(known, mentor, mentee, self._ear)
            self.record.pending.append(known)
            await asyncio.sleep(self._chance.uniform(0.0, 1.1 * self.sending))
            await self._victim.kill()

    async def _purge_and_die(self) -> None:
        data_dir, spoken = self._victim.data_dir, [
            one
            for one in self.record.sessions
            if one.of("words_committed") and one.session not in self.record.purged
        ]  # fmt: skip
        if spoken:
            old = self._chance.choice(spoken)
            self.record.purged.add(old.session)
            remains.age(data_dir, old.session, OLD)
        await self._victim.start()
        usual = max(self._victim.times[-5:], default=0.5)
        await asyncio.sleep(self._chance.uniform(0.3, 1.3) * usual)
        await self._victim.kill()

    async def measure_sending(self) -> None:
        """Send one recap undisturbed, to know how long that takes, and die."""
        await self._live()
        known = await self._invited()
        async with seated(self._victim.address, known) as (mentor, mentee):
            await deeds.finishing(known, mentor, mentee, self._ear)
            began = time.monotonic()
            self.record.pending.append(known)
            await self.all_sent()
            self.sending = time.monotonic() - began
            await self._victim.kill()

    async def last(self) -> None:
        """One quiet life in which all that is owed is done, then the end."""
        await self._live()
        await self.all_sent()
        await self._victim.kill()
        self.record.lost.clear()
        for known in self.record.sessions:
            self.record.lost += self._lost(known)
        self._look()

    async def all_sent(self) -> None:
        """Return once every approved recap has left for both."""
        async with asyncio.timeout(SENDS_WITHIN):
            while self.record.pending:
                log = remains.stored(self._victim.data_dir, self.record.pending[0].session)
                if len(remains.sent(log)) == 2:
                    self.record.pending.pop(0)
                else:
                    await asyncio.sleep(0.03)

    async def _live(self) -> None:
        await self._victim.start()
        await self._victim.serving()

    async def _invited(self) -> Acknowledged:
        known = await invite(self._victim.address)
        self.record.sessions.append(known)
        return known

    def _look(self) -> None:
        """Read what this death left on the disk."""
        self.record.damaged += not remains.is_whole(self._victim.data_dir)
        if self.record.sessions:
            self.record.lost += self._lost(self.record.sessions[-1])

    def _lost(self, known: Acknowledged) -> Counter[str]:
        silent = known.session in self.record.purged
        return remains.lost(self._victim.data_dir, known, silent=silent)

    def words_left(self) -> int:
        """Count the words that were erased or purged and are still somewhere on the disk."""
        disk, found = remains.everything_in(self._victim.data_dir), 0
        for known in self.record.sessions:
            log = remains.stored(self._victim.data_dir, known.session)
            erased = [event for event in log.values() if event["type"] == "passage_erased"]
            for event in known.events.values():
                for word in event.get("words", ()):
                    gone = known.session in self.record.purged or remains.is_gone(word, erased)
                    found += gone and word["text"].encode() in disk
        return found


async def _until_dead(deed: Awaitable[None]) -> None:
    """Do it until the gateway dies; any other end is an error."""
    try:
        await deed
    except* Gone:
        pass
