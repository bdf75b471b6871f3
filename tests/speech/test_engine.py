"""The engine on a model of the true format that understands nothing: shapes, batches, failures."""

from dataclasses import replace

import numpy as np
import pytest

from binome.domain.values import Word
from binome.errors import Unavailable
from binome.speech import guards
from binome.speech.display import joined
from binome.speech.engine import Engine, EngineOptions
from binome.speech.models import LocalModel
from binome.speech.recogniser import Job, Reading, Urgency
from tests.helpers.speech import noise


@pytest.fixture(scope="module")
def engine(random_model):
    options = EngineOptions(step=1.0)
    engine = Engine.load(LocalModel("random", random_model), options=options)
    yield engine
    engine.close()
    engine.close()


@pytest.fixture
def trusting(monkeypatch) -> None:
    """No guard objects: a random model's words pass."""
    monkeypatch.setattr("binome.speech.engine.suspicion", lambda evidence: None)


def job(seconds: float, urgency=Urgency.FINAL, language="fr", hotwords="", start=5.0) -> Job:
    audio = noise(seconds, seed=round(seconds * 10))
    return Job(("s", "p"), "t", 1, urgency, 0, language, audio, start, hotwords=hotwords)


def test_a_window_gives_words_inside_its_audio(engine, trusting) -> None:
    (reading,) = engine.read([job(3.0)])
    assert reading.words
    for word in reading.words:
        assert isinstance(word, Word)
        assert 5.0 <= word.start <= word.end <= 8.0
        assert 0 <= word.p <= 1
        assert word.text == word.text.strip()


def test_neighbours_in_a_batch_change_nothing(engine, trusting) -> None:
    jobs = [job(3.0), job(3.4), job(2.6, language="en"), job(6.0), job(3.0, Urgency.PARTIAL)]
    together = engine.read(jobs)
    alone = [engine.read([one])[0] for one in jobs]
    assert [[w.text for w in r.words] for r in together] == [
        [w.text for w in r.words] for r in alone
    ]


def test_like_windows_are_decoded_together(engine, trusting) -> None:
    before = engine.batches
    engine.read([job(3.0), job(2.9), job(2.8)])
    assert engine.batches == before + 1


def test_a_cheap_reading_has_a_narrow_beam(engine) -> None:
    final = job(4.0)
    assert engine._beam(final) == engine.options.final_beam
    assert engine._beam(replace(final, cheap=True)) == engine.options.live_beam


def test_pieces_become_display_words() -> None:
    parts = [
        (" D", 0.0, 0.1, 0.9),
        ("'accord", 0.1, 0.4, 0.8),
        (",", 0.4, 0.9, 0.5),
        (" Qu", 1.0, 1.1, 0.9),
        ("'est-ce", 1.1, 1.4, 0.9),
        (" ?", 1.4, 2.0, 0.9),
    ]
    words = joined(parts, job(3.0))
    assert [word.text for word in words] == ["D'accord,", "Qu'est-ce\u202f?"]
    assert [(word.start, word.end) for word in words] == [(5.0, 5.4), (6.0, 6.4)]
    assert words[0].p == 0.5


def test_the_second_pass_takes_names_along(engine, trusting) -> None:
    (reading,) = engine.read([job(4.0, Urgency.SECOND, hotwords="Claire, Yanis")])
    assert reading.words


def test_gibberish_is_retried_on_the_padded_road_then_dropped_and_counted(random_model) -> None:
    engine = Engine.load(LocalModel("random", random_model), options=EngineOptions(margin=1.0))
    (reading,) = engine.read([job(3.0)])
    assert reading == Reading((), reading.dropped)
    assert sum(engine.counters.retried.values()) == 1
    engine.close()


def test_silence_and_the_shortest_window_do_not_break_it(engine) -> None:
    silent = Job(("s", "p"), "t", 1, Urgency.PARTIAL, 0, "fr", np.zeros(160, np.float32), 0.0)
    assert engine.read([silent])[0].words == ()
    assert engine.read([]) == []


def test_a_folder_that_is_no_model_is_one_clear_sentence(tmp_path) -> None:
    with pytest.raises(Unavailable, match="cannot be loaded"):
        Engine.load(LocalModel("nothing", tmp_path))


def test_no_more_tokens_than_speech_can_hold() -> None:
    assert guards.most_tokens(1.0) == 16


def test_windows_are_rounded_up_to_be_decoded_together(random_model) -> None:
    engine = Engine.load(
        LocalModel("random", random_model), options=EngineOptions(margin=1.0, step=0.5)
    )
    engine.read([job(2.9, Urgency.PARTIAL), job(2.6, Urgency.PARTIAL)])
    assert engine.batches == 1
    engine.read([job(2.9, Urgency.PARTIAL), job(1.3, Urgency.PARTIAL)])
    assert engine.batches == 3
    engine.close()


def test_a_reading_that_cannot_commit_is_not_aligned(engine, trusting, monkeypatch) -> None:
    wanted = job(3.0, Urgency.FIRST)
    (timed,) = engine.read([wanted])
    monkeypatch.setattr(engine._model, "find_alignment", None)
    (guessed,) = engine.read([replace(wanted, timed=False)])
    assert [word.text for word in guessed.words] == [word.text for word in timed.words]
    assert all(5.0 <= word.start <= word.end <= 8.0 for word in guessed.words)


def test_it_says_how_likely_each_language_is_when_asked(engine, trusting) -> None:
    asked, silent = engine.read([replace(job(3.0), asks_language=True), job(3.0)])
    assert set(asked.languages) == {"fr", "en"}
    assert 0.99 < sum(asked.languages.values()) < 1.01
    assert silent.languages is None


def test_what_was_said_before_a_cut_is_told_in_a_batch_of_its_own(engine, trusting) -> None:
    before = engine.batches
    told = replace(job(3.0), previous="ce que nous avons dit avant la coupe de la phrase")
    readings = engine.read([told, job(3.0), replace(job(3.0), previous="trop")])
    assert all(one.words for one in readings)
    assert engine.batches == before + 2
