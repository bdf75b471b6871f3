"""Whether a worker outlived a restart of ours: its process, remembered in a small file.

Driven by the understanding link. A process id alone may be given away again, so the process's start
time goes with it.
"""

from pathlib import Path

import structlog

log = structlog.get_logger()


class WorkerLife:
    """The one worker we talk to, now and before we were started."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.is_the_same = False
        """Whether the worker met first in our life is the one our predecessor met last."""
        self._met = False

    def meet(self, pid: int | None) -> None:
        """Note which process the worker is."""
        life = _life_of(pid)
        if not self._met:
            self._met = True
            self.is_the_same = bool(life) and life == self._before()
        try:
            self._file.write_text(life)
        except OSError as problem:
            log.warning("the worker's life cannot be noted", why=problem.strerror)

    def _before(self) -> str:
        try:
            return self._file.read_text()
        except OSError:
            return ""


def _life_of(pid: int | None) -> str:
    """Return what tells one process of this machine from every other, "" where nobody can tell."""
    if pid is None:
        return ""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        began = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""
    return f"{boot} {pid} {began}"
