"""One person's track from samples to captions: voice, turns, windows and agreement put together.

Knows no clock and no engine: samples and readings come in, jobs and messages go out. `live` drives
one `Listener` a track. The track has at most one job out at a time, always made from the newest
audio; stretches that must be read for good (ends of turns, long windows) wait in order.
"""

import math
from collections import deque
from dataclasses import replace

import numpy as np

from binome.domain.values import Language, Word
from binome.speech.agreement import Agreement
from binome.speech.clock import RATE
from binome.speech.mending import Mended
from binome.speech.opus import Pcm
from binome.speech.recogniser import Job, Reading, TrackKey, Urgency
from binome.speech.ring import AudioRing
from binome.speech.second import Piece
from binome.speech.spans import Spans
from binome.speech.speaking import Stretch, Turn, Voiced
from binome.speech.tongue import Tongue
from binome.speech.turns import (
    TurnClosed,
    TurnMachine,
    TurnOpened,
    TurnPaused,
    TurnResumed,
    TurnRules,
    TurnSignal,
    VoiceOff,
    VoiceOn,
)
from binome.speech.vad import FRAME, VoiceActivity
from binome.speech.windows import WindowRules, between, cut_after, quietest
from binome.wire.understanding import Missed, Tail, VoiceEnded, VoiceStarted, Words

Heard = VoiceStarted | VoiceEnded | Tail | Words | Missed

ENGINE = "engine"
"""What a reading is dropped by when the engine could not read it at all."""

FIRST_AFTER = 0.7
"""Seconds of audio a turn needs before its first reading."""
FRESH = 0.25
"""Seconds of new audio without which a window is not read again."""
WORD = 0.4
"""Seconds a turn's first word takes, pre-roll included, at the least."""
DIP = 0.12
"""Seconds without voice after which a pause is likely: its reading, for good, is worth waiting
for, and one of the running turn is not made."""
GROUP = 3
"""Frames of voice activity worked out at once: half the cost of one by one."""
RING = 120.0
"""Seconds of audio kept for readings that are late."""


