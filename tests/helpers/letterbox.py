"""A post that keeps what it is given, or refuses it as told."""

from email.message import EmailMessage

from binome.errors import BinomeError
from binome.service.wrapup import Letter


class Letterbox:
    """Mails by address; `troubles` are raised first, one a delivery."""

    def __init__(self, *troubles: BinomeError) -> None:
        self.mails: list[EmailMessage] = []
        self.troubles = list(troubles)

    async def deliver(self, message: EmailMessage) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.mails.append(message)

    @property
    def addresses(self) -> list[str]:
        """To whom, in order."""
        return [str(mail["To"]) for mail in self.mails]


def short_mail(letter: Letter) -> EmailMessage:
    """The least a mail needs."""
    mail = EmailMessage()
    mail["To"] = letter.address
    mail["Message-ID"] = letter.message_id
    mail.set_content(letter.recap.title)
    return mail
