"""A region takes back what it began: an invitation, with a question first and never with what others made of it."""

from fastapi import FastAPI
from sqlmodel import Session, select

from app.activity.models import Activity
from app.core.mail.models import Letter
from app.reviews.arranging import service as pairing
from app.reviews.cancelling import service
from app.reviews.rounds import queries
from app.reviews.rounds import service as rounds
from app.reviews.rounds.models import Invitation, RoundEvent
from tests.assessments.factories import email_of
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, ROUND, authority_at

WHY = "It merges with another authority"


def _remove(region: Stage, slug: str) -> str:
    """Where the invitation of an authority is withdrawn."""
    return f"{ROUND}/invited/{region.see(lambda session: authority_at(session, slug)).id}/remove"


def _letters(region: Stage, subject: str) -> dict[str, str]:
    """What was sent under a subject that begins so, by address."""
    return {one.recipient: one.text for one in region.see(lambda session: session.exec(select(Letter)).all())
            if one.subject.startswith(subject)}


def _answered(session: Session) -> None:
    factories.open_round(session)
    rounds.answer(session, factories.part_of(session, "essex-director"), "takes_part", "")
    factories.allocate(session)


def _withdrawn(session: Session) -> None:
    factories.publish(session)
    factories.release(session)
    factories.guest(session)
    pairing.withdraw(session, factories.run_of(session), "A merger")


def test_an_invitation_is_withdrawn_for_a_reason_and_the_authority_is_told(region: Stage, sign_in: SignIn) -> None:
    region.make(_answered)
    browser, path = sign_in("regional"), _remove(region, "essex")
    assert path in browser.get(f"{ROUND}/settings").text
    page = browser.get(path).text
    assert "takes part, by Essex-director on" in page and "Essex challenges" in page and "told by mail" in page
    assert len(region.see(lambda session: session.exec(select(Invitation)).all())) == 7
    answer = browser.submit(path, {"reason": " ", "seen": "takes_part"})
    assert answer.status_code == 422 and '<a href="#reason">Say why the invitation is withdrawn.' in answer.text
    answer = browser.submit(path, {"reason": WHY, "seen": "waiting"})
    assert answer.status_code == 409 and WHY in answer.text
    assert "Essex answered since you opened the page" in answer.text
    assert browser.submit(path, {"reason": WHY, "seen": "takes_part"}).status_code == 303
    told = _letters(region, "Invitation to")[email_of("essex-director")]
    assert "has withdrawn the invitation of Essex" in told and WHY in told
    page = browser.get(f"{ROUND}/settings").text
    assert f"Essex: {WHY} Its answer had been: takes part, by Essex-director on" in page
    assert browser.submit(f"{ROUND}/invite", {"invited": ["essex"]}).status_code == 303
    last = region.see(lambda session: session.exec(select(RoundEvent).order_by(RoundEvent.id)).all())[-1]  # type: ignore[arg-type]
    assert (last.kind, last.reason) == ("invited", "Essex")
    assert "reviews:round:uninvited" in region.see(lambda session: session.exec(select(Activity.tag)).all())


def test_an_invitation_stays_once_reviews_or_guests_hang_on_it(
    region: Stage, mail: None, sign_in: SignIn,
) -> None:
    region.make(_withdrawn)
    browser, reviewing = sign_in("regional"), region.see(
        lambda session: factories.reviewing(session, "challenge")).reviewer.lower()
    before = region.see(lambda session: len(queries.invited_to(session, factories.run_of(session).id)))
    for slug, told in (("peterborough", "has released what reviewers read and people named"),
                       (reviewing, "has people named who review it or review for it")):
        path = _remove(region, slug)
        page = browser.get(path)
        assert page.status_code == 409 and told in page.text
        assert "ask its coordinator or director to decline" in page.text
        answer = browser.submit(path, {"reason": WHY})
        assert answer.status_code == 409 and told in answer.text and WHY in answer.text
    assert region.see(lambda session: len(queries.invited_to(session, factories.run_of(session).id))) == before
    assert sign_in("coordinator").get(PART).status_code == 200
    part = PART.replace("peterborough", reviewing)
    assert "Guests whom you invited" in sign_in(f"{reviewing}-director").get(part).text


def test_an_invitation_stays_while_the_allocation_is_published(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    answer = sign_in("regional").submit(_remove(region, "essex"), {"reason": WHY})
    assert answer.status_code == 409 and service.PUBLISHED in answer.text


def test_the_question_needs_as_many_queries_for_many_pairs(app: FastAPI, region: Stage) -> None:
    region.make(factories.open_round)
    path = _remove(region, "essex")
    before = count(app, "regional", path)
    region.make(factories.allocate)
    assert count(app, "regional", path) == before
