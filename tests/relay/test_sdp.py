"""Offers read and answers written."""

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binome.errors import BadInput
from binome.relay.answer import Local, Sent, write_answer
from binome.relay.sdp import read_offer
from tests.helpers import packets

LOCAL = Local("ourufrag", "ourpassword", f"sha-256 {packets.FINGERPRINT}", ("192.0.2.9",), 40000)
SENT = [Sent("slot-0", 1, None), Sent("slot-0", 2, 3), Sent("slot-0-screen", 4, 5)]


def answer(sdp: str, *, publishes: bool = True) -> list[list[str]]:
    """Return the answer's session lines and then its m-lines, each as a list of lines."""
    text = write_answer(read_offer(sdp, [1]), LOCAL, SENT, publishes=publishes)
    assert text.endswith("\r\n")
    return [part.splitlines() for part in text.replace("\r\nm=", "\r\n\0m=").split("\0")]


def test_an_offer_is_read_with_all_a_relay_needs() -> None:
    offer = read_offer(packets.offer(), [1])
    assert (offer.user, offer.slots) == ("abcd", 1)
    assert offer.fingerprints == (("sha-256", packets.FINGERPRINT),)
    assert list(offer.published) == ["audio", "camera", "screen"]
    camera = offer.published["camera"]
    assert camera.sends
    assert not camera.receives
    assert (camera.ssrcs, camera.retransmits) == ([1001, 2001], 2001)
    assert camera.payload_type("vp8/90000") == 96
    assert camera.retransmission_type(96) == 97
    assert offer.slot(0)["audio"].receives


def test_the_answer_is_ice_lite_on_one_port_with_the_relay_listening() -> None:
    session, *media = answer(packets.offer())
    assert "a=ice-lite" in session
    assert "a=group:BUNDLE 0 1 2 3 4 5" in session
    assert len(media) == 6
    for lines in media:
        assert {"a=setup:passive", "a=rtcp-mux", "a=ice-ufrag:ourufrag"} <= set(lines)
        assert "a=candidate:1 1 udp 2130706431 192.0.2.9 40000 typ host" in lines


def test_tcp_is_offered_after_udp_where_the_port_takes_it() -> None:
    local = dataclasses.replace(LOCAL, tcp=True)
    text = write_answer(read_offer(packets.offer(), [1]), local, SENT, publishes=True)
    udp, tcp = [line for line in text.splitlines() if line.startswith("a=candidate")][:2]
    assert tcp.endswith(" 192.0.2.9 40000 typ host tcptype passive")
    assert int(tcp.split()[3]) < int(udp.split()[3])


def test_the_answer_takes_vp8_with_retransmission_and_opus_with_forward_correction() -> None:
    _, audio, camera, *_ = answer(packets.offer())
    assert audio[0] == "m=audio 9 UDP/TLS/RTP/SAVPF 63 111"
    assert {"a=fmtp:111 minptime=10;useinbandfec=1", "a=fmtp:63 111/111"} <= set(audio)
    assert camera[0] == "m=video 9 UDP/TLS/RTP/SAVPF 96 97"
    assert "a=fmtp:97 apt=96" in camera
    assert {"a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 ccm fir"} <= set(camera)


def test_lost_audio_is_asked_for_again_where_the_browser_offers_it() -> None:
    line = "a=rtcp-fb:111 nack"
    asking = packets.offer().replace("a=rtcp-fb:111", f"{line}\r\na=rtcp-fb:111")
    for sdp, offered in ((packets.offer(), False), (asking, True)):
        _, audio, _, _, heard, *_ = answer(sdp)
        assert (line in audio, line in heard) == (offered, offered)


def test_without_redundant_audio_there_is_opus_alone() -> None:
    _, audio, *_ = answer(packets.offer().replace("a=rtpmap:63 red/48000/2\r\n", ""))
    assert audio[0] == "m=audio 9 UDP/TLS/RTP/SAVPF 111"


def test_transport_feedback_is_taken_for_what_the_person_sends_only() -> None:
    _, _, camera, _, _, seen, _ = answer(packets.offer())
    assert "a=rtcp-fb:96 transport-cc" in camera
    assert "a=rtcp-fb:96 transport-cc" not in seen
    assert "a=rtcp-fb:96 goog-remb" in seen


