"""The mirror measured on two-track calls of known truth, through voice activity and meters as live.

    ./dev bench mirror [--json FILE] [--quick]

Calls: espeak-ng says scripted turns on two tracks, with silences, interruptions, receipts and
moments when both go on put where the script says; both tracks pass through Opus at 24 kb/s. Voice
activity is the live one, words are espeak-ng's own. Tones: harmonic glides and sines whose pitch
and loudness follow from their formula.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from binome.domain.events import Event, SpeechEnded, WordsCommitted
from binome.domain.floor import Stretch, joined, total
from binome.domain.mirror import Mirror, mirror_of_events
from binome.domain.mirror.sound import EDGES, REFERENCE, sound
from binome.domain.values import Word
from binome.speech.clock import RATE
from binome.speech.listener import Listener
from binome.speech.opus import Pcm
from binome.speech.sound import SoundMeter
from binome.wire.understanding import VoiceEnded
from tests.bench.captions.report import Measure, as_json, table
from tests.helpers.pair import closed, opened

sys.path.insert(0, str(Path(__file__).parents[2] / "models/speech-demo"))

from recipe.speech import Espeak, Voice, resampled, through_opus, trimmed

VOICES = {"mentor": Voice("fr+f2", 155, 55), "mentee": Voice("fr+m3", 155, 45)}
QUESTIONS = (
    "Comment est-ce que tu prépares la réunion de lundi ?",
    "Pourquoi est-ce que tu as choisi ce projet ?",
    "Comment s'est passée ta dernière présentation ?",
)
ANSWERS = (
    "Je commence toujours par relire les notes de la semaine dernière avec mon équipe",
    "Il y avait beaucoup de monde et je ne savais pas par quel bout prendre la parole",
    "Le directeur voulait un plan détaillé et je lui ai montré celui du printemps",
)
GOES_IN = "Alors là je voudrais revenir sur le point de tout à l'heure parce qu'il compte"
RECEIPT = "Oui"


@dataclass(frozen=True)
class Said:
    """One utterance where it really is."""

    who: str
    start: float
    samples: Pcm
    words: tuple[Word, ...]

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / RATE


@dataclass(frozen=True)
class Call:
    """A scripted call and what its mirror must say. `silences` = after the mentor's questions."""

    said: tuple[Said, ...]
    cuts: int
    silences: tuple[float, ...]


def scripted(engine: Espeak, seed: int, rounds: int) -> Call:
    """A call of rounds: question, silence, answer; then one thing out of four happens."""
    chance = random.Random(seed)
    said: list[Said] = []
    silences: list[float] = []
    cuts, at = 0, 1.0

    def say(who: str, text: str, start: float, until: float | None = None) -> Said:
        spoken = trimmed(engine.say(text, VOICES[who]))
        samples = resampled(spoken.samples, spoken.rate, RATE)
        samples = (0.4 / np.abs(samples).max() * samples).astype(np.float32)
        if until is not None:
            samples = samples[: round((until - start) * RATE)]
        words = tuple(
            Word(w.text, start + w.start, start + w.end)
            for w in spoken.words
            if until is None or start + w.end <= until
        )
        said.append(Said(who, start, samples, words))
        return said[-1]

    for number in range(rounds):
        asked = say("mentor", QUESTIONS[number % 3], at)
        silence = chance.uniform(0.6, 4.5)
        silences.append(silence)
        answer = say("mentee", ANSWERS[number % 3], asked.end + silence)
        match number % 4:
            case 0:  # the mentor comes in and the mentee gives way
                said.pop()
                entry = answer.end - 1.5
                give_way = entry + chance.uniform(0.4, 0.8)
                say("mentee", ANSWERS[number % 3], answer.start, until=give_way)
                last, cuts = say("mentor", GOES_IN, entry), cuts + 1
            case 1:  # a receipt over the answer
                say("mentor", RECEIPT, answer.start + 1.2)
                last = answer
            case 2:  # both go on
                last = say("mentor", GOES_IN, answer.end - 1.8)
            case _:
                last = answer
        at = max(last.end, answer.end) + chance.uniform(0.8, 2.0)
    return Call(tuple(said), cuts, tuple(silences))


def heard(call: Call) -> list[Event]:
    """The call's log: voice activity as measured on the two tracks, words as they were said."""
    events: list[Event] = [opened()]
    length = max(one.end for one in call.said) + 2.0
    for who in VOICES:
        track = np.zeros(round(length * RATE), np.float32)
        for one in call.said:
            if one.who == who:
                first = round(one.start * RATE)
                track[first : first + len(one.samples)] += one.samples
        events += _voiced(who, voip(track))
    for number, one in enumerate(sorted(call.said, key=lambda each: each.start), 1):
        if one.words:
            events.append(WordsCommitted(one.end, number, one.who, one.words, True))
    return [*events, closed(length)]


