"""Training examples: windows composed from spoken utterances, with every label.

A window may start or end in the middle of a sentence, as live windows do, may be silent, noisy or
filtered, and may carry the text before it as a prompt. Besides the tokens to write, it knows the
phoneme of each encoder frame, the letters in order (for CTC) and where each token is heard.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from . import tokenizer as layout
from .features import FRAMES_PER_SECOND, MELS, SILENCE, normalised, stretched

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ' "
BLANK = len(LETTERS)
_LETTER = {letter: i for i, letter in enumerate(LETTERS)}

PHONES = [
    "",
    "a",
    "a:",
    "aa",
    "aː",
    "aɪ",
    "aɪə",
    "aɪɚ",
    "aʊ",
    "b",
    "d",
    "dʒ",
    "e",
    "eə",
    "eɪ",
    "eː",
    "f",
    "h",
    "i",
    "iə",
    "iː",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "oə",
    "oʊ",
    "oː",
    "oːɹ",
    "p",
    "r",
    "s",
    "t",
    "tʃ",
    "t̪",
    "u",
    "uː",
    "v",
    "w",
    "y",
    "z",
    "æ",
    "ð",
    "ø",
    "ŋ",
    "œ",
    "œ̃",
    "ɐ",
    "ɑː",
    "ɑːɹ",
    "ɑə",
    "ɑ̃",
    "ɒ",
    "ɔ",
    "ɔə",
    "ɔɪ",
    "ɔː",
    "ɔːɹ",
    "ɔ̃",
    "ə",
    "əl",
    "əɹ",
    "əʊ",
    "ɚ",
    "ɛ",
    "ɛɹ",
    "ɛ̃",
    "ɜ",
    "ɜː",
    "ɡ",
    "ɪ",
    "ɹ",
    "ɾ",
    "ʁ",
    "ʃ",
    "ʉ",
    "ʉɹ",
    "ʉː",
    "ʊ",
    "ʊə",
    "ʊɹ",
    "ʌ",
    "ʌɹ",
    "ʌʉ",
    "ʍ",
    "ʒ",
    "ʲ",
    "θ",
    "ᵻ",
]
"""espeak's phoneme names; number 0, the empty name, is silence."""
_PHONE = {name: i for i, name in enumerate(PHONES)}
LONGEST_PROMPT = 223
"""Tokens of earlier text that faster-whisper puts before a window."""
UNKNOWN = -100
"""Label of what no loss looks at."""


@dataclass(frozen=True)
class Settings:
    """Shares of the kinds of windows."""

    french: float = 0.53
    rehearsal: float = 0.08
    silent: float = 0.03
    head_cut: float = 0.15
    tail_cut: float = 0.75
    """Chance that a sentence too long for its window is cut instead of exchanged."""
    without_timestamps: float = 0.4
    prompt: float = 0.3
    clean: float = 0.35
    noisy: float = 0.2
    masked: float = 0.25
    warped: float = 0.5
    """Utterances whose frequencies are stretched, as by a longer or shorter vocal tract."""
    lossy: float = 0.12
    """Windows with lost packets."""


@dataclass(frozen=True)
class Spoken:
    """One utterance of a shard: features [frames, 80], word times, phoneme label per 20 ms."""

    text: str
    words: list[tuple[str, float, float]]
    frames: np.ndarray
    phones: np.ndarray


@dataclass
class Window:
    """One example under construction; times in seconds from its start."""

    features: np.ndarray
    phones: np.ndarray
    tokens: list[int] = field(default_factory=list)
    first_target: int = 0
    letters: list[int] = field(default_factory=list)
    spans: list[tuple[int, float, float]] = field(default_factory=list)
    """(position whose next token is heard, start, end)."""
    silent: bool = False


@dataclass(frozen=True)
class Batch:
    """Windows of equal length, ready for the model."""

    features: torch.Tensor
    """[windows, 80, frames]"""
    tokens: torch.Tensor
    targets: torch.Tensor
    phones: torch.Tensor
    letters: list[torch.Tensor]
    spans: torch.Tensor
    """[spans, 4]: window, position, start, end."""


@dataclass(frozen=True)
class _Piece:
    """The part of an utterance a window holds."""

    words: list[tuple[str, float, float]]
    cut: bool

    @property
    def text(self) -> str:
        return " ".join(word for word, _, _ in self.words)


