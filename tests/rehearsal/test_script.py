"""The rehearsal's script: the bundled one, and any two recordings."""

import json
from pathlib import Path

import pytest

from binome.errors import BadInput
from binome.rehearsal.script import bundled, from_recordings


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("short", [True, False])
def test_the_bundled_time_boxes_last_as_long_as_the_script_stays_on_each_item(language, short):
    script = bundled(language, short=short)
    planned = sum(item.time_box for item in script.agenda)
    assert planned == pytest.approx(script.lines[-1].end - script.lines[0].start, abs=0.5)
    assert [item.is_closing for item in script.agenda] == [False] * (len(script.agenda) - 1) + [
        True
    ]


def test_the_script_says_which_item_it_is_on():
    script = bundled("fr")
    assert script.item_at(0.0) is None
    assert script.item_at(script.lines[0].start) == "contact"
    assert script.item_at(script.lines[-1].end) == "recap"


def test_two_recordings_and_an_agenda_replace_the_script(tmp_path):
    tracks = (tmp_path / "a.wav", tmp_path / "b.wav")
    for track in tracks:
        track.touch()
    agenda = tmp_path / "agenda.json"
    agenda.write_text(
        json.dumps([{"title": "Point", "minutes": 2}, {"title": "Fin", "minutes": 1}])
    )
    script = from_recordings(tracks, agenda, "fr")
    assert [(item.title, item.time_box, item.is_closing) for item in script.agenda] == [
        ("Point", 120.0, False),
        ("Fin", 60.0, True),
    ]
    assert script.tracks == {"mentor": tracks[0], "mentee": tracks[1]}


def test_a_missing_recording_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"nowhere\.wav"):
        from_recordings((tmp_path / "nowhere.wav", tmp_path / "b.wav"), None, "fr")


@pytest.mark.parametrize(
    ("text", "what"), [("{", "not JSON"), ('[{"title": "x"}]', "minutes"), ("[3]", "minutes")]
)
def test_a_broken_agenda_file_is_named_and_explained(tmp_path, text, what):
    tracks = (tmp_path / "a.wav", tmp_path / "b.wav")
    for track in tracks:
        track.touch()
    agenda: Path = tmp_path / "agenda.json"
    agenda.write_text(text)
    with pytest.raises(BadInput, match=what) as problem:
        from_recordings(tracks, agenda, "fr")
    assert "agenda.json" in str(problem.value)
