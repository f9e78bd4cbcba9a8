"""Reading releases and reviewers, always through an actor who may see them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, true
from sqlalchemy import select as columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.accounts.actor import Actor, Place
from app.accounts.guards import takes_part
from app.accounts.guests.queries import may_come
from app.accounts.models import Authority, Guest, Membership, Person
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.models import Assessment
from app.core.errors import NotFound
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import ReleasedRevision, Review, Reviewer
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.rules import STOOD, SUBMITTED, TAKEN, UNDER_WAY, RoundClosed, TakenOff, why_taken
from app.reviews.rounds.models import Invitation, Round


def reading_at(session: Session, actor: Actor, address: Address) -> Reading:
    """The newest released revision at an address before an actor; NotFound where they may not read it.

    Who reviewed it until the round was closed, or until they were taken off, is told so (RoundClosed, TakenOff).
    """
    row = session.execute(_released_at(address).order_by(col(ReleasedRevision.id).desc()).limit(1)).first()
    if row is None:
        raise NotFound
    authority, one, *_ = row
    if takes_part(actor, authority.id):
        return _reading(actor, row, 0, OWN)
    mine = _own_reviewer(session, actor, one, authority)
    if mine is None:
        raise _over(session, actor, one, authority)
    return _reading(actor, row, *mine)


def _over(session: Session, actor: Actor, one: Round, authority: Authority) -> NotFound:
    """What somebody is told who does not read what was released: more than that there is nothing if they once did."""
    path = f"/reviews/released/{Address(authority.slug, one.framework_slug, one.year)}"
    if _own_reviewer(session, actor, one, authority, STOOD) is not None:
        return RoundClosed().of(actor.person_id, path)
    if gone := _own_reviewer(session, actor, one, authority, TAKEN):
        return TakenOff(why_taken(session.get_one(Reviewer, gone[0]), authority.name)).of(actor.person_id, path)
    return NotFound()


def reviewed_at(
    session: Session, actor: Actor, address: Address, counts: ColumnElement[bool],
    frozen_of: Callable[[int], int | None] | None = None, taken_off: str = "",
) -> Reading:
    """What the actor reviewed, of those that `counts` says, in the revision that `frozen_of` tells by the reviewer;
    without it in the newest. NotFound where there is none such. `taken_off` says why it is over, if so."""
    released = session.execute(_released_at(address).order_by(col(ReleasedRevision.id).desc())).all()
    mine = _own_reviewer(session, actor, released[0][1], released[0][0], counts) if released else None
    frozen_id = frozen_of(mine[0]) if mine and frozen_of else None
    row = next((one for one in released if frozen_of is None or one[3].id == frozen_id), None)
    if mine is None or row is None:
        raise NotFound
    return _reading(actor, row, *mine, taken_off)


def taken_since(session: Session, reviewer: Reviewer) -> TakenOff | None:
    """What whoever was writing is told, where they were taken off or their pair was changed meanwhile."""
    pair = session.get_one(Pair, reviewer.pair_id, populate_existing=True)
    if reviewer.removed_at is None and pair.removed_at is None:
        return None
    return TakenOff(why_taken(reviewer, session.get_one(Authority, pair.reviewed_id).name))


def _released_at(address: Address) -> Select[Any]:
    found: Select[Any] = (
        columns(Authority, Round).add_columns(ReleasedRevision, FrozenRevision, SignOff)
        .join(Assessment, col(Assessment.authority_id) == Authority.id)
        .join(ReleasedRevision, col(ReleasedRevision.assessment_id) == Assessment.id)
        .join(Round, col(Round.id) == ReleasedRevision.round_id)
        .join(FrozenRevision, col(FrozenRevision.id) == ReleasedRevision.frozen_id)
        .outerjoin(SignOff, col(SignOff.frozen_id) == FrozenRevision.id)
        .where(Authority.slug == address.authority, Round.framework_slug == address.framework,
               Round.year == address.year)
        .options(defer(FrozenRevision.content))
    )
    return found


def _reading(
    actor: Actor, row: Any, reviewer_id: int, why: str, submitted: bool = False, taken_off: str = ""
) -> Reading:
    authority, one, release, frozen, sign_off = row
    place = Place(authority.id, authority.slug, authority.name)
    return Reading(actor, place, one, release, frozen, sign_off, why, reviewer_id, submitted, taken_off)


def _own_reviewer(
    session: Session, actor: Actor, one: Round, authority: Authority, counts: ColumnElement[bool] | None = None
) -> tuple[int, str, bool] | None:
    """As whom the actor reviews an authority in a round, as what, and whether they submitted it; the newest of several.

    The only place that decides whose review is theirs: everything else goes by the id in the Reading. `counts` is which
    pairs and reviewers do: those under way unless told otherwise.
    """
    found = session.execute(
        columns(Reviewer.id, Pair.kind, SUBMITTED).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Round, col(Round.id) == Pair.round_id)
        .where(Pair.round_id == one.id, Pair.reviewed_id == authority.id, reviews_as(actor),
               UNDER_WAY if counts is None else counts)
        .order_by(col(Reviewer.id).desc()).limit(1)
    ).first()
    return (found[0], found[1], found[2]) if found else None


def reviews_as(actor: Actor) -> ColumnElement[bool]:
    """Of pairs with their reviewers, those that are the actor’s: a guest’s one, or those that their authority has."""
    if actor.visit:
        # Nobody reviews their own authority, not even who came to belong to it after they were invited.
        belongs = exists().where(
            col(Membership.person_id) == actor.person_id, col(Membership.authority_id) == Pair.reviewed_id)
        return and_(
            col(Reviewer.guest_id) == actor.visit.guest_id, col(Reviewer.person_id) == actor.person_id, ~belongs)
    return and_(col(Reviewer.person_id) == actor.person_id, col(Reviewer.guest_id).is_(None),
                col(Pair.reviewer_id).in_(_workplaces(actor)))


def _workplaces(actor: Actor) -> list[int]:
    return [place.id for place in actor.places if takes_part(actor, place.id)]


@dataclass(frozen=True)
class Assigned:
    """One review that somebody has: of which authority, as what, in which round, and what is released."""

    reviewer_id: int
    round: Round
    kind: str
    authority: str
    slug: str
    name: str
    released_at: datetime | None

    @property
    def path(self) -> str:
        """Where the released revision is read."""
        return f"/reviews/released/{self.slug}/{self.round.framework_slug}/{self.round.year}"


def assigned_to(session: Session, actor: Actor, counts: ColumnElement[bool] | None = None) -> list[Assigned]:
    """The reviews of the actor in rounds that are under way, or as `counts` says, the earliest first; one query."""
    newest = (
        columns(ReleasedRevision).where(
            ReleasedRevision.round_id == Round.id, ReleasedRevision.assessment_id == Assessment.id)
        .order_by(col(ReleasedRevision.id).desc()).limit(1).correlate(Round, Assessment)
    )
    rows = session.execute(
        columns(Reviewer.id, Round, Pair.kind, Authority.name, Authority.slug,
                newest.with_only_columns(ReleasedRevision.name).scalar_subquery(),
                newest.with_only_columns(ReleasedRevision.released_at).scalar_subquery())
        .select_from(Round).join(Pair, col(Pair.round_id) == Round.id).join(Reviewer, col(Reviewer.pair_id) == Pair.id)
        .join(Authority, col(Authority.id) == Pair.reviewed_id)
        .outerjoin(Assessment, and_(
            col(Assessment.authority_id) == Authority.id, Assessment.framework_slug == Round.framework_slug,
            Assessment.year == Round.year))
        .where(reviews_as(actor), UNDER_WAY if counts is None else counts)
        .order_by(col(Round.challenge_on), Pair.kind, Authority.name)
    ).all()
    return [Assigned(key, one, kind, authority, slug, name or "", at)
            for key, one, kind, authority, slug, name, at in rows]


@dataclass(frozen=True)
class Taking:
    """A round to which one of the actor's authorities is invited."""

    round: Round
    authority: str
    slug: str
    answer: str

    @property
    def path(self) -> str:
        """The page of its part."""
        return f"/reviews/{self.slug}/{self.round.framework_slug}/{self.round.year}"


