"""No part of the recogniser reports to its maker."""

import os
from pathlib import Path

from tests.helpers.children import run_child

LOAD = """
import os, sys
os.environ["HOME"] = sys.argv[1]
os.environ.pop("XDG_CACHE_HOME", None)
os.environ.pop("ORT_DISABLE_TELEMETRY", None)
import binome
from faster_whisper.vad import get_vad_model
get_vad_model()
"""


def test_loading_the_voice_detector_leaves_no_telemetry_in_the_home_folder(tmp_path: Path) -> None:
    assert run_child(LOAD, os.fspath(tmp_path)) == 0
    assert [file.name for file in tmp_path.rglob("*") if "onnx" in file.name] == []
    assert not (tmp_path / ".cache" / "Microsoft").exists()