def _voiced(who: str, track: Pcm) -> Iterator[Event]:
    listener = Listener(("bench", who), "fr", 0, transcribes=False)
    for at in range(0, len(track), RATE // 50):
        listener.hear(track[at : at + RATE // 50])
    listener.close()
    for message in listener.said:
        if isinstance(message, VoiceEnded):
            yield SpeechEnded(message.at, who, message.since)


def voip(samples: Pcm) -> Pcm:
    """The samples after Opus at 24 kb/s, as a call carries them."""
    heard: Pcm = through_opus(samples, RATE, 24_000, 0.0, random.Random(0)).astype(np.float32)
    return heard


def _spoken(call: Call, who: str) -> float:
    return total(joined(Stretch(one.start, one.end) for one in call.said if one.who == who))


def on_calls(calls: int, rounds: int) -> list[Measure]:
    """Talk share, interruptions, thinking time and pace."""
    engine = Espeak()
    shares, paces, wrong, missing, late = [], [], 0, 0, [0.0]
    for seed in range(calls):
        call = scripted(engine, seed, rounds)
        events = heard(call)
        mirrors = {who: mirror_of_events(events, who) for who in VOICES}
        spoken = {who: _spoken(call, who) for who in VOICES}
        for who, mirror in mirrors.items():
            share, pace = mirror.talk_share.whole.share, mirror.pace.words_per_minute
            count = sum(len(one.words) for one in call.said if one.who == who)
            assert share is not None, "nobody was heard"
            assert pace is not None, "nobody was heard"
            shares.append(100 * abs(share - spoken[who] / sum(spoken.values())))
            paces.append(100 * abs(pace / (60 * count / spoken[who]) - 1))
        mentor = mirrors["mentor"]
        wrong += abs(len(mentor.interruptions.mine) - call.cuts)
        wrong += len(mentor.interruptions.theirs)
        errors = _silence_errors(mentor, call)
        missing += abs(len(mentor.thinking_time.pauses) - len(call.silences))
        late += errors
    return [
        Measure("talk share error", max(shares), "points", None, 2.0, 1.0, "lower"),
        Measure("interruptions wrong", wrong, "cases", None, 1, 0, "lower"),
        Measure("silences missed or invented", missing, "cases", None, 1, 0, "lower"),
        Measure("thinking time error", max(late), "s", None, 0.2, 0.1, "lower"),
        Measure("pace error", max(paces), "%", None, 8.0, 5.0, "lower"),
    ]


def _silence_errors(mentor: Mirror, call: Call) -> list[float]:
    found = [pause.seconds for pause in mentor.thinking_time.pauses]
    return [abs(a - b) for a, b in zip(found, call.silences, strict=False)]


def glide(middle: float, swing: float, seconds: float, period: float = 4.0) -> tuple[Pcm, float]:
    """A voiced tone whose pitch swings by ± `swing` semitones, and its true range in semitones."""
    times = np.arange(round(seconds * RATE)) / RATE
    pitch = 12 * np.log2(middle / REFERENCE) + swing * np.sin(2 * np.pi * times / period)
    phase = 2 * np.pi * np.cumsum(REFERENCE * 2 ** (pitch / 12)) / RATE
    tone = sum(np.sin(n * phase) / n for n in range(1, 16))
    low, high = np.percentile(pitch, EDGES)
    return (0.1 * np.asarray(tone)).astype(np.float32), float(high - low)


def on_tones() -> list[Measure]:
    """Pitch range and loudness against what the formula of the tone says."""
    ranges = []
    for middle in (95.0, 120.0, 180.0, 220.0, 300.0):
        for swing in (1.0, 3.0, 6.0):
            samples, truth = glide(middle, swing, 20.0)
            measured = _measured(voip(samples))
            ranges.append(abs((measured[1] or 99.0) - truth))
    levels = [
        abs((_measured(_sine(below, 20.0))[0] or 99.0) - (-3.01 - below))
        for below in (10.0, 20.0, 33.0)
    ]
    # A quiet part more than 10 LU below the rest is gated away (as in EBU Tech 3341, case 3).
    parts = np.concatenate([_sine(33.0, 10.0), _sine(20.0, 20.0), _sine(33.0, 10.0)])
    levels.append(abs((_measured(parts)[0] or 99.0) - (-23.01)))
    return [
        Measure("pitch range error", max(ranges), "semitones", None, 1.5, 1.0, "lower"),
        Measure("loudness error", max(levels), "LU", None, 1.0, 0.5, "lower"),
    ]


def _sine(below: float, seconds: float) -> Pcm:
    """A sine of 997 Hz so many dB below full scale: −3.01 − `below` LUFS (ITU-R BS.1770)."""
    times = np.arange(round(seconds * RATE)) / RATE
    return (10 ** (-below / 20) * np.sin(2 * np.pi * 997 * times)).astype(np.float32)


def _measured(samples: Pcm) -> tuple[float | None, float | None]:
    meter = SoundMeter()
    meter.hear(0.0, samples)
    found = sound(meter.done(before=float("inf")))
    return (None, None) if found is None else (found.loudness, found.pitch_range)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="The mirror, measured.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measures here")
    parser.add_argument("--quick", action="store_true", help="a smoke test")
    given = parser.parse_args(arguments)
    measures = [*on_calls(*((1, 4) if given.quick else (4, 16))), *on_tones()]
    print(table(measures))
    if given.json:
        given.json.write_text(as_json(measures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
