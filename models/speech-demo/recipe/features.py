"""Log-mel features, equal to faster-whisper's own up to rounding.

Stored features are log10 mel power before the per-window normalisation, so that windows can be
mixed in the power domain and normalised afterwards, exactly as at recognition time.
"""

from __future__ import annotations

import functools

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor

MELS = 80
FRAMES_PER_SECOND = 100
SILENCE = -10.0
"""log10 power of digital silence."""


@functools.cache
def _filters() -> torch.Tensor:
    return torch.from_numpy(np.asarray(FeatureExtractor(feature_size=MELS).mel_filters, np.float32))


@functools.cache
def _window() -> torch.Tensor:
    return torch.hann_window(400)


def log_mel(samples: np.ndarray) -> np.ndarray:
    """[frames, 80] log10 mel power of 16 kHz mono float32 samples, 100 frames per second."""
    spectrum = torch.stft(
        torch.from_numpy(np.ascontiguousarray(samples)),
        400,
        160,
        window=_window(),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    )[:, :-1]
    power = spectrum.real**2 + spectrum.imag**2
    return torch.log10(torch.clamp(_filters() @ power, min=1e-10)).T.contiguous().numpy()


def normalised(log_power: np.ndarray) -> np.ndarray:
    """What the model sees: the top 8 decades of the window, shifted and scaled."""
    return (np.maximum(log_power, log_power.max() - 8.0) + 4.0) / 4.0


@functools.cache
def _centres() -> np.ndarray:
    """Middle frequency of each mel band, in FFT bins."""
    filters = _filters().numpy()
    return (filters @ np.arange(filters.shape[1])) / filters.sum(1)


def stretched(log_power: np.ndarray, factor: float) -> np.ndarray:
    """[frames, 80] features with every frequency multiplied by `factor`."""
    wanted = np.interp(_centres() / factor, _centres(), np.arange(MELS))
    below = np.minimum(wanted.astype(int), MELS - 2)
    share = (wanted - below).astype(np.float32)
    return log_power[:, below] * (1 - share) + log_power[:, below + 1] * share
