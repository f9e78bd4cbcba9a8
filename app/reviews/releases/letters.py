"""What reviewers and authorities are told by mail about a review; each is queued in the caller’s transaction."""

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accounts.actor import Place
from app.accounts.models import Authority, Person
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.core.clock import now
from app.core.mail.service import SITE, send
from app.reviews.pairing.models import Pair
from app.reviews.pairing.queries import pairs_in
from app.reviews.releases.models import Reviewer
from app.reviews.releases.places import finished_by, reading_for, writing_to
from app.reviews.releases.queries import releases_of
from app.reviews.rounds.letters import days_told
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import Part

REVIEWS = "/reviews"
STAYS = "Your review is submitted and stays as it is, about the revision that you read then: nothing is asked of you."
GUEST = "If you were invited as a guest, open the link in your invitation instead.\n"


def tell(session: Session, person: Person, subject: str, text: str, path: str) -> None:
    """A letter of this text to somebody, with where it stands; at the list of one’s own reviews a guest has a link."""
    guest = f"\n{GUEST}" if path == REVIEWS else ""
    send(session, person.email, subject, f"Dear {person.name},\n\n{text}\nIt stands here:\n\n{SITE}{path}\n{guest}")


def closed(session: Session, one: Round) -> None:
    """Tell everybody of a round that it is closed."""
    _everybody(session, one, f"{one.name} is closed", (
        f"The region has closed {one.name}. Nobody writes, rates or answers in it any more. Whoever submitted a review "
        "goes on reading it; what was not submitted stays its writer’s own to read.\n"))


def reopened(session: Session, one: Round) -> None:
    """Tell everybody of a round that it is open again, with its days."""
    days = "".join(f"- {line}\n" for line in days_told(one))
    _everybody(session, one, f"{one.name} is open again", (
        f"The region has opened {one.name} again. Reviews that are not submitted can be written again, and points "
        f"answered.\n\n{days}"))


def _everybody(session: Session, one: Round, subject: str, text: str) -> None:
    """One letter to each who reviews in a round or answers for an authority in it."""
    pairs = pairs_in(session, one.id or 0)
    found: dict[int | None, tuple[Person, str]] = {
        person.id: (person, REVIEWS) for row, person in writing_to(session, [own.pair.id for own in pairs])
        if row.removed_at is None}
    for person, authority in answering_for(session, sorted({at for own in pairs for at in own.pairing.both})):
        found.setdefault(
            person.id, (person, f"{REVIEWS}/{Address(authority.slug, one.framework_slug, one.year)}"))
    for person, path in found.values():
        tell(session, person, subject, text, path)


def released(session: Session, part: Part, name: str) -> None:
    """Tell the reviewers of an authority, guests as well while they can come, that there is something to read; whoever
    has submitted is not asked to review it."""
    done = finished_by(session, part.id, part.place.id)
    for person in reading_for(session, part.id, part.place.id, now()):
        _released(session, person, part.round, part.place, name, person.id in done)


def named(session: Session, person: Person, one: Round, reviewed_id: int) -> None:
    """Tell somebody who is named for a review what there is to read already, if anything is, as the others were told.
    """
    there = releases_of(session, one.id or 0, reviewed_id)
    if there:
        _released(session, person, one, session.get_one(Authority, reviewed_id), there[0].release.name)


def _released(
    session: Session, person: Person, one: Round, place: Authority | Place, name: str, done: bool = False
) -> None:
    what = f"“{name}” in {one.name}. {STAYS}" if done else f"“{name}” for your review in {one.name}."
    text = (
        f"Dear {person.name},\n\n{place.name} has released {what}"
        f"\n\nRead it here:\n\n{SITE}/reviews/released/{Address(place.slug, one.framework_slug, one.year)}\n\n{GUEST}"
    )
    send(session, person.email, f"{place.name} has released its assessment", text)


def submitted(session: Session, reviewer_id: int) -> None:
    """Tell whoever answers for the assessed authority that a review was submitted; not what it says."""
    pair, one, reviewer = _review(session, reviewer_id)
    for person, authority in answering_for(session, [pair.reviewed_id]):
        text = (
            f"Dear {person.name},\n\n{reviewer} has submitted the {pair.kind} of {authority.name} in {one.name}.\n\n"
            f"Read it here:\n\n{SITE}/reviews/{Address(authority.slug, one.framework_slug, one.year)}\n"
        )
        send(session, person.email, f"A review of {authority.name} is submitted", text)


def _review(session: Session, reviewer_id: int) -> tuple[Pair, Round, str]:
    """A review: its pair, its round, and the name of who reviews."""
    pair, one, name = session.execute(
        columns(Pair, Round, col(Person.name)).join(Reviewer, col(Reviewer.pair_id) == Pair.id)
        .join(Round, col(Round.id) == Pair.round_id).join(Person, col(Person.id) == Reviewer.person_id)
        .where(col(Reviewer.id) == reviewer_id)
    ).one()
    return pair, one, name


def pack_ready(session: Session, person_id: int, what: str, path: str, more: str = "") -> None:
    """Tell whoever asked for a pack that it is ready, at a path of ours, and what else there is to know."""
    person = session.get_one(Person, person_id)
    text = f"Dear {person.name},\n\n{what} is ready:\n\n{SITE}{path}\n" + (f"\n{more}\n" if more else "")
    send(session, person.email, f"{what} is ready", text)
