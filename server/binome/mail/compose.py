"""Writes a recap mail: text, HTML and, when the next session is fixed, a calendar file.

`composer(settings)` gives the wrap-up its `Compose`. Each language has whole templates of its own
(MJML, compiled once, then Jinja2 with autoescape; plain text beside it), so that a translator
reads a letter and not a list of fragments. Headers are built from checked parts only.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from mjml import mjml2html

from binome.config import Settings
from binome.domain.values import Language, ParticipantId
from binome.errors import BadInput
from binome.mail.invitation import invitation
from binome.mail.page import Page, page_for
from binome.mail.words import NBSP, one_line
from binome.service.wrapup import Letter

RecapLink = Callable[[str, ParticipantId], str]
"""`link(session, participant)`: where this person reads the recap online."""

_SUBJECTS = {"fr": f"Compte rendu{NBSP}: {{title}} ({{day}})", "en": "Recap: {title} ({day})"}
_CORRECTED = {
    "fr": f"Compte rendu corrigé, version {{version}}{NBSP}: {{title}} ({{day}})",
    "en": "Recap corrected, version {version}: {title} ({day})",
}
_SESSIONS = {"fr": f"Séance de mentorat{NBSP}: {{title}}", "en": "Mentoring session: {title}"}


def composer(
    settings: Settings,
    link: RecapLink | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Callable[[Letter], EmailMessage]:
    """Return the function that writes one person's mail.

    Raises `BadInput` there when the address is none; raises it here when `mail_from` is none.
    """
    sender = _address(*parseaddr(settings.mail_from))

    def compose(letter: Letter) -> EmailMessage:
        where = (
            link(letter.session, letter.reader.id)
            if link
            else f"{settings.base_url}/recap/{letter.session}"
        )
        page = page_for(letter.recap, letter.reader, where, letter.changes)
        mail = _addressed(letter, sender, page, now())
        mail.set_content(_text(page))
        mail.add_alternative(_html(page), subtype="html")
        summary = _SESSIONS[page.language].format(title=page.title)
        calendar = invitation(letter.recap, summary, where, now())
        if calendar is not None:
            mail.add_attachment(
                calendar.decode(),
                subtype="calendar",
                filename="seance.ics" if page.language == "fr" else "session.ics",
                params={"method": "PUBLISH"},
            )
        mail["Content-Language"] = page.language  # the parts above reset all content headers
        return mail

    return compose


def _addressed(letter: Letter, sender: Address, page: Page, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = sender
        mail["To"] = _address(letter.reader.name, letter.address)
        subject = (_SUBJECTS if page.version == 1 else _CORRECTED)[page.language]
        title = _plain(page.title)
        mail["Subject"] = subject.format(title=title, day=page.day, version=page.version)
        mail["Date"] = now
        mail["Message-ID"] = letter.message_id
        # Machine-readable: written by a program, from a program's transcript.
        mail["Auto-Submitted"] = "auto-generated"
    except (ValueError, MessageError) as problem:
        raise BadInput(f"the mail's headers cannot be written: {problem}") from problem
    return mail


def _address(name: str, address: str) -> Address:
    try:
        if address.isascii() and "@" in address:
            shown = _plain(one_line(name).translate(_NO_SYNTAX))
            return Address(display_name=shown, addr_spec=address)
    except (ValueError, IndexError, MessageError):
        pass
    raise BadInput(f"“{one_line(address)}” is not an e-mail address we can write to")


_NO_SYNTAX = str.maketrans("", "", '"<>\\\\@,;:()[]')
"""What means something in an address header; a long quoted name may lose its quotes in folding."""


def _plain(text: str) -> str:
    """Return text without the beginnings of encoded words.

    `EmailMessage` decodes them when a header is set, line breaks inside included, and would then
    write these out: a title could add headers and recipients.
    """
    return text.replace("=?", "= ?")


def _text(page: Page) -> str:
    return _text_template(page.language).render(page=page) + "\n"


def _html(page: Page) -> str:
    return _html_template(page.language).render(page=page)


@cache
def _text_template(language: Language) -> Template:
    # Plain text has nothing to escape; HTML never passes through here.
    plain = Environment(
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return plain.from_string(_source(language, "recap.txt"))


@cache
def _html_template(language: Language) -> Template:
    html = Environment(autoescape=True, undefined=StrictUndefined)
    return html.from_string(mjml2html(_source(language, "recap.mjml")))


def _source(language: Language, name: str) -> str:
    return files("binome.mail").joinpath("templates", language, name).read_text("utf-8")
