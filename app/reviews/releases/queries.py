"""Reading releases and reviewers, always through an actor who may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, true
from sqlalchemy import select as columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.accounts.actor import Actor, Place
from app.accounts.guards import takes_part
from app.accounts.models import Authority, Membership
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.models import Assessment
from app.core.errors import NotFound
from app.reviews.pairing.models import Pair
from app.reviews.releases.errors import Over, why_over
from app.reviews.releases.models import ReleasedRevision, Reviewer
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.rules import STANDS, SUBMITTED, UNDER_WAY
from app.reviews.rounds.models import Invitation, Round


def reading_at(session: Session, actor: Actor, address: Address) -> Reading:
    """The newest released revision at an address before an actor; NotFound where they may not read it.

    Who reviewed it, and does not now, is told why (Over).
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
    gone = _own_reviewer(session, actor, one, authority, true())
    if gone is None:
        return NotFound()
    path = f"/reviews/released/{Address(authority.slug, one.framework_slug, one.year)}"
    return _over_of(session, gone[0], gone[2]).of(actor.person_id, path)


def _over_of(session: Session, reviewer_id: int, submitted: bool) -> Over:
    reviewer = session.get_one(Reviewer, reviewer_id)
    pair = session.get_one(Pair, reviewer.pair_id)
    one, reviewed = session.get_one(Round, pair.round_id), session.get_one(Authority, pair.reviewed_id)
    return why_over(reviewer, pair, one, reviewed.name, submitted)


def reviewed_at(
    session: Session, actor: Actor, address: Address, counts: ColumnElement[bool],
    frozen_of: Callable[[int], int | None] | None = None,
) -> Reading:
    """What the actor reviewed, of those that `counts` says, in the revision that `frozen_of` tells by the reviewer;
    without it in the newest, for their own words alone. NotFound where there is none such."""
    released = session.execute(_released_at(address).order_by(col(ReleasedRevision.id).desc())).all()
    mine = _own_reviewer(session, actor, released[0][1], released[0][0], counts) if released else None
    frozen_id = frozen_of(mine[0]) if mine and frozen_of else None
    row = next((one for one in released if frozen_of is None or one[3].id == frozen_id), None)
    if mine is None or row is None:
        raise NotFound
    return _reading(actor, row, *mine, None if frozen_of else _over_of(session, mine[0], mine[2]))


def over_since(session: Session, reviewer: Reviewer) -> Over | None:
    """What whoever was writing is told, where they were taken off, their pair was changed or the allocation withdrawn
    meanwhile."""
    pair = session.get_one(Pair, reviewer.pair_id, populate_existing=True)
    one = session.get_one(Round, pair.round_id)
    if reviewer.removed_at is None and pair.removed_at is None and one.state != "preparing":
        return None
    return why_over(reviewer, pair, one, session.get_one(Authority, pair.reviewed_id).name, False)


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
    actor: Actor, row: Any, reviewer_id: int, why: str, submitted: bool = False, over: Over | None = None
) -> Reading:
    authority, one, release, frozen, sign_off = row
    place = Place(authority.id, authority.slug, authority.name)
    return Reading(actor, place, one, release, frozen, sign_off, why, reviewer_id, submitted, over)


