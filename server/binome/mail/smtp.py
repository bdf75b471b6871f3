"""Mails by SMTP. What may work later is `Unavailable`, what never will is `BadInput`."""

from email.message import EmailMessage

import aiosmtplib

from binome.config import Settings
from binome.errors import BadInput, Unavailable


class SmtpPost:
    """Hands each mail to the server of the settings, one connection a mail."""

    def __init__(self, settings: Settings, timeout: float = 30.0) -> None:
        self._settings = settings
        self._timeout = timeout

    async def deliver(self, message: EmailMessage) -> None:
        """Send the mail; returns when the server has taken charge of it."""
        chosen = self._settings
        where = f"{chosen.smtp_host}:{chosen.smtp_port}"
        try:
            await aiosmtplib.send(
                message,
                hostname=chosen.smtp_host,
                port=chosen.smtp_port,
                username=chosen.smtp_user,
                password=chosen.smtp_password,
                use_tls=chosen.smtp_tls == "tls",
                start_tls=chosen.smtp_tls == "starttls",
                timeout=self._timeout,
            )
        except aiosmtplib.SMTPAuthenticationError as problem:
            raise Unavailable(f"{where} refused the user or password of the settings") from problem
        except aiosmtplib.SMTPRecipientsRefused as problem:
            codes = [refused.code for refused in problem.recipients]
            if all(code >= 500 for code in codes):
                raise BadInput(f"{where} refused the address for good ({codes[0]})") from problem
            raise Unavailable(f"{where} does not take the mail now ({codes[0]})") from problem
        except aiosmtplib.SMTPResponseException as problem:
            raise Unavailable(f"{where} does not take the mail ({problem.code})") from problem
        except (aiosmtplib.SMTPException, OSError) as problem:
            raise Unavailable(f"{where} cannot be reached: {type(problem).__name__}") from problem
