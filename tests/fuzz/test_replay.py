"""The kept corpus and some thousand damaged copies of it; the long search is `search.py`."""

import time

import pytest

from tests.fuzz.targets import CORPUS, TARGETS, kept, mutations

COUNT = {"sdp": 60, "candidate": 60}
"""Damaged copies a target, 1000 unless it stands here; offers are long."""


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_no_input_raises_or_takes_long(name: str) -> None:
    seeds = kept(name)
    assert len(seeds) >= 3
    began, tried = time.process_time(), 0
    for data in mutations(seeds, COUNT.get(name, 1000), seed=1):
        TARGETS[name](data)
        tried += 1
    assert (time.process_time() - began) / tried < 0.02


def test_every_corpus_has_its_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
