"""Queueing a letter."""

import secrets
from datetime import datetime

from sqlmodel import Session

from app.core.clock import now
from app.core.mail.models import Letter
from app.core.mail.rules import WORTH

SITE = "{site}"  # stands for the address of this installation until the letter leaves


def send(
    session: Session, to: str, subject: str, text: str, secret: bool = False, until: datetime | None = None
) -> Letter:
    """Queue a letter in the caller's transaction: it leaves after the commit, or never where that fails.

    Write `SITE` before a path that the reader is to open. A `secret` text, such as one with a link that lets
    somebody in, is forgotten once it has left. Where no mail is set up it expires unsent.
    """
    moment = now()
    letter = Letter(
        key=secrets.token_hex(16), recipient=to, subject=" ".join(subject.split()), text=text, secret=secret,
        created_at=moment, next_at=moment, until=until or moment + WORTH,
    )
    session.add(letter)
    session.flush()
    return letter
