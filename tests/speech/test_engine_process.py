"""The engine in its own process: it may be killed or hang; nothing it was to read is lost."""

import os
import signal

import pytest

from binome.errors import Unavailable
from binome.speech import engine_process
from binome.speech.engine_process import EngineGone, EngineProcess
from binome.speech.models import LocalModel
from binome.speech.recogniser import Job, Urgency
from tests.helpers.speech import noise


def job() -> Job:
    return Job(("s", "p"), "t", 1, Urgency.PARTIAL, 0, "fr", noise(2.0), 0.0)


@pytest.fixture
def engine(random_model):
    engine = EngineProcess(LocalModel("random", random_model))
    yield engine
    engine.close()
    engine.close()


def test_it_reads_in_another_process_and_says_what_it_did(engine) -> None:
    assert engine.pid not in (None, os.getpid())
    assert engine.longest > 5
    readings = engine.read([job(), job()])
    assert len(readings) == 2
    assert engine.figures().windows == 2


def test_one_that_is_killed_is_noticed_at_once(engine) -> None:
    os.kill(engine.pid, signal.SIGKILL)
    with pytest.raises(EngineGone):
        engine.read([job()])


def test_one_that_hangs_is_killed(engine, monkeypatch) -> None:
    monkeypatch.setattr(engine_process, "PATIENCE", 0.2)
    monkeypatch.setattr(engine_process, "PATIENCE_EACH", 0.0)
    os.kill(engine.pid, signal.SIGSTOP)
    with pytest.raises(EngineGone, match="did not answer"):
        engine.read([job()])


def test_one_that_used_to_be_fast_is_missed_sooner(engine, monkeypatch) -> None:
    first = engine._patience(1)
    engine.read([job()])
    assert engine._patience(1) < first
    monkeypatch.setattr(engine_process, "AT_LEAST", 0.1)
    monkeypatch.setattr(engine_process, "TIMES", 1.0)
    os.kill(engine.pid, signal.SIGSTOP)
    with pytest.raises(EngineGone, match="did not answer"):
        engine.read([job()])


def test_a_folder_that_is_no_model_is_one_clear_sentence(tmp_path) -> None:
    with pytest.raises(Unavailable, match="cannot be loaded"):
        EngineProcess(LocalModel("nothing", tmp_path))
