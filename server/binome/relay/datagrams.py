"""Many datagrams in one system call, and SRTP written where it is sent from.

Driven by the mux. On Linux `recvmmsg` and `sendmmsg` move a whole batch between the socket and two
fixed blocks of memory; elsewhere every datagram is a call of its own. A packet that is forwarded is
copied once, into the outgoing block, and encrypted there. Nothing here waits: what the socket does
not take at once is dropped and counted.

On a socket bound to every address the kernel also says to which of ours a datagram came
(IP_PKTINFO); it is the third member of its `Address`, and an answer leaves from there.
"""

import ctypes
import errno
import ipaddress
import socket
import sys
from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

Address = tuple[Any, ...]
"""Where a datagram came from: host and port; then, where it is known, the address of ours it came
to. A TCP connection has `"tcp"` as its third. IPv6 without batches is as `recvfrom` gives it."""

BATCH = 64
"""Datagrams in one call."""
LONGEST = 2048
"""Bytes of a datagram; media and DTLS are far shorter."""
_TRAILER = 160
"""Bytes libsrtp may append (SRTP_MAX_TRAILER_LEN and more)."""
_NAME, _CONTROL = 32, 64
"""Bytes kept for a socket address and for the packet information behind it."""
_MOST_ROUTES = 4096
IN_BATCHES = (
    sys.platform == "linux" and sys.byteorder == "little" and ctypes.sizeof(ctypes.c_void_p) == 8
)
"""Whether this system moves many datagrams in one call."""
_IP_PKTINFO = 8
_V6_PKTINFO = 50


class _Piece(ctypes.Structure):
    """`struct iovec`."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Message(ctypes.Structure):
    """`struct mmsghdr` of 64-bit Linux: a `struct msghdr` and the length of what came."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("pieces", ctypes.c_void_p),
        ("count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("unused", ctypes.c_int),
        ("length", ctypes.c_uint32),
    )


_HALVES = ctypes.sizeof(_Message) // 4
"""32-bit words of a message; a message's own are found by their number."""
_NAME_LENGTH = _Message.name_length.offset // 4
_CONTROL_LENGTH = _Message.control_length.offset // 4
_LENGTH = _Message.length.offset // 4
_QUADS = ctypes.sizeof(_Message) // 8
_NAME_AT = _Message.name.offset // 8
_CONTROL_AT = _Message.control.offset // 8
_libc: Any = ctypes.CDLL(None, use_errno=True) if IN_BATCHES else None


