"""Who may do what in an evidence library."""

from app.accounts.actor import Actor
from app.accounts.roles import Role


def reads_library(actor: Actor, authority_id: int) -> bool:
    """Works on assessments there; readers see evidence through the signed document."""
    return actor.has(authority_id, Role.AUTHOR, Role.LEAD, Role.COORDINATOR, Role.DIRECTOR)


def keeps_library(actor: Actor, authority_id: int) -> bool:
    """Adds and changes items."""
    return actor.has(authority_id, Role.AUTHOR, Role.LEAD, Role.COORDINATOR)
