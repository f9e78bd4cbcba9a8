"""How guests are let in: how long a code lives, how often it may be tried and asked for, and what is kept of it."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from app.accounts.models import Guest, GuestCode
from app.core.clock import aware
from app.core.templating import counted

CODE_LIVES = timedelta(minutes=10)
TRIES = 5  # for one code
CODES, IN = 10, timedelta(hours=24)  # so that guessing has at most 50 of a million a day, for who has the link as well
PAUSE = timedelta(seconds=30)  # between two codes
REFUSED = "Refused "  # before what a guest asked for in vain


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06}"


def kept(token: str, code: str) -> str:
    """What is kept of a code: keyed with the link’s token, so that the table alone does not tell it."""
    return hmac.new(token.encode(), code.encode(), hashlib.sha256).hexdigest()


def same(token: str, code: str, code_hash: str) -> bool:
    """Whether this is the code, in a time that does not depend on it."""
    return hmac.compare_digest(kept(token, code), code_hash)


def why_over(sent: GuestCode | None, moment: datetime) -> str:
    """Why the code that was sent last lets nobody in, not even who gives it right; empty while it may be tried."""
    if sent is None:
        return "No code was sent to you lately."
    if sent.used_at:
        return "The code that was sent has been used: it works once."
    if sent.tries >= TRIES:
        return f"The code that was sent no longer works: a wrong one was given {TRIES} times."
    return "" if aware(sent.expires_at) > moment else "The code that was sent is too old: it works for ten minutes."


def when_another(sent: Sequence[GuestCode], moment: datetime) -> str:
    """When another code can be sent, in words; `sent` are those of the time that counts, the newest first."""
    if len(sent) >= CODES:
        return "Too many codes were asked for today. Try again tomorrow."
    wait = ceil((aware(sent[0].made_at) + PAUSE - moment).total_seconds()) if sent else 0
    return f"Another one can be sent in {counted(wait, 'second')}." if wait > 0 else "Ask for another one."


def ended_at(guest: Guest, moment: datetime) -> datetime | None:
    """When a guest’s access had ended by a moment, withdrawn or expired; None while they may come."""
    return guest.withdrawn_at or (guest.expires_at if aware(guest.expires_at) <= moment else None)


def masked(email: str) -> str:
    """An address that its owner recognises and nobody else learns."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
