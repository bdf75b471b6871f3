"""HTTP connections that must make up their mind: uvicorn has no deadline for request headers.

A browser sends its headers at once; whoever holds half a request for ten seconds holds a place.
Driven by uvicorn, one instance a connection.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN = 10.0
"""Seconds from the connection to the end of its first request's headers."""


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's HTTP connection, closed when its first headers do not come in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEADERS_WITHIN, transport.abort)

    def on_headers_complete(self) -> None:
        """Stop the clock: the request is being served."""
        self._stop_clock()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock: nobody is there."""
        self._stop_clock()
        super().connection_lost(exc)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