def _own_reviewer(
    session: Session, actor: Actor, one: Round, authority: Authority, counts: ColumnElement[bool] | None = None
) -> tuple[int, str, bool] | None:
    """As whom the actor reviews an authority in a round, as what, and whether they submitted it; of several the one
    that stands, then the newest.

    The only place that decides whose review is theirs: everything else goes by the id in the Reading. `counts` is which
    pairs and reviewers do: those under way unless told otherwise.
    """
    found = session.execute(
        columns(Reviewer.id, Pair.kind, SUBMITTED).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Round, col(Round.id) == Pair.round_id)
        .where(Pair.round_id == one.id, Pair.reviewed_id == authority.id, reviews_as(actor),
               UNDER_WAY if counts is None else counts)
        .order_by(case((STANDS, 0), else_=1), col(Reviewer.id).desc()).limit(1)
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
    """One review that somebody has or had: of which authority, in which round, what is released, and whether they
    submitted it."""

    reviewer: Reviewer
    pair: Pair
    round: Round
    authority: str
    slug: str
    submitted: bool
    name: str | None
    released_at: datetime | None

    @property
    def reviewer_id(self) -> int:
        """Their place in it."""
        return self.reviewer.id or 0

    @property
    def kind(self) -> str:
        """As what."""
        return self.pair.kind

    @property
    def over(self) -> Over:
        """Why they do not review it now, where they do not."""
        return why_over(self.reviewer, self.pair, self.round, self.authority, self.submitted)

    @property
    def path(self) -> str:
        """Where the released revision is read."""
        return f"/reviews/released/{self.slug}/{self.round.framework_slug}/{self.round.year}"

    @property
    def own_path(self) -> str:
        """Where what they wrote is read, whatever else they review of the same authority."""
        return f"{self.path}/review/{self.reviewer_id}"


def assigned_to(session: Session, actor: Actor, counts: ColumnElement[bool] | None = None) -> list[Assigned]:
    """The reviews of the actor in rounds that are under way, or as `counts` says, the earliest first; one query."""
    newest = (
        columns(ReleasedRevision).where(
            ReleasedRevision.round_id == Round.id, ReleasedRevision.assessment_id == Assessment.id)
        .order_by(col(ReleasedRevision.id).desc()).limit(1).correlate(Round, Assessment)
    )
    rows = session.execute(
        columns(Reviewer, Pair, Round, Authority.name)
        .add_columns(Authority.slug, SUBMITTED, newest.with_only_columns(ReleasedRevision.name).scalar_subquery(),
                     newest.with_only_columns(ReleasedRevision.released_at).scalar_subquery())
        .select_from(Round).join(Pair, col(Pair.round_id) == Round.id).join(Reviewer, col(Reviewer.pair_id) == Pair.id)
        .join(Authority, col(Authority.id) == Pair.reviewed_id)
        .outerjoin(Assessment, and_(
            col(Assessment.authority_id) == Authority.id, Assessment.framework_slug == Round.framework_slug,
            Assessment.year == Round.year))
        .where(reviews_as(actor), UNDER_WAY if counts is None else counts)
        .order_by(col(Round.challenge_on), Pair.kind, Authority.name, Reviewer.id)
    ).all()
    return [Assigned(*row) for row in rows]


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
    """The rounds to which the actor's authorities are invited and that are not cancelled, newest first."""
    rows = session.execute(
        columns(Round, Authority.name, Authority.slug, Invitation.answer)
        .join(Invitation, col(Invitation.round_id) == Round.id)
        .join(Authority, col(Authority.id) == Invitation.authority_id)
        .where(col(Invitation.authority_id).in_(_workplaces(actor)), col(Round.state) != "cancelled")
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


def released_since(session: Session, round_id: int, moment: datetime | None) -> dict[int, str]:
    """What the newest release of each authority to a round is called, of those that were made after a moment, by
    authority; nothing without one."""
    if moment is None:
        return {}
    rows = session.execute(
        columns(Assessment.authority_id, ReleasedRevision.name)
        .join(Assessment, col(Assessment.id) == ReleasedRevision.assessment_id)
        .where(ReleasedRevision.round_id == round_id, col(ReleasedRevision.released_at) > moment)
        .order_by(col(ReleasedRevision.id))
    ).all()
    return {authority_id: name for authority_id, name in rows}


def content_at(session: Session, frozen_id: int | None) -> str:
    """The canonical JSON of a frozen revision."""
    found: str = session.exec(select(FrozenRevision.content).where(FrozenRevision.id == frozen_id)).one()
    return found
