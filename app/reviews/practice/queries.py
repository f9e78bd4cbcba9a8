"""Reading offers of good practice: one’s own, a region’s, and the library that a region’s authorities share."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.guards import takes_part
from app.accounts.models import Authority
from app.core.errors import NotFound
from app.reviews.practice.models import Practice


@dataclass(frozen=True)
class Offer:
    """An offer with the authority that made it."""

    practice: Practice
    authority: str


def library(session: Session, actor: Actor) -> list[Offer]:
    """What the regions of the actor’s authorities accepted, and nobody withdrew, newest first."""
    workplaces = [place.id for place in actor.places if takes_part(actor, place.id)]
    regions = columns(Authority.region_id).where(col(Authority.id).in_(workplaces))
    return _offers(session, col(Practice.region_id).in_(regions), Practice.state == "accepted")


def offers_to(session: Session, region_id: int) -> list[Offer]:
    """What a region is offered or has decided, newest first; withdrawn ones are gone."""
    return _offers(session, Practice.region_id == region_id, Practice.state != "withdrawn")


def _offers(session: Session, *which: object) -> list[Offer]:
    rows = session.execute(
        columns(Practice, Authority.name).join(Authority, col(Authority.id) == Practice.authority_id)
        .where(*which).order_by(col(Practice.id).desc())
    ).all()
    return [Offer(*row) for row in rows]


def own_offers(session: Session, authority_id: int) -> Sequence[Practice]:
    """What an authority ever offered, newest first."""
    return session.exec(
        select(Practice).where(Practice.authority_id == authority_id).order_by(col(Practice.id).desc())
    ).all()


def own_offer(session: Session, authority_id: int, practice_id: int) -> Practice:
    """One of an authority’s offers, held; NotFound where it is another one’s."""
    return _held(session, practice_id, Practice.authority_id == authority_id)


def offer_to(session: Session, region_id: int, practice_id: int) -> Practice:
    """One offer to a region, held; NotFound where it is another one’s."""
    return _held(session, practice_id, Practice.region_id == region_id)


def _held(session: Session, practice_id: int, whose: object) -> Practice:
    found = session.exec(select(Practice).where(Practice.id == practice_id, whose).with_for_update()).first()
    if found is None:
        raise NotFound
    return found
