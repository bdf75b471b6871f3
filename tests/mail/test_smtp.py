"""Mails through a real SMTP server on the loopback, kind and unkind."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from binome.config import Settings
from binome.errors import BadInput, Unavailable
from binome.mail.compose import composer
from binome.mail.outbox import FileOutbox
from binome.mail.post import post_for
from binome.mail.smtp import SmtpPost
from tests.helpers.letterbox import short_mail
from tests.helpers.recaps import letter

pytestmark = pytest.mark.anyio


class Server:
    """Takes mails, or answers as told."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.taken.append(envelope.content)
        return self.data


@contextmanager
def listening(server: Server) -> Iterator[SmtpPost]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield SmtpPost(settings(port))
    finally:
        controller.stop()


def settings(port: int) -> Settings:
    return Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none")


async def test_the_recap_arrives_as_it_was_written() -> None:
    server = Server()
    with listening(server) as post:
        await post.deliver(composer(settings(0))(letter()))
    [taken] = server.taken
    mail = message_from_bytes(taken, policy=default)
    assert mail["To"] == "Karim Haddad <mentee@example.org>"
    assert mail["Message-ID"] == "<recap-s1-mentee@example.org>"
    assert "Envoyer le CV à jour" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("server", "error", "says"),
    [
        (Server(rcpt="550 no such mailbox"), BadInput, "refused the address for good"),
        (Server(rcpt="451 greylisted"), Unavailable, "not take the mail now"),
        (Server(data="452 mailbox full"), Unavailable, "does not take the mail"),
    ],
)
async def test_a_refusal_says_whether_trying_again_makes_sense(
    server: Server, error: type[Exception], says: str
) -> None:
    with listening(server) as post, pytest.raises(error, match=says):
        await post.deliver(with_sender())


async def test_a_server_that_is_not_there_is_said_plainly() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        await SmtpPost(settings(1)).deliver(with_sender())


async def test_a_server_that_never_answers_does_not_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post = SmtpPost(settings(silent.getsockname()[1]), timeout=0.2)
        with pytest.raises(Unavailable, match="cannot be reached"):
            await post.deliver(with_sender())


def test_mails_go_to_files_unless_a_server_is_set() -> None:
    assert isinstance(post_for(Settings()), FileOutbox)
    assert isinstance(post_for(settings(25)), SmtpPost)


def with_sender():
    mail = short_mail(letter())
    mail["From"] = "binome@example.org"
    return mail
