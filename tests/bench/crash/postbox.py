"""A mail server on the loopback: slow enough to be caught in the middle, counts what it took."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class Postbox:
    """Takes every mail; `pause` seconds pass between the last byte and the receipt."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.taken: Counter[tuple[str, str]] = Counter()
        """Times each (recipient, Message-ID) was taken charge of."""

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        """Take the mail, then say so; the peer may be dead by then."""
        mail = message_from_bytes(envelope.content, policy=default)
        await asyncio.sleep(self.pause)
        for recipient in envelope.rcpt_tos:
            self.taken[recipient, str(mail["Message-ID"])] += 1
        return "250 OK"


@contextmanager
def postbox(pause: float) -> Iterator[tuple[Postbox, int]]:
    """Serve mail; yields the box and its port."""
    box = Postbox(pause)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()