def letters(text: str) -> list[int]:
    """The CTC labels of `text`."""
    kept = "".join(c if c in _LETTER else " " for c in text.lower())
    return [_LETTER[c] for c in re.sub(r"\s+", " ", kept).strip()]


class Pool:
    """All utterances of a data folder, by language; new shards join at each `refresh`."""

    def __init__(self, folder: Path) -> None:
        """Read the shards of `folder`."""
        self.folder = folder
        self._seen: set[str] = set()
        self.general: dict[str, list[Spoken]] = {"fr": [], "en": []}
        self.rehearsal: dict[str, list[Spoken]] = {"fr": [], "en": []}
        self.refresh()

    def __len__(self) -> int:
        """Number of utterances."""
        return sum(map(len, self.general.values())) + sum(map(len, self.rehearsal.values()))

    def refresh(self) -> None:
        """Read the shards that appeared since."""
        for index in sorted(self.folder.glob("*.json")):
            if index.name in self._seen:
                continue
            self._seen.add(index.name)
            frames = np.load(index.with_suffix(".npy"), mmap_mode="r")
            for entry in json.loads(index.read_text(encoding="utf-8")):
                part = frames[entry["first"] : entry["first"] + entry["frames"]]
                words = [tuple(word) for word in entry["words"]]
                spoken = Spoken(entry["text"], words, part, _phone_labels(entry, len(part)))
                group = self.rehearsal if entry["source"] == "rehearsal" else self.general
                group[entry["language"]].append(spoken)


