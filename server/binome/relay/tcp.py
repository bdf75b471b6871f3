"""Passive ICE-TCP on the number of the UDP port, for networks that let no UDP through.

Driven by the event loop. A connection carries datagrams with two length bytes each (RFC 4571); to
the mux it is one more address. Whoever opens one must pass a check within ten seconds. Nothing is
ever queued for a slow receiver: media is real time, so what does not fit is dropped.
"""

import asyncio
import socket

from binome.relay.datagrams import Address
from binome.relay.mux import UdpMux

MOST_CALLERS = 256
"""Connections at once."""
PROVE_WITHIN = 10.0
"""Seconds until a connection without a genuine check is closed."""
_MOST_UNSENT = 64 * 1024
"""Bytes waiting in a connection's buffer, above which datagrams are dropped."""
_LONGEST = 4096
"""Bytes of a frame; media and DTLS are far shorter."""


class _Caller(asyncio.Protocol):
    """One open connection."""

    def __init__(self, mux: UdpMux, callers: set["_Caller"]) -> None:
        self._mux = mux
        self._callers = callers
        self._unread = bytearray()
        self._address: Address | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        if len(self._callers) >= MOST_CALLERS:
            transport.abort()
            return
        self._callers.add(self)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        name = transport.get_extra_info("peername")
        self._address = (name[0], name[1], "tcp")
        self._mux.admit(self._address, self._send)
        asyncio.get_running_loop().call_later(PROVE_WITHIN, self._expire)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        at = 0
        while len(self._unread) - at >= 2:
            length = int.from_bytes(self._unread[at : at + 2], "big")
            if length > _LONGEST:
                self.close()
                return
            if len(self._unread) - at - 2 < length:
                break
            self._take(bytes(self._unread[at + 2 : at + 2 + length]))
            at += 2 + length
        del self._unread[:at]

    def _take(self, datagram: bytes) -> None:
        if self._address is not None:
            self._mux.arrived(datagram, self._address)

    def connection_lost(self, exc: Exception | None) -> None:
        self._callers.discard(self)
        if self._address is not None:
            self._mux.dismiss(self._address)

    def _send(self, data: bytes) -> bool:
        transport = self._transport
        if transport is None or transport.get_write_buffer_size() > _MOST_UNSENT:
            return False
        transport.write(len(data).to_bytes(2, "big") + data)
        return True

    def _expire(self) -> None:
        if self._address is not None and not self._mux.is_claimed(self._address):
            self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class TcpDoor:
    """The listening side."""

    def __init__(self, mux: UdpMux) -> None:
        self._mux = mux
        self._callers: set[_Caller] = set()
        self._server: asyncio.Server | None = None

    async def open(self, host: str) -> None:
        """Listen on the mux's port. Raises `OSError` when it is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Caller(self._mux, self._callers), host, self._mux.port
        )

    def close(self) -> None:
        """Hang up on everybody; may be called twice."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for caller in list(self._callers):
            caller.close()
