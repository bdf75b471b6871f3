"""One UDP socket for everybody: tells STUN, DTLS and SRTP apart and hands each to its agent.

Driven by the event loop's reader callback. A STUN request finds its agent by our ICE user name;
only after its MESSAGE-INTEGRITY was verified does the agent claim the sender's address, and only
claimed addresses ever reach DTLS or SRTP. Sending never blocks and never queues: media is real
time, so a full socket drops and counts.
"""

import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aioice import stun
from pylibsrtp import Session

from binome.relay import rtp
from binome.relay.datagrams import Address, Inbox, Outbox, open_socket

Key = TypeVar("Key")

_SOCKET_BUFFER = 4 << 20


class Agent(Protocol):
    """What the mux needs of an ICE agent."""

    user_name: str

    def check(self, request: stun.Message, sender: Address, now: float) -> bytes | None:
        """Verify a binding request; return the response, or None when it is not genuine."""

    def datagram(self, data: bytes, sender: Address, now: float) -> None:
        """Take DTLS, SRTP or SRTCP from an address this agent has claimed."""

    def stray(self, data: bytes, sender: Address, now: float) -> None:
        """Take SRTP of a stream this agent expects, from an address nobody has claimed."""

    def lost(self, address: Address) -> None:
        """A connection this agent has claimed is gone."""

    def proven(self, response: stun.Message, sender: Address, now: float) -> None:
        """Take the response to a check this agent sent."""


@dataclass(slots=True)
class Traffic:
    """What went through the socket, in datagrams."""

    received: int = 0
    sent: int = 0
    unsendable: int = 0
    strangers: int = 0
    """Datagrams from addresses nobody has claimed, and STUN that did not verify."""


