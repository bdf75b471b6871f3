"""Chooses how mails leave: by SMTP when a server is set, else into the file outbox."""

from binome.config import Settings
from binome.mail.outbox import FileOutbox
from binome.mail.smtp import SmtpPost


def post_for(settings: Settings) -> SmtpPost | FileOutbox:
    """Return the post that the settings ask for."""
    return SmtpPost(settings) if settings.smtp_host else FileOutbox(settings.outbox)