def test_slots_carry_their_streams_and_directions_are_turned_round() -> None:
    _, audio, camera, screen, heard, seen, shared = answer(packets.offer())
    for lines in (audio, camera, screen):
        assert "a=recvonly" in lines
    for lines in (heard, seen, shared):
        assert "a=sendonly" in lines
    assert "a=msid:slot-0 slot-0-audio" in heard
    assert "a=msid:slot-0 slot-0-video" in seen
    assert "a=ssrc-group:FID 2 3" in seen
    assert "a=msid:slot-0-screen slot-0-screen-video" in shared


def test_a_watcher_sends_nothing_whatever_the_offer_says() -> None:
    for sdp in (packets.offer(publishes=False), packets.offer()):
        _, audio, camera, screen, heard, *_ = answer(sdp, publishes=False)
        for lines in (audio, camera, screen):
            assert "a=inactive" in lines
        assert "a=sendonly" in heard


def test_the_persons_own_addresses_are_left_alone() -> None:
    assert all("10.0.0.9" not in line for part in answer(packets.offer()) for line in part)


def without(text: str) -> str:
    lines = packets.offer().splitlines(keepends=True)
    return "".join(line for line in lines if text not in line)


@pytest.mark.parametrize(
    ("sdp", "reason"),
    [
        ("", "v=0"),
        ("hello", "v=0"),
        ("v=0\r\n", "0 m-lines"),
        (packets.offer(slots=2), "9 m-lines"),
        (packets.offer().replace("m=audio", "m=video", 1), "m-line 1"),
        (packets.offer().replace("m=audio", "m=application", 1), "application"),
        (packets.offer().replace("SAVPF", "AVP"), "SAVPF"),
        (packets.offer().replace("SAVPF 96 97", "SAVPF x y", 1), "cannot be read"),
        (packets.offer().replace("a=rtpmap:96 ", "a=rtpmap:96", 1), "cannot be read"),
        (packets.offer().replace("FID 1001 2001", "FID 1001", 1), "cannot be read"),
        (packets.offer().replace("a=mid:1\r\n", "a=mid:0\r\n"), "bundle"),
        (packets.offer().replace("a=mid:1\r\n", "a=mid:a\tb\r\n"), "mid"),
        (packets.offer().replace("a=ssrc:1000", "a=ssrc:99999999999"), "SSRC"),
        (packets.offer().replace("actpass", "passive"), "setup"),
        (packets.offer().replace("VP8", "VP9"), "vp8"),
        (packets.offer() + "a=x-" + "y" * 2000, "2004 characters"),
        (without("a=group:BUNDLE"), "bundle"),
        (without("a=mid:"), "mid"),
        (without("a=rtcp-mux"), "rtcp-mux"),
        (without("a=ice-ufrag"), "ice-ufrag"),
        (without("a=ice-pwd"), "ice-pwd"),
        (without("a=fingerprint"), "fingerprint"),
    ],
)
def test_what_cannot_be_served_is_refused_with_one_sentence(sdp: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason) as refusal:
        read_offer(sdp, [1])
    assert "\n" not in str(refusal.value)


def test_twenty_thousand_streams_are_refused_without_reading_them() -> None:
    sdp = packets.offer() + "".join(f"a=ssrc:{n} cname:x\r\n" for n in range(20_000))
    began = time.process_time()
    with pytest.raises(BadInput, match="bytes long"):
        read_offer(sdp, [1])
    assert time.process_time() - began < 0.1


@given(st.text(max_size=2000))
def test_garbage_is_refused_and_never_trips(text: str) -> None:
    with pytest.raises(BadInput):
        read_offer(text, [1])


@given(st.data())
def test_an_offer_with_a_damaged_line_is_read_or_refused(data: st.DataObject) -> None:
    lines = packets.offer().split("\r\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(["cut", "drop", "twice", "noise"]))
    cut = data.draw(st.integers(0, 12))
    lines[at : at + 1] = {
        "cut": [lines[at][:cut]],
        "drop": [],
        "twice": [lines[at], lines[at]],
        "noise": [lines[at] + " \u00e9\ufffd"],
    }[how]
    try:
        offer = read_offer("\r\n".join(lines), [1])
    except BadInput:
        return
    write_answer(offer, LOCAL, SENT, publishes=True)
