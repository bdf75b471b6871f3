"""docs/operating.md names every setting and every command, so that nobody has to read the code;
docs/durability.md names the tests that hold each row."""

import re
from pathlib import Path

import pytest

from binome.cli import app
from binome.config import Settings

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_has_a_row(field: str) -> None:
    assert f"| `BINOME_{field.upper()}` |" in GUIDE


def test_no_row_names_a_setting_that_is_not_there() -> None:
    named = set(re.findall(r"^\| `BINOME_(\w+)`", GUIDE, re.MULTILINE))
    assert named == {field.upper() for field in Settings.model_fields}


def test_every_command_has_a_row() -> None:
    commands = {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    named = set(re.findall(r"^\| `binome (\w+)` \|", GUIDE, re.MULTILINE))
    assert named == commands


@pytest.mark.parametrize("field", ["port", "media_port", "smtp_port", "room_size", "link_days"])
def test_the_defaults_in_the_table_are_the_real_ones(field: str) -> None:
    default = Settings.model_fields[field].default
    assert f"| `BINOME_{field.upper()}` | `{default}` |" in GUIDE


DURABILITY = (ROOT / "docs" / "durability.md").read_text("utf-8")


def test_every_failure_in_the_table_is_held_by_tests_that_exist() -> None:
    rows = [line for line in DURABILITY.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 25
    for row in rows:
        event, _, held_by = row.strip("| ").split(" | ")
        ids = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", held_by)
        assert ids, f"nothing holds “{event}”"
        for file, name in ids:
            text = (ROOT / file).read_text("utf-8")
            defined = re.search(rf"^(async )?def {name}\(", text, re.MULTILINE)
            assert defined, f"{file} has no {name}"
