"""TLS on the web port with certificate files of the operator's own; for whoever runs no proxy.

Driven by the gateway. Renewed files are taken up while serving: connections that stand go on with
the old certificate, new ones get the new one.
"""

import asyncio
import ssl
from pathlib import Path

import structlog

LOOK_EVERY = 60.0
"""Seconds between two looks at the files."""

log = structlog.get_logger()


class Renewal:
    """Watches a certificate and its key. `look` and `run` never raise on bad files."""

    def __init__(self, context: ssl.SSLContext, certificate: Path, key: Path) -> None:
        self._context = context
        self._files = certificate, key
        self._seen = self._state()

    def _state(self) -> tuple[tuple[int, int], ...]:
        found = []
        for file in self._files:
            try:
                status = file.stat()
            except OSError:
                return ()
            found.append((status.st_mtime_ns, status.st_ino))
        return tuple(found)

    def look(self) -> bool:
        """Take the files up if they changed and belong together; return whether they were."""
        state = self._state()
        if not state or state == self._seen:
            return False
        try:
            # Into a context of its own first: a half-written pair must not spoil the one in use.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*self._files)
            self._context.load_cert_chain(*self._files)
        except (OSError, ssl.SSLError) as problem:
            log.warning("the new certificate is not taken", why=str(problem))
            return False
        self._seen = state
        log.info("certificate renewed")
        return True

    async def run(self) -> None:
        """Look every minute until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look()
