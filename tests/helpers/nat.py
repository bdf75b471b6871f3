"""A NAT in front of one person: to the relay, everything comes from the NAT's address."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable


class Nat:
    """Passes datagrams between one client and the relay; `rebind` changes the outer address."""

    def __init__(self, relay: tuple[str, int]) -> None:
        self._relay = relay
        self._loop = asyncio.get_running_loop()
        self._client: tuple[str, int] | None = None
        self._closed = False
        self.blocked = False
        """True swallows everything, both ways."""
        self.passed = 0
        """Datagrams from the client."""
        self.delay = 0.0
        """Seconds that a datagram takes, each way."""
        self._inner = self._open(self._from_client)
        self._outer = self._open(self._from_relay)

    @property
    def port(self) -> int:
        """Where the client believes the relay to be."""
        port: int = self._inner.getsockname()[1]
        return port

    def _open(self, read: Callable[[], None]) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
        made.setblocking(False)
        self._loop.add_reader(made.fileno(), read)
        return made

    def _from_client(self) -> None:
        data, self._client = self._inner.recvfrom(2048)
        self.passed += 1
        self._pass(lambda: self._outer.sendto(data, self._relay))

    def _from_relay(self) -> None:
        data, _ = self._outer.recvfrom(2048)
        client = self._client
        if client is not None:
            self._pass(lambda: self._inner.sendto(data, client))

    def _pass(self, send: Callable[[], object]) -> None:
        if self.blocked or self._closed:
            return
        if self.delay:
            self._loop.call_later(self.delay, self._late, send)
        else:
            send()

    def _late(self, send: Callable[[], object]) -> None:
        if not self.blocked and not self._closed:
            send()

    def rebind(self) -> None:
        """Forget the mapping, as routers do: the outer address is another one from now on."""
        self._close(self._outer)
        self._outer = self._open(self._from_relay)

    def _close(self, one: socket.socket) -> None:
        self._loop.remove_reader(one.fileno())
        one.close()

    def close(self) -> None:
        self._closed = True
        self._close(self._inner)
        self._close(self._outer)


@contextlib.asynccontextmanager
async def nat_before(answer: str) -> AsyncIterator[tuple[Nat, str]]:
    """Yield a NAT to the relay of an SDP answer, and the answer that leads through it."""
    port = answer.split("a=candidate:1 1 udp ")[1].split()[2]
    nat = Nat(("127.0.0.1", int(port)))
    lines = [line for line in answer.splitlines(keepends=True) if " 1 tcp " not in line]
    try:
        yield nat, "".join(lines).replace(f"127.0.0.1 {port}", f"127.0.0.1 {nat.port}")
    finally:
        nat.close()
