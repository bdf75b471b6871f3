"""Four sounds nobody speaks in, made up here: silence, a fan, typing, music. 16 kHz mono."""

from collections.abc import Callable

import numpy as np

from binome.speech.clock import RATE
from binome.speech.opus import Pcm


def silence(seconds: float) -> Pcm:
    """A microphone's own hiss."""
    return _hiss(seconds, 0.0006, 1)


def fan(seconds: float) -> Pcm:
    """Low rumble and its blades."""
    brown = np.cumsum(_hiss(seconds, 1.0, 2))
    brown -= np.convolve(brown, np.ones(4000) / 4000, "same")
    at = np.arange(len(brown)) / RATE
    sound = 0.05 * brown / np.abs(brown).max() + 0.01 * np.sin(2 * np.pi * 96 * at)
    return (sound + _hiss(seconds, 0.004, 3)).astype(np.float32)


def typing(seconds: float) -> Pcm:
    """Key strokes, five a second with pauses."""
    chance = np.random.default_rng(4)
    sound = _hiss(seconds, 0.0008, 5)
    at = 0.0
    while at < seconds - 0.1:
        click = chance.normal(0, 1, 700) * np.exp(-np.arange(700) / chance.uniform(60, 160))
        start = round(at * RATE)
        room = sound[start : start + 700]
        room += (chance.uniform(0.05, 0.25) * click[: len(room)]).astype(np.float32)
        at += (
            chance.exponential(0.12)
            + 0.06
            + (chance.uniform(0.5, 2) if chance.random() < 0.06 else 0)
        )
    return sound


def music(seconds: float) -> Pcm:
    """Hold music: a tune of plucked chords over a bass."""
    chance = np.random.default_rng(6)
    count = round(seconds * RATE)
    sound = np.zeros(count)
    chords = ((220, 277, 330), (196, 247, 294), (175, 220, 262), (196, 247, 330))
    beat = 0.4
    for number in range(int(seconds / beat)):
        start = round(number * beat * RATE)
        chord = chords[number // 8 % 4]
        notes = (chance.choice(chord) * chance.choice((1, 2)), chord[0] / 2)
        at = np.arange(min(count - start, round(1.5 * RATE))) / RATE
        for note in notes:
            tone = sum(np.sin(2 * np.pi * note * part * at) / part**1.5 for part in (1, 2, 3, 4))
            sound[start : start + len(at)] += 0.06 * np.exp(-3 * at) * tone
    return sound.astype(np.float32)


def _hiss(seconds: float, level: float, seed: int) -> Pcm:
    chance = np.random.default_rng(seed)
    return chance.normal(0, level, round(seconds * RATE)).astype(np.float32)


NOISES: dict[str, Callable[[float], Pcm]] = {
    "silence": silence,
    "fan": fan,
    "typing": typing,
    "music": music,
}