def open_socket(host: str, port: int, buffer: int) -> socket.socket:
    """Return a bound socket that never blocks; raises `OSError` when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        made.setblocking(False)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        if IN_BATCHES and host in ("", "0.0.0.0", "::"):  # noqa: S104 - only compared with
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
            else:
                made.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


class Inbox:
    """Reads what has come."""

    def __init__(self, source: socket.socket) -> None:
        self._socket = source
        self._names: dict[bytes, Address] = {}
        if not IN_BATCHES:
            return
        self._bytes = ctypes.create_string_buffer(BATCH * LONGEST)
        self._from = ctypes.create_string_buffer(BATCH * (_NAME + _CONTROL))
        self._pieces = (_Piece * BATCH)()
        self._messages = (_Message * BATCH)()
        start, names = ctypes.addressof(self._bytes), ctypes.addressof(self._from)
        for number, (piece, message) in enumerate(zip(self._pieces, self._messages, strict=True)):
            piece.base, piece.length = start + number * LONGEST, LONGEST
            message.name, message.name_length = names + number * (_NAME + _CONTROL), _NAME
            message.control, message.control_length = message.name + _NAME, _CONTROL
            message.pieces, message.count = ctypes.addressof(piece), 1
        self._fresh = bytes(self._messages)
        self._data = memoryview(self._bytes).cast("B")
        self._origins = memoryview(self._from).cast("B")
        self._words = memoryview(self._messages).cast("B").cast("I")

    def read(self) -> list[tuple[bytes, Address]]:
        """Return up to `BATCH` datagrams and where they came from; none when there are none."""
        if not IN_BATCHES:
            return self._one_by_one()
        count = _libc.recvmmsg(
            self._socket.fileno(), self._messages, BATCH, socket.MSG_DONTWAIT, None
        )
        if count <= 0:
            return []
        data, origins, words, names = self._data, self._origins, self._words, self._names
        read: list[tuple[bytes, Address]] = []
        for number in range(count):
            at, origin = number * LONGEST, number * (_NAME + _CONTROL)
            key = bytes(origins[origin : origin + _NAME + _CONTROL])
            sender = names.get(key)
            if sender is None:
                sender = self._learn(key, words[number * _HALVES + _CONTROL_LENGTH])
            read.append((bytes(data[at : at + words[number * _HALVES + _LENGTH]]), sender))
        ctypes.memmove(self._messages, self._fresh, count * ctypes.sizeof(_Message))
        return read

    def _learn(self, key: bytes, control: int) -> Address:
        if len(self._names) >= _MOST_ROUTES:
            self._names.clear()
        sender = _address(key[:_NAME], key[_NAME : _NAME + control])
        self._names[key] = sender
        return sender

    def _one_by_one(self) -> list[tuple[bytes, Address]]:
        read: list[tuple[bytes, Address]] = []
        while len(read) < BATCH:
            try:
                read.append(self._socket.recvfrom(LONGEST))
            except OSError:
                break
        return read


class Outbox:
    """Holds what is to be sent until `flush`, which says how much was."""

    def __init__(self, target: socket.socket) -> None:
        self.waiting = 0
        self.sent = 0
        self.unsendable = 0
        self._socket = target
        memory = ffi.new("char[]", BATCH * LONGEST)
        self._memory = memory
        self._starts = [memory + number * LONGEST for number in range(BATCH)]
        self._data = memoryview(ffi.buffer(memory))
        self._length = ffi.new("int *")
        self._to: list[Address] = [()] * BATCH
        self._lengths = [0] * BATCH
        self._routes: dict[Address, tuple[int, int, int, int, Any]] = {}
        if not IN_BATCHES:
            return
        self._pieces = (_Piece * BATCH)()
        self._messages = (_Message * BATCH)()
        start = int(ffi.cast("uintptr_t", memory))
        for number, (piece, message) in enumerate(zip(self._pieces, self._messages, strict=True)):
            piece.base = start + number * LONGEST
            message.pieces, message.count = ctypes.addressof(piece), 1
        self._piece_quads = memoryview(self._pieces).cast("B").cast("Q")
        self._quads = memoryview(self._messages).cast("B").cast("Q")
        self._words = memoryview(self._messages).cast("B").cast("I")

    def put(self, data: bytes, address: Address) -> None:
        """Add a datagram as it is."""
        if len(data) > LONGEST:
            self.unsendable += 1
            return
        at = self.waiting * LONGEST
        self._data[at : at + len(data)] = data
        self._add(len(data), address)

    def protected(self, session: Session, head: bytes, body: bytes) -> int:
        """Write an RTP packet behind what waits, encrypted; return its length, 0 if it cannot be.

        `post` or `taken` must follow before anything else is added.
        """
        at, middle = self.waiting * LONGEST, self.waiting * LONGEST + len(head)
        length = len(head) + len(body)
        if length > LONGEST - _TRAILER:
            return 0
        data = self._data
        data[at:middle] = head
        data[middle : at + length] = body
        self._length[0] = length
        if lib.srtp_protect(session._srtp[0], self._starts[self.waiting], self._length):
            return 0
        return int(self._length[0])

    def post(self, length: int, address: Address) -> None:
        """Add the packet that `protected` wrote."""
        self._add(length, address)

    def taken(self, length: int) -> bytes:
        """Return the packet that `protected` wrote, which goes another way."""
        at = self.waiting * LONGEST
        return bytes(self._data[at : at + length])

    def _add(self, length: int, address: Address) -> None:
        number = self.waiting
        self._lengths[number], self._to[number] = length, address
        if IN_BATCHES:
            route = self._routes.get(address) or self._route(address)
            quad, word = number * _QUADS, number * _HALVES
            self._quads[quad + _NAME_AT] = route[0]
            self._words[word + _NAME_LENGTH] = route[1]
            self._quads[quad + _CONTROL_AT] = route[2]
            self._words[word + _CONTROL_LENGTH] = route[3]
            self._piece_quads[2 * number + 1] = length
        self.waiting = number + 1
        if self.waiting == BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what waits; nothing waits afterwards."""
        count, self.waiting = self.waiting, 0
        if not count:
            return
        sent = self._send_batch(count) if IN_BATCHES else self._send_each(count)
        self.sent += sent
        self.unsendable += count - sent
        if len(self._routes) > _MOST_ROUTES:
            self._routes.clear()

    def _send_batch(self, count: int) -> int:
        sent = at = 0
        while at < count:
            start = ctypes.byref(self._messages, at * ctypes.sizeof(_Message))
            took = _libc.sendmmsg(self._socket.fileno(), start, count - at, socket.MSG_DONTWAIT)
            if took > 0:
                sent += took
                at += took
            elif ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS, errno.EBADF):
                break  # the socket is full or closed, for all of them
            else:
                at += 1  # this one's address cannot be reached
        return sent

    def _send_each(self, count: int) -> int:
        sent = 0
        for number in range(count):
            at = number * LONGEST
            try:
                data = self._data[at : at + self._lengths[number]]
                self._socket.sendto(data, self._to[number])
                sent += 1
            except OSError:
                continue
        return sent

    def _route(self, address: Address) -> tuple[int, int, int, int, Any]:
        """Return where name and control of this address lie in memory, and their lengths."""
        name = _name(address, self._socket.family)
        control = _control(address[2]) if len(address) == 3 else b""
        kept = ctypes.create_string_buffer(name + control, len(name) + len(control))
        start = ctypes.addressof(kept)
        place = start + len(name) if control else 0
        route = (start, len(name), place, len(control), kept)
        self._routes[address] = route
        return route


