"""The file outbox as pages see it: mails that were written to a folder instead of being sent.

Driven by the API in development mode only. Mails are parsed with the standard library; nothing
in them is ever shown as our own HTML (the client uses a sandboxed frame without scripts).
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_NAME = re.compile(r"[\w.@+-]{1,200}\.eml")


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list."""

    name: str
    to: str
    subject: str
    date: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read. `calendar` is the text of an attached invitation."""

    name: str
    headers: dict[str, str]
    text: str
    html: str
    calendar: str | None


def list_mails(folder: Path) -> list[MailLine]:
    """Return the mails of the outbox, newest first; an absent folder is an empty outbox."""
    if not folder.is_dir():
        return []
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_line(path.name, _parse(path)) for path in newest]


def read_mail(folder: Path, name: str) -> Mail | None:
    """Return one mail, or None when there is none of that name."""
    path = folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    message = _parse(path)
    headers = {field: str(message.get(field, "")) for field in ("From", "To", "Subject", "Date")}
    calendars = (p for p in message.walk() if p.get_content_type() == "text/calendar")
    calendar = next(calendars, None)
    return Mail(
        name,
        headers,
        _text(message.get_body(("plain",))),
        _text(message.get_body(("html",))),
        None if calendar is None else _text(calendar),
    )


def _parse(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - policy.default makes these
    return message


def _line(name: str, message: EmailMessage) -> MailLine:
    head = (str(message.get(field, "")) for field in ("To", "Subject", "Date"))
    return MailLine(name, *head)


def _text(part: object) -> str:
    content = part.get_content() if isinstance(part, EmailMessage) else ""
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
