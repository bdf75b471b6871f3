"""A caller so light that the relay is what is measured: one socket, DTLS, bytes in and out."""

import asyncio
import re
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
_CANDIDATE = re.compile(r"a=candidate:\S+ 1 udp \d+ ([0-9.]+) (\d+)", re.IGNORECASE)


_LEFT_OUT = (
    *("a=candidate", "a=ssrc", "a=msid", "a=end-of", "a=rtcp:", "a=rtcp-fb", "a=extmap"),
    *("a=ice-", "a=setup", "a=fingerprint", "a=sendonly", "a=sendrecv"),
)
"""Lines of an offer that an answer of ours has otherwise or not at all."""


def _attributes(answer: str) -> dict[str, str]:
    lines = (line[2:] for line in answer.splitlines() if line.startswith("a=") and ":" in line)
    return dict(line.split(":", 1) for line in lines)


class LightCaller:
    """One person who sends packets made by hand and counts what comes."""

    role = "controlling"

    def __init__(self, slots: int, home: str = "127.0.0.1") -> None:
        """`slots`: people it can receive; `home`: the address it calls from."""
        self.came = 0
        self.sent = 0
        self.delays: list[float] = []
        """Seconds from send to receipt, of stamped packets."""
        self._certificate = RTCCertificate.generateCertificate()
        print_ = self._certificate.getFingerprints()[0].value
        self.offer = packets.offer(slots).replace(packets.FINGERPRINT, print_)
        self.film: list[list[bytes]] = []
        """Payloads of pictures, a list a frame, sent in turn; made-up ones if there are none."""
        self.voice: list[bytes] = []
        """Opus packets, sent in turn."""
        self._home = home
        self._open()
        self._records: asyncio.Queue[bytes] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._dtls = RTCDtlsTransport(self, [self._certificate])
        self._dtls._set_role("client")
        self._seqs = {_AUDIO: 0, _CAMERA: 0}
        self._frames = 0

    def _open(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self._home, 0))
        self._socket.setblocking(False)

    async def connect(self, answer: str) -> None:
        """Check the path and shake hands."""
        value = _attributes(answer)
        found = _CANDIDATE.search(answer)
        assert found is not None, "an answer without a candidate"
        self._relay = (found[1], int(found[2]))
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)
        await self._prove(value, _USER)
        algorithm, fingerprint = value["fingerprint"].split()
        await self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint(algorithm, fingerprint)]))
        assert self._dtls.state == "connected"

    async def _prove(self, value: dict[str, str], user: str) -> None:
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{value['ice-ufrag']}:{user}"
        check.attributes["PRIORITY"] = 1
        check.attributes["ICE-CONTROLLING"] = 1
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
                data, sender = self._socket.recvfrom(2048)
            except BlockingIOError:
                return
            if data[0] < 4:
                self._checked(stun.parse_message(data), sender)
            elif data[0] < 64:
                self._records.put_nowait(data)
            elif not 192 <= data[1] <= 223 and self._dtls._rx_srtp is not None:
                packet = self._dtls._rx_srtp.unprotect(data)
                self.came += 1
                if packet[-16:-8] == STAMP:
                    sent = int.from_bytes(packet[-8:], "big")
                    self.delays.append((time.perf_counter_ns() - sent) / 1e9)

    def _checked(self, message: stun.Message, sender: tuple[str, int]) -> None:
        """Take a check's response; answer the check of a relay that checks as well."""
        if message.message_class != stun.Class.REQUEST:
            self._answered.set()
            return
        response = stun.Message(
            message.message_method,
            stun.Class.RESPONSE,
            transaction_id=message.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": sender},
        )
        response.add_message_integrity(_PASSWORD.encode())
        self._socket.sendto(bytes(response), sender)

    def answer_to(self, offer: str) -> str:
        """Return an answer that receives all of a relay's offer."""
        own = (
            f"a=ice-ufrag:{_USER}\r\na=ice-pwd:{_PASSWORD}\r\na=setup:active\r\na=recvonly\r\n"
            f"a=fingerprint:sha-256 {self._certificate.getFingerprints()[0].value}\r\n"
        )
        lines: list[str] = []
        for line in offer.splitlines():
            if line.startswith("a=mid:"):
                lines.append(line + "\r\n" + own)
            elif line and not line.startswith(_LEFT_OUT):
                lines.append(line + "\r\n")
        return "".join(lines)

    def send_raw(self, packet: bytes) -> None:
        """Send any bytes as if they were RTP or RTCP, encrypted; raises if that is refused."""
        srtp = self._dtls._tx_srtp
        control = len(packet) > 1 and 192 <= packet[1] <= 223
        data = srtp.protect_rtcp(packet) if control else srtp.protect(packet)
        self._socket.sendto(data, self._relay)

    def speak(self) -> None:
        """Send 20 ms of audio."""
        seq = self._seqs[_AUDIO]
        if self.voice:
            body = self.voice[seq % len(self.voice)]
            self._packet(_AUDIO, 111, seq * 960, body, marker=False, stamped=False)
        else:
            self._packet(_AUDIO, 111, seq * 960, bytes(60), marker=False)

    def show(self, packets_per_frame: int = 4) -> None:
        """Send a frame of video; every thirtieth is a keyframe."""
        if self.film:
            *parts, last_part = self.film[self._frames % len(self.film)]
            for part in parts:
                self._packet(_CAMERA, 96, self._frames * 3000, part, marker=False, stamped=False)
            at = self._frames * 3000
            self._packet(_CAMERA, 96, at, last_part, marker=True, stamped=False)
            self._frames += 1
            return
        head = packets.DELTA if self._frames % 30 else packets.KEYFRAME
        for number in range(packets_per_frame):
            start = head if number == 0 else b"\x00\x00"
            body = start + bytes(VIDEO_PACKET - len(start) - 16)
            last = number == packets_per_frame - 1
            self._packet(_CAMERA, 96, self._frames * 3000, body, marker=last)
        self._frames += 1

    def _packet(
        self,
        ssrc: int,
        payload_type: int,
        timestamp: int,
        body: bytes,
        *,
        marker: bool,
        stamped: bool = True,
    ) -> None:
        if stamped:
            body += STAMP + time.perf_counter_ns().to_bytes(8, "big")
        packet = packets.rtp(
            self._seqs[ssrc],
            timestamp=timestamp,
            ssrc=ssrc,
            payload_type=payload_type,
            payload=body,
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
