"""An ICE-lite agent: answers checks, keeps the paths that proved themselves, picks one to send on.

Driven by the mux (checks, datagrams) and by the transport (`heard` when something was authentic).
A path counts once a request carried our ICE password. What we send goes to the counted path on
which authentic media arrived last, which follows a person from Wi-Fi to cable without a word of
signalling and ignores candidates that are merely nominated.
"""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

from aioice import stun

from binome.relay.datagrams import Address
from binome.relay.mux import UdpMux

_LETTERS = string.ascii_letters + string.digits
PATH_LIFE = 30.0
"""Seconds a path stays usable after its last check (RFC 7675)."""
MOST_PATHS = 16
PROBE_EVERY = 0.5
"""Seconds between two checks of ours of one address."""
PRIORITY = (110 << 24) + (65535 << 8) + 255
"""RFC 8445 §5.1.2, for a peer-reflexive candidate."""


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


@dataclass(slots=True)
class Path:
    """One remote address that proved it knows our password."""

    address: Address
    checked: float
    nominated: bool = False


@dataclass(frozen=True, slots=True)
class Remote:
    """The browser's ICE credentials."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class _Probe:
    """A check of ours that waits for its response."""

    address: Address
    sent: float
    password: str


@dataclass(frozen=True, slots=True)
class _Generation:
    """The credentials of both sides between two restarts."""

    password: str
    remote: Remote


class IceLiteAgent:
    """The ICE side of one transport."""

    def __init__(self, mux: UdpMux, remote: Remote, deliver: Callable[[bytes, float], bool]):
        self._mux = mux
        self._deliver = deliver
        self._generations: dict[str, _Generation] = {}
        self.last_heard: float | None = None
        """Monotonic seconds of the last datagram from a counted path, None before the first."""
        self._paths: dict[Address, Path] = {}
        self._probes: dict[bytes, _Probe] = {}
        self._selected: Address | None = None
        self.restart(remote)

    def restart(self, remote: Remote) -> None:
        """Take new credentials on both sides (RFC 8445 §9).

        What we send goes on by the old paths until a new one proves itself, and the browser may
        still check with the credentials of just before.
        """
        while len(self._generations) > 1:
            name = next(iter(self._generations))
            del self._generations[name]
            self._mux.unregister(name)
        self._remote = remote
        self.user_name, self.password = _random(8), _random(24)
        self._generations[self.user_name] = _Generation(self.password, remote)
        self._mux.register(self)
        for path in self._paths.values():
            path.nominated = False

    @property
    def selected(self) -> Address | None:
        """Where to send now; None until a path has proved itself."""
        return self._selected

    def check(self, request: stun.Message, sender: Address, now: float) -> bytes | None:
        """Answer a genuine binding request and count its path; None for anything else."""
        if request.message_method != stun.Method.BINDING:
            return None
        ours, _, theirs = str(request.attributes.get("USERNAME", "")).partition(":")
        keys = self._generations.get(ours)
        if keys is None or theirs != keys.remote.user:
            return None
        password = keys.password.encode()
        if not request.check_message_integrity(password):
            return None
        self._count(sender, "USE-CANDIDATE" in request.attributes, now)
        self.last_heard = now
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
            # On a socket for both families an IPv4 sender looks like ::ffff:192.0.2.1.
            attributes={"XOR-MAPPED-ADDRESS": (sender[0].removeprefix("::ffff:"), sender[1])},
        )
        response.add_message_integrity(password)
        return bytes(response)

    def _count(self, sender: Address, nominated: bool, now: float) -> None:
        path = self._paths.get(sender)
        if path is None:
            if len(self._paths) >= MOST_PATHS:
                self._drop(min(self._paths.values(), key=lambda known: known.checked))
            path = self._paths[sender] = Path(sender, now)
            self._mux.claim(sender, self)
        first_nomination = nominated and not any(p.nominated for p in self._paths.values())
        path.checked, path.nominated = now, path.nominated or nominated
        if self._selected is None or first_nomination:
            self._selected = sender

    def datagram(self, data: bytes, sender: Address, now: float) -> None:
        """Hand a datagram of a counted path to the transport; follow it if it was authentic."""
        self.last_heard = now
        if self._deliver(data, now) and sender != self._selected and sender in self._paths:
            self._selected = sender

    def expect(self, ssrc: int) -> None:
        """This person's media comes with this SSRC."""
        self._mux.expect(ssrc, self)

    def stray(self, data: bytes, sender: Address, now: float) -> None:
        """Take media from an unknown address; if it is authentic, check that address at once.

        Until the check is answered we go on sending to the old path: a replayed packet from a
        borrowed address must not take our media there.
        """
        if not self._deliver(data, now):
            return
        self.last_heard = now
        recent = [p for p in self._probes.values() if now - p.sent < PROBE_EVERY]
        if len(recent) >= MOST_PATHS or any(p.address == sender for p in recent):
            return
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{self._remote.user}:{self.user_name}"
        check.attributes["PRIORITY"] = PRIORITY
        check.attributes["ICE-CONTROLLED"] = secrets.randbits(64)
        check.add_message_integrity(self._remote.password.encode())
        self._probes[check.transaction_id] = _Probe(sender, now, self._remote.password)
        self._mux.ask(check, sender, self)

    def proven(self, response: stun.Message, sender: Address, now: float) -> None:
        """An address answered our check: count its path and send there."""
        probe = self._probes.pop(response.transaction_id, None)
        if probe is None or probe.address != sender:
            return
        if not response.check_message_integrity(probe.password.encode()):
            return
        self._count(sender, False, now)
        self._selected = sender

    def send(self, data: bytes) -> None:
        """Send on the selected path; dropped while there is none."""
        if self._selected is not None:
            self._mux.send(data, self._selected)

    def lost(self, address: Address) -> None:
        """A TCP connection of a counted path was closed."""
        path = self._paths.get(address)
        if path is not None:
            self._drop(path)

    def sweep(self, now: float) -> None:
        """Forget paths whose last check is too old."""
        for path in [p for p in self._paths.values() if now - p.checked > PATH_LIFE]:
            self._drop(path)
        for transaction in [t for t, p in self._probes.items() if now - p.sent > PATH_LIFE]:
            del self._probes[transaction]
            self._mux.unask(transaction)

    def _drop(self, path: Path) -> None:
        del self._paths[path.address]
        self._mux.release(path.address, self)
        if self._selected == path.address:
            latest = max(self._paths.values(), key=lambda known: known.checked, default=None)
            self._selected = latest.address if latest else None

    def close(self) -> None:
        """Answer and receive nothing any more; may be called twice."""
        self._paths.clear()
        self._probes.clear()
        self._selected = None
        self._mux.forget(self)
