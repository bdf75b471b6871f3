"""Finds the processes of a running `binome serve` or of a browser, so that tests can stop them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def asleep(mark: str) -> Iterator[None]:
    """Stop a browser of ours, started with the flag `mark`, and all its processes, for a while."""
    stopped = _browser(mark)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def _browser(mark: str) -> list[int]:
    """The processes below this one that the marked browser consists of."""
    family = _below(os.getpid())
    main = [pid for pid in family if mark.encode() in _read(pid, "cmdline").split(b"\0")]
    assert main, "there is no browser of ours with this mark"
    return [*main, *(pid for one in main for pid in _below(one))]


def _below(pid: int) -> list[int]:
    """All processes that descend from one."""
    children = [
        int(child)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    return [*children, *(each for child in children for each in _below(child))]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has just ended
        return b""
