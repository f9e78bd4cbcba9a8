"""Reading good practice, offered and asked for: one’s own, a region’s, and what a region’s authorities share."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.guards import takes_part
from app.accounts.models import Authority
from app.core.errors import NotFound
from app.reviews.practice.models import Practice, PracticeAsk
from app.reviews.releases.models import ReleasedRevision
from app.reviews.rounds.models import Round
from app.reviews.summary import queries as summary
from app.reviews.summary.queries import Practice as Accepted
from app.reviews.summary.rules import shares


@dataclass(frozen=True)
class Offer:
    """An offer with the authority that made it, and the round to which the text was released."""

    practice: Practice
    authority: str
    round: Round


@dataclass(frozen=True)
class Asked:
    """What an authority asks for, with its name and the round."""

    ask: PracticeAsk
    authority: str
    round: Round


@dataclass(frozen=True)
class Shared:
    """Good practice of a review’s words, that its authority lets the region share, with its round.

    `named` is whether the region names authorities there, `authorities` how many were challenged.
    """

    practice: Accepted
    round: Round
    named: bool
    authorities: int

    @property
    def read(self) -> bool:
        """Whether the authorities of the region read it now."""
        return shares(self.round.state == "closed", self.named, self.authorities)


def library(session: Session, actor: Actor) -> list[Offer]:
    """What the regions of the actor’s authorities accepted, and nobody withdrew, newest first."""
    return _offers(session, col(Practice.region_id).in_(_regions(actor)), Practice.state == "accepted")


def shared_nearby(session: Session, actor: Actor) -> list[Shared]:
    """What authorities let the regions of the actor’s authorities share of their reviews, as the summaries of closed
    rounds tell it: nothing of whose it is where the region does not name authorities. Newest round first."""
    found = _shared(session, col(Round.region_id).in_(_regions(actor)), Round.state == "closed")
    told = [one if one.named else replace(one, practice=_unnamed(one.practice)) for one in found if one.read]
    return sorted(told, key=lambda one: (*_newest(one), one.practice.authority, one.practice.words))


def shared_in(session: Session, region_id: int) -> list[Shared]:
    """What authorities let a region share of their reviews, for whoever runs its rounds; newest round first."""
    return sorted(_shared(session, Round.region_id == region_id), key=_newest)


def _newest(one: Shared) -> tuple[int, int]:
    return -one.round.challenge_on.toordinal(), one.practice.round_id


def _unnamed(practice: Accepted) -> Accepted:
    return replace(practice, authority="", offered_by="", offered_from="", accepted_by="")


def _shared(session: Session, *which: ColumnElement[bool] | bool) -> list[Shared]:
    rounds = {one.id or 0: one for one in session.exec(select(Round).where(*which)).all()}
    keys = list(rounds)
    naming, crowd = summary.naming(session, keys), summary.authorities_in(session, keys)
    return [Shared(one, rounds[one.round_id], one.round_id in naming, crowd.get(one.round_id, 0))
            for one in summary.practice(session, keys)]


def asked_nearby(session: Session, actor: Actor) -> list[Asked]:
    """What the authorities of the actor’s regions ask for, newest first."""
    return _asked(session, col(Round.region_id).in_(_regions(actor)))


def _regions(actor: Actor) -> Select[Any]:
    """The regions of the authorities in which the actor works on assessments."""
    workplaces = [place.id for place in actor.places if takes_part(actor, place.id)]
    return columns(Authority.region_id).where(col(Authority.id).in_(workplaces))


def offers_to(session: Session, region_id: int) -> list[Offer]:
    """What a region is offered or has decided, newest first; withdrawn ones are gone."""
    return _offers(session, Practice.region_id == region_id, Practice.state != "withdrawn")


def accepted_in(session: Session, round_id: int) -> list[Offer]:
    """What a region accepted of the releases to one round, newest first."""
    released = columns(ReleasedRevision.id).where(ReleasedRevision.round_id == round_id)
    return _offers(session, col(Practice.release_id).in_(released), Practice.state == "accepted")


def asked_of(session: Session, region_id: int) -> list[Asked]:
    """What a region’s authorities ask for, newest first."""
    return _asked(session, Round.region_id == region_id)


def asked_in(session: Session, round_id: int) -> list[Asked]:
    """What is asked for in one round, newest first."""
    return _asked(session, Round.id == round_id)


def _asked(session: Session, *which: object) -> list[Asked]:
    rows = session.execute(
        columns(PracticeAsk, Authority.name, Round).join(Authority, col(Authority.id) == PracticeAsk.authority_id)
        .join(Round, col(Round.id) == PracticeAsk.round_id)
        .where(*which, col(PracticeAsk.withdrawn_at).is_(None)).order_by(col(PracticeAsk.id).desc())
    ).all()
    return [Asked(*row) for row in rows]


def _offers(session: Session, *which: object) -> list[Offer]:
    rows = session.execute(
        columns(Practice, Authority.name, Round).join(Authority, col(Authority.id) == Practice.authority_id)
        .join(ReleasedRevision, col(ReleasedRevision.id) == Practice.release_id)
        .join(Round, col(Round.id) == ReleasedRevision.round_id)
        .where(*which).order_by(col(Practice.id).desc())
    ).all()
    return [Offer(*row) for row in rows]


def own_offers(session: Session, authority_id: int) -> list[Offer]:
    """What an authority ever offered, newest first."""
    return _offers(session, Practice.authority_id == authority_id)


def own_asks(session: Session, authority_id: int) -> list[Asked]:
    """What an authority asks for, newest first."""
    return _asked(session, PracticeAsk.authority_id == authority_id)


def own_ask(session: Session, authority_id: int, ask_id: int) -> PracticeAsk:
    """One of those, held; NotFound where it is another one’s or withdrawn."""
    found = session.exec(
        select(PracticeAsk).where(PracticeAsk.id == ask_id, PracticeAsk.authority_id == authority_id,
                                  col(PracticeAsk.withdrawn_at).is_(None)).with_for_update()
    ).first()
    if found is None:
        raise NotFound
    return found


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
