"""Verbs of review: release a frozen revision, and name the people who review."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts import queries as people
from app.accounts.guests import service as guests
from app.accounts.models import Authority, Person
from app.accounts.roles import DRAFTING
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision
from app.assessments.freezing.queries import frozen_number
from app.assessments.freezing.service import frozen_as_it_stands
from app.assessments.guards import open_whole
from app.assessments.permissions import Whole
from app.core.clock import aware, now
from app.core.errors import Conflict, NotFound, Refused
from app.reviews.pairing.models import Pair
from app.reviews.pairing.queries import Standing, pair_at, pair_ever, pairs_in
from app.reviews.releases import letters, places, queries
from app.reviews.releases.models import ReleasedRevision, Reviewer
from app.reviews.releases.rules import why_stays
from app.reviews.rounds import service as rounds
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import Part
from app.reviews.rounds.queries import conflicts_in, leadership_in
from app.reviews.rounds.rules import CLOSED, line_within

LONGEST_NAME = 120
ROLES = {"challenge": "challenger", "moderation": "moderator"}


def release(session: Session, part: Part, name: str, revision: str) -> ReleasedRevision:
    """Release a frozen revision by its number, or the assessment as it stands, frozen now; signed or not.

    NotFound where no assessment is open; Conflict where the round is closed, the authority does not take part, or
    the same revision is released already.
    """
    name = line_within(name, LONGEST_NAME, "The name of a release", "name")
    if not name:
        raise Refused("Give the release a name, such as “For the challenge of March 2017”.", "name")
    rounds.held(session, part)
    if part.invitation.answer == "declines":
        raise Conflict("Your authority declined the invitation, so nothing is released to this round.")
    whole = _whole(session, part)
    frozen = _frozen(session, part, whole, revision)
    assert frozen.id is not None
    row = ReleasedRevision(
        round_id=part.id, assessment_id=whole.id, frozen_id=frozen.id, name=name, released_by=part.actor.name,
        released_by_id=part.actor.person_id, released_at=now(),
    )
    session.add(row)
    record(session, Tag.ASSESSMENT_RELEASED, part.actor, part.place.id, part.path, number=frozen.number,
           sha256=frozen.sha256[:12], name=name)
    letters.released(session, part, name)
    return row


def _whole(session: Session, part: Part) -> Whole:
    try:
        return open_whole(session, part.actor, part.address)
    except NotFound as error:
        raise NotFound("There is no assessment to release yet. The coordinator opens it first.") from error


def _frozen(session: Session, part: Part, whole: Whole, revision: str) -> FrozenRevision:
    """The revision to release; Conflict where reviewers read that one already."""
    frozen = _numbered(session, whole, revision) if revision else frozen_as_it_stands(session, whole)
    released = queries.releases_of(session, part.id, part.place.id)
    if released and released[0].frozen.id == frozen.id:
        raise Conflict(f"Revision {frozen.number} is what reviewers read already.")
    return frozen


def _numbered(session: Session, whole: Whole, revision: str) -> FrozenRevision:
    found = frozen_number(session, whole.id, int(revision)) if revision.isascii() and revision.isdigit() else None
    if found is None:
        raise Refused("Choose what to release from the list.", "revision")
    return found.frozen


def assign(session: Session, part: Part, pair_id: int, person_id: int) -> str:
    """Name somebody of the reviewing authority for a pair of a published round; their name.

    Refused for who belongs to the assessed authority too, or to one that may not review it; Conflict for who reviews it
    already, for another authority or as anybody’s guest.
    """
    if rounds.held(session, part).state != "published":
        raise Conflict("People are named while the round is under way.")
    own = our_pair(session, part, pair_id)
    person = people.member(session, part.place.id, person_id)
    if person is None or person.disabled_at or not people.roles_of(session, part.place.id, person_id) & set(DRAFTING):
        raise Refused("Choose somebody who works on assessments in your authority.", "person")
    there = places.reviewers_of(session, [pair_id]).get(pair_id, [])
    if any(one.reviewer.person_id == person_id for one in there):
        raise Conflict(f"{person.name} is named for this already.")
    check_apart(session, part, own, person.email, person.name)
    put_on(session, part, pair_id, person_id)
    letters.named(session, person, part.round, own.pair.reviewed_id)
    record(session, Tag.REVIEWER_ASSIGNED, part.actor, part.place.id, part.path, name=person.name, what=what_of(own))
    return person.name


def check_apart(session: Session, part: Part, own: Standing, email: str, who: str) -> None:
    """Refused for people of the assessed authority and of those kept apart from it; Conflict for who reviews it."""
    if people.belongs_to(session, email, own.pair.reviewed_id):
        raise Refused(f"{who} belongs to {own.reviewed}, and nobody reviews their own authority.", "person")
    if any(one.email == email for one in places.reading_for(session, part.id, own.pair.reviewed_id)):
        raise Conflict(f"{who} reviews this already, for another authority or as a guest.")
    apart = [{one.one_id, one.other_id} for one in conflicts_in(session, part.id)]
    apart += [{one.one_id, one.other_id} for one in leadership_in(session, part.round.region_id)]
    for both in apart:
        if own.pair.reviewed_id in both and any(people.belongs_to(session, email, one) for one in both):
            raise Refused(f"{who} belongs to an authority that may not review {own.reviewed}.", "person")


def put_on(session: Session, part: Part, pair_id: int, person_id: int, guest_id: int | None = None) -> None:
    """Let somebody review what a pair says; who was taken off it goes on with what they wrote then.

    Where they were another guest then, or a guest and are none now, what that one opened stays with a place that was
    taken from them.
    """
    row = places.taken_off(session, pair_id, person_id) or Reviewer(
        pair_id=pair_id, person_id=person_id, assigned_by="", assigned_at=now())
    if row.guest_id not in (None, guest_id):
        session.add(Reviewer(**row.model_dump(exclude={"id"})))
    row.guest_id, row.removed_by, row.removed_why, row.removed_at = guest_id, "", "", None
    row.assigned_by, row.assigned_at = part.actor.name, now()
    session.add(row)


def our_pair(session: Session, part: Part, pair_id: int) -> Standing:
    """A pair in which the authority reviews; NotFound where it is another one’s, Conflict where it stands no more or
    nobody is told yet whether it does."""
    if pair_ever(session, part.id, pair_id).pair.reviewer_id != part.place.id:
        raise NotFound
    if part.round.state == "preparing":
        raise Conflict("Who reviews whom is not published. People are named once it is.")
    return pair_at(session, part.id, pair_id)


def what_of(own: Standing) -> str:
    """A review in words."""
    return f"the {own.pair.kind} of {own.reviewed}"


@dataclass(frozen=True)
class Leaving:
    """Somebody who is to be taken off: their place, their name, the review in words, and why they stay if they do."""

    reviewer: Reviewer
    name: str
    what: str
    stays: str


def leaving(session: Session, part: Part, reviewer_id: int) -> Leaving:
    """Somebody whom this authority named, before they are taken off; NotFound where there is none such."""
    row, pair = places.reviewer_at(session, part.id, part.place.id, reviewer_id)
    name = session.get_one(Person, row.person_id).name
    submitted = why_stays(name) if places.is_submitted(session, row.id) else ""
    what = what_of(pair_ever(session, part.id, pair.id or 0))
    return Leaving(row, name, what, CLOSED if part.round.state == "closed" else submitted)


def take_off(session: Session, part: Part, reviewer_id: int) -> bool:
    """Take somebody off a review: they no longer read it from this moment; a guest’s link ends with it.

    Who submitted stays the reviewer, as everybody does in a closed round: a guest’s access alone ends (False), and for
    anybody else it is a Conflict.
    """
    closed = _closed(session, part)  # the round is held before the reviewer, as where they submit
    row, pair = places.reviewer_at(session, part.id, part.place.id, reviewer_id)
    session.refresh(row, with_for_update=True)
    name = session.get_one(Person, row.person_id).name
    submitted = places.is_submitted(session, row.id)
    stays = closed or (why_stays(name) if submitted else "")
    if stays and not row.guest_id:
        raise Conflict(stays)
    if row.guest_id:
        guests.withdraw(session, part.actor, row.guest_id)
    if not stays:
        _take(session, part, row, pair, name)
    return not stays


def _closed(session: Session, part: Part) -> str:
    """Why nobody is taken off any more; empty while the round is open, which is held so."""
    try:
        rounds.held(session, part)
    except Conflict as error:
        return error.sentence
    return ""


def _take(session: Session, part: Part, row: Reviewer, pair: Pair, name: str) -> None:
    assert pair.id is not None
    row.removed_by, row.removed_why, row.removed_at = part.actor.name, "", now()
    session.add(row)
    what = what_of(pair_ever(session, part.id, pair.id))
    record(session, Tag.REVIEWER_REMOVED, part.actor, part.place.id, part.path, name=name, what=what)


@dataclass(frozen=True)
class Double:
    """A second place of somebody at the authority that they review already, and why it is taken from them."""

    reviewer: Reviewer
    own: Standing
    why: str


def doubles_in(session: Session, standing: Iterable[Standing], wrote: Collection[int]) -> list[Double]:
    """The places to take so that nobody reviews the same authority in two: where a pair that came back gave somebody a
    second one, they stay where they submitted, or else `wrote` something, by their places, or else stood without a
    break."""
    there = sorted(places.standing_in(session, standing), key=lambda at: (
        not at[2], at[0].id not in wrote, aware(at[1].pair.made_at)))
    stay: dict[tuple[int, int], Standing] = {}
    found = []
    for row, own, _ in there:
        first = stay.setdefault((row.person_id, own.pair.reviewed_id), own)
        if first is not own:
            found.append(Double(row, own, (
                f"You review {own.reviewed} for {first.reviewer}, as {ROLES[first.pair.kind]}, so you no longer do for "
                f"{own.reviewer}: nobody reviews an authority twice.")))
    return found


def settle(session: Session, one: Round, doer: Doer, wrote: Collection[int]) -> list[Double]:
    """Take those places; returns them."""
    taken = doubles_in(session, pairs_in(session, one.id or 0), wrote)
    for double in taken:
        row, own = double.reviewer, double.own
        row.removed_at, row.removed_by, row.removed_why = now(), "", double.why
        session.add(row)
        home = Address(session.get_one(Authority, own.pair.reviewer_id).slug, one.framework_slug, one.year)
        record(session, Tag.REVIEWER_REMOVED, doer, own.pair.reviewer_id, f"/reviews/{home}",
               name=session.get_one(Person, row.person_id).name, what=what_of(own))
    session.flush()
    return taken
