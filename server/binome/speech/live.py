"""Live captions of every followed track of one engine: who is read next, and what comes out.

Pure in time: `now` is an argument, so that the same core runs in the worker (real time), in
`binome transcribe` (virtual or real time) and in tests. The driver feeds audio to the listeners,
asks `due(now)`, has the recogniser read the jobs, and hands the readings to `take`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from binome.domain.values import Language, Word
from binome.speech.clock import RATE
from binome.speech.echo import DELAY, EchoGuard, Sounding, leaks, sounding
from binome.speech.late import EAR_EDGE, Late
from binome.speech.listener import Heard, Listener
from binome.speech.opus import Pcm
from binome.speech.recogniser import Job, Reading, TrackKey, Urgency
from binome.speech.second import SecondPass
from binome.speech.tempo import Tempo
from binome.speech.tongue import Tongue
from binome.speech.windows import WindowRules
from binome.wire.understanding import CaptionsPace, Pace, Revised, VoiceEnded

Message = Heard | Revised | CaptionsPace

BATCH = 8
"""Windows read together."""
PATIENCE = 30.0
"""Seconds of speech a session keeps while it waits for a place; what is older is missing."""
APART = 3.0
"""Seconds between two sessions that are given a place: the engine's load must show first."""


@dataclass(slots=True)
class Room:
    """A followed session."""

    languages: dict[str, Language]
    hotwords: str
    spent: float = 0.0
    """Engine seconds used: among equals, the room that used least goes first."""
    admitted: bool = True
    """False while the session waits for a place: the call is untouched, nothing is read."""
    told: Pace = "usual"
    """What was last said about its captions."""
    echo: EchoGuard = field(default_factory=EchoGuard)