class UdpMux:
    """The worker's one UDP socket."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = open_socket(host, port, _SOCKET_BUFFER)
        self._inbox, self._outbox = Inbox(self._socket), Outbox(self._socket)
        self._gathering = False
        """True while what is sent waits for the end of a batch."""
        self.port: int = self._socket.getsockname()[1]
        self.traffic = Traffic()
        self._agents: dict[str, Agent] = {}
        self._owners: dict[Address, Agent] = {}
        self._streams: dict[bytes, Agent] = {}
        self._asked: dict[bytes, Agent] = {}
        self._connections: dict[Address, Callable[[bytes], bool]] = {}
        self._loop: AbstractEventLoop | None = None

    def start(self, loop: AbstractEventLoop) -> None:
        """Begin to read."""
        self._loop = loop
        loop.add_reader(self._socket.fileno(), self._drain)

    def close(self) -> None:
        """Stop reading and give the port back; may be called twice."""
        if self._loop is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._loop = None
        self._socket.close()

    def register(self, agent: Agent) -> None:
        """Let the agent be found by its user name, beside those it had before."""
        self._agents[agent.user_name] = agent

    def unregister(self, user_name: str) -> None:
        """A user name is no longer answered to."""
        self._agents.pop(user_name, None)

    def forget(self, agent: Agent) -> None:
        """Remove the agent and every address it claimed."""
        _remove(self._agents, agent)
        _remove(self._owners, agent)
        _remove(self._streams, agent)
        _remove(self._asked, agent)

    def claim(self, address: Address, agent: Agent) -> None:
        """Deliver what comes from this address to the agent from now on."""
        self._owners[address] = agent

    def release(self, address: Address, agent: Agent) -> None:
        """Take the address from the agent, unless another one has claimed it since."""
        if self._owners.get(address) is agent:
            del self._owners[address]

    def expect(self, ssrc: int, agent: Agent) -> None:
        """Media of this stream is the agent's, should it come from a new address."""
        self._streams[ssrc.to_bytes(4, "big")] = agent

    def ask(self, check: stun.Message, address: Address, agent: Agent) -> None:
        """Send a check; a response to it goes to the agent, once."""
        self._asked[check.transaction_id] = agent
        self.send(bytes(check), address)

    def unask(self, transaction: bytes) -> None:
        """Wait no more for a response."""
        self._asked.pop(transaction, None)

    def admit(self, address: Address, send: Callable[[bytes], bool]) -> None:
        """Send datagrams to this address by `send`, which returns whether it took one."""
        self._connections[address] = send

    def dismiss(self, address: Address) -> None:
        """A connection is gone; may be said twice."""
        self._connections.pop(address, None)
        owner = self._owners.pop(address, None)
        if owner is not None:
            owner.lost(address)

    def is_claimed(self, address: Address) -> bool:
        """Return whether an agent has claimed this address."""
        return address in self._owners

    def send(self, data: bytes, address: Address) -> None:
        """Send one datagram now or drop it."""
        if address[-1] == "tcp":
            self._write(data, address)
            return
        self._outbox.put(data, address)
        if not self._gathering:
            self._flush()

    def send_protected(self, session: Session, head: bytes, body: bytes, address: Address) -> bool:
        """Encrypt an RTP packet and send it as `send` does; return whether libsrtp took it."""
        length = self._outbox.protected(session, head, body)
        if not length:
            return False
        if address[-1] == "tcp":
            self._write(self._outbox.taken(length), address)
            return True
        self._outbox.post(length, address)
        if not self._gathering:
            self._flush()
        return True

    def _write(self, data: bytes, address: Address) -> None:
        connection = self._connections.get(address)
        if connection is not None and connection(data):
            self.traffic.sent += 1
        else:
            self.traffic.unsendable += 1

    def _flush(self) -> None:
        outbox, traffic = self._outbox, self.traffic
        outbox.flush()
        traffic.sent += outbox.sent
        traffic.unsendable += outbox.unsendable
        outbox.sent = outbox.unsendable = 0

    def _drain(self) -> None:
        """Take one batch; what it makes us send leaves together."""
        came, now = self._inbox.read(), time.monotonic()
        self.traffic.received += len(came)
        self._gathering = True
        try:
            for data, sender in came:
                self.receive(data, sender, now)
        finally:
            self._gathering = False
            self._flush()

    def arrived(self, data: bytes, sender: Address) -> None:
        """Take one datagram that came just now over TCP."""
        self.traffic.received += 1
        self.receive(data, sender, time.monotonic())

    def receive(self, data: bytes, sender: Address, now: float) -> None:
        """Take one datagram (RFC 7983: the first byte says what it is)."""
        if not data:
            return
        if data[0] < 4:
            self._stun(data, sender, now)
            return
        owner = self._owners.get(sender)
        if owner is not None:
            owner.datagram(data, sender, now)
            return
        self.traffic.strangers += 1
        # After a change of network media comes from a new address before the first check does.
        if 128 <= data[0] < 192 and len(data) > 12 and not rtp.is_rtcp(data):
            agent = self._streams.get(data[8:12])
            if agent is not None:
                agent.stray(data, sender, now)

    def _stun(self, data: bytes, sender: Address, now: float) -> None:
        response = self._answer(data, sender, now)
        if response is None:
            self.traffic.strangers += 1
        else:
            self.send(response, sender)

    def _answer(self, data: bytes, sender: Address, now: float) -> bytes | None:
        try:
            message = stun.parse_message(data)
        except Exception:
            return None
        if message.message_class != stun.Class.REQUEST:
            asker = self._asked.pop(message.transaction_id, None)
            if asker is not None and message.message_class == stun.Class.RESPONSE:
                asker.proven(message, sender, now)
            return None
        ours = str(message.attributes.get("USERNAME", "")).partition(":")[0]
        agent = self._agents.get(ours)
        return None if agent is None else agent.check(message, sender, now)


def _remove(known: dict[Key, Agent], agent: Agent) -> None:
    for key in [key for key, owner in known.items() if owner is agent]:
        del known[key]
