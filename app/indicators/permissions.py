"""Who may see figures, and who may bring which ones in (see decision 024)."""

from app.accounts.actor import Actor
from app.accounts.roles import DRAFTING, Role
from app.indicators.rules import PROVISIONAL, PUBLISHED


def reads_figures(actor: Actor, authority_id: int) -> bool:
    """Works on assessments there, or administers it."""
    return actor.has(authority_id, *DRAFTING, Role.ADMINISTRATOR)


def imports_figures(actor: Actor, authority_id: int) -> bool:
    """Brings in figures of one kind or the other."""
    return bool(imports(actor, authority_id))


def keeps_neighbours(actor: Actor, authority_id: int) -> bool:
    """Keeps the list of statistical neighbours."""
    return actor.has(authority_id, Role.COORDINATOR)


def imports(actor: Actor, authority_id: int) -> tuple[str, ...]:
    """The statuses of figures that this person may bring in; who brings in published ones also keeps the measures."""
    own = (PROVISIONAL,) if actor.has(authority_id, Role.COORDINATOR) else ()
    return own + ((PUBLISHED,) if actor.has(authority_id, Role.ADMINISTRATOR) else ())