class Listener:
    """See the module's text. Emitted messages pile up in `said` until the driver takes them."""

    def __init__(
        self,
        track: TrackKey,
        language: Language,
        at: int,
        *,
        turn_rules: TurnRules | None = None,
        window_rules: WindowRules | None = None,
        voice: VoiceActivity | None = None,
        transcribes: bool = True,
        late: bool = False,
    ) -> None:
        self.track = track
        self.tongue = Tongue(language)
        self.transcribes = transcribes
        """False while there is no model: voice is followed, nothing is read."""
        self.late = late
        """Whether this audio comes after the fact: whole turns of it are read, without tails."""
        self.heard = Spans()
        """What the network brought of this person."""
        self.only = Spans()
        """Late: what is missing; nothing outside of it is said."""
        self.said: list[Heard] = []
        self.finished: list[Turn] = []
        """Turns whose last words were committed, for the second pass."""
        self.measures = False
        """True while the person wants to know how the own voice sounds."""
        self.voices: list[tuple[float, Pcm]] = []
        """Finished stretches of voice to be measured: start (session seconds) and samples."""
        self.asked_at = float("-inf")
        self.lag = 0.0
        """Seconds from when the last reading was due until it was there."""
        self.lost = 0
        """Stretches never read because the engine was away too long."""
        self.voiced = Voiced()
        self.mended = Mended()
        """Stretches that the decoder invented for lost packets."""
        self.ring = AudioRing(at, RING)
        self.rules = window_rules or WindowRules()
        self._voice = voice or VoiceActivity()
        self._machine = TurnMachine(turn_rules)
        self._judged = at
        """Position up to which voice activity is known."""
        self._turn: Turn | None = None
        self._finals: deque[Stretch] = deque()
        self._out: Stretch | None = None
        self._out_is_final = False
        self._ticket = 0
        self._read_until = 0
        self._waiting_since: float | None = None
        self._deaf_until = at

    @property
    def language(self) -> Language:
        """What this person speaks from the next turn on."""
        return self.tongue.language

    @property
    def quiet(self) -> bool:
        """Whether nobody speaks on this track now."""
        return self._machine.state == "quiet"

    @property
    def waiting(self) -> int:
        """Stretches still to be read for good."""
        return len(self._finals)

    @property
    def busy(self) -> bool:
        """Whether something is still to be read for good."""
        return bool(self._finals) or (self._out is not None and self._out_is_final)

    # --- audio in -----------------------------------------------------------------------------

    def hear(self, pcm: Pcm) -> None:
        """Take the next samples in; turns may open, pause or close."""
        if self.ring.end < self._deaf_until:
            pcm = pcm.copy()
            pcm[: self._deaf_until - self.ring.end] = 0.0
        self.ring.append(pcm)
        if self.ring.end - self._judged >= GROUP * FRAME:
            self._judge()

    def _judge(self) -> None:
        """Follow the voice through all complete frames that wait."""
        start, frames = self._judged, (self.ring.end - self._judged) // FRAME
        self._judged += frames * FRAME
        for index, probability in enumerate(self._voice.hear(self.ring.read(start, self._judged))):
            for signal in self._machine.feed(start + index * FRAME, probability):
                self._obey(signal)

    def close(self) -> None:
        """No more audio comes: end the running turn."""
        self._judge()
        for signal in self._machine.close(self.ring.end):
            self._obey(signal)

    def jump(self, to: int) -> None:
        """Audio goes on at sample `to` after a long absence; nothing may be running."""
        self.ring.jump(to)
        self._judged = to
        self._voice.reset()

    def forget(self, since: float, until: float) -> None:
        """Drop audio and unfinished words between these two session times, even if the audio has
        not arrived yet."""
        position = round(since * RATE)
        self.voices.clear()
        self._deaf_until = round(until * RATE)
        if self._out is not None and self._out_is_final:
            self._finals.appendleft(self._out)
        self._out = None
        self._ticket += 1
        self._end_voice(position)
        self.ring.silence(position, self.ring.end)
        self.voiced.forget(since, max(until, self.ring.end / RATE))
        kept = deque(
            replace(one, end=min(one.end, position), closes=False)
            for one in self._finals
            if one.start < position
        )
        turns = [stretch.turn for stretch in self._finals] + ([self._turn] if self._turn else [])
        self._finals, self._turn = kept, None
        for turn in turns:
            turn.open = False
            mine = [stretch for stretch in kept if stretch.turn is turn]
            if mine:
                mine[-1].closes = True
            else:
                self._end(turn)

    def _end_voice(self, position: int) -> None:
        """Close the machine at `position`; speech before it still waits to be read."""
        for signal in self._machine.close(self.ring.end):
            if isinstance(signal, VoiceOff):
                self._obey(VoiceOff(signal.since, max(signal.since, min(signal.at, position))))
            elif isinstance(signal, TurnPaused):
                self._obey(signal)
        self._machine = TurnMachine(self._machine.rules)

    def _obey(self, signal: TurnSignal) -> None:
        session, person = self.track
        match signal:
            case VoiceOn() if self.late:
                pass
            case VoiceOn(at):
                self.said.append(VoiceStarted(session, person, at / RATE))
            case VoiceOff(since, at):
                self.voiced.add(since, at)
                spans = self.only.inside(since, at) if self.late else ((since, at),)
                if self.measures:
                    first = max(since, self.ring.start)
                    self.voices.append((first / RATE, self.ring.read(first, at)))
                self.said += [VoiceEnded(session, person, a / RATE, b / RATE) for a, b in spans]
            case TurnOpened(at):
                key = f"{person}{'~' if self.late else '@'}{at / RATE:.2f}"
                self._turn = Turn(key, Agreement(self.language), at)
                self._read_until = at
            case TurnResumed(at):
                self._resume(at)
            case TurnPaused(at):
                if self._turn is not None and self._machine.is_speech:
                    self._finals.append(Stretch(self._turn, self._turn.window, at))
            case TurnClosed():
                self._close_turn()

    def _resume(self, at: int) -> None:
        """A new window, unless the voice before was too short to have been read."""
        turn = self._turn
        if turn is None:
            return
        read = turn.pieces or turn.agreement.committed
        if read or any(stretch.turn is turn for stretch in (*self._finals, self._out) if stretch):
            turn.window = at
            self._read_until = at

    def _close_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None:
            return
        turn.open = False
        mine = [stretch for stretch in self._finals if stretch.turn is turn]
        if mine:
            mine[-1].closes = True
        elif self._out is not None and self._out.turn is turn and self._out_is_final:
            self._out.closes = True
        else:
            self._end(turn)

    # --- jobs out -----------------------------------------------------------------------------

    def job(self, interval: float, now: float, *, cheap: bool = False) -> Job | None:
        """Return the job this track wants done now; None while one is out or nothing is due.

        `cheap`: the engine is strained, its readings are to be cheap and far between.
        """
        if self._out is not None or not self.transcribes:
            return None
        self._split()
        self._give_up(self.ring.start)
        if self._finals:
            stretch = self._joined()
            job = self._made(stretch, Urgency.FINAL, self._wanted(now))
            return replace(job, cheap=cheap)
        turn = self._turn
        if turn is None or self._machine.state != "speaking" or not self._machine.is_speech:
            return None
        if self.late:
            return None
        fresh, length = self.ring.end - self._read_until, self.ring.end - turn.window
        if fresh < FRESH * RATE or length < FIRST_AFTER * RATE:
            return None
        if self._judged - self._machine.voiced_until >= DIP * RATE:
            return None
        first = not turn.agreement.committed and turn.window == self._read_until
        deadline = self._wanted(now) if first else self.asked_at + interval
        if deadline > now:
            return None
        stretch = Stretch(turn, turn.window, self.ring.end)
        job = self._made(stretch, Urgency.FIRST if first else Urgency.PARTIAL, deadline)
        settles = cheap and length > (Agreement.SETTLED + WORD) * RATE
        return replace(job, cheap=cheap, timed=settles or turn.agreement.may_commit)

    def _wanted(self, now: float) -> float:
        """Since when this track waits for its turn."""
        if self._waiting_since is None:
            self._waiting_since = now
        return self._waiting_since

    def sent(self, job: Job, now: float) -> None:
        """Note that `job`, which `job()` just returned, is being read."""
        self.asked_at = now
        self._waiting_since = None
        end = round(job.end * RATE)
        if job.urgency is Urgency.FINAL:
            self._out = self._finals.popleft()
            self._out_is_final = True
            return
        turn = self._turn
        self._out = Stretch(turn, turn.window, end) if turn else None
        self._out_is_final = False
        self._read_until = end

    def _made(self, stretch: Stretch, urgency: Urgency, deadline: float) -> Job:
        return Job(
            track=self.track,
            turn=stretch.turn.key,
            ticket=self._ticket,
            urgency=urgency,
            deadline=deadline,
            language=stretch.turn.agreement.language,
            audio=self.ring.read(stretch.start, stretch.end),
            start=stretch.start / RATE,
            previous=stretch.turn.agreement.before_the_cut,
            asks_language=self.tongue.asks(stretch.turn.key, (stretch.end - stretch.start) / RATE),
            late=self.late,
        )

    def _split(self) -> None:
        """Split off the beginning of a window that has grown too long."""
        turn = self._turn
        longest = round(self.rules.longest * RATE)
        while turn is not None and self._machine.state == "speaking":
            if self.ring.end - turn.window <= longest:
                return
            low = turn.window + longest * 3 // 4
            high = turn.window + longest - RATE // 4
            at = low + quietest(self.ring.read(low, high))
            self._finals.append(Stretch(turn, turn.window, at, in_silence=False))
            turn.window = self._read_until = at

    def let_go(self, patience: float) -> None:
        """Give up what waits longer than this (seconds): nobody reads this track now."""
        self._split()
        self._give_up(self.ring.end - round(patience * RATE))

    def _give_up(self, until: int) -> None:
        """Let go of what ended by sample `until`."""
        while self._finals and self._finals[0].end <= until:
            stretch = self._finals.popleft()
            self._miss(stretch)
            if stretch.closes:
                self._end(stretch.turn)

    def _miss(self, stretch: Stretch) -> None:
        """Say that this stretch will never be read."""
        self.lost += 1
        self.said.append(Missed(*self.track, stretch.start / RATE, stretch.end / RATE))

    def _joined(self) -> Stretch:
        """The first waiting stretch, joined with the next ones of its turn while they fit."""
        first = self._finals[0]
        while len(self._finals) > 1:
            following = self._finals[1]
            fits = following.end - first.start <= self.rules.longest * RATE
            if following.turn is not first.turn or not fits or not first.in_silence:
                break
            self._finals.popleft()
            first = replace(following, start=first.start)
            self._finals[0] = first
        return first

    # --- readings in --------------------------------------------------------------------------

    def take(self, job: Job, reading: Reading) -> None:
        """Take the reading of the job that was out."""
        stretch = self._out
        if stretch is None or job.ticket != self._ticket:
            return
        final, self._out = self._out_is_final, None
        turn = stretch.turn
        if reading.languages is not None:
            self.tongue.hear(turn.key, reading.languages)
        if reading.dropped:
            turn.agreement.before_the_cut = ""
        heard = (word for word in reading.words if self._trusted(word, stretch))
        words = [self.mended.doubted(word) for word in heard]
        if reading.dropped is None or final:
            until = stretch.end / RATE if job.cheap else None
            step = turn.agreement.hear(words, final=final, until=until)
            if step.committed:
                self.said.append(self._words(turn, step.committed, ends=False))
            self._show(turn, step.tail)
        if final and reading.dropped == ENGINE:
            self._miss(stretch)
        if final:
            self._settle(stretch)
        elif turn.window == stretch.start and not self._finals:
            self._cut(turn, stretch)

    def fail(self, job: Job) -> None:
        """The job was lost with its engine: what had to be read for good is read again."""
        if self._out is not None and job.ticket == self._ticket:
            if self._out_is_final:
                self._finals.appendleft(self._out)
            self._out = None

    def level(self, word: Word) -> float:
        """How loud the word is on this track, in dB below full scale."""
        pcm = self.ring.read(round(word.start * RATE), max(1, round(word.end * RATE)))
        power = float(np.square(pcm).mean()) if len(pcm) else 0.0
        return 10 * math.log10(power + 1e-9)

    def _trusted(self, word: Word, stretch: Stretch) -> bool:
        """Whether the word lies inside real audio that holds voice and was not forgotten."""
        if round(word.start * RATE) >= stretch.end:
            return False
        if self.late and not any(self.only.inside(round(_middle(word)), round(_middle(word)) + 1)):
            return False
        machine = self._machine
        running = None if self.quiet else (machine.voice_since, machine.voiced_until)
        return self.voiced.holds(word, running)

    def _settle(self, stretch: Stretch) -> None:
        """A stretch was read for good."""
        turn = stretch.turn
        turn.pieces.append(Piece.of(stretch.start, self.ring.read(stretch.start, stretch.end)))
        if stretch.in_silence:
            turn.agreement.rest()
        else:
            kept = sum(_middle(word) >= stretch.end for word in turn.agreement.still_inside)
            turn.agreement.cut(kept, stretch.end / RATE)
        if stretch.closes:
            self._end(turn)

    def _cut(self, turn: Turn, stretch: Stretch) -> None:
        """Move the window on when it has grown and committed words allow it."""
        start, end = stretch.start / RATE, stretch.end / RATE
        words = turn.agreement.still_inside
        index = cut_after(words, start, end, self.rules)
        if index is None:
            return
        said = [*words, *turn.agreement.beyond]
        low, high = (round(at * RATE) for at in between(said, index, end, self.rules))
        at = max(stretch.start + 1, low + quietest(self.ring.read(low, high)))
        turn.pieces.append(Piece.of(stretch.start, self.ring.read(stretch.start, at)))
        kept = sum(_middle(word) >= at for word in words[index + 1 :])
        turn.agreement.cut(kept, at / RATE)
        turn.window = at

    def _end(self, turn: Turn) -> None:
        """Say that the turn is over, once, if anything of it was ever said."""
        if turn.ended:
            return
        turn.ended = True
        self._show(turn, ())
        if turn.agreement.committed:
            self.said.append(self._words(turn, (), ends=True))
            self.finished.append(turn)

    def _words(self, turn: Turn, words: tuple[Word, ...], *, ends: bool) -> Words:
        return Words(*self.track, turn.key, words, ends, self.late)

    def _show(self, turn: Turn, tail: tuple[Word, ...]) -> None:
        text = " ".join(word.text for word in tail)
        if text != turn.shown and not self.late:
            turn.shown = text
            self.said.append(Tail(*self.track, turn.key, text))


def _middle(word: Word) -> float:
    """The sample in the middle of a word."""
    return (word.start + word.end) / 2 * RATE
