"""Addresses in the browser: the client's page for people, JSON for programs."""

from pathlib import Path

import pytest

from binome import resources
from tests.helpers.web import served

pytestmark = pytest.mark.anyio
BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture(autouse=True)
def built_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose client is one line long."""
    folder = tmp_path / "web" / "static"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<title>Binôme</title>")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)


async def test_a_mistyped_address_shows_the_clients_page_and_is_still_not_found() -> None:
    async with served() as site:
        home, lost = await site.get("/", **BROWSER), await site.get("/nonsense", **BROWSER)
        assert home.status_code == 200
        assert lost.status_code == 404
        assert lost.text == home.text
        assert lost.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/api/nonsense", "/assets/gone.js", "/api"])
async def test_what_programs_ask_for_stays_json(path: str) -> None:
    async with served() as site:
        answer = await site.get(path, **BROWSER)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_who_does_not_read_pages_gets_json() -> None:
    async with served() as site:
        answer = await site.get("/nonsense", accept="application/json")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
