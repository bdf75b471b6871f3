"""Opus packets straight to 16 kHz mono, through the libopus that PyAV's wheel carries.

PyAV's own decoder would give 48 kHz stereo and no way to ask for concealment; four functions of
libopus give exactly what recognition needs. Driven by `track`, one decoder a track.
"""

import ctypes
import ctypes.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from binome.errors import Unavailable
from binome.speech.clock import RATE

Pcm = NDArray[np.float32]

_LONGEST = RATE * 120 // 1000
"""Samples of the longest Opus packet (120 ms)."""


@cache
def _library() -> ctypes.CDLL:
    import av

    bundled = Path(av.__file__).parent.parent / "av.libs"
    names = [str(path) for path in sorted(bundled.glob("libopus*"))]
    names += [name for name in (ctypes.util.find_library("opus"), "libopus.so.0") if name]
    for name in names:
        try:
            library = ctypes.CDLL(name)
            return _declare(library)
        except (OSError, AttributeError):
            continue
    raise Unavailable("no libopus was found: reinstall PyAV (pip install av) or install libopus0")


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    library.opus_decoder_create.restype = ctypes.c_void_p
    library.opus_decoder_create.argtypes = [
        ctypes.c_int32,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_int),
    ]
    library.opus_decode_float.restype = ctypes.c_int
    library.opus_decode_float.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int32,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_int,
    ]
    library.opus_decoder_destroy.restype = None
    library.opus_decoder_destroy.argtypes = [ctypes.c_void_p]
    library.opus_packet_get_nb_samples.restype = ctypes.c_int
    library.opus_packet_get_nb_samples.argtypes = [
        ctypes.c_char_p,
        ctypes.c_int32,
        ctypes.c_int32,
    ]
    return library


def duration(packet: bytes) -> int:
    """Return the packet's length in samples at 16 kHz, 0 when it is not Opus."""
    return max(0, int(_library().opus_packet_get_nb_samples(packet, len(packet), RATE)))


class OpusDecoder:
    """One track's decoder; every call returns float32 mono at 16 kHz, possibly empty."""

    def __init__(self) -> None:
        self._library = _library()
        problem = ctypes.c_int()
        self._state: Any = self._library.opus_decoder_create(RATE, 1, ctypes.byref(problem))
        if not self._state:
            raise Unavailable(f"libopus could not open a decoder (error {problem.value})")
        self._buffer: Pcm = np.empty(_LONGEST, np.float32)

    def decode(self, packet: bytes) -> Pcm:
        """Decode a packet that arrived; a broken one gives an empty array."""
        return self._run(packet, _LONGEST, fec=False)

    def conceal(self, samples: int) -> Pcm:
        """Invent `samples` (at most 120 ms) in place of a lost packet."""
        return self._run(None, min(samples, _LONGEST), fec=False)

    def recover(self, following: bytes, samples: int) -> Pcm:
        """Rebuild the lost packet before `following` from its forward error correction."""
        return self._run(following, min(samples, _LONGEST), fec=True)

    def _run(self, packet: bytes | None, samples: int, *, fec: bool) -> Pcm:
        if not self._state:
            return np.empty(0, np.float32)
        count = self._library.opus_decode_float(
            self._state,
            packet,
            len(packet) if packet else 0,
            self._buffer.ctypes.data,
            samples,
            int(fec),
        )
        return self._buffer[: max(0, count)].copy()

    def close(self) -> None:
        """Free the decoder (idempotent)."""
        state, self._state = self._state, None
        if state:
            self._library.opus_decoder_destroy(state)

    __del__: Callable[["OpusDecoder"], None] = close
