"""Synthetic speech with exact word and phoneme times, and the road a call puts it through.

espeak-ng is driven through its C library: besides the samples it reports when every word and every
phoneme starts, which gives the training its labels for free. One engine per process (the library is
global state). Opus encoding, packet loss and resampling go through PyAV, as in the product.
"""

from __future__ import annotations

import ctypes
import random
from dataclasses import dataclass

import av
import numpy as np

SAMPLE_RATE = 16_000
"""Rate of everything the model hears, in hertz."""

OPUS_RATE = 48_000
OPUS_FRAME = 960
"""Samples of one 20 ms Opus packet at 48 kHz."""
OPUS_DELAY = 312
"""Samples the encoder delays the signal by, at 48 kHz."""

_WORD_EVENT, _PHONEME_EVENT = 1, 7
_RATE, _PITCH, _RANGE = 1, 3, 4


@dataclass(frozen=True)
class Voice:
    """One espeak-ng voice setting: speed in words per minute, pitch and range from 0 to 100."""

    name: str
    speed: int = 160
    pitch: int = 50
    pitch_range: int = 50


@dataclass(frozen=True)
class Word:
    """One spoken word; `start` and `end` in seconds from the start of the audio."""

    text: str
    start: float
    end: float

    def shifted(self, seconds: float) -> Word:
        """The same word, later by `seconds`."""
        return Word(self.text, self.start + seconds, self.end + seconds)


@dataclass(frozen=True)
class Phone:
    """One phoneme (IPA name) and its start in seconds."""

    name: str
    start: float


@dataclass(frozen=True)
class Utterance:
    """Mono float32 samples at `rate` hertz, with the times of its words and phonemes."""

    text: str
    samples: np.ndarray
    rate: int
    words: tuple[Word, ...]
    phones: tuple[Phone, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate


class _EventId(ctypes.Union):
    _fields_ = [
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    ]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The espeak-ng engine of this process."""

    def __init__(self) -> None:
        """Open the library in synchronous mode, asking for phoneme events with IPA names."""
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate: int = self._library.espeak_Initialize(2, 0, None, 1 | 2)
        self._chunks: list[np.ndarray] = []
        self._word_events: list[tuple[int, float]] = []
        self._phones: list[Phone] = []
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples: ctypes._Pointer, count: int, events: ctypes._Pointer) -> int:
        if samples and count:
            self._chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        i = 0
        while events[i].type != 0:
            at = events[i].audio_position / 1000
            if events[i].type == _WORD_EVENT:
                self._word_events.append((events[i].text_position, at))
            elif events[i].type == _PHONEME_EVENT:
                raw = ctypes.string_at(ctypes.addressof(events[i].id), 8).split(b"\0")[0]
                self._phones.append(Phone(raw.decode("utf-8", "ignore").rstrip("-"), at))
            i += 1
        return 0

    def say(self, text: str, voice: Voice) -> Utterance:
        """`text` spoken by `voice`, at the engine's own rate (22,050 Hz)."""
        if self._library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice named {voice.name}")
        settings = ((_RATE, voice.speed), (_PITCH, voice.pitch), (_RANGE, voice.pitch_range))
        for parameter, value in settings:
            self._library.espeak_SetParameter(parameter, int(value), 0)
        self._chunks.clear()
        self._word_events.clear()
        self._phones.clear()
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, 1, 0, 1, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._chunks or [np.zeros(1, np.int16)]).astype(np.float32) / 32768
        words = word_times(text, self._word_events, len(samples) / self.rate)
        return Utterance(text, samples, self.rate, words, tuple(self._phones))


