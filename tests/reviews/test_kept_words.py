"""Words that were written stay: with whoever is named again, and with a pair that is found again."""

from sqlmodel import Session, select

from app.reviews.guests import service as guests
from app.reviews.pairing import service as pairing
from app.reviews.rating.models import Remark
from app.reviews.releases import service as releases
from app.reviews.releases.models import Reviewer
from tests.assessments.factories import email_of
from tests.reviews import factories
from tests.reviews.conftest import Stage


def _written(session: Session, name: str) -> set[str]:
    """What somebody finds written in their review."""
    review = factories.reviewing_as(session, name).review
    return set(session.exec(select(Remark.words).where(Remark.review_id == review.id)).all()) if review else set()


def _take_off(session: Session) -> None:
    row = session.exec(select(Reviewer)).one()
    own = factories.reviewing(session, "challenge")
    releases.take_off(session, factories.part_of(session, f"{own.reviewer.lower()}-director"), row.id or 0)
    session.flush()


def _invite_again(session: Session) -> None:
    own = factories.reviewing(session, "challenge")
    part = factories.part_of(session, f"{own.reviewer.lower()}-director")
    guests.invite(session, factories.MAIL, part, own.pair.id or 0, "Guest", email_of("guest"))


def _challenged(session: Session) -> str:
    factories.publish(session)
    factories.release(session)
    return factories.assign(session, "challenge")


def test_who_is_named_again_goes_on_with_what_they_wrote(region: Stage) -> None:
    name = region.make(_challenged)
    region.make(lambda session: factories.write_review(session, name))
    before = region.see(lambda session: _written(session, name))
    region.make(_take_off)
    region.make(lambda session: factories.assign(session, "challenge"))
    assert before and region.see(lambda session: _written(session, name)) == before
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert not row.removed_at and not row.removed_by


def test_a_guest_who_is_invited_again_goes_on_with_what_they_wrote(region: Stage) -> None:
    region.make(factories.publish)
    region.make(factories.release)
    region.make(factories.guest)
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    region.make(_take_off)
    region.make(_invite_again)
    again = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert again.id == row.id and not again.removed_at and again.guest_id == row.guest_id


def test_a_run_that_finds_the_same_pairs_keeps_their_reviews(region: Stage) -> None:
    name = region.make(_challenged)
    region.make(lambda session: factories.write_review(session, name))
    before = region.see(lambda session: {own.pair.id for own in factories.standing(session)})
    region.make(lambda session: pairing.withdraw(session, factories.run_of(session), "A typing error"))
    region.make(factories.allocate)
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert region.see(lambda session: {own.pair.id for own in factories.standing(session)}) == before
    assert region.see(lambda session: _written(session, name))
