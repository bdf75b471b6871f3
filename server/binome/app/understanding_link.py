"""The understanding worker as the conductors see it: `Understanding` over a Unix socket.

Remembers whom to follow and tells a worker that comes back again. What is heard goes to the
conductors; an interruption is reported once the worker is back, with the time it went.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from binome.app.wire_client import WireClient
from binome.app.worker_life import WorkerLife
from binome.domain.values import Language, ParticipantId
from binome.errors import Unavailable
from binome.wire import understanding as wire

FINISH_WITHIN = 30.0
"""Seconds a worker has for the last words of a session."""
READ_WITHIN = 60.0
"""Seconds a worker has to read a dialogue."""

Heard = (
    wire.VoiceStarted
    | wire.VoiceEnded
    | wire.Tail
    | wire.Words
    | wire.Revised
    | wire.Missed
    | wire.Sounded
)

Taken = (
    Heard
    | wire.EngineStatus
    | wire.CaptionsPace
    | wire.SpeechFigures
    | wire.Finished
    | wire.DialogueRead
)


class Hearers(Protocol):
    """Who is told (`binome.service.conductors.Conductors`)."""

    def heard(self, message: Heard) -> None:
        """Take what was heard."""

    def worker_gone(self) -> None:
        """The worker went."""

    def pace_changed(self, pace: wire.CaptionsPace) -> None:
        """Take how fast a session's captions come."""

    def figures_told(self, figures: wire.SpeechFigures) -> None:
        """Take how the worker does."""

    def engine_changed(self, status: wire.EngineStatus) -> None:
        """Take what the recogniser can do."""


class UnderstandingLink:
    """One understanding worker. `run` must be running."""

    def __init__(
        self,
        run_dir: Path,
        *,
        hearers: Callable[[], Hearers],
        on_back: Callable[[float], None],
        monotonic: Callable[[], float],
    ) -> None:
        """`on_back(since)`: the worker is back, it went at `since` (monotonic seconds)."""
        self._hearers = hearers
        self._on_back = on_back
        self._monotonic = monotonic
        self._followed: dict[str, wire.Follow] = {}
        self._finishing: dict[str, asyncio.Future[None]] = {}
        self._readings: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._requests = 0
        self._gone_since: float | None = None
        self._life = WorkerLife(run_dir / "understanding.life")
        self.connected = asyncio.Event()
        """Set at the first connection."""
        self._wire = WireClient(
            "understanding",
            run_dir / "understanding.sock",
            wire.FromUnderstanding,
            on_up=self._up,
            on_down=self._down,
            on_message=self._take,
        )

    async def run(self) -> None:
        """Stay connected until cancelled."""
        await self._wire.run()

    @property
    def is_up(self) -> bool:
        """Whether the understanding worker is connected."""
        return self._wire.is_up

    async def follow(
        self,
        session: str,
        origin: float,
        people: Sequence[tuple[ParticipantId, Language]],
        hotwords: Sequence[str],
        model: Literal["configured", "demo"],
        measured: Collection[ParticipantId] = (),
    ) -> None:
        """Have the session's tracks transcribed, now or when the worker is back."""
        listeners = tuple(
            wire.Listener(person, language, person in measured) for person, language in people
        )
        follow = wire.Follow(session, origin, listeners, tuple(hotwords), model)
        self._followed[session] = follow
        self._send_if_up(follow)

    async def forget(self, session: str, since: float) -> None:
        """Have audio and unfinished words from `since` on dropped (a dead worker has none)."""
        self._send_if_up(wire.Forget(session, since))

    async def hear_late(
        self, session: str, participant: ParticipantId, since: float, samples: bytes
    ) -> None:
        """Have read what a browser kept during a cut. Raises `Unavailable`: to be sent again."""
        self._wire.send(wire.LateSpeech(session, participant, since), samples)

    async def finish(self, session: str) -> None:
        """Return when the last words have been delivered. Raises `Unavailable` if they will not."""
        if self._followed.pop(session, None) is None:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._finishing[session] = done
        try:
            self._wire.send(wire.Finish(session))
            async with asyncio.timeout(FINISH_WITHIN):
                await done
        except TimeoutError:
            raise Unavailable("the recogniser did not finish in time") from None
        finally:
            self._finishing.pop(session, None)

    async def read_dialogue(self, session: str, dialogue: dict[str, Any]) -> dict[str, Any]:
        """Return `binome.minutes/1` of a `binome.dialogue/1`. Raises `Unavailable`."""
        self._requests += 1
        request = self._requests
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._readings[request] = answer
        try:
            self._wire.send(wire.ReadDialogue(session, request, dialogue))
            async with asyncio.timeout(READ_WITHIN):
                return await answer
        except TimeoutError:
            raise Unavailable("the dialogue was not read in time") from None
        finally:
            del self._readings[request]

    def _send_if_up(self, message: object) -> None:
        """Send, or leave it to the next connection, which is told the whole state."""
        if self._wire.is_up:
            try:
                self._wire.send(message)
            except Unavailable:
                return

    @property
    def kept_listening(self) -> bool:
        """Whether the worker we found at our start is the one our predecessor talked to."""
        return self._life.is_the_same

    def _up(self) -> None:
        if not self.connected.is_set():
            self._life.meet(self._wire.peer())
            self.connected.set()
        for follow in self._followed.values():
            self._wire.send(follow)
        if self._gone_since is not None:
            self._life.meet(self._wire.peer())
            self._on_back(self._gone_since)
            self._gone_since = None

    def _down(self) -> None:
        self._gone_since = self._monotonic()
        self._hearers().worker_gone()
        gone = Unavailable("the understanding worker is restarting")
        for done in self._finishing.values():
            if not done.done():
                done.set_exception(gone)
        for answer in self._readings.values():
            if not answer.done():
                answer.set_exception(gone)

    def _take(self, message: Taken) -> None:
        match message:
            case wire.SpeechFigures():
                self._hearers().figures_told(message)
            case wire.CaptionsPace():
                self._hearers().pace_changed(message)
            case wire.EngineStatus():
                self._hearers().engine_changed(message)
            case wire.Finished():
                done = self._finishing.get(message.session)
                if done is not None and not done.done():
                    done.set_result(None)
            case wire.DialogueRead():
                self._read(message)
            case _:
                self._hearers().heard(message)

    def _read(self, message: wire.DialogueRead) -> None:
        answer = self._readings.get(message.request)
        if answer is None or answer.done():
            return
        if message.minutes is None:
            answer.set_exception(Unavailable(message.error or "the dialogue could not be read"))
        else:
            answer.set_result(message.minutes)
