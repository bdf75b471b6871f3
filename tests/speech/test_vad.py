"""Streaming voice activity gives the batch numbers."""

import numpy as np
from faster_whisper.vad import get_vad_model

from binome.speech.vad import FRAME, VoiceActivity
from tests.helpers.speech import noise, recorded


def test_streaming_is_identical_to_batch_whatever_the_chunks(rehearsal) -> None:
    audio = recorded(rehearsal / "fr-short-mentor.opus", 6)
    batch = get_vad_model()(audio.copy()).reshape(-1)
    voice, streamed, at = VoiceActivity(), [], 0
    for frames in [1, 3, 2, 8] * 100:
        chunk = audio[at : at + frames * FRAME]
        at += len(chunk)
        streamed += voice.hear(chunk)
    assert len(streamed) == len(batch)
    # The library zeroes 64 samples of its very last frame; all others are the same to the bit.
    assert np.array_equal(np.array(streamed[:-1], np.float32), batch[:-1])


def test_faint_noise_is_no_voice() -> None:
    probabilities = VoiceActivity().hear(noise(4, 0.003)[: 120 * FRAME])
    assert max(probabilities) < 0.5
