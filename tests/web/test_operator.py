"""What whoever runs the machine may see, and who may see it."""

import base64

import pytest

from binome.web.operator import exposition
from binome.wire.understanding import EngineFigures, SpeechFigures, TrackFigures
from tests.helpers.web import served

pytestmark = pytest.mark.anyio

FIGURES = SpeechFigures(
    (
        EngineFigures(
            "small", "ready", "strained", 0.81, 0.9, 2, 1, 120, 40, 1, 6, 2,
            {"phrase": 3}, {"logprob": 1},
            (TrackFigures("abc123", "mentor", 0.4, 1, 0, 500, 2, 1, 1),),
        ),
    )
)  # fmt: skip


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"anybody:{key}".encode()).decode()


async def test_prometheus_gets_figures_with_the_operator_s_key() -> None:
    async with served(mode="production", operator_key="sesame") as site:
        site.house.conductors.figures_told(FIGURES)
        for header in ("Bearer sesame", basic("sesame")):
            answer = await site.get("/api/metrics", authorization=header)
            assert answer.status_code == 200
        lines = answer.text.splitlines()
    assert "# TYPE binome_engine_load gauge" in lines
    assert 'binome_engine_load{model="small"} 0.81' in lines
    assert 'binome_guard_dropped_total{model="small",rule="echo"} 6' in lines
    assert 'binome_track_lag_seconds{session="abc123",participant="mentor"} 0.4' in lines


@pytest.mark.parametrize("path", ["/api/metrics", "/api/operator"])
async def test_nobody_else_does(path) -> None:
    async with served(mode="production", operator_key="sesame") as site:
        for header in ("", "Bearer wrong", basic("wrong"), "Basic ???", "Bearer"):
            answer = await site.get(path, authorization=header)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic")
    async with served(mode="production", operator_key=None) as site:
        assert (await site.get(path)).status_code == 403


async def test_the_page_names_the_figures_in_the_reader_s_language() -> None:
    async with served(mode="development") as site:
        site.house.conductors.figures_told(FIGURES)
        french = (await site.get("/api/operator")).text
        english = (await site.get("/api/operator", **{"accept-language": "en-GB"})).text
    assert "Moteur small" in french
    assert "Engine small" in english
    assert "Lectures ou mots écartés (phrase)" in french
    assert "Readings or words dropped, by rule (phrase)" in english


async def test_the_page_brings_its_own_looks() -> None:
    async with served(mode="development") as site:
        page = (await site.get("/api/operator")).text
        looks = await site.get("/api/operator.css")
    assert 'href="/api/operator.css"' in page
    assert looks.headers["content-type"].startswith("text/css")


def test_labels_are_quoted() -> None:
    text = exposition([("binome_engine_load", {"model": 'a"b\\c\nd'}, 0.5)])
    assert 'model="a\\"b\\\\c\\nd"' in text