def taking_part(session: Session, actor: Actor) -> list[Taking]:
    """The rounds to which the actor's authorities are invited, newest first."""
    rows = session.execute(
        columns(Round, Authority.name, Authority.slug, Invitation.answer)
        .join(Invitation, col(Invitation.round_id) == Round.id)
        .join(Authority, col(Authority.id) == Invitation.authority_id)
        .where(col(Invitation.authority_id).in_(_workplaces(actor)))
        .order_by(col(Round.year).desc(), Round.title, Authority.name)
    ).all()
    return [Taking(*row) for row in rows]


@dataclass(frozen=True)
class Kept:
    """One release with what was frozen and whether it is signed."""

    release: ReleasedRevision
    frozen: FrozenRevision
    sign_off: SignOff | None


def releases_of(session: Session, round_id: int, authority_id: int) -> list[Kept]:
    """What an authority released to a round, newest first, without the content."""
    rows = session.execute(
        columns(ReleasedRevision, FrozenRevision, SignOff)
        .join(FrozenRevision, col(FrozenRevision.id) == ReleasedRevision.frozen_id)
        .join(Assessment, col(Assessment.id) == ReleasedRevision.assessment_id)
        .outerjoin(SignOff, col(SignOff.frozen_id) == FrozenRevision.id)
        .where(ReleasedRevision.round_id == round_id, Assessment.authority_id == authority_id)
        .order_by(col(ReleasedRevision.id).desc()).options(defer(FrozenRevision.content)))
    return [Kept(*row) for row in rows]


