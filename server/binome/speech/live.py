"""Live captions of every followed track of one engine: who is read next, and what comes out.

Pure in time: `now` is an argument, so that the same core runs in the worker (real time), in
`binome transcribe` (virtual or real time) and in tests. The driver feeds audio to the listeners,
asks `due(now)`, has the recogniser read the jobs, and hands the readings to `take`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from binome.domain.values import Language, Word
from binome.speech.listener import Heard, Listener
from binome.speech.recogniser import Job, Reading, TrackKey, Urgency
from binome.speech.second import SecondPass
from binome.speech.tempo import Tempo
from binome.speech.windows import WindowRules
from binome.wire.understanding import Revised

Message = Heard | Revised


@dataclass(slots=True)
class Room:
    """A followed session."""

    languages: dict[str, Language]
    hotwords: str
    spent: float = 0.0
    """Engine seconds used: among equals, the room that used least goes first."""


@dataclass(slots=True)
class Live:
    """All rooms on one engine."""

    longest: float = 10.0
    """Seconds of audio the engine reads at once."""
    batch: int = 8
    transcribes: bool = True
    """False while there is no model: voice activity still comes out."""
    second_pass: bool = True
    tempo: Tempo = field(default_factory=Tempo)
    listeners: dict[TrackKey, Listener] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    _second: SecondPass = field(init=False)
    _revised: list[Revised] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._second = SecondPass(self.longest)

    # --- rooms --------------------------------------------------------------------------------

    def follow(
        self, session: str, people: Mapping[str, Language], hotwords: Sequence[str] = ()
    ) -> None:
        """Transcribe these people of the session from now on (idempotent); drop others."""
        room = self.rooms.setdefault(session, Room({}, ""))
        room.languages, room.hotwords = dict(people), ", ".join(hotwords)
        for key, listener in self.listeners.items():
            if key[0] == session:
                listener.transcribes = self.transcribes and key[1] in people
                listener.language = people.get(key[1], listener.language)

    def follows(self, session: str, participant: str) -> bool:
        """Whether this person of the session is to be transcribed."""
        room = self.rooms.get(session)
        return room is not None and participant in room.languages

    def listener(self, session: str, participant: str, at: int) -> Listener:
        """Return the person's listener, made to begin at sample `at` if there is none yet."""
        key = (session, participant)
        if key not in self.listeners:
            self.listeners[key] = Listener(
                key,
                self.rooms[session].languages[participant],
                at,
                window_rules=WindowRules.within(self.longest),
                transcribes=self.transcribes,
            )
        return self.listeners[key]

    def ready(self, longest: float) -> None:
        """A model is there: read from now on, at most `longest` seconds at once."""
        self.longest, self.transcribes = longest, True
        self._second = SecondPass(longest)
        for listener in self.listeners.values():
            listener.rules = WindowRules.within(self.longest)
            listener.transcribes = self.follows(*listener.track)

    def halt(self) -> None:
        """There is no model (now): voice is still followed, what it says waits to be read."""
        self.transcribes = False
        for listener in self.listeners.values():
            listener.transcribes = False

    def forget(self, session: str, since: float, until: float) -> None:
        """Drop audio and unfinished words of the session between these session times."""
        for listener in self._of(session):
            listener.forget(since, until)
        self._second.forget(session, since)

    def close(self, session: str) -> None:
        """End every running turn of the session."""
        for listener in self._of(session):
            listener.close()

    def working(self, session: str) -> bool:
        """Whether words of this session may still come out of the live path."""
        return self.transcribes and any(listener.busy for listener in self._of(session))

    def rereading(self, session: str) -> bool:
        """Whether the second pass still holds turns of this session."""
        return self.second_pass and self.transcribes and self._second.waits(session)

    def leave(self, session: str) -> None:
        """Forget the session (idempotent)."""
        self.rooms.pop(session, None)
        self._second.drop(session)
        for key in [key for key in self.listeners if key[0] == session]:
            del self.listeners[key]

    def _of(self, session: str) -> list[Listener]:
        return [one for key, one in self.listeners.items() if key[0] == session]

    # --- the engine's work --------------------------------------------------------------------

    def due(self, now: float) -> list[Job]:
        """Return the jobs to read now, most urgent first; they count as sent."""
        if not self.transcribes:
            return []
        frugal = self.tempo.strained
        wanted = [
            job
            for listener in self.listeners.values()
            if (job := listener.job(self.tempo.interval, now, frugal=frugal))
        ]
        wanted.sort(key=lambda job: (job.urgency, job.deadline, self.rooms[job.track[0]].spent))
        for job in wanted[: self.batch]:
            self.listeners[job.track].sent(job, now)
        if wanted or not self.second_pass:
            return wanted[: self.batch]
        return self._calm_work()

    def _calm_work(self) -> list[Job]:
        speaking = any(not listener.quiet for listener in self.listeners.values())
        if speaking and (self.tempo.strained or self.tempo.load > 0.5):
            return []
        job = self._second.job({name: room.hotwords for name, room in self.rooms.items()})
        return [job] if job else []

    def take(
        self, jobs: Sequence[Job], readings: Sequence[Reading], sent: float, now: float
    ) -> None:
        """Take the readings of a batch that was sent at `sent` and came back at `now`."""
        live = [job for job in jobs if job.urgency is not Urgency.SECOND]
        if live:
            self.tempo.worked(sent, now, now - min(job.deadline for job in live))
        for job, reading in zip(jobs, readings, strict=True):
            if room := self.rooms.get(job.track[0]):
                room.spent += (now - sent) / len(jobs)
            if job.urgency is Urgency.SECOND:
                self._take_second(job, reading)
            elif listener := self.listeners.get(job.track):
                listener.take(job, reading)

    def fail(self, jobs: Sequence[Job]) -> None:
        """The engine died on this batch: final stretches are read again, a second pass is not."""
        for job in jobs:
            if job.urgency is Urgency.SECOND:
                self._second.take(job, (), usable=False)
            elif listener := self.listeners.get(job.track):
                listener.fail(job)

    def _take_second(self, job: Job, reading: Reading) -> None:
        words: tuple[Word, ...] | None = self._second.take(
            job, reading.words, usable=reading.dropped is None
        )
        if words:
            self._revised.append(Revised(*job.track, job.turn, words))

    def said(self) -> list[Message]:
        """Return what came out since the last call, in order."""
        messages: list[Message] = []
        for listener in self.listeners.values():
            messages += listener.said
            listener.said.clear()
            for turn in listener.finished:
                if self.second_pass:
                    self._second.add(
                        listener.track,
                        turn.key,
                        listener.language,
                        turn.pieces,
                        tuple(turn.agreement.committed),
                    )
            listener.finished.clear()
        messages += self._revised
        self._revised.clear()
        return messages
