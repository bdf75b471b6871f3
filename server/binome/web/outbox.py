"""The file outbox as pages see it: mails that were written to a folder instead of being sent.

Driven by the API in development mode only. Mails are parsed with the standard library; nothing
in them is ever shown as our own HTML (the client uses a sandboxed frame without scripts).
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from binome.errors import BadInput

_NAME = re.compile(r"[\w.@+-]{1,200}\.eml")


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list."""

    name: str
    to: str
    subject: str
    date: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A named part of a mail, as text (our only attachments are calendars)."""

    filename: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read."""

    name: str
    sender: str
    to: str
    subject: str
    date: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def list_mails(folder: Path) -> list[MailLine]:
    """Return the mails of the outbox, newest first; an absent folder is an empty outbox."""
    if not folder.is_dir():
        return []
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_line(path.name, _parse(path)) for path in newest]


def read_mail(folder: Path, name: str) -> Mail:
    """Return one mail. Raises `BadInput` when there is none of that name."""
    path = folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise BadInput("there is no such mail")
    message = _parse(path)
    attachments = tuple(
        Attachment(part.get_filename() or "", part.get_content_type(), _text(part))
        for part in message.iter_attachments()
        if isinstance(part, EmailMessage)
    )
    line = _line(name, message)
    return Mail(
        name,
        str(message.get("From", "")),
        line.to,
        line.subject,
        line.date,
        _body(message, "plain"),
        _body(message, "html"),
        attachments,
    )


def _parse(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - policy.default makes these
    return message


def _line(name: str, message: EmailMessage) -> MailLine:
    head = (str(message.get(field, "")) for field in ("To", "Subject", "Date"))
    return MailLine(name, *head)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else _text(part)


def _text(part: object) -> str:
    content = part.get_content() if isinstance(part, EmailMessage) else ""
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
