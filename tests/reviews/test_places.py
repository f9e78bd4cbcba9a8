"""Two places of one person at one authority: each is reached at its own address, and one of them alone stands."""

import pytest
from sqlmodel import Session, select

from app.core.mail.models import Letter
from app.reviews.arranging import service as pairing
from app.reviews.guests import service as guests
from app.reviews.pairing.queries import Standing
from app.reviews.releases import service as releases
from app.reviews.releases.models import Reviewer
from tests.assessments.factories import actor_of, email_of
from tests.conftest import SignIn
from tests.house.test_queries import MOST, count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED

WORDS = "Challenged before."
LATER = "Moderated by now."


def challenged(session: Session) -> tuple[str, Standing]:
    """A challenge of Peterborough that is begun; by whom, and its pair."""
    factories.publish(session)
    factories.release(session)
    name = factories.assign(session, "challenge")
    factories.write_review(session, name, WORDS)
    return name, factories.reviewing(session, "challenge")


def change(session: Session, own: Standing) -> None:
    """The pair is changed for one that does not name the same authority again."""
    run = factories.run_of(session)
    ground = pairing.queries.ground(session, run.round)
    choice = next(one for one in pairing.choices_for(ground, own)
                  if not any(new.reviewer == own.pair.reviewer_id and new.reviewed == own.pair.reviewed_id
                             for new in one.comes))
    pairing.change_pair(session, run, own.pair.id or 0, choice.key, "Nearer")


def moderates(session: Session, name: str, own: Standing) -> int:
    """The same person is named as moderator; their place there."""
    run = factories.run_of(session)
    pairing.add_pair(session, run, "moderation", own.pair.reviewer_id, own.pair.reviewed_id, "Knows it")
    pair = next(one.pair.id or 0 for one in factories.standing(session) if one.pair.kind == "moderation"
                and one.pair.reviewer_id == own.pair.reviewer_id and one.pair.reviewed_id == own.pair.reviewed_id)
    person = actor_of(session, name).person_id
    releases.assign(session, factories.part_of(session, name.replace("officer", "director")), pair, person)
    session.flush()
    return session.exec(select(Reviewer).where(Reviewer.pair_id == pair)).one().id or 0


def make_again(session: Session, own: Standing) -> None:
    """The pair comes back, by hand."""
    pairing.add_pair(
        session, factories.run_of(session), "challenge", own.pair.reviewer_id, own.pair.reviewed_id, "After all")


def test_each_place_has_its_own_address(region: Stage, sign_in: SignIn) -> None:
    name, own = region.make(challenged)
    first = region.see(lambda session: session.exec(select(Reviewer)).one().id)
    region.make(lambda session: change(session, own))
    second = region.make(lambda session: moderates(session, name, own))
    browser = sign_in(name)
    assert WORDS not in browser.get(f"{RELEASED}/review").text
    page = browser.get(f"{RELEASED}/review/{first}")
    assert page.status_code == 200 and WORDS in page.text
    assert f"{RELEASED}/review/{first}" in browser.get("/reviews").text
    assert count(region.app, name, f"{RELEASED}/review/{first}") <= MOST
    answer = browser.get(f"{RELEASED}/review/{second}")
    assert answer.status_code == 303 and answer.headers["location"] == f"{RELEASED}/review"
    for path in (f"{RELEASED}/review/{first}", f"{RELEASED}/review/9999", f"{RELEASED}/review/x"):
        assert sign_in(name.replace("officer", "director")).get(path).status_code == 404
    region.make(factories.close)
    answer = browser.get(f"{RELEASED}/review")
    assert answer.status_code == 303 and answer.headers["location"] == f"{RELEASED}/review/{first}"
    assert WORDS in browser.get(f"{RELEASED}/review/{first}").text


