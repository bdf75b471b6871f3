"""Paths that prove themselves, through one real UDP socket on loopback."""

import socket
from collections.abc import Iterator

import pytest
from aioice import stun

from binome.relay.ice import MOST_PATHS, PATH_LIFE, IceLiteAgent, Remote
from binome.relay.mux import Address, UdpMux
from tests.helpers import packets

MEDIA = packets.rtp(1, ssrc=77)


class Browser:
    """A browser's UDP socket: it checks, sends and reads what comes."""

    def __init__(self, mux: UdpMux, agent: IceLiteAgent) -> None:
        self._mux, self._agent = mux, agent
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(5)

    @property
    def address(self) -> Address:
        name: Address = self._socket.getsockname()
        return name

    def check(self, at: float = 0.0, *, user: str = "", password: str = "", **more: None) -> None:
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = user or f"{self._agent.user_name}:theirs"
        request.attributes.update({name.replace("_", "-"): value for name, value in more.items()})
        request.add_message_integrity((password or self._agent.password).encode())
        self.send(bytes(request), at)

    def send(self, data: bytes, at: float = 0.0) -> None:
        self._mux.receive(data, self.address, at)

    def read(self) -> bytes:
        return self._socket.recv(2048)

    def hears_nothing(self) -> bool:
        self._socket.setblocking(False)
        try:
            self._socket.recv(2048)
        except BlockingIOError:
            return True
        finally:
            self._socket.settimeout(5)
        return False

    def close(self) -> None:
        self._socket.close()


class Ward:
    """An agent and what it was delivered; only `MEDIA` is taken for authentic."""

    def __init__(self) -> None:
        self.mux = UdpMux("127.0.0.1", 0)
        self.delivered: list[bytes] = []
        self.agent = IceLiteAgent(self.mux, Remote("theirs", "their-password"), self._take)
        self._browsers: list[Browser] = []

    def _take(self, data: bytes, arrived: float) -> bool:
        self.delivered.append(data)
        return data == MEDIA

    def browser(self) -> Browser:
        self._browsers.append(Browser(self.mux, self.agent))
        return self._browsers[-1]

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()
        self.mux.close()


@pytest.fixture
def ward() -> Iterator[Ward]:
    made = Ward()
    yield made
    made.close()


def test_a_genuine_check_is_answered_and_its_path_is_used(ward: Ward) -> None:
    browser = ward.browser()
    ward.agent.send(b"too early")
    browser.check()
    response = stun.parse_message(browser.read())
    assert response.message_class == stun.Class.RESPONSE
    assert response.attributes["XOR-MAPPED-ADDRESS"] == browser.address
    assert response.check_message_integrity(ward.agent.password.encode())
    ward.agent.send(b"hello")
    assert browser.read() == b"hello"


@pytest.mark.parametrize(
    "wrong", [{"password": "guessed"}, {"user": "nobody:theirs"}, {"user": "{ours}:others"}]
)
def test_a_check_that_is_not_genuine_gets_no_answer_and_no_path(
    ward: Ward, wrong: dict[str, str]
) -> None:
    browser = ward.browser()
    wrong = {name: value.format(ours=ward.agent.user_name) for name, value in wrong.items()}
    browser.check(**wrong)
    browser.send(MEDIA)
    assert browser.hears_nothing()
    assert ward.delivered == []
    assert ward.agent.selected is None
    assert ward.mux.traffic.strangers == 2


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x01\x00\x00", bytes(20), b"\x01" * 600])
def test_rubbish_that_looks_like_stun_is_dropped(ward: Ward, data: bytes) -> None:
    browser = ward.browser()
    browser.send(data)
    assert browser.hears_nothing()


def test_media_goes_where_authentic_media_came_from_last(ward: Ward) -> None:
    wifi, cable = ward.browser(), ward.browser()
    wifi.check(USE_CANDIDATE=None)
    cable.check(USE_CANDIDATE=None)
    assert ward.agent.selected == wifi.address
    cable.send(b"\x80 not authentic, long enough")
    assert ward.agent.selected == wifi.address
    cable.send(MEDIA)
    assert ward.agent.selected == cable.address


