"""Which model is used, and what is said when there is none."""

import json
import shutil

import pytest

from binome.errors import BadInput
from binome.speech import models


def test_a_folder_is_taken_as_it_is(random_model) -> None:
    found = models.find(str(random_model))
    assert (found.folder, found.demo) == (random_model, False)


def test_a_pulled_model_is_found_in_the_cache(random_model, tmp_path) -> None:
    shutil.copytree(random_model, tmp_path / "small")
    assert models.find("small", tmp_path).folder == tmp_path / "small"


def test_an_absent_model_says_why_and_what_to_do_and_is_not_replaced(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("binome.speech.models._in_hub_cache", lambda name: None)
    with pytest.raises(models.ModelMissing) as caught:
        models.find("small", tmp_path)
    assert caught.value.reason == "the speech model “small” is not on this machine"
    assert caught.value.remedy == "binome models pull small"


def test_a_missing_folder_is_named(tmp_path) -> None:
    with pytest.raises(models.ModelMissing, match="neither a folder nor a model"):
        models.find(str(tmp_path / "nowhere"), tmp_path)


def test_an_incomplete_folder_says_what_it_lacks(tmp_path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(models.ModelMissing, match=r"lacks model\.bin, tokenizer\.json"):
        models.find(str(tmp_path))


def test_a_damaged_file_is_noticed(random_model, tmp_path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(random_model, folder)
    models.verify(folder)
    sums = {"files": {"model.bin": models.checksum(folder / "model.bin")}}
    (folder / "manifest.json").write_text(json.dumps(sums))
    models.verify(folder)
    with (folder / "model.bin").open("r+b") as stream:
        stream.seek(100)
        stream.write(b"?")
    with pytest.raises(BadInput, match="damaged"):
        models.verify(folder)


def test_an_unknown_name_cannot_be_pulled(tmp_path) -> None:
    with pytest.raises(BadInput, match="no model is named"):
        models.pull("petit", tmp_path)
