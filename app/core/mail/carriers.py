"""Who carries letters: an SMTP server, or in the demonstration nobody."""

import smtplib
import ssl
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from app.config import Settings
from app.core.clock import now
from app.core.mail.rules import Result

PATIENCE = 30  # seconds for each answer of the server
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # so that every server takes it


@dataclass(frozen=True)
class Written:
    """A letter as it leaves."""

    key: str
    recipient: str
    subject: str
    text: str


class Carrier(Protocol):
    """Whoever carries letters; `keeps` says that they may be read afterwards."""

    keeps: bool

    def carry(self, letter: Written) -> Result:
        """Try once."""


class Mailbox:
    """Carries nothing: in the demonstration letters are read on a page."""

    keeps = True

    def carry(self, letter: Written) -> Result:
        """Nothing to do."""
        return Result("sent")


class _Refused(Exception):
    """The server will not have it, for now or for good."""

    def __init__(self, code: int, reply: bytes | str) -> None:
        told = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        self.result = Result("later" if 400 <= code < 500 else "failed", f"{code} {told}".replace("\n", " "))


class SmtpServer:
    """An SMTP server as the settings name it.

    A letter is tried again only where the server cannot have it: once its text was sent and no answer came, nobody
    can say whether it was taken, and it is left alone.
    """

    keeps = False

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.context = ssl.create_default_context(cafile=settings.smtp_ca or None)

    def carry(self, letter: Written) -> Result:
        """One conversation with the server."""
        try:
            with closing(self._connected()) as server:
                try:
                    self._envelope(server, letter)
                    return self._content(server, self._composed(letter))
                except _Refused as refused:
                    return refused.result
        except (OSError, ValueError) as error:  # what smtplib raises is an OSError
            return Result("later", str(error) or type(error).__name__)

    def _connected(self) -> smtplib.SMTP:
        wanted = self.settings
        if wanted.smtp_tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                wanted.smtp_host, wanted.smtp_port, timeout=PATIENCE, context=self.context)
        else:
            server = smtplib.SMTP(wanted.smtp_host, wanted.smtp_port, timeout=PATIENCE)
        try:
            if wanted.smtp_tls == "starttls":
                server.starttls(context=self.context)
            if wanted.smtp_user:
                server.login(wanted.smtp_user, wanted.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _envelope(self, server: smtplib.SMTP, letter: Written) -> None:
        server.ehlo_or_helo_if_needed()
        for code, reply in (server.mail(self.settings.mail_from), server.rcpt(letter.recipient)):
            if not 200 <= code < 300:
                raise _Refused(code, reply)

    def _content(self, server: smtplib.SMTP, content: bytes) -> Result:
        try:
            code, reply = server.data(content)
        except smtplib.SMTPDataError as error:
            raise _Refused(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            return Result("unclear", f"The server fell silent: {error}")
        if not 200 <= code < 300:
            raise _Refused(code, reply)
        return Result("sent")

    def _composed(self, letter: Written) -> bytes:
        message = EmailMessage(policy=SEVEN_BIT)
        message["From"], message["To"], message["Subject"] = self.settings.mail_from, letter.recipient, letter.subject
        message["Date"] = format_datetime(now())
        message["Message-ID"] = f"<{letter.key}@{self.settings.mail_from.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message.as_bytes()


def carrier_of(settings: Settings) -> Carrier | None:
    """Who carries letters in this installation; None where no mail is set up."""
    if settings.demonstration:
        return Mailbox()
    return SmtpServer(settings) if settings.sends_mail else None