def _address(name: bytes, control: bytes) -> Address:
    """Read a socket address and, behind it, to which address of ours the datagram came."""
    family, port = int.from_bytes(name[:2], sys.byteorder), int.from_bytes(name[2:4], "big")
    if family == socket.AF_INET:
        host = socket.inet_ntop(socket.AF_INET, name[4:8])
    else:
        host = socket.inet_ntop(socket.AF_INET6, name[8:24])
        scope = int.from_bytes(name[24:28], sys.byteorder)
        host = f"{host}%{scope}" if scope else host
    if len(control) < 28:
        return host, port
    level = int.from_bytes(control[8:12], sys.byteorder)
    if level == socket.IPPROTO_IP:
        return host, port, socket.inet_ntop(socket.AF_INET, control[20:24])
    return host, port, socket.inet_ntop(socket.AF_INET6, control[16:32])


def _name(address: Address, family: int) -> bytes:
    host, port = str(address[0]), int(address[1])
    start = family.to_bytes(2, sys.byteorder) + port.to_bytes(2, "big")
    if family == socket.AF_INET:
        return start + socket.inet_aton(host) + bytes(8)
    host, _, scope = host.partition("%")
    host = host if ":" in host else f"::ffff:{host}"
    number = int(scope) if scope else int(address[3]) if len(address) == 4 else 0
    packed = socket.inet_pton(socket.AF_INET6, host)
    return start + bytes(4) + packed + number.to_bytes(4, sys.byteorder)


def _control(ours: str) -> bytes:
    """Return the packet information that makes a datagram leave from this address of ours."""
    where = ipaddress.ip_address(ours)
    if where.version == 4:
        body, level, kind = bytes(4) + where.packed + bytes(4), socket.IPPROTO_IP, _IP_PKTINFO
    else:
        body, level, kind = where.packed + bytes(4), socket.IPPROTO_IPV6, _V6_PKTINFO
    size = 16 + len(body)
    head = b"".join(n.to_bytes(w, sys.byteorder) for n, w in ((size, 8), (level, 4), (kind, 4)))
    return head + body + bytes(-size % 8)
