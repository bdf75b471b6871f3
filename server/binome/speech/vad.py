"""Streaming voice activity: Silero v6 as faster-whisper ships it, state carried between calls.

The library's own call forgets its state each time; feeding its ONNX session ourselves, with the
two recurrent states and 64 samples of context kept, gives the very numbers of the batch call.
Driven by `live`, one `VoiceActivity` a track.
"""

from functools import cache
from typing import Any

import numpy as np

from binome.speech.opus import Pcm

FRAME = 512
"""Samples one probability stands for: 32 ms at 16 kHz."""
_CONTEXT = 64


@cache
def _session() -> Any:
    from faster_whisper.vad import get_vad_model

    return get_vad_model().session


class VoiceActivity:
    """The probability that somebody speaks, one number per 32 ms."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything heard so far."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context: Pcm = np.zeros(_CONTEXT, np.float32)

    def hear(self, samples: Pcm) -> list[float]:
        """Return one probability for each 512 samples; the length must be a multiple of 512."""
        if not len(samples):
            return []
        frames = samples.reshape(-1, FRAME)
        contexts = np.empty((len(frames), _CONTEXT), np.float32)
        contexts[0] = self._context
        contexts[1:] = frames[:-1, -_CONTEXT:]
        self._context = frames[-1, -_CONTEXT:].copy()
        probabilities, self._h, self._c = _session().run(
            None,
            {"input": np.concatenate([contexts, frames], axis=1), "h": self._h, "c": self._c},
        )
        return [float(p) for p in np.asarray(probabilities).reshape(-1)]
