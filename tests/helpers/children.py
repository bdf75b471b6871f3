"""Python programs in processes of their own, for tests that kill them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@contextmanager
def running_child(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `program` with pipes to it; it is killed and reaped at the end."""
    path = f"{_ROOT / 'server'}{os.pathsep}{_ROOT}"
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def run_child(program: str, *arguments: str) -> int:
    """Run `program` to its end and return its exit status (-9 when it was killed)."""
    with running_child(program, *arguments) as child:
        return child.wait()
