"""What a file must pass that somebody sends to a library."""

from fastapi import Request

from app.accounts.guards import Standing
from app.core.database import database_of
from app.evidence.queries import largest_file
from app.evidence.uploads import Gate


def gate_of(request: Request, standing: Standing) -> Gate:
    """The gate of this authority: as the server's, with the limit that its administrator has set.

    Read in a transaction of its own, so that whoever checks a file does not hold the database meanwhile.
    """
    gate: Gate = request.app.state.gate
    with database_of(request).read() as session:
        return gate.up_to(largest_file(session, standing.place.id))