def test_a_new_network_is_followed_as_soon_as_it_answered_our_check(ward: Ward) -> None:
    old, new = ward.browser(), ward.browser()
    ward.agent.expect(77)
    old.check()
    new.send(MEDIA)
    assert ward.delivered == [MEDIA]
    assert ward.agent.selected == old.address
    ours = stun.parse_message(new.read())
    assert ours.attributes["USERNAME"] == f"theirs:{ward.agent.user_name}"
    assert ours.check_message_integrity(b"their-password")
    answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, ours.transaction_id)
    answer.add_message_integrity(b"their-password")
    new.send(bytes(answer))
    assert ward.agent.selected == new.address


def test_a_forged_answer_to_our_check_is_worth_nothing(ward: Ward) -> None:
    old, new = ward.browser(), ward.browser()
    ward.agent.expect(77)
    old.check()
    new.send(MEDIA)
    ours = stun.parse_message(new.read())
    answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, ours.transaction_id)
    answer.add_message_integrity(b"guessed")
    new.send(bytes(answer))
    assert ward.agent.selected == old.address


def test_a_new_address_is_asked_once_however_much_it_sends(ward: Ward) -> None:
    new = ward.browser()
    ward.agent.expect(77)
    for _ in range(20):
        new.send(MEDIA, at=1.0)
    new.read()
    assert new.hears_nothing()


def test_media_of_an_unexpected_stream_from_nowhere_is_nobodys(ward: Ward) -> None:
    ward.browser().send(MEDIA)
    assert ward.delivered == []


def test_a_path_without_checks_is_forgotten(ward: Ward) -> None:
    first, second = ward.browser(), ward.browser()
    first.check(at=0.0)
    second.check(at=20.0)
    ward.agent.sweep(PATH_LIFE + 1)
    assert ward.agent.selected == second.address
    first.send(MEDIA)
    assert ward.delivered == []
    ward.agent.sweep(PATH_LIFE + 60)
    assert ward.agent.selected is None


def test_no_more_paths_are_kept_than_a_person_can_have(ward: Ward) -> None:
    browsers = [ward.browser() for _ in range(MOST_PATHS + 4)]
    for number, browser in enumerate(browsers):
        browser.check(at=float(number))
    for browser in browsers:
        browser.send(MEDIA)
    assert len(ward.delivered) == MOST_PATHS


def test_a_closed_agent_answers_nothing(ward: Ward) -> None:
    browser = ward.browser()
    browser.check()
    browser.read()
    ward.agent.close()
    ward.agent.close()
    browser.check()
    browser.send(MEDIA)
    ward.agent.send(b"gone")
    assert browser.hears_nothing()
    assert ward.delivered == []


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_one_socket_serves_both_families_and_tells_each_its_own_address() -> None:
    mux = UdpMux("::", 0)
    agent = IceLiteAgent(mux, Remote("theirs", "their-password"), lambda data, arrived: True)
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{agent.user_name}:theirs"
    request.add_message_integrity(agent.password.encode())
    for family, sender, own in (
        (socket.AF_INET, "::ffff:127.0.0.1", "127.0.0.1"),
        (socket.AF_INET6, "::1", "::1"),
    ):
        with socket.socket(family, socket.SOCK_DGRAM) as browser:
            browser.bind((own, 0))
            browser.settimeout(5)
            port = browser.getsockname()[1]
            mux.receive(bytes(request), (sender, port, 0, 0), 0.0)
            response = stun.parse_message(browser.recv(2048))
            assert response.attributes["XOR-MAPPED-ADDRESS"] == (own, port)
    mux.close()


def test_a_restart_takes_new_credentials_and_leaves_the_old_path_until_a_new_one_proves_itself(
    ward: Ward,
) -> None:
    before, after = ward.browser(), ward.browser()
    before.check(USE_CANDIDATE=None)
    before.read()
    old_name, old_password = ward.agent.user_name, ward.agent.password
    ward.agent.restart(Remote("fresh", "fresh-password"))
    ward.agent.send(b"still there")
    assert before.read() == b"still there"
    after.check(1.0, user=f"{ward.agent.user_name}:fresh", USE_CANDIDATE=None)
    after.read()
    ward.agent.send(b"here now")
    assert after.read() == b"here now"
    before.check(1.1, user=f"{old_name}:theirs", password=old_password)
    assert before.read()


def test_only_the_credentials_of_just_before_are_still_answered(ward: Ward) -> None:
    late = ward.browser()
    name, password = ward.agent.user_name, ward.agent.password
    for number in range(2):
        ward.agent.restart(Remote(f"fresh{number}", "fresh-password"))
    late.check(user=f"{name}:theirs", password=password)
    assert late.hears_nothing()
    ward.agent.close()
    assert ward.mux._agents == {}
