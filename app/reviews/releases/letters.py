"""What reviewers and authorities are told by mail about a review; each is queued in the caller’s transaction."""

from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.core.mail.service import SITE, send
from app.reviews.releases.queries import reading_for, review_of
from app.reviews.rounds.permissions import Part


def released(session: Session, part: Part, name: str) -> None:
    """Tell the reviewers of an authority, guests as well, that there is something to read."""
    for person in reading_for(session, part.id, part.place.id):
        text = (
            f"Dear {person.name},\n\n{part.place.name} has released “{name}” for your review in {part.round.name}."
            f"\n\nRead it here:\n\n{SITE}/reviews/released/{part.address}\n\n"
            "If you were invited as a guest, open the link in your invitation instead.\n"
        )
        send(session, person.email, f"{part.place.name} has released its assessment", text)


def submitted(session: Session, reviewer_id: int) -> None:
    """Tell whoever answers for the assessed authority that a review was submitted; not what it says."""
    pair, one, reviewer = review_of(session, reviewer_id)
    for person, authority in answering_for(session, [pair.reviewed_id]):
        text = (
            f"Dear {person.name},\n\n{reviewer} has submitted the {pair.kind} of {authority.name} in {one.name}.\n\n"
            f"Read it here:\n\n{SITE}/reviews/{Address(authority.slug, one.framework_slug, one.year)}\n"
        )
        send(session, person.email, f"A review of {authority.name} is submitted", text)


def pack_ready(session: Session, person_id: int, what: str, path: str) -> None:
    """Tell whoever asked for a pack that it is ready, at a path of ours."""
    person = session.get_one(Person, person_id)
    text = f"Dear {person.name},\n\n{what} is ready:\n\n{SITE}{path}\n"
    send(session, person.email, f"{what} is ready", text)
