"""The `binome` command: exit status and one clear line for what went wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from binome.cli import app
from binome.wire.codec import to_json
from tests.helpers.pair import closed, opened, said
from tests.helpers.talk import dialogue

COMMANDS = ["serve", "doctor", "rehearse", "transcribe", "models", "minutes", "mirror", "export",
            "replay"]  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_help_names_every_command() -> None:
    status, out, _ = run("--help")
    assert status == 0
    for command in COMMANDS:
        assert command in out


@pytest.mark.parametrize("command", ["mirror", "replay"])
def test_a_file_that_is_not_there_is_one_line(command: str, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.json"
    status, _, err = run(command, str(missing))
    assert status in (1, 2)
    assert len(err.splitlines()) == 1
    assert str(missing) in err


@pytest.mark.parametrize("content", ["", "not json", "[]", "{}", '{"participants": 3}', "\x00"])
def test_a_dialogue_that_is_none_is_bad_input(content: str, tmp_path: Path) -> None:
    file = tmp_path / "dialogue.json"
    file.write_text(content)
    status, out, err = run("mirror", str(file))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "dialogue.json" in err


def test_the_mirrors_of_several_dialogues_come_with_each_persons_trend(tmp_path: Path) -> None:
    files = []
    for number, line in enumerate(["Comment fais-tu ?", "Tu viens ?", "Comment vas-tu faire ?"]):
        talk = dialogue(f"M: {line}", "E: Je vais appeler l'école demain matin.")
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(talk), encoding="utf-8")
    status, out, err = run("mirror", *map(str, files))
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert list(found["mirrors"]) == list(map(str, files))
    series = {each["measure"]: each for each in found["trend"]["mentor"]["series"]}
    assert [point["value"] for point in series["open_share"]["points"]] == [1.0, 0.0, 1.0]
    assert series["open_share"]["median"] == 1.0
    assert "open_share" not in {each["measure"] for each in found["trend"]["mentee"]["series"]}
    status, out, _ = run("mirror", str(files[0]))
    assert json.loads(out)["mentor"]["questions"]["open"] == 1


def test_a_log_is_replayed_to_its_last_picture(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    events = [opened(), said("mentor", "Bonjour Karim", 1.0), closed(60.0)]
    file.write_text("\n".join(json.dumps(to_json(event)) for event in events))
    status, out, _ = run("replay", str(file))
    assert status == 0
    view = json.loads(out)
    assert view["phase"] == "closed"
    assert view["turns"][0]["words"][0]["text"] == "Bonjour"


def test_a_broken_log_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps(to_json(opened())) + '\n{"type": "no_such_event"}\n')
    status, _, err = run("replay", str(file))
    assert status == 2
    assert "line 2" in err
    file.write_text("\n")
    assert run("replay", str(file))[0] == 2


def test_an_export_needs_a_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINOME_DATA_DIR", str(tmp_path / "nothing"))
    status, _, err = run("export", "s1")
    assert status == 2
    assert "holds no sessions" in err
    assert not (tmp_path / "nothing").exists()


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINOME_PORT", "99999")
    status, _, err = run("serve")
    assert status == 2
    assert "BINOME_PORT" in err


def test_a_path_too_long_for_sockets_is_said_before_anything_starts(tmp_path: Path) -> None:
    status, _, err = run("serve", "--data-dir", str(tmp_path / ("x" * 120)))
    assert status == 2
    assert "too long" in err


def test_the_doctor_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BINOME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BINOME_SPEECH_MODEL", str(tmp_path / "no-such-model"))
    _, out, _ = run("doctor")
    for question in ("python", "web port", "media port", "disk", "captions", "grammar", "mail"):
        assert f" {question}: " in out
    assert "→ binome models" in out


def test_a_rooms_own_command_parses_its_own_arguments(tmp_path: Path) -> None:
    status, _, err = run("minutes", str(tmp_path / "nowhere.json"))
    assert status in (1, 2)
    assert "nowhere.json" in err
