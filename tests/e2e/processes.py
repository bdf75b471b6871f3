"""Finds the processes of a running `binome serve`, so that tests can kill them."""

import os
import signal
from pathlib import Path

KINDS = ("gateway", "media", "understanding")


def kill(data_dir: Path, kind: str) -> int:
    """SIGKILL the one process of this kind that serves `data_dir`; returns its pid."""
    (pid,) = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _is(entry, data_dir, kind)
    ]
    os.kill(pid, signal.SIGKILL)
    return pid


def _is(entry: Path, data_dir: Path, kind: str) -> bool:
    try:
        command = (entry / "cmdline").read_bytes().split(b"\0")
        environment = (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # it has just ended, or it is not ours to read
        return False
    serves = f"BINOME_DATA_DIR={data_dir}".encode() in environment
    return serves and f"binome.app.{kind}".encode() in command
