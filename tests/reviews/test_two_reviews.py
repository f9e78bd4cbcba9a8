"""Somebody who reviews one assessment twice, as an authority's own and as another's guest, works in one at a time.

Inviting and naming refuse that by now; but there may be such people from before.
"""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from app.accounts.actor import Actor
from app.accounts.guests import service as letting_in
from app.accounts.models import Guest, Membership
from app.accounts.queries import actor_by_guest
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.publishing.packs.models import Pack
from app.publishing.packs.queries import named_on, packs_on
from app.reviews.annotations import queries as annotations
from app.reviews.pairing.queries import Standing
from app.reviews.rating import queries as rating
from app.reviews.releases.models import Reviewer
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at
from app.reviews.rounds.models import DeclaredConflict
from tests.assessments.factories import LARGE, actor_of, email_of
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage


def _pair(session: Session, other_than: str) -> Standing:
    return next(own for own in factories.standing(session) if own.reviewed == "Peterborough"
                and own.pair.kind == "challenge" and own.reviewer != other_than)


def _twice(session: Session) -> str:
    """An officer who challenges Peterborough, and does so as a guest of the other challenger too; their name."""
    factories.publish(session)
    factories.release(session)
    name = factories.assign(session, "challenge")
    own = factories.reviewing(session, "challenge")
    _invited(session, own, name)
    return name


def _invited(session: Session, own: Standing, name: str) -> int:
    """An officer of a reviewing authority is invited to the other challenge as a guest; their person id there."""
    director = factories.part_of(session, f"{own.reviewer.lower()}-director")
    guest = letting_in.invite(
        session, factories.MAIL, director.actor, director.place, name, email_of(name), "/reviews", "a challenge")
    other = _pair(session, own.reviewer)
    session.add(Reviewer(pair_id=other.pair.id or 0, person_id=guest.person_id, guest_id=guest.id,
                         assigned_by="Somebody", assigned_at=now()))
    session.flush()
    return guest.person_id


def _as_guest(session: Session, name: str) -> Actor:
    person = actor_of(session, name).person_id
    guest = session.exec(select(Guest).where(Guest.person_id == person)).one()
    found = actor_by_guest(session, guest.id or 0, now())
    assert found
    return found


def _mine(session: Session, reading: Reading) -> set[object]:
    """Whose review the reading is, as each feature tells it."""
    own = rating.reviewing_of(session, reading)
    noting = annotations.seen_by(session, reading).mine
    return {reading.reviewer_id, own and own.reviewer_id, noting and noting.reviewer_id,
            tuple(one.reviewer_id for one in named_on(session, reading))}


@pytest.mark.parametrize("how", [actor_of, _as_guest])
def test_each_of_two_reviews_is_told_apart(region: Stage, how: Callable[[Session, str], Actor]) -> None:
    name = region.make(_twice)

    def told(session: Session) -> tuple[set[object], bool]:
        reading = reading_at(session, how(session, name), LARGE)
        row = session.get_one(Reviewer, reading.reviewer_id)
        return _mine(session, reading) - {row.id, (row.id,)}, row.guest_id is not None

    assert region.see(told) == (set(), how is _as_guest)


def test_what_was_submitted_as_one_is_not_submitted_as_the_other(region: Stage) -> None:
    name = region.make(_twice)
    region.make(lambda session: factories.review_whole(session, name))
    guest, own = (region.see(lambda session, how=how: rating.seen_by(
        session, reading_at(session, how(session, name), LARGE))) for how in (_as_guest, actor_of))
    assert [one.mine for one in own] == [True]
    assert guest == []


def test_a_guest_who_came_to_belong_to_the_authority_no_longer_reads(region: Stage) -> None:
    name = region.make(_twice)
    region.see(lambda session: reading_at(session, _as_guest(session, name), LARGE))
    region.make(lambda session: session.add(Membership(
        person_id=actor_of(session, name).person_id, role="reader",
        authority_id=factories.authority_at(session, "peterborough").id or 0)))
    with pytest.raises(NotFound):
        region.see(lambda session: reading_at(session, _as_guest(session, name), LARGE))


def test_packs_are_those_of_the_review_as_which_one_reads(region: Stage) -> None:
    name = region.make(_twice)

    def offered(session: Session) -> list[int | None]:
        return [one.reviewer_id for how in (actor_of, _as_guest)
                for one in packs_on(session, reading_at(session, how(session, name), LARGE))]

    def make(session: Session) -> list[int]:
        readings = [reading_at(session, how(session, name), LARGE) for how in (actor_of, _as_guest)]
        for one in readings:
            session.add(Pack(
                key=f"{one.reviewer_id}", kind=one.why, round_id=one.round.id or 0, authority_id=one.place.id,
                reviewer_id=one.reviewer_id, made_for="", address="", content_sha256="", pdf_sha256="", pdf_size=0,
                pages=0, zip_sha256="", zip_size=0, files=0, made_at=now(), made_by=""))
        return [one.reviewer_id for one in readings]

    assert region.make(make) == region.see(offered)


def test_who_reviews_it_for_another_or_is_in_conflict_is_not_invited(region: Stage) -> None:
    region.make(factories.publish)
    officer = region.make(lambda session: factories.assign(session, "moderation"))
    with pytest.raises(Conflict, match="reviews this already"):
        region.make(lambda session: factories.guest(session, name=officer))
    home = region.see(lambda session: factories.reviewing(session, "challenge").reviewer.lower())
    other = next(one for one in factories.ADDED if one not in (home, officer.removesuffix("-officer")))
    region.make(lambda session: session.add(DeclaredConflict(
        round_id=factories.run_of(session).id, one_id=factories.authority_at(session, other).id or 0,
        other_id=factories.authority_at(session, "peterborough").id or 0, why="Family", declared_by="Somebody",
        declared_for="Peterborough", declared_at=now())))
    with pytest.raises(Refused, match="may not review Peterborough"):
        region.make(lambda session: factories.guest(session, name=f"{other}-director"))


def test_who_is_a_guest_of_another_authority_is_not_named_besides(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    own = region.see(lambda session: factories.reviewing(session, "challenge"))
    name = f"{own.reviewer.lower()}-officer"
    person = region.make(lambda session: _invited(session, own, name))
    there = factories.PART.replace("peterborough", own.reviewer.lower())
    form = {"pair_id": str(own.pair.id), "person_id": str(person)}
    answer = sign_in(f"{own.reviewer.lower()}-director").submit(f"{there}/reviewers", form)
    assert answer.status_code == 409 and "reviews this already, for another authority or as a guest" in answer.text


def test_nobody_is_named_for_an_authority_to_which_they_belong_too(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    own = region.see(lambda session: factories.reviewing(session, "challenge"))
    name = f"{own.reviewer.lower()}-officer"
    person = region.see(lambda session: actor_of(session, name)).person_id
    region.make(lambda session: session.add(
        Membership(person_id=person, authority_id=own.pair.reviewed_id, role="reader")))
    there = factories.PART.replace("peterborough", own.reviewer.lower())
    form = {"pair_id": str(own.pair.id), "person_id": str(person)}
    answer = sign_in(f"{own.reviewer.lower()}-director").submit(f"{there}/reviewers", form)
    assert answer.status_code == 422 and "nobody reviews their own authority" in answer.text
