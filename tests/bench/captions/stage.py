"""The live core on a stage: people who talk by script, in virtual time, with a given cost.

Everything is the product's own but three things: voice comes from the script, audio is quiet
noise, and time passes only when the stage says so. `cost(jobs)` says how many seconds a batch keeps
the one engine busy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from binome.speech.clock import RATE
from binome.speech.lanes import VirtualLane
from binome.speech.listener import Listener
from binome.speech.live import Live, Message
from binome.speech.recogniser import Job, Recogniser
from tests.bench.captions.oracle import Oracle
from tests.bench.captions.talk import Said
from tests.helpers.speech import ScriptedVoice

STEP = 0.04
SLICE = round(STEP * RATE)
Cost = Callable[[Sequence[Job]], float]


@dataclass
class PricedLane(VirtualLane):
    """A lane whose batches cost what a table says."""

    price: Cost = lambda jobs: 0.0

    def start(self, jobs: Sequence[Job], now: float) -> None:
        """See `VirtualLane`."""
        self.cost = self.price(jobs)
        super().start(jobs, now)


@dataclass
class Stage:
    """`said`: person → talk. People sit two to a room, in order."""

    said: Mapping[str, Said]
    cost: Cost | None
    """None: the recogniser's own computing time counts."""
    second_pass: bool = False
    recogniser: Recogniser | None = None
    oracle: Oracle = field(init=False)
    live: Live = field(init=False)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.oracle = Oracle({name: said.words for name, said in self.said.items()})
        reader = self.recogniser or self.oracle
        self.live = Live(longest=10.0, second_pass=self.second_pass)
        self.lane = (
            VirtualLane(reader) if self.cost is None else PricedLane(reader, price=self.cost)
        )
        names = list(self.said)
        for at in range(0, len(names), 2):
            self.live.follow(f"room{at // 2}", dict.fromkeys(names[at : at + 2], "fr"))
        hiss = np.random.default_rng(5).normal(0, 0.01, SLICE).astype(np.float32)
        self._hiss = hiss
        for at, name in enumerate(names):
            key = (f"room{at // 2}", name)
            voice = ScriptedVoice(self.said[name].spans)
            self.live.listeners[key] = Listener(key, "fr", 0, voice=voice)

    def play(self, until: float) -> Iterator[tuple[float, Message]]:
        """Let time pass; yield every message with its moment."""
        while self.now < until:
            self.now = round(self.now + STEP, 6)
            for listener in self.live.listeners.values():
                listener.hear(self._hiss)
            if back := self.lane.done(self.now):
                self.live.take(back.jobs, back.readings, back.sent, back.back)
            if self.lane.free and (jobs := self.live.due(self.now)):
                self.lane.start(jobs, self.now)
                if self.cost is not None and (back := self.lane.done(self.now)):
                    self.live.take(back.jobs, back.readings, back.sent, back.back)
            yield from ((self.now, message) for message in self.live.said())
