"""The rehearsal's two people never cut each other short: measured on their tracks, nobody does."""

import json

import numpy as np
import pytest

from binome import resources
from binome.domain.events import Event, SpeechEnded, WordsCommitted
from binome.domain.mirror import mirror_of_events
from binome.domain.values import Word
from binome.rehearsal.script import bundled
from binome.speech.clock import RATE
from binome.speech.listener import Listener
from binome.wire.understanding import VoiceEnded
from tests.helpers.pair import closed, opened
from tests.helpers.sound import RATE as WIDE
from tests.helpers.sound import decoded


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_tail_of_voice_activity_makes_no_interruption(language: str) -> None:
    script = bundled(language, short=True)  # type: ignore[arg-type]
    events: list[Event] = [opened()]
    for person, track in script.tracks.items():
        listener = Listener(("s1", person), "fr", 0, transcribes=False)
        samples = decoded(track)[:: WIDE // RATE].astype(np.float32) / 32768
        for at in range(0, len(samples), RATE // 50):
            listener.hear(samples[at : at + RATE // 50])
        listener.close()
        events += [
            SpeechEnded(one.at, person, one.since)
            for one in listener.said
            if isinstance(one, VoiceEnded)
        ]
    page = json.loads((resources.model("rehearsal") / f"{language}-short.json").read_text())
    for number, turn in enumerate(page["turns"], 1):
        words = tuple(Word(w["text"], w["start"], w["end"]) for w in turn["words"])
        events.append(WordsCommitted(turn["end"], number, turn["speaker"], words, True))
    events.append(closed(script.lines[-1].end + 1))
    for person in script.tracks:
        cuts = mirror_of_events(events, person).interruptions
        assert (cuts.mine, cuts.theirs) == ((), ())
        truth = sum(line.end - line.start for line in script.lines if line.speaker == person)
        whole = sum(line.end - line.start for line in script.lines)
        share = mirror_of_events(events, person).talk_share.whole.share
        assert share == pytest.approx(truth / whole, abs=0.01)
