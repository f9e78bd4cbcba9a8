"""Passwords: hashed with Argon2id, checked in the same time whether or not the person exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import Refused

SHORTEST = 12
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher.hash("a password that nobody has")


def hashed(password: str) -> str:
    """The hash to keep; Refused where the password is too short."""
    if len(password) < SHORTEST:
        raise Refused(f"Use a password of at least {SHORTEST} characters, such as three or four words.")
    return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password; takes as long where there is none."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False