@dataclass(frozen=True)
class Named:
    """A person who reviews; whether they submitted, and for a guest when their access was ended."""

    reviewer: Reviewer
    name: str
    submitted: bool
    ended_at: datetime | None


def reviewers_of(session: Session, pair_ids: Sequence[int | None]) -> dict[int, list[Named]]:
    """The people assigned to these pairs, by name, for each pair."""
    return _named(session, pair_ids, col(Reviewer.removed_at).is_(None))


def guests_gone(session: Session, pair_ids: Sequence[int | None]) -> dict[int, list[Named]]:
    """The guests who were taken off these pairs, by name, for each pair: what they opened is still to be read."""
    return _named(session, pair_ids, and_(col(Reviewer.removed_at).is_not(None), col(Reviewer.guest_id).is_not(None)))


def _named(session: Session, pair_ids: Sequence[int | None], which: ColumnElement[bool]) -> dict[int, list[Named]]:
    rows: Sequence[Any] = session.execute(
        columns(Reviewer, Person.name, Review.submitted_at, Guest.withdrawn_at)
        .join(Person, col(Person.id) == Reviewer.person_id)
        .outerjoin(Review, col(Review.reviewer_id) == Reviewer.id).outerjoin(Guest, col(Guest.id) == Reviewer.guest_id)
        .where(col(Reviewer.pair_id).in_(pair_ids), which).order_by(Person.name)
    ).all()
    found: dict[int, list[Named]] = {pair: [] for pair in pair_ids if pair}
    for reviewer, name, submitted_at, withdrawn_at in rows:
        found[reviewer.pair_id].append(Named(reviewer, name, submitted_at is not None, withdrawn_at))
    return found


def is_submitted(session: Session, reviewer_id: int | None) -> bool:
    """Whether somebody submitted what they were named for."""
    return session.execute(columns(Reviewer.id).where(Reviewer.id == reviewer_id, SUBMITTED)).first() is not None


def taken_off(session: Session, pair_id: int, person_id: int) -> Reviewer | None:
    """Somebody’s place in a pair that was taken from them; of several the one in which they wrote, else the last."""
    return session.exec(
        select(Reviewer).outerjoin(Review, col(Review.reviewer_id) == Reviewer.id).where(
            Reviewer.pair_id == pair_id, Reviewer.person_id == person_id, col(Reviewer.removed_at).is_not(None))
        .order_by(col(Review.id).is_(None), col(Reviewer.id).desc())
    ).first()


def reviewer_at(session: Session, round_id: int, authority_id: int, reviewer_id: int) -> tuple[Reviewer, Pair]:
    """A person whom this authority assigned in a round; NotFound where there is none such."""
    row = session.execute(
        columns(Reviewer, Pair).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(Reviewer.id == reviewer_id, Pair.round_id == round_id, Pair.reviewer_id == authority_id,
               col(Reviewer.removed_at).is_(None))
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def content_at(session: Session, frozen_id: int | None) -> str:
    """The canonical JSON of a frozen revision."""
    return str(session.exec(select(FrozenRevision.content).where(FrozenRevision.id == frozen_id)).one())


def reading_for(
    session: Session, round_id: int, authority_id: int, moment: datetime | None = None
) -> Sequence[Person]:
    """Everybody who reviews an authority in a round that is under way, each once; with a `moment` those alone who can
    read it then, without guests whose access has ended."""
    reads = or_(col(Reviewer.guest_id).is_(None), may_come(moment)) if moment else true()
    return session.execute(
        columns(Person).where(col(Person.id).in_(
            columns(Reviewer.person_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
            .join(Round, col(Round.id) == Pair.round_id).outerjoin(Guest, col(Guest.id) == Reviewer.guest_id)
            .where(Pair.round_id == round_id, Pair.reviewed_id == authority_id, UNDER_WAY, reads)
        ), col(Person.disabled_at).is_(None)).order_by(Person.name)
    ).scalars().all()
