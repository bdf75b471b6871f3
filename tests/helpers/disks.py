"""A very small disk of its own, to fill up."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk in memory of that size in `folder`; skips the test where one may not."""
    disk = folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    try:
        refused = subprocess.run(command, check=False, capture_output=True).returncode
    except FileNotFoundError:
        refused = 1
    if refused:
        pytest.skip("mounting a small disk needs root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(file: Path) -> None:
    """Write `file` until the disk takes no more byte."""
    with file.open("wb", buffering=0) as ballast:
        for piece in (bytes(4096), b"x"):
            try:
                while ballast.write(piece):
                    pass
            except OSError:
                continue
