"""The file outbox: each mail is an `.eml` file in a folder, the default when no SMTP server is set.

A file's name follows from the Message-ID: delivering the same mail again replaces the file, so a
job that was killed and repeated never leaves two. A reader (`binome.web.outbox`) never sees half
a mail.
"""

import asyncio
import errno
import os
import re
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from binome.errors import BadInput, Unavailable


class FileOutbox:
    """Writes mails into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, message: EmailMessage) -> None:
        """Write the mail durably. Raises `Unavailable` when the disk does not take it."""
        await asyncio.to_thread(self._write, _file_name(message), message.as_bytes(policy=SMTP))

    def _write(self, name: str, mail: bytes) -> None:
        unfinished = self._folder / f".{name}.unfinished"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(_private(unfinished), "wb") as file:
                file.write(mail)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._folder / name)
            _fsync_folder(self._folder)
        except OSError as problem:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            why = "the disk is full: free some space" if _is_full(problem) else problem.strerror
            raise Unavailable(f"the mail cannot be written to {self._folder}: {why}") from problem


def _file_name(message: EmailMessage) -> str:
    message_id = str(message["Message-ID"] or "").strip().strip("<>")
    if not message_id:
        raise BadInput("a mail without a Message-ID cannot be kept apart from its repetitions")
    return re.sub(r"[^A-Za-z0-9._-]", "_", message_id).lstrip(".") + ".eml"


def _private(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_full(problem: OSError) -> bool:
    return problem.errno in (errno.ENOSPC, errno.EDQUOT)
