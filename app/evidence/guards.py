"""What a file must pass that somebody sends, to a library or to be read."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.guards import Standing
from app.activity.service import Doer
from app.core.database import database_of
from app.evidence.errors import Infected
from app.evidence.queries import largest_file
from app.evidence.service import tell_infected
from app.evidence.uploads import Gate, clean_name


def gate_of(request: Request, standing: Standing) -> Gate:
    """The gate of this authority: as the server's, with the limit that its administrator has set.

    Read in a transaction of its own, so that whoever checks a file does not hold the database meanwhile.
    """
    gate: Gate = request.app.state.gate
    with database_of(request).read() as session:
        return gate.up_to(largest_file(session, standing.place.id))


def scan(request: Request, session: Session, doer: Doer, authority_id: int, name: str, data: bytes) -> None:
    """Ask the virus scanner, if there is one, about a file that is sent to be read and not to a library.

    FileRefused where it finds something, which the trail then tells, or could not look.
    """
    gate: Gate = request.app.state.gate
    if gate.scanner is None:
        return
    try:
        gate.scanner.check(data)
    except Infected as infected:
        tell_infected(session, doer, authority_id, clean_name(name), infected.found)
        raise
