"""What authorities are told by mail about a round."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.actor import Place
from app.accounts.models import Authority
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.core.mail.service import SITE, send
from app.core.templating import NO_BREAK, day
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.queries import invited_to
from app.reviews.rounds.rules import FIELDS


def invited(session: Session, one: Round, region: Place, added: Sequence[Authority]) -> None:
    """Tell whoever answers for these authorities that they are asked to take part, and by when."""
    dates = "\n".join(f"- {line}" for line in days_told(one))
    for person, authority in answering_for(session, [authority.id or 0 for authority in added]):
        path = f"/reviews/{Address(authority.slug, one.framework_slug, one.year)}"
        text = (
            f"Dear {person.name},\n\n{region.name} invites {authority.name} to {one.name}.\n\n{dates}\n\n"
            f"Please say whether you take part:\n\n{SITE}{path}\n"
        )
        send(session, person.email, f"Invitation to {one.name}", text)


def open_again(session: Session, run: Run) -> None:
    """Tell whoever answers for the invited authorities that a round that was cancelled is open again."""
    one, dates = run.round, "\n".join(f"- {line}" for line in days_told(run.round))
    for person, authority in answering_for(session, [authority.id for authority in invited_to(session, run.id)]):
        path = f"/reviews/{Address(authority.slug, one.framework_slug, one.year)}"
        text = (
            f"Dear {person.name},\n\n{run.region.name} has opened {one.name} again, which it had cancelled. Whatever "
            f"{authority.name} answered stands.\n\n{dates}\n\nIt stands here:\n\n{SITE}{path}\n"
        )
        send(session, person.email, f"{one.name} is open again", text)


def days_told(one: Round) -> list[str]:
    """The days of a round in words, as a letter has them."""
    return [f"{label}: {day(getattr(one, name))}".replace(NO_BREAK, " ") for name, label in FIELDS.items()]
