"""What authorities are told by mail when they are no longer asked to take part; queued in the caller’s transaction."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.models import Authority
from app.accounts.queries import answering_for
from app.core.mail.service import send
from app.reviews.rounds.permissions import Run


def cancelled(session: Session, run: Run, invited: Sequence[int], why: str) -> None:
    """Tell whoever answers for these authorities, by their ids, that a round is cancelled, by whom and why."""
    for person, authority in answering_for(session, invited):
        text = (
            f"Dear {person.name},\n\n{run.region.name} has cancelled {run.round.name}, so nothing is asked of "
            f"{authority.name} in it.\n\nWhy: {why}\n\n{run.actor.name}, {run.region.name}\n"
        )
        send(session, person.email, f"{run.round.name} is cancelled", text)


def uninvited(session: Session, run: Run, authority: Authority, why: str) -> None:
    """Tell whoever answers for an authority that its invitation is withdrawn, by whom and why."""
    for person, _ in answering_for(session, [authority.id or 0]):
        text = (
            f"Dear {person.name},\n\n{run.region.name} has withdrawn the invitation of {authority.name} to "
            f"{run.round.name}, so {authority.name} takes no part in it.\n\nWhy: {why}\n\n"
            f"{run.actor.name}, {run.region.name}\n"
        )
        send(session, person.email, f"Invitation to {run.round.name} withdrawn", text)
