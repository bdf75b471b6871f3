"""Which model is used, and what is said when there is none."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from binome import resources
from binome.config import Settings
from binome.errors import BadInput
from binome.speech import models
from binome.speech.commands import in_use


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
    resources.verify(folder)
    sums = {"files": {"model.bin": resources.checksum(folder / "model.bin")}}
    (folder / "manifest.json").write_text(json.dumps(sums))
    resources.verify(folder)
    with (folder / "model.bin").open("r+b") as stream:
        stream.seek(100)
        stream.write(b"?")
    with pytest.raises(BadInput, match="damaged"):
        resources.verify(folder)


def test_an_unknown_name_cannot_be_pulled(tmp_path) -> None:
    with pytest.raises(BadInput, match="no model is named"):
        models.pull("petit", tmp_path)


class StandIn(BaseHTTPRequestHandler):
    """Enough of the hub to hand out one model."""

    folder: ClassVar[Path]

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        name = self.path.split("?")[0].rsplit("/", 1)[1]
        files = {path.name: path for path in self.folder.iterdir()}
        if "/tree/" in self.path:
            tree = [
                {"type": "file", "path": file, "size": path.stat().st_size, "oid": "1" * 40}
                for file, path in files.items()
            ]
            body = json.dumps(tree).encode()
        elif self.path.startswith("/api/models/"):
            siblings = [{"rfilename": file} for file in files]
            body = json.dumps({"id": "them/model", "sha": "5" * 40, "siblings": siblings}).encode()
        elif name in files:
            body = files[name].read_bytes()
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", "5" * 40)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


PULL = """
from binome.speech.commands import models_app
models_app(["pull", "them/model"])
"""


def test_a_model_is_pulled_from_the_hub_with_its_checksums(random_model, tmp_path) -> None:
    StandIn.folder = random_model
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        result = subprocess.run(
            [sys.executable, "-c", PULL],
            env={
                **os.environ,
                "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
                "HF_HUB_DISABLE_XET": "1",
                "HF_HOME": str(tmp_path / "hub"),
                "BINOME_MODELS_DIR": str(tmp_path / "models"),
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert result.returncode == 0, result.stderr
    assert "them/model is ready" in result.stdout
    found = models.find("them/model", tmp_path / "models")
    assert (found.folder / "manifest.json").is_file()
    resources.verify(found.folder)


def test_the_demonstration_model_keeps_its_banner_wherever_it_was_copied(tmp_path, random_model):
    copied = shutil.copytree(resources.model("speech-demo"), tmp_path / "mine")
    assert resources.is_demo(resources.DEMO)
    assert resources.is_demo(str(copied))
    assert not resources.is_demo(str(random_model))
    assert not resources.is_demo("small")


def test_the_list_says_which_model_is_in_use_and_why(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("binome.speech.models._in_hub_cache", lambda name: None)
    monkeypatch.delenv("BINOME_SPEECH_MODEL", raising=False)
    default = Settings(models_dir=tmp_path)
    assert in_use(default) == (
        "in use: none, captions are off: the speech model “small” is not on this machine: "
        "binome models pull small (the default, as BINOME_SPEECH_MODEL is not set)"
    )
    copied = shutil.copytree(resources.model("speech-demo"), tmp_path / "mine")
    for name in (resources.DEMO, str(copied)):
        assert in_use(Settings(speech_model=name)) == (
            f"in use: {name}, the demonstration model: synthetic voices only "
            "(BINOME_SPEECH_MODEL names it)"
        )