def _phone_labels(entry: dict, frames: int) -> np.ndarray:
    labels = np.zeros((frames + 1) // 2, np.int8)
    phones = entry["phones"]
    ends = [start for _, start in phones[1:]] + [frames / FRAMES_PER_SECOND]
    for (name, start), end in zip(phones, ends, strict=True):
        label = 0 if name.startswith("(") else _PHONE.get(name, UNKNOWN)
        labels[max(0, round(start * 50)) : max(0, round(end * 50))] = label
    return labels


class Composer:
    """Composes windows from a pool, by a seed."""

    def __init__(
        self, pool: Pool, tokens: Tokenizer, seed: int, settings: Settings | None = None
    ) -> None:
        """`tokens` is the model's tokenizer."""
        self.pool = pool
        self.tokenizer = tokens
        self.settings = settings or Settings()
        self.chance = random.Random(seed)
        self._noise = (
            np.random.default_rng(seed).exponential(size=(30_000, MELS)).astype(np.float32) + 1e-3
        )

    def batch(self, seconds: float, total: float, most: int) -> Batch:
        """About `total` seconds of audio in windows of `seconds`, of `most` utterances or fewer."""
        count = max(2, int(total / seconds))
        windows = [self.window(seconds, most) for _ in range(count)]
        width = max(len(w.tokens) for w in windows) - 1
        tokens = torch.full((count, width), layout.END)
        targets = torch.full((count, width), UNKNOWN)
        for i, w in enumerate(windows):
            size = len(w.tokens) - 1
            tokens[i, :size] = torch.tensor(w.tokens[:-1])
            targets[i, w.first_target - 1 : size] = torch.tensor(w.tokens[w.first_target :])
            if w.silent:
                targets[i, w.first_target - 1] = layout.NO_SPEECH
        spans = [(i, *span) for i, w in enumerate(windows) for span in w.spans]
        return Batch(
            torch.from_numpy(np.stack([w.features.T for w in windows])),
            tokens,
            targets,
            torch.from_numpy(np.stack([w.phones for w in windows]).astype(np.int64)),
            [torch.tensor(w.letters, dtype=torch.long) for w in windows],
            torch.tensor(spans or [(0, 0, -9.0, -9.0)], dtype=torch.float32),
        )

    def window(self, seconds: float, most: int) -> Window:
        """One window of `seconds`."""
        chance, settings = self.chance, self.settings
        language = "fr" if chance.random() < settings.french else "en"
        frames = round(seconds * FRAMES_PER_SECOND)
        if chance.random() < settings.silent:
            return self._silent(frames, language)
        rehearsed = chance.random() < settings.rehearsal
        pool = (self.pool.rehearsal if rehearsed else self.pool.general)[language]
        while True:
            window = Window(
                np.full((frames, MELS), SILENCE, np.float32), np.zeros(frames // 2, np.int8)
            )
            pieces, before = self._filled(window, pool, most)
            if pieces:
                break
        self._write(window, pieces, language, before or self._prompt(pool))
        if chance.random() < settings.lossy:
            self._lose_packets(window.features)
        window.features = self._finished(self._noised(window.features))
        return window

    def _lose_packets(self, features: np.ndarray) -> None:
        """Silence a few per cent of the 20 ms packets; frames around them keep their edges."""
        share = self.chance.uniform(0.02, 0.06)
        for at in range(0, len(features) - 1, 2):
            if self.chance.random() < share:
                features[at : at + 2] = np.maximum(
                    SILENCE, features[at : at + 2] - self.chance.uniform(1, 7)
                )

    def _silent(self, frames: int, language: str) -> Window:
        chance = self.chance
        quiet = np.full((frames, MELS), SILENCE, np.float32)
        if chance.random() < 0.7:
            quiet = self._with_noise(quiet, chance.uniform(-9, -1))
        window = Window(self._finished(quiet), np.zeros(frames // 2, np.int8), silent=True)
        start = [layout.START, layout.LANGUAGE[language], layout.TRANSCRIBE]
        if chance.random() < self.settings.without_timestamps:
            window.tokens = [*start, layout.NO_TIMESTAMPS, layout.END]
        else:
            window.tokens = [*start, layout.timestamp(0), layout.END]
        window.first_target = 1
        return window

    def _filled(self, window: Window, pool: list[Spoken], most: int) -> tuple[list[_Piece], str]:
        """Place utterances into `window`; returns what is heard and the words before a cut."""
        chance, settings = self.chance, self.settings
        size = len(window.features)
        short = chance.random() < 0.6
        at = int(100 * chance.uniform(0, 0.3 if short else min(1.2, size / 400)))
        pieces: list[_Piece] = []
        before = ""
        while len(pieces) < most and at < size - 50:
            spoken = self._fitting(pool, size - at)
            if spoken is None:
                break
            skip = 0
            if not pieces and len(spoken.words) > 3 and chance.random() < settings.head_cut:
                skip, at = chance.randint(1, len(spoken.words) - 2), 0
                before = " ".join(word for word, _, _ in spoken.words[:skip])
            piece, used = self._placed(window, spoken, skip, at)
            if not piece.words:
                break
            pieces.append(piece)
            gap = chance.uniform(0.05, 0.4) if chance.random() < 0.5 else chance.uniform(0.3, 1.5)
            at += used + int(100 * gap)
            if piece.cut:
                break
        return pieces, before

    def _fitting(self, pool: list[Spoken], room: int) -> Spoken | None:
        cut = self.chance.random() < self.settings.tail_cut
        for _ in range(8):
            spoken = self.chance.choice(pool)
            if len(spoken.frames) <= room or (cut and room > 100):
                return spoken
        return None

    def _placed(self, window: Window, spoken: Spoken, skip: int, at: int) -> tuple[_Piece, int]:
        first = 0
        if skip:
            first = max(0, int(100 * (spoken.words[skip][1] - self.chance.uniform(0, 0.05))))
            first -= first % 2
        at -= at % 2
        source = spoken.frames[first:]
        used = min(len(source), len(window.features) - at)
        cut = used < len(source)
        gain = self.chance.uniform(-0.7, 0.7)
        features = source[:used].astype(np.float32)
        if self.chance.random() < self.settings.warped:
            features = stretched(features, self.chance.uniform(0.87, 1.15))
        window.features[at : at + used] = np.maximum(SILENCE, features + gain)
        labels = spoken.phones[first // 2 : first // 2 + used // 2]
        window.phones[at // 2 : at // 2 + len(labels)] = labels
        last = (first + used) / 100 - (0.05 if cut else -1)
        shift = (at - first) / 100
        words = [(w, s + shift, e + shift) for w, s, e in spoken.words[skip:] if e <= last]
        return _Piece(words, cut), used

    def _prompt(self, pool: list[Spoken]) -> str:
        chance = self.chance
        if chance.random() > self.settings.prompt:
            return ""
        said = [chance.choice(pool).text for _ in range(chance.randint(1, 8))]
        if chance.random() < 0.4:  # hotwords: a list, no sentence
            long = [word.strip(" ,.?!") for text in said for word in text.split() if len(word) > 4]
            return ", ".join(chance.sample(long, min(len(long), 8)))
        return " ".join(said)

    def _previous(self, before: str) -> list[int]:
        """The prompt's tokens; in half of them sentences have timestamps, as faster-whisper's."""
        sentences = re.split(r"(?<=[.?!]) ", before) if self.chance.random() < 0.5 else [before]
        ids: list[int] = []
        for sentence in sentences:
            text = self.tokenizer.encode(" " + sentence, add_special_tokens=False).ids
            if len(sentences) == 1:
                return text
            start, end = sorted(self.chance.uniform(0, layout.WINDOW_SECONDS) for _ in range(2))
            ids += [layout.timestamp(start), *text, layout.timestamp(end)]
        return ids

    def _write(self, window: Window, pieces: list[_Piece], language: str, before: str) -> None:
        """Fill in the tokens, letters and spans of `window`."""
        chance = self.chance
        timed = chance.random() > self.settings.without_timestamps
        tokens = window.tokens
        if before and chance.random() < 0.7:
            tokens += [layout.PREVIOUS, *self._previous(before)[-LONGEST_PROMPT:]]
        window.first_target = len(tokens) + 1
        tokens += [layout.START, layout.LANGUAGE[language], layout.TRANSCRIBE]
        if not timed:
            tokens.append(layout.NO_TIMESTAMPS)
        for piece in pieces:
            self._write_piece(window, piece, timed)
        if pieces[-1].cut and timed:
            tokens.append(tokens[-1])
        tokens.append(layout.END)
        window.letters = window.letters[:-1]

    def _write_piece(self, window: Window, piece: _Piece, timed: bool) -> None:
        ids, owners = layout.with_words(self.tokenizer, piece.text)
        if timed:
            window.tokens.append(layout.timestamp(piece.words[0][1]))
        shares = {owner: owners.count(owner) for owner in owners}
        done: dict[int, int] = {}
        for token, owner in zip(ids, owners, strict=True):
            if owner < len(piece.words):
                _, start, end = piece.words[owner]
                nth = done.get(owner, 0)
                step = (end - start) / shares[owner]
                position = len(window.tokens) - 1
                window.spans.append((position, start + nth * step, start + (nth + 1) * step))
                done[owner] = nth + 1
            window.tokens.append(token)
        if timed:
            window.tokens.append(layout.timestamp(piece.words[-1][2]))
        window.letters += [*letters(piece.text), _LETTER[" "]]

    def _noised(self, features: np.ndarray) -> np.ndarray:
        chance, settings = self.chance, self.settings
        bands = np.linspace(0, 1, MELS, dtype=np.float32)
        if chance.random() < 0.5:
            for wave in (1, 2, 3):
                tilt = chance.uniform(-0.2, 0.2)
                features += (tilt * np.cos(np.pi * wave * bands + chance.uniform(0, 6.28))).astype(
                    np.float32
                )
        kind = chance.random()
        if kind < settings.clean:
            return features
        below = (
            chance.uniform(2.6, 5)
            if kind < settings.clean + settings.noisy
            else chance.uniform(5, 9)
        )
        return self._with_noise(features, float(features.max()) - below)

    def _with_noise(self, features: np.ndarray, level: float) -> np.ndarray:
        chance = self.chance
        bands = np.linspace(0, 1, MELS, dtype=np.float32)
        bump = chance.uniform(-0.6, 0.6) * np.cos(np.pi * bands * chance.uniform(0.5, 3))
        colour = 10 ** (level + chance.uniform(-2, 0.5) * bands + bump).astype(np.float32)
        first = chance.randrange(len(self._noise) - len(features))
        noise = self._noise[first : first + len(features)] * colour
        return np.log10(np.power(np.float32(10), features) + noise + np.float32(1e-10))

    def _finished(self, features: np.ndarray) -> np.ndarray:
        chance = self.chance
        out = normalised(features)
        if chance.random() < self.settings.masked:
            mean = out.mean()
            for _ in range(2):
                width = chance.randint(0, 18)
                at = chance.randint(0, max(0, len(out) - width))
                out[at : at + width] = mean
            width = chance.randint(0, 9)
            at = chance.randint(0, MELS - width)
            out[:, at : at + width] = mean
        return out.astype(np.float32)
