"""One browser's secured path: DTLS by aiortc, SRTP and SRTCP synchronous and bytes.

Driven by the ICE agent (datagrams) and by its own `run` (the handshake). aiortc sees a duck-typed
ICE transport and only ever gets DTLS records from checked paths; media never passes through its
coroutines. Whatever is sent to us, however broken, costs that packet and nothing else.
"""

import asyncio
import enum
from collections.abc import Callable
from typing import Protocol

import pylibsrtp
import structlog
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from binome.relay import rtp
from binome.relay.ice import IceLiteAgent, Remote
from binome.relay.mux import UdpMux

log = structlog.get_logger(__name__)

HANDSHAKE = 30.0
"""Seconds within which a browser must finish DTLS."""
_RECORDS = 64
"""DTLS records waiting for aiortc; more are dropped, DTLS sends them again."""
_ALERT = 21


class Ended(enum.Enum):
    """Why a transport ended."""

    HERE = "closed here"
    """We closed it: the person left, joined again, or the room ended."""
    THERE = "closed there"
    """The browser said goodbye."""
    BROKEN = "broken here"
    """A fault of ours; the person may join again."""
    UNBORN = "no handshake"
    """DTLS failed or took too long."""


class Receiver(Protocol):
    """Who takes what was authentic."""

    def rtp(self, packet: bytes, arrived: float) -> None:
        """Take a decrypted RTP packet; may raise on nonsense."""

    def rtcp(self, packet: bytes, arrived: float) -> None:
        """Take a decrypted compound RTCP packet; may raise on nonsense."""


class _DtlsPath:
    """What aiortc takes for its ICE transport."""

    role = "controlled"

    def __init__(self, agent: IceLiteAgent) -> None:
        self._agent = agent
        self._records: asyncio.Queue[bytes | None] = asyncio.Queue(_RECORDS)

    def put(self, record: bytes) -> None:
        if not self._records.full():
            self._records.put_nowait(record)

    def end(self) -> None:
        while not self._records.empty():
            self._records.get_nowait()
        self._records.put_nowait(None)

    async def _recv(self) -> bytes:
        record = await self._records.get()
        if record is None:
            self.end()
            raise ConnectionError("the transport is closed")
        return record

    async def _send(self, data: bytes) -> None:
        self._agent.send(data)


class MediaTransport:
    """The secured path to one browser."""

    def __init__(self, mux: UdpMux, remote: Remote, certificate: RTCCertificate) -> None:
        self._mux = mux
        self.agent = IceLiteAgent(mux, remote, self._deliver)
        self.malformed = 0
        """Authentic packets that could not be read."""
        self.receiver: Receiver | None = None
        self._path = _DtlsPath(self.agent)
        self._dtls = RTCDtlsTransport(self._path, [certificate])  # type: ignore[arg-type]
        self._dtls._set_role("server")
        self._dtls.on("statechange", self._state_changed)
        self._closed = asyncio.Event()
        self._ended = Ended.HERE
        self._inbound: pylibsrtp.Session | None = None
        self._outbound: pylibsrtp.Session | None = None

    @property
    def connected(self) -> bool:
        """Whether media can flow."""
        return self._inbound is not None and not self._closed.is_set()

    async def run(
        self, fingerprints: tuple[tuple[str, str], ...], on_connected: Callable[[], None]
    ) -> Ended:
        """Shake hands, stay until the end, and return why it ended; everything is given back."""
        expected = RTCDtlsParameters(
            fingerprints=[RTCDtlsFingerprint(name, value) for name, value in fingerprints]
        )
        try:
            if not await self._shake_hands(expected):
                return self._ended if self._closed.is_set() else Ended.UNBORN
            self._inbound, self._outbound = self._dtls._rx_srtp, self._dtls._tx_srtp
            if not self._closed.is_set():
                on_connected()
            await self._closed.wait()
            return self._ended
        finally:
            self._closed.set()
            await self._dtls.stop()
            self._path.end()
            self.agent.close()
            self._dtls.remove_all_listeners()

    async def _shake_hands(self, expected: RTCDtlsParameters) -> bool:
        try:
            async with asyncio.timeout(HANDSHAKE):
                await self._dtls.start(expected)
        except TimeoutError:
            return False
        except Exception as problem:
            log.warning("dtls_failed", problem=type(problem).__name__)
            return False
        return bool(self._dtls.state == "connected")

    def _state_changed(self) -> None:
        if self._dtls.state == "closed" and not self._closed.is_set():
            self._ended = Ended.THERE
            self._closed.set()

    def close(self, why: Ended = Ended.HERE) -> None:
        """End the transport; `run` then returns `why`. May be called twice."""
        if not self._closed.is_set():
            self._ended = why
        self._closed.set()
        if self._inbound is None:
            self._path.end()

    def send_rtp(self, head: bytes, body: bytes) -> None:
        """Protect and send an RTP packet, or drop it while that is impossible."""
        where = self.agent.selected
        if self._outbound is None or where is None or self._closed.is_set():
            return
        if not self._mux.send_protected(self._outbound, head, body, where):
            self.malformed += 1  # longer than a datagram: a browser never sends such

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send a compound RTCP packet, or drop it while that is impossible."""
        if self._outbound is None or self._closed.is_set():
            return
        try:
            self.agent.send(self._outbound.protect_rtcp(packet))
        except (pylibsrtp.Error, ValueError):
            self.malformed += 1

    def _deliver(self, data: bytes, arrived: float) -> bool:
        """Take a datagram of a checked path; return whether its path may be followed."""
        if 20 <= data[0] < 64:
            return self._record(data)
        if 128 <= data[0] < 192 and len(data) >= rtp.HEADER.size:
            return self._secured(data, arrived)
        return False

    def _record(self, data: bytes) -> bool:
        # Anybody can write an alert in clear text (epoch 0); a genuine one would only say that
        # the handshake failed, which the time limit says as well.
        if data[0] == _ALERT and data[3:5] == b"\x00\x00":
            return False
        self._path.put(data)
        return self._inbound is None

    def _secured(self, data: bytes, arrived: float) -> bool:
        inbound, receiver = self._inbound, self.receiver
        if inbound is None or receiver is None or self._closed.is_set():
            return False
        control = rtp.is_rtcp(data)
        try:
            packet = inbound.unprotect_rtcp(data) if control else inbound.unprotect(data)
        except (pylibsrtp.Error, ValueError):
            return False
        try:
            (receiver.rtcp if control else receiver.rtp)(packet, arrived)
        except Exception:
            self.malformed += 1
        return True
