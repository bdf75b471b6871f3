"""The private surfaces of aiortc and aioice that the relay leans on: one test each.

When an update breaks one of these, the relay breaks in the same place.
"""

import inspect
import struct

import pytest
from aioice import stun
from aioice.ice import Connection, get_host_addresses
from aiortc import RTCPeerConnection
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRtpfbPacket,
    pack_remb_fci,
    pack_rtcp_packet,
    unpack_remb_fci,
)
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

pytestmark = pytest.mark.anyio


class Path:
    """The whole of an ICE transport that aiortc's DTLS needs."""

    role = "controlled"

    async def _recv(self) -> bytes:
        raise ConnectionError

    async def _send(self, data: bytes) -> None:
        raise AssertionError("nothing was to be sent")


async def test_dtls_runs_on_a_path_of_ours_and_fails_when_it_ends() -> None:
    states = []
    dtls = RTCDtlsTransport(Path(), [RTCCertificate.generateCertificate()])
    dtls._set_role("server")
    dtls.on("statechange", lambda: states.append(dtls.state))
    await dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", "AA")]))
    assert states == ["connecting", "failed"]
    await dtls.stop()
    await dtls.stop()


async def test_srtp_sessions_lie_where_the_transport_takes_them() -> None:
    dtls = RTCDtlsTransport(Path(), [RTCCertificate.generateCertificate()])
    assert dtls._rx_srtp is None
    assert dtls._tx_srtp is None


def test_certificates_print_their_sha_256_first() -> None:
    first = RTCCertificate.generateCertificate().getFingerprints()[0]
    assert first.algorithm == "sha-256"
    assert len(first.value) == 32 * 3 - 1


def test_stun_integrity_is_checked_apart_from_parsing() -> None:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = "ours:theirs"
    request.add_message_integrity(b"password")
    parsed = stun.parse_message(bytes(request))
    assert parsed.attributes["USERNAME"] == "ours:theirs"
    assert parsed.check_message_integrity(b"password")
    assert not parsed.check_message_integrity(b"another")
    bare = stun.parse_message(bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)))
    assert not bare.check_message_integrity(b"password")


def test_any_transport_feedback_is_parsed_as_a_list_of_losses() -> None:
    """Which is why the relay looks at `fmt` before it serves one."""
    body = struct.pack("!IIHHI", 1, 2, 7, 1, 0)
    [parsed] = RtcpPacket.parse(pack_rtcp_packet(205, 15, body))
    assert isinstance(parsed, RtcpRtpfbPacket)
    assert parsed.fmt == 15
    assert parsed.lost


def test_feedback_packets_survive_their_own_parser() -> None:
    nack = RtcpRtpfbPacket(1, 5, 6, [3, 4, 20, 65535])
    remb = RtcpPsfbPacket(15, 5, 0, pack_remb_fci(400_000, [9]))
    parsed = RtcpPacket.parse(bytes(nack) + bytes(remb))
    assert parsed == [nack, remb]
    assert unpack_remb_fci(remb.fci) == (400_000, [9])


def test_report_blocks_keep_their_fields() -> None:
    block = RtcpReceiverInfo(1, 128, -3, 70000, 5, 6, 7)
    assert RtcpReceiverInfo.parse(bytes(block)) == block


async def test_the_software_person_can_add_loopback_to_what_aioice_gathers() -> None:
    assert "127.0.0.1" not in get_host_addresses(use_ipv4=True, use_ipv6=False)
    wanted = ["self", "component", "addresses", "timeout"]
    assert list(inspect.signature(Connection.get_component_candidates).parameters) == wanted
    connection = RTCPeerConnection()
    connection.addTransceiver("audio")
    sender = connection.getTransceivers()[0].sender
    assert isinstance(sender.transport.transport.iceGatherer._connection, Connection)
    assert isinstance(sender._ssrc, int)
    assert inspect.iscoroutinefunction(sender.transport._send_rtp)
    await connection.close()


def test_a_packet_is_encrypted_in_place_by_the_sessions_own_handle() -> None:
    key = bytes(30)
    session = Session(Policy(key, Policy.SSRC_ANY_OUTBOUND))
    memory, length = ffi.new("char[]", 200), ffi.new("int *")
    ffi.buffer(memory)[0:13] = b"\x80\x60" + bytes(10) + b"x"
    length[0] = 13
    assert lib.srtp_protect(session._srtp[0], memory, length) == 0
    assert length[0] == 13 + 10
    again = Session(Policy(key, Policy.SSRC_ANY_OUTBOUND))
    assert ffi.buffer(memory)[0:23] == again.protect(b"\x80\x60" + bytes(10) + b"x")
