"""Who may do what in an evidence library."""

from app.accounts.actor import Actor
from app.accounts.roles import Role


def reads_library(actor: Actor, authority_id: int) -> bool:
    """Works on assessments there; readers see evidence through the signed document."""
    return actor.has(authority_id, Role.AUTHOR, Role.LEAD, Role.COORDINATOR, Role.DIRECTOR)


KEEPERS = (Role.COORDINATOR, Role.LEAD, Role.AUTHOR)


def keeps_library(actor: Actor, authority_id: int) -> bool:
    """Adds and changes items."""
    return actor.has(authority_id, *KEEPERS)


def keeper(actor: Actor, authority_id: int) -> str:
    """The role in which somebody who keeps the library does so, for items that must have an owner at once."""
    return next((role.capitalize() for role in KEEPERS if actor.has(authority_id, role)), "")
