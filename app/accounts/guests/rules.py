"""How guests are let in: how long a code lives, how often it may be tried and asked for, and what is kept of it."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from app.accounts.models import Guest
from app.core.clock import aware

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


def ended_at(guest: Guest, moment: datetime) -> datetime | None:
    """When a guest’s access had ended by a moment, withdrawn or expired; None while they may come."""
    return guest.withdrawn_at or (guest.expires_at if aware(guest.expires_at) <= moment else None)


def masked(email: str) -> str:
    """An address that its owner recognises and nobody else learns."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
