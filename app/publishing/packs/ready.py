"""Packs that are ready and that their reader, or whoever asked for them, has not fetched yet."""

from datetime import timedelta

from sqlalchemy import and_, exists, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.activity.models import Activity
from app.activity.tags import Tag
from app.assessments.work import Elsewhere
from app.core.clock import now
from app.publishing.packs.commission import page_of
from app.publishing.packs.models import Pack
from app.publishing.packs.rules import NAMES, until
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Reviewer
from app.reviews.releases.queries import reviews_as
from app.reviews.releases.rules import UNDER_WAY
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import decides_part

DAYS = 30  # for so long a pack that nobody fetches stands in somebody’s work


def ready_for(session: Session, actor: Actor) -> list[Elsewhere]:
    """The newest of each kind of pack that is theirs and waits for them, newest first; one query."""
    rows = session.execute(
        columns(Pack, col(Authority.name), Round)
        .join(Round, col(Round.id) == Pack.round_id).outerjoin(Authority, col(Authority.id) == Pack.authority_id)
        .outerjoin(Reviewer, col(Reviewer.id) == Pack.reviewer_id).outerjoin(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(or_(and_(reviews_as(actor), UNDER_WAY), _asked_for_by(actor)), ~_followed(), ~_fetched_by(actor),
               col(Pack.made_at) > now() - timedelta(days=DAYS))
        .order_by(col(Pack.id).desc())
    ).all()
    return [Elsewhere(f"{NAMES[pack.kind]}: {', '.join(filter(None, (authority, one.name)))}",
                      page_of(pack.address, pack.authority_id),
                      f"For {pack.made_for}, ready and not fetched yet{_closes(actor, pack, one)}")
            for pack, authority, one in rows]


def _closes(actor: Actor, pack: Pack, one: Round) -> str:
    """Until when whoever reviews fetches it; those for whom it does not end are told nothing."""
    reviews = pack.reviewer_id is not None and pack.authority_id not in [place.id for place in actor.places]
    return f". You can fetch it {until(one.response_on)}" if reviews else ""


def _asked_for_by(actor: Actor) -> ColumnElement[bool]:
    """They asked for it, and still answer for its authority, or run the rounds of its region."""
    deciding = [place.id for place in actor.places if decides_part(actor, place.id)]
    region = actor.region.id if actor.region else None
    home = or_(col(Pack.authority_id).in_(deciding),
               and_(col(Pack.authority_id).is_(None), col(Round.region_id) == region))
    return and_(col(Pack.made_by_id) == actor.person_id, home)


def _followed() -> ColumnElement[bool]:
    """A newer one of the same kind was made for the same reader."""
    newer = aliased(Pack)
    return exists().where(
        col(newer.id) > col(Pack.id), col(newer.round_id) == Pack.round_id, col(newer.kind) == Pack.kind,
        func.coalesce(newer.authority_id, 0) == func.coalesce(Pack.authority_id, 0),
        func.coalesce(newer.reviewer_id, 0) == func.coalesce(Pack.reviewer_id, 0),
    )


def _fetched_by(actor: Actor) -> ColumnElement[bool]:
    """The trail tells that they fetched it."""
    return exists().where(
        col(Activity.person_id) == actor.person_id, col(Activity.tag) == Tag.PACK_OPENED.code,
        col(Activity.at) >= col(Pack.made_at), col(Activity.detail).contains(func.substr(Pack.pdf_sha256, 1, 12)),
    )
