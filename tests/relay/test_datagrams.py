"""What the batches of the socket promise, on real sockets."""

import os
import socket
from collections.abc import Iterator

import pytest
from pylibsrtp import Policy, Session

from binome.relay import datagrams, rtp
from binome.relay.datagrams import BATCH, LONGEST, Inbox, Outbox, open_socket

EVERYWHERE = "0.0.0.0"


class Ends:
    """A socket of ours on every address, and a browser's."""

    def __init__(self) -> None:
        self.ours = open_socket(EVERYWHERE, 0, 1 << 20)
        self.port = self.ours.getsockname()[1]
        self.inbox, self.outbox = Inbox(self.ours), Outbox(self.ours)
        self.browser = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.browser.bind(("127.0.0.1", 0))
        self.browser.settimeout(5)
        self.address = self.browser.getsockname()


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    made.ours.close()
    made.browser.close()


@pytest.fixture(params=[True, False], ids=["in batches", "one by one"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param and not datagrams.IN_BATCHES:
        pytest.skip("this system has no batches")
    monkeypatch.setattr(datagrams, "IN_BATCHES", request.param)


@pytest.mark.usefixtures("both_ways")
def test_what_comes_is_read_in_order_and_what_goes_arrives_in_order() -> None:
    ends = Ends()
    bodies = [b"%d" % number for number in range(BATCH + 10)]
    for body in bodies:
        ends.browser.sendto(body, ("127.0.0.1", ends.port))
    came = ends.inbox.read()
    assert len(came) == BATCH
    came += ends.inbox.read()
    assert [data for data, _ in came] == bodies
    for data, sender in came:
        ends.outbox.put(data, sender)
    ends.outbox.flush()
    assert (ends.outbox.sent, ends.outbox.unsendable) == (len(bodies), 0)
    assert [ends.browser.recv(LONGEST) for _ in bodies] == bodies
    assert ends.inbox.read() == []
    ends.ours.close()
    ends.browser.close()


@pytest.mark.skipif(not datagrams.IN_BATCHES, reason="needs Linux")
def test_an_answer_leaves_from_the_address_that_was_asked(ends: Ends) -> None:
    ends.browser.sendto(b"question", ("127.0.0.5", ends.port))
    ((_, sender),) = ends.inbox.read()
    assert sender == (*ends.address, "127.0.0.5")
    ends.outbox.put(b"answer", sender)
    ends.outbox.flush()
    assert ends.browser.recvfrom(LONGEST) == (b"answer", ("127.0.0.5", ends.port))


def test_an_address_that_cannot_be_reached_costs_its_own_datagram_only(ends: Ends) -> None:
    unreachable = ("0.0.0.0", 0)
    ends.outbox.put(b"first", ends.address)
    ends.outbox.put(b"lost", unreachable)
    ends.outbox.put(b"last", ends.address)
    ends.outbox.flush()
    assert [ends.browser.recv(LONGEST) for _ in range(2)] == [b"first", b"last"]
    assert (ends.outbox.sent, ends.outbox.unsendable) == (2, 1)


def test_nothing_is_sent_once_the_socket_is_closed(ends: Ends) -> None:
    ends.outbox.put(b"late", ends.address)
    ends.ours.close()
    ends.outbox.flush()
    assert (ends.outbox.sent, ends.outbox.unsendable) == (0, 1)
    assert ends.inbox.read() == []


def test_a_datagram_longer_than_any_is_counted_and_not_sent(ends: Ends) -> None:
    ends.outbox.put(bytes(LONGEST + 1), ends.address)
    ends.outbox.flush()
    assert (ends.outbox.sent, ends.outbox.unsendable) == (0, 1)


@pytest.mark.parametrize(
    ("profile", "secret"),
    [(Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44), (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30)],
)
def test_a_packet_encrypted_where_it_lies_is_what_the_library_would_have_made(
    ends: Ends, profile: int, secret: int
) -> None:
    key = os.urandom(secret)
    theirs = Session(Policy(key, Policy.SSRC_ANY_INBOUND, srtp_profile=profile))
    mine = Session(Policy(key, Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile))
    head, body = rtp.header(96, 0, 7, 9, 11), os.urandom(1100)
    length = ends.outbox.protected(mine, head, body)
    assert theirs.unprotect(ends.outbox.taken(length)) == head + body
    ends.outbox.post(length, ends.address)
    ends.outbox.flush()
    assert len(ends.browser.recv(LONGEST)) == length
    assert ends.outbox.protected(mine, head, bytes(LONGEST)) == 0
    assert ends.outbox.protected(mine, b"", b"no packet") == 0
