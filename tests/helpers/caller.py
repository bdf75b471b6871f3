"""A caller so light that the relay is what is measured: one socket, DTLS, bytes in and out."""

import asyncio
import socket
import time

from aioice import stun
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from tests.helpers import packets

STAMP = b"STAMPED!"
_USER, _PASSWORD = "abcd", "abcdefghijklmnopqrstuvwx"
_AUDIO, _CAMERA = 1000, 1001
"""SSRCs of the offer in `tests.helpers.packets`."""
VIDEO_PACKET = 1000
"""Bytes."""


def _attributes(answer: str) -> dict[str, str]:
    lines = (line[2:] for line in answer.splitlines() if line.startswith("a=") and ":" in line)
    return dict(line.split(":", 1) for line in lines)


class LightCaller:
    """One person who sends packets made by hand and counts what comes."""

    role = "controlling"

    def __init__(self, slots: int) -> None:
        self.came = 0
        self.sent = 0
        self.delays: list[float] = []
        """Seconds from send to receipt, of stamped packets."""
        self._certificate = RTCCertificate.generateCertificate()
        print_ = self._certificate.getFingerprints()[0].value
        self.offer = packets.offer(slots).replace(packets.FINGERPRINT, print_)
        self._open()
        self._records: asyncio.Queue[bytes] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._dtls = RTCDtlsTransport(self, [self._certificate])
        self._dtls._set_role("client")
        self._seqs = {_AUDIO: 0, _CAMERA: 0}
        self._frames = 0

    def _open(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)

    async def connect(self, answer: str) -> None:
        """Check the path and shake hands."""
        value = _attributes(answer)
        self._relay = ("127.0.0.1", int(answer.split("a=candidate:1 1 udp ")[1].split()[2]))
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)
        await self._prove(value, _USER)
        algorithm, fingerprint = value["fingerprint"].split()
        await self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint(algorithm, fingerprint)]))
        assert self._dtls.state == "connected"

    async def _prove(self, value: dict[str, str], user: str) -> None:
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{value['ice-ufrag']}:{user}"
        check.attributes["USE-CANDIDATE"] = None
        check.add_message_integrity(value["ice-pwd"].encode())
        self._check = bytes(check)
        self.keep_alive()
        await self._answered.wait()

    def restarted_offer(self, user: str) -> str:
        """The same connection's offer with another ICE user name: an ICE restart."""
        return self.offer.replace(f"a=ice-ufrag:{_USER}", f"a=ice-ufrag:{user}")

    async def move(self, answer: str, user: str) -> None:
        """Go on from another address with the answer to a restarted offer; keys stay."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._socket.fileno())
        self._socket.close()
        self._open()
        loop.add_reader(self._socket.fileno(), self._read)
        self._answered.clear()
        await self._prove(_attributes(answer), user)

    def keep_alive(self) -> None:
        """Check the path (again)."""
        self._socket.sendto(self._check, self._relay)

    async def _recv(self) -> bytes:
        record = await self._records.get()
        if not record:
            raise ConnectionError
        return record

    async def _send(self, data: bytes) -> None:
        self._socket.sendto(data, self._relay)

    def _read(self) -> None:
        for _ in range(128):
            try:
                data = self._socket.recv(2048)
            except BlockingIOError:
                return
            if data[0] < 4:
                self._answered.set()
            elif data[0] < 64:
                self._records.put_nowait(data)
            elif not 192 <= data[1] <= 223 and self._dtls._rx_srtp is not None:
                packet = self._dtls._rx_srtp.unprotect(data)
                self.came += 1
                if packet[-16:-8] == STAMP:
                    sent = int.from_bytes(packet[-8:], "big")
                    self.delays.append((time.perf_counter_ns() - sent) / 1e9)

    def send_raw(self, packet: bytes) -> None:
        """Send any bytes as if they were RTP or RTCP, encrypted; raises if that is refused."""
        srtp = self._dtls._tx_srtp
        control = len(packet) > 1 and 192 <= packet[1] <= 223
        data = srtp.protect_rtcp(packet) if control else srtp.protect(packet)
        self._socket.sendto(data, self._relay)

    def speak(self) -> None:
        """Send 20 ms of audio."""
        self._packet(_AUDIO, 111, self._seqs[_AUDIO] * 960, bytes(60), marker=False)

    def show(self, packets_per_frame: int = 4) -> None:
        """Send a frame of video; every thirtieth is a keyframe."""
        head = packets.DELTA if self._frames % 30 else packets.KEYFRAME
        for number in range(packets_per_frame):
            start = head if number == 0 else b"\x00\x00"
            body = start + bytes(VIDEO_PACKET - len(start) - 16)
            last = number == packets_per_frame - 1
            self._packet(_CAMERA, 96, self._frames * 3000, body, marker=last)
        self._frames += 1

    def _packet(
        self, ssrc: int, payload_type: int, timestamp: int, body: bytes, *, marker: bool
    ) -> None:
        stamped = body + STAMP + time.perf_counter_ns().to_bytes(8, "big")
        packet = packets.rtp(
            self._seqs[ssrc],
            timestamp=timestamp,
            ssrc=ssrc,
            payload_type=payload_type,
            payload=stamped,
            marker=marker,
        )
        self._seqs[ssrc] += 1
        self.sent += 1
        self._socket.sendto(self._dtls._tx_srtp.protect(packet), self._relay)

    def vanish(self) -> None:
        """Be gone without a word, as a killed browser is."""
        self._records.put_nowait(b"")
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    async def close(self) -> None:
        """Say goodbye and close the socket."""
        await self._dtls.stop()
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()
