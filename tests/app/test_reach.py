"""The doctor knocks at the media port from outside, as far as one can from inside."""

import socket

import pytest

from binome.app import doctor
from binome.app.reach import is_only_local, reach
from binome.config import Settings


def test_an_address_of_this_machine_answers_and_one_that_leads_nowhere_does_not() -> None:
    found = reach("127.0.0.1", 0, ["127.0.0.1", "192.0.2.1"])
    assert found is not None
    assert found.answered == ("127.0.0.1",)
    assert found.silent == ("192.0.2.1",)


def test_both_families_come_in_at_one_port() -> None:
    if not socket.has_dualstack_ipv6():
        assert reach("127.0.0.1", 0, ["127.0.0.1"]) is not None
        return
    found = reach("::", 0, ["127.0.0.1", "::1"])
    assert found is not None
    assert found.answered == ("127.0.0.1", "::1")


def test_a_port_in_use_is_left_alone() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as busy:
        busy.bind(("127.0.0.1", 0))
        assert reach("127.0.0.1", busy.getsockname()[1], ["127.0.0.1"]) is None


@pytest.mark.parametrize(
    ("addresses", "local"),
    [
        (["127.0.0.1", "10.1.2.3", "fe80::1"], True),
        (["192.168.1.4", "8.8.8.8"], False),
        (["2606:4700::1"], False),
    ],
)
def test_who_can_come_there_is_known_from_the_address(addresses: list[str], local: bool) -> None:
    assert is_only_local(addresses) is local


def finding(**settings: object) -> doctor.Finding:
    return doctor._media_reach(Settings(media_port=0, **settings))


def test_the_doctor_says_where_nothing_comes_in_and_what_to_open() -> None:
    found = finding(media_host="127.0.0.1", media_addresses=("192.0.2.1",))
    assert not found.is_well
    assert not found.is_needed
    assert "192.0.2.1" in found.says
    assert "firewall" in found.remedy


def test_the_doctor_warns_when_a_public_server_tells_only_local_addresses() -> None:
    local = {"media_host": "127.0.0.1", "media_addresses": ("127.0.0.1",)}
    assert finding(**local).is_well
    found = finding(**local, public_url="https://binome.example.org")
    assert "BINOME_MEDIA_ADDRESSES" in found.remedy


def test_the_doctor_names_an_address_that_is_none() -> None:
    found = finding(media_host="127.0.0.1", media_addresses=("binome.example.org",))
    assert (found.is_well, "binome.example.org" in found.says) == (False, True)
