"""The web server's listening socket: held by the supervisor, served by the gateway."""

import errno
import socket

from binome.errors import Unavailable


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises `Unavailable` with one clear line when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as problem:
        listener.close()
        if problem.errno == errno.EADDRINUSE:
            raise Unavailable(
                f"port {port} is taken on {host}: stop the other program or use --port"
            ) from None
        raise Unavailable(f"cannot listen on {host}:{port}: {problem.strerror}") from None
    return listener