@dataclass(slots=True)
class Live:
    """All rooms on one engine."""

    longest: float = 10.0
    """Seconds of audio the engine reads at once."""
    batch: int = BATCH
    transcribes: bool = True
    """False while there is no model: voice activity still comes out."""
    second_pass: bool = True
    tempo: Tempo = field(default_factory=Tempo)
    listeners: dict[TrackKey, Listener] = field(default_factory=dict)
    late: dict[TrackKey, Late] = field(default_factory=dict)
    """Speech of a cut that came afterwards and is not read through yet."""
    rooms: dict[str, Room] = field(default_factory=dict)
    _second: SecondPass = field(init=False)
    _revised: list[Revised] = field(default_factory=list)
    _was_sparing: bool = False
    _admitted_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._second = SecondPass(self.longest)

    # --- rooms --------------------------------------------------------------------------------

    def follow(
        self, session: str, people: Mapping[str, Language], hotwords: Sequence[str] = ()
    ) -> None:
        """Transcribe these people of the session from now on (idempotent); drop others."""
        full = self.tempo.step == "full"
        room = self.rooms.setdefault(session, Room({}, "", admitted=not full))
        before = room.languages
        room.languages, room.hotwords = dict(people), ", ".join(hotwords)
        for listener in self._of(session):
            listener.transcribes = self._reads(*listener.track)
            person = listener.track[1]
            if person in people and before.get(person) != people[person]:
                listener.tongue = Tongue(people[person])

    def follows(self, session: str, participant: str) -> bool:
        """Whether this person of the session is to be transcribed."""
        room = self.rooms.get(session)
        return room is not None and participant in room.languages

    def _reads(self, session: str, participant: str) -> bool:
        """Whether this person's speech is read now."""
        room = self.rooms.get(session)
        is_in = room is not None and room.admitted and participant in room.languages
        return self.transcribes and is_in

    def listener(self, session: str, participant: str, at: int) -> Listener:
        """Return the person's listener, made to begin at sample `at` if there is none yet."""
        key = (session, participant)
        if key not in self.listeners:
            self.listeners[key] = self._made(key, at)
        return self.listeners[key]

    def _made(self, key: TrackKey, at: int, *, late: bool = False) -> Listener:
        return Listener(
            key,
            self.rooms[key[0]].languages[key[1]],
            at,
            window_rules=self._rules(),
            transcribes=self._reads(*key),
            late=late,
        )

    def hear_late(self, session: str, participant: str, start: int, pcm: Pcm, now: float) -> None:
        """Take what a browser kept during a cut, from sample `start` on; what was heard at the
        time, or has come before, is passed over."""
        if not self.follows(session, participant):
            return
        key, end = (session, participant), start + len(pcm)
        heard = self.listener(session, participant, end).heard
        missing = [(a, b) for a, b in heard.missing(start, end) if b - a > EAR_EDGE]
        if not missing:
            return
        if key not in self.late:
            self.late[key] = Late(self._made(key, start, late=True))
        self.late[key].take(start, pcm, missing, now)
        for since, until in missing:
            heard.add(since, until)

    def ready(self, longest: float) -> None:
        """A model is there: read from now on, at most `longest` seconds at once."""
        self.longest, self.transcribes = longest, True
        self._second = SecondPass(longest)
        for listener in self._everybody():
            listener.rules = self._rules()
            listener.transcribes = self._reads(*listener.track)

    def halt(self) -> None:
        """There is no model (now): voice is still followed, what it says waits to be read."""
        self.transcribes = False
        for listener in self._everybody():
            listener.transcribes = False

    def forget(self, session: str, since: float, until: float) -> None:
        """Drop audio and unfinished words of the session between these session times."""
        for listener in self._of(session):
            listener.forget(since, until)
        for late in self._late_of(session):
            late.drop()
        self._second.forget(session, since)

    def close(self, session: str) -> None:
        """End every running turn of the session."""
        for late in self._late_of(session):
            late.finish()
        for listener in self._of(session):
            listener.close()

    def working(self, session: str) -> bool:
        """Whether words of this session may still come out of the live path."""
        busy = any(one.busy for one in self._of(session))
        return self.transcribes and (busy or any(one.busy for one in self._late_of(session)))

    def rereading(self, session: str) -> bool:
        """Whether the second pass still holds turns of this session."""
        return self.second_pass and self.transcribes and self._second.waits(session)

    def leave(self, session: str) -> None:
        """Forget the session (idempotent)."""
        self.rooms.pop(session, None)
        self._second.drop(session)
        for key in [key for key in self.listeners if key[0] == session]:
            del self.listeners[key]
        for key in [key for key in self.late if key[0] == session]:
            del self.late[key]

    def _of(self, session: str) -> list[Listener]:
        return [one for one in self._everybody() if one.track[0] == session]

    def _late_of(self, session: str) -> list[Late]:
        return [late for key, late in self.late.items() if key[0] == session]

    def _everybody(self) -> list[Listener]:
        return [*self.listeners.values(), *(late.listener for late in self.late.values())]

    def _asker(self, job: Job) -> Listener | None:
        """Whoever asked for this job, unless it has been forgotten."""
        if not job.late:
            return self.listeners.get(job.track)
        late = self.late.get(job.track)
        return late.listener if late is not None else None

    # --- the engine's work --------------------------------------------------------------------

    def due(self, now: float) -> list[Job]:
        """Return the jobs to read now, most urgent first; they count as sent."""
        self._feed_late(now)
        if not self.transcribes:
            return []
        self._admit(now)
        sparing = self.tempo.sparing
        if sparing != self._was_sparing:
            self._was_sparing = sparing
            for listener in self._everybody():
                listener.rules = self._rules()
        wanted = [
            job
            for listener in self._everybody()
            if (job := listener.job(self.tempo.interval, now, cheap=sparing))
        ]
        wanted.sort(key=self._order)
        wanted = wanted[: self.tempo.together(self.batch)]
        for job in wanted:
            if asker := self._asker(job):
                asker.sent(job, now)
        if wanted or not self.second_pass:
            return wanted
        return self._calm_work()

    def _feed_late(self, now: float) -> None:
        for key, late in list(self.late.items()):
            late.feed(now)
            if not late.busy and not late.listener.said and not late.listener.finished:
                del self.late[key]

    def _admit(self, now: float) -> None:
        """Give the session that waits longest a place once the engine has room."""
        waiting = {name: room for name, room in self.rooms.items() if not room.admitted}
        for name in waiting:
            for listener in self._of(name):
                listener.let_go(PATIENCE)
        if not waiting or self.tempo.step in ("slow", "full") or now < self._admitted_at + APART:
            return
        first = next(iter(waiting))
        self.rooms[first].admitted, self._admitted_at = True, now
        for listener in self._of(first):
            listener.transcribes = self._reads(*listener.track)

    def _order(self, job: Job) -> tuple[float, float, float]:
        """At leisure by class, then by deadline; when strained by deadline alone, or whoever speaks
        on and on would never be read. Among equals the room that used least goes first."""
        spent = self.rooms[job.track[0]].spent
        if self.tempo.strained:
            return job.deadline, job.urgency, spent
        return job.urgency, job.deadline, spent

    def _rules(self) -> WindowRules:
        return WindowRules.within(self.longest, sparing=self._was_sparing)

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
            self.tempo.worked(sent, now, now - min(job.deadline for job in live), len(live))
        heard = [self._heard(job, reading) for job, reading in zip(jobs, readings, strict=True)]
        for job, reading, words in zip(jobs, readings, heard, strict=True):
            if room := self.rooms.get(job.track[0]):
                room.spent += (now - sent) / len(jobs)
            if job.urgency is Urgency.SECOND:
                self._take_second(job, reading)
            elif listener := self._asker(job):
                listener.lag = max(0.0, now - job.deadline)
                own = self.rooms[job.track[0]].echo.own(job.track[1], words)
                listener.take(job, replace(reading, words=tuple(own)))

    def _heard(self, job: Job, reading: Reading) -> list[Sounding]:
        """The reading's words as they sound; remembered before any of the batch is judged."""
        listener = self._asker(job)
        if job.urgency is Urgency.SECOND or listener is None:
            return []
        words = [sounding(one, listener.level(one), job.language) for one in reading.words]
        self.rooms[job.track[0]].echo.note(job.track[1], words)
        return words

    def fail(self, jobs: Sequence[Job]) -> None:
        """The engine died on this batch: final stretches are read again, a second pass is not."""
        for job in jobs:
            if job.urgency is Urgency.SECOND:
                self._second.take(job, (), usable=False)
            elif listener := self._asker(job):
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
        for listener in self._everybody():
            messages += [self._without_leak(listener, one) for one in listener.said]
            listener.said.clear()
            for turn in listener.finished:
                if self.second_pass and not listener.late:
                    self._second.add(
                        listener.track,
                        turn.key,
                        turn.agreement.language,
                        turn.pieces,
                        tuple(turn.agreement.committed),
                    )
            listener.finished.clear()
        messages += self._revised
        self._revised.clear()
        return [*messages, *self._paces()]

    def _without_leak(self, listener: Listener, message: Heard) -> Heard:
        """The message; a stretch of voice that was another person's loudspeaker lasts no time."""
        if not isinstance(message, VoiceEnded):
            return message
        since, until = round(message.since * RATE), round(message.at * RATE)
        own = listener.ring.read(since, until)
        for other in self._of(listener.track[0]):
            if other is not listener and leaks(
                own, other.ring.read(since - round(DELAY * RATE), until)
            ):
                return replace(message, at=message.since)
        return message

    def _paces(self) -> list[CaptionsPace]:
        """What changed in how fast each session's captions come."""
        if not self.transcribes:
            return []
        slow: Pace = "slower" if self.tempo.step in ("slow", "full") else "usual"
        changed: list[CaptionsPace] = []
        for name, room in self.rooms.items():
            pace = slow if room.admitted else "waiting"
            if pace != room.told:
                room.told = pace
                changed.append(CaptionsPace(name, pace))
        return changed
