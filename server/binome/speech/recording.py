"""A file's audio as the live core hears it: 16 kHz mono, decoded as it is needed."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from binome.errors import BadInput
from binome.speech.clock import RATE
from binome.speech.opus import Pcm


class Recording:
    """One file's audio, decoded as it is needed to 16 kHz mono."""

    def __init__(self, path: Path) -> None:
        """Raises `BadInput` when the file cannot be read as audio."""
        self._name = path
        self._chunks = self._decode(path)
        self._held: Pcm = np.empty(0, np.float32)
        self.ended = False
        self._fill(1)

    def take(self, samples: int) -> Pcm:
        """Return the next samples, fewer only at the end of the file."""
        self._fill(samples)
        taken, self._held = self._held[:samples], self._held[samples:]
        return taken

    def _fill(self, samples: int) -> None:
        parts, count = [self._held], len(self._held)
        while count < samples and not self.ended:
            chunk = next(self._chunks, None)
            if chunk is None:
                self.ended = True
                break
            parts.append(chunk)
            count += len(chunk)
        self._held = np.concatenate(parts)

    def _decode(self, path: Path) -> Iterator[Pcm]:
        import av

        try:
            with av.open(str(path)) as container:
                if not container.streams.audio:
                    raise BadInput(f"{path} holds no audio")
                resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
                for frame in container.decode(audio=0):
                    for piece in resampler.resample(frame):
                        yield np.asarray(piece.to_ndarray(), np.float32).reshape(-1)
                for piece in resampler.resample(None):
                    yield np.asarray(piece.to_ndarray(), np.float32).reshape(-1)
        except (av.FFmpegError, OSError) as problem:
            raise BadInput(f"{path} cannot be read as audio: {problem}") from problem
