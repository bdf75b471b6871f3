"""`binome minutes`: one file, several, a folder; what is wrong is said in one line."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from binome.language.commands import minutes
from tests.helpers.talk import dialogue

app = typer.Typer()
app.command()(minutes)
run = CliRunner().invoke


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.json"
    said = dialogue("M: Alors ?", "E: Je t'envoie le plan vendredi.")
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def test_one_file_is_read_to_the_screen(talk: Path) -> None:
    result = run(app, [str(talk)])

    assert result.exit_code == 0
    assert json.loads(result.stdout)["actions"][0]["text"] == "Envoyer le plan à Claire"


def test_a_folder_is_read_into_a_folder(talk: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "minutes"

    result = run(app, [str(talk.parent), "--out", str(out)])

    assert result.exit_code == 0
    assert [p.name for p in out.iterdir()] == ["talk.json"]


def test_bad_files_are_named_and_the_others_are_written(talk: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    out = tmp_path / "out"

    result = run(app, [str(tmp_path / "bad.json"), str(talk), "--out", str(out)])

    assert result.exit_code == 1
    assert [p.name for p in out.iterdir()] == ["talk.json"]
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"{tmp_path / 'bad.json'}: not JSON: line 1")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"[]", "the dialogue is not a JSON object"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b'{"lang": "xx"}', "lang: expected"),
    ],
)
def test_what_is_no_dialogue_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)

    result = run(app, [str(path)])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{path}: {complaint}" in result.stderr


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    result = run(app, [str(tmp_path / "none.json")])

    assert result.exit_code == 1
    assert "none.json: No such file" in result.stderr


def test_several_files_need_a_folder(talk: Path) -> None:
    assert run(app, [str(talk), str(talk)]).exit_code == 2
