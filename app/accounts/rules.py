"""What an e-mail address may be, wherever one is typed."""

import re

from app.core.errors import Refused

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")  # a slip of the pen is caught; whether it exists, post decides
LONGEST_NAME, LONGEST = 64, 254  # characters before the @ and in all that a mail server has to take (RFC 5321)


def address_of(typed: str) -> str:
    """An address as it is kept, in small letters; Refused where no letter could reach it."""
    email = typed.strip().lower()
    if len(email) > LONGEST or len(email.partition("@")[0]) > LONGEST_NAME:
        raise Refused(f"An e-mail address has at most {LONGEST_NAME} characters before the @ and {LONGEST} in all. "
                      "Check this one.", "email")
    if not email.isascii() or not ADDRESS.fullmatch(email):
        raise Refused(f"“{email}” is not an e-mail address. Write it in full, such as name@council.gov.uk.", "email")
    return email