def word_times(text: str, events: list[tuple[int, float]], duration: float) -> tuple[Word, ...]:
    """The whitespace words of `text` with their times, from espeak's (1-based position, seconds).

    Lone punctuation belongs to the word before it; words without an event share the gap evenly.
    """
    spans: list[tuple[int, int]] = []
    position = 0
    for piece in text.split():
        start = text.index(piece, position)
        position = start + len(piece)
        if spans and not any(c.isalnum() for c in piece):
            spans[-1] = (spans[-1][0], position)
        else:
            spans.append((start, position))
    starts: list[float | None] = [None] * len(spans)
    for at_character, at in events:
        for i, (first, last) in enumerate(spans):
            if first <= at_character - 1 < last and starts[i] is None:
                starts[i] = at
    known = _filled(starts, duration)
    ends = [*known[1:], duration]
    return tuple(Word(text[a:b], s, e) for (a, b), s, e in zip(spans, known, ends, strict=True))


def _filled(starts: list[float | None], duration: float) -> list[float]:
    known: list[float] = []
    for i, start in enumerate(starts):
        if start is not None:
            known.append(start)
        elif i == 0:
            known.append(0.0)
        else:
            later = [(j, s) for j, s in enumerate(starts[i:], i) if s is not None]
            j, following = later[0] if later else (len(starts), duration)
            known.append(known[-1] + (following - known[-1]) / (j - i + 1))
    return known


def trimmed(said: Utterance, margin: float = 0.03, floor: float = 0.004) -> Utterance | None:
    """`said` with only `margin` seconds of silence around it, None when it is all silence."""
    loud = np.abs(said.samples) > floor
    if not loud.any():
        return None
    keep = int(margin * said.rate)
    first = max(0, int(np.argmax(loud)) - keep)
    last = min(len(loud), len(loud) - int(np.argmax(loud[::-1])) + keep)
    offset, length = first / said.rate, (last - first) / said.rate
    words = tuple(
        Word(w.text, max(0.0, w.start - offset), min(length, w.end - offset)) for w in said.words
    )
    phones = tuple(Phone(p.name, p.start - offset) for p in said.phones)
    return Utterance(said.text, said.samples[first:last], said.rate, words, phones)


def resampled(samples: np.ndarray, source: int, target: int) -> np.ndarray:
    """Mono float32 `samples` brought from `source` to `target` hertz."""
    if source == target:
        return samples
    resampler = av.AudioResampler(format="s16", layout="mono", rate=target)
    frame = _frame(samples, source)
    pieces = [f.to_ndarray()[0] for f in [*resampler.resample(frame), *resampler.resample(None)]]
    return np.concatenate(pieces).astype(np.float32) / 32768


def through_opus(
    samples: np.ndarray, source: int, bit_rate: int, loss: float, chance: random.Random
) -> np.ndarray:
    """`samples` after Opus at `bit_rate` bit/s, losing a share `loss` of packets; 16 kHz."""
    wide = resampled(samples, source, OPUS_RATE)
    wide = np.pad(wide, (0, (-len(wide)) % OPUS_FRAME + 2 * OPUS_FRAME))
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = OPUS_RATE, "mono", "s16"
    encoder.bit_rate = bit_rate
    encoder.options = {"application": "voip", "compression_level": "3"}
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = OPUS_RATE, "mono"
    packets = []
    for at in range(0, len(wide), OPUS_FRAME):
        frame = _frame(wide[at : at + OPUS_FRAME], OPUS_RATE)
        frame.pts = at
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    heard = []
    for packet in packets:
        if chance.random() < loss:
            heard.append(np.zeros(OPUS_FRAME, np.float32))
            continue
        for frame in decoder.decode(packet):
            part = frame.to_ndarray().reshape(-1)
            scale = 32768 if part.dtype == np.int16 else 1
            heard.append(part.astype(np.float32) / scale)
    whole = np.concatenate(heard)[OPUS_DELAY:]
    length = len(samples) * OPUS_RATE // source
    return resampled(whole[:length], OPUS_RATE, SAMPLE_RATE)


def _frame(samples: np.ndarray, rate: int) -> av.AudioFrame:
    pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)[None]
    frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
    frame.sample_rate = rate
    frame.pts = 0
    return frame
