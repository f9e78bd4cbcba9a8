"""A form that is sent twice does its work once: what it makes bears the name that the page gave the form."""

from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from sqlmodel import Session, SQLModel, select

from app.core.errors import Conflict

LONGEST_NAME = 64
Row = TypeVar("Row", bound=SQLModel)


def name_of(sent_as: str) -> str | None:
    """The name of a form as it is kept; None where it has none."""
    return sent_as[:LONGEST_NAME] or None


def telling(address: str, sent_as: str) -> str:
    """An address that tells the page it leads to that the form of this name has arrived, so that the browser lets go of
    what it kept of it."""
    if not sent_as:
        return address
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode({"sent": sent_as[:LONGEST_NAME]}))))
    return urlunsplit(parts._replace(query=query))


def sent_before(session: Session, made: Row, *told: str) -> Row | None:
    """The row that the same form made already; None where it made none. Conflict where that one says something else.

    `told` are the columns that tell whether it is the same.
    """
    row: Any = made
    if row.sent_as is None:
        return None
    model: Any = type(made)
    known: Row | None = session.exec(select(model).where(model.sent_as == row.sent_as)).first()
    if known and any(getattr(known, name) != getattr(made, name) for name in told):
        raise Conflict("Something else was sent from this page already. Look at what stands, then send this again.")
    return known
