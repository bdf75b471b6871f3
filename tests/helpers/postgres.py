"""A PostgreSQL server of our own for the tests, on a Unix socket, without fsync.

Needs Debian's `postgresql` (initdb and postgres on the PATH). It refuses to run as root, so there
it runs as `nobody`.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server; yields the folder of its socket. Skips the test where none is installed."""
    initdb, postgres = shutil.which("initdb"), shutil.which("postgres")
    if initdb is None or postgres is None:
        pytest.skip("PostgreSQL is not installed (initdb is not on the PATH)")
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="binome-pg-", ignore_cleanup_errors=True) as folder:
        if user:
            shutil.chown(folder, user)
        data = str(Path(folder) / "data")
        made = subprocess.run(
            [initdb, "-D", data, "-U", "binome", "-A", "trust", "-E", "UTF8", "--no-sync"],
            capture_output=True,
            text=True,
            user=user,
            cwd=folder,
        )
        assert made.returncode == 0, made.stderr
        with subprocess.Popen(
            [postgres, "-D", data, "-k", folder, "-h", "", "-F", "-c", "shared_buffers=16MB"],
            stderr=subprocess.PIPE,
            text=True,
            user=user,
            cwd=folder,
        ) as server:
            assert server.stderr is not None
            for line in server.stderr:
                if "ready to accept connections" in line:
                    break
            try:
                yield folder
            finally:
                server.send_signal(signal.SIGINT)  # do not wait for clients
                server.stderr.close()
                server.wait()


def new_database(server: str) -> str:
    """Make an empty database; returns its SQLAlchemy URL."""
    name = f"b{uuid4().hex}"
    with psycopg.connect(f"host={server} user=binome dbname=postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://binome@/{name}?host={quote(server)}"
