"""What the server refuses is said in the reader's language: every reason is in both catalogues."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def reasons() -> set[str]:
    sources = (ROOT / "server" / "binome").rglob("*.py")
    return {
        name
        for path in sources
        for name in re.findall(r'reason="(\w+)"', path.read_text(encoding="utf-8"))
        if path.name not in ("understanding_link.py", "conductors.py")
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_a_sentence_and_every_sentence_a_reason(language: str) -> None:
    catalogue = (ROOT / "client/src/i18n" / f"{language}.ts").read_text(encoding="utf-8")
    said = catalogue.partition("    reasons: {")[2].partition("    },")[0]
    assert set(re.findall(r"^ {6}(\w+):", said, re.MULTILINE)) == reasons()


def test_no_page_shows_the_servers_own_english() -> None:
    for path in (ROOT / "client" / "src").rglob("*.ts*"):
        if path.name not in ("types.ts", "live.ts"):
            assert not re.search(r"\.message\b", path.read_text(encoding="utf-8")), path
