"""Whether the media port can be reached at the addresses we tell browsers; for `binome doctor`.

A datagram is sent to each of them from this machine and has to come back in at the port. That
proves addresses, port and this machine's own firewall; of a router in front only those that let
their own network in again by the public address (“hairpin”) can be seen from here.
"""

import ipaddress
import secrets
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

PATIENCE = 1.0
"""Seconds a datagram to ourselves may take."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of a datagram to each address; `None`: the port is in use, nothing was sent."""

    answered: tuple[str, ...]
    silent: tuple[str, ...]


def reach(host: str, port: int, addresses: Sequence[str]) -> Reach | None:
    """Send a datagram to every address at the port, and see which ones come in there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as door:
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        try:
            door.bind((host, port))
        except OSError:
            return None
        door.setblocking(False)
        words = {secrets.token_bytes(16): address for address in addresses}
        for word, address in words.items():
            _send(word, address, door.getsockname()[1])
        heard = _heard(door, words)
    return Reach(
        tuple(address for address in addresses if address in heard),
        tuple(address for address in addresses if address not in heard),
    )


def _send(word: bytes, address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as knocker:
            knocker.sendto(word, (address, port))
    except OSError:
        return  # no way there: it stays silent


def _heard(door: socket.socket, words: dict[bytes, str]) -> set[str]:
    heard: set[str] = set()
    until = time.monotonic() + PATIENCE
    while len(heard) < len(words) and (left := until - time.monotonic()) > 0:
        if select.select([door], [], [], left)[0]:
            word = door.recv(64)
            if word in words:
                heard.add(words[word])
    return heard


def is_only_local(addresses: Sequence[str]) -> bool:
    """Whether nobody outside this building can come to any of these addresses."""
    return not any(ipaddress.ip_address(address).is_global for address in addresses)