@pytest.mark.parametrize("later", [True, False])
def test_who_reviews_it_otherwise_by_now_stays_where_they_wrote_when_the_pair_comes_back(
    region: Stage, sign_in: SignIn, later: bool
) -> None:
    name, own = region.make(challenged)
    region.make(lambda session: change(session, own))
    second = region.make(lambda session: moderates(session, name, own))
    if later:
        region.make(lambda session: factories.write_review(session, name, LATER))
    _sent(region, once=False)
    region.make(lambda session: make_again(session, own))
    told = _sent(region)
    assert "nobody reviews an authority twice" in told[email_of(name)]
    assert "for another authority by now" not in told[email_of(name)] and any(
        f"{name.capitalize()} reviews Peterborough for another authority by now." in one for one in told.values())
    if not later:
        assert WORDS in sign_in(name).get(f"{RELEASED}/review").text
        return
    rows = region.see(lambda session: session.exec(select(Reviewer)).all())
    assert {row.id for row in rows if row.removed_at is None} == {second}
    browser = sign_in(name)
    page = browser.get("/reviews").text
    assert page.count(f'href="{RELEASED}"') == 1 and LATER in browser.get(f"{RELEASED}/review").text
    first = next(row.id for row in rows if row.removed_at)
    page = browser.get(f"{RELEASED}/review/{first}").text
    assert WORDS in page and "nobody reviews an authority twice" in page


def test_a_guest_of_two_authorities_reviews_once(region: Stage) -> None:
    def invited_twice(session: Session) -> None:
        factories.publish(session)
        factories.release(session)
        factories.guest(session)
        own = factories.reviewing(session, "challenge")
        change(session, own)
        other = next(one for one in factories.standing(session) if one.reviewed == "Peterborough"
                     and one.reviewer.lower() in factories.ADDED)
        part = factories.part_of(session, f"{other.reviewer.lower()}-director")
        guests.invite(session, factories.MAIL, part, other.pair.id or 0, "Guest", email_of("guest"))
        session.flush()
        make_again(session, own)

    region.make(invited_twice)
    first, second = region.see(lambda session: session.exec(select(Reviewer).order_by(Reviewer.id)).all())  # type: ignore[arg-type]
    assert first.person_id == second.person_id and first.removed_why and second.removed_at is None


def _sent(region: Stage, once: bool = True) -> dict[str, str]:
    """What has been sent about who reviews whom, by address; and nothing of it any more."""
    def read(session: Session) -> dict[str, str]:
        found = session.exec(select(Letter).where(Letter.subject.startswith("Who reviews whom"))).all()  # type: ignore[attr-defined]
        told = {one.recipient: one.text for one in found}
        assert len(told) == len(found) or not once
        for one in found:
            session.delete(one)
        return told

    return region.make(read)


def test_everybody_concerned_gets_one_letter(region: Stage) -> None:
    name, own = region.make(challenged)
    director = email_of(f"{own.reviewer.lower()}-director")
    assert "has published who reviews whom" in _sent(region)[director]
    region.make(lambda session: change(session, own))
    told = _sent(region)
    assert "You are no longer asked to challenge Peterborough." in told[email_of(name)]
    assert f"{own.reviewer} no longer challenges Peterborough." in told[director]
    assert f"{own.reviewer} no longer challenges Peterborough." in told[email_of("coordinator")]
    region.make(lambda session: make_again(session, own))
    told = _sent(region)
    assert "You are asked again to challenge Peterborough" in told[email_of(name)]
    region.make(lambda session: pairing.withdraw(session, factories.run_of(session), "Again"))
    assert "is changing who reviews whom" in _sent(region)[email_of(name)]
    region.make(lambda session: change(session, own))
    assert _sent(region) == {}
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert "You are no longer asked" in _sent(region)[email_of(name)]


@pytest.mark.parametrize("seen", ["nothing", "begun"])
def test_who_began_since_is_not_taken_off_unasked(region: Stage, sign_in: SignIn, seen: str) -> None:
    _, own = region.make(challenged)
    slug = own.reviewer.lower()
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    path = f"{factories.PART.replace('peterborough', slug)}/reviewers/{row.id}/remove"
    answer = sign_in(f"{slug}-director").submit(path, {"seen": seen})
    assert answer.status_code == (409 if seen == "nothing" else 303)
    if seen == "nothing":
        assert "began to write since you were asked" in answer.text
