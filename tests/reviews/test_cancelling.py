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
from tests.assessments.factories import LARGE, email_of
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


def test_a_round_that_was_never_published_is_cancelled_and_opened_again_as_it_stood(
    region: Stage, sign_in: SignIn
) -> None:
    region.make(_answered)
    browser, director, path = sign_in("regional"), sign_in("essex-director"), f"{ROUND}/cancel"
    part = PART.replace("peterborough", "essex")
    assert f'href="{path}"' in browser.get(f"{ROUND}/settings").text
    assert "Invited are Cambridgeshire, Essex," in browser.get(path).text
    answer = browser.submit(path, {"reason": ""})
    assert answer.status_code == 422 and '<a href="#reason">Say why the round is cancelled.' in answer.text
    assert region.see(factories.the_round).state == "preparing"
    assert browser.submit(path, {"reason": WHY}).status_code == 303
    called = region.see(factories.the_round).name
    told = _letters(region, f"{called} is cancelled")
    assert WHY in told[email_of("essex-director")] and email_of("coordinator") in told
    gone = director.get(part)
    assert gone.status_code == 404 and "has cancelled this round" in gone.text
    assert part not in director.get("/reviews").text and "Cancelled" in browser.get("/region/eastern").text
    for page in ("", "/allocation", "/reminders", "/summary", "/settings", "/close", "/report"):
        there = browser.get(ROUND + page)
        assert there.status_code == 200 and "The round is cancelled." in there.text
        assert "Late</h2>" not in there.text
    assert browser.submit(f"{ROUND}/reopen", {"reason": ""}).status_code == 422
    assert browser.submit(f"{ROUND}/reopen", {"reason": "It was right"}).status_code == 303
    assert region.see(factories.the_round).state == "preparing"
    assert "Essex answered stands" in _letters(region, f"{called} is open again")[email_of("essex-director")]
    assert "Who reviews whom stands here once" in director.get(part).text
    page = browser.get(f"{ROUND}/settings").text
    assert "Essex-director" in page and "cancelled the round" in page and "It was right" in page


def test_nothing_is_done_in_a_round_that_is_cancelled(region: Stage, sign_in: SignIn) -> None:
    region.make(_answered)
    pair = region.see(factories.standing)[0].pair.id
    browser = sign_in("regional")
    assert browser.submit(f"{ROUND}/cancel", {"reason": WHY}).status_code == 303
    before = region.see(lambda session: len(session.exec(select(RoundEvent)).all()))
    dates = {name: str(day) for name, day in vars(factories.DATES).items()}
    for path, form in (
        ("dates", {**dates, "response_on": "2017-06-30"}), ("invite", {"invited": ["essex"]}), ("publish", {}),
        ("conflicts", {"one": "essex", "other": "luton", "why": "A move"}), ("allocation", {"memory": "3"}),
        (f"pairs/{pair}/lock", {}), (f"pairs/{pair}", {"choice": "nobody", "reason": "Why"}), ("close", {}),
        ("summary", {"words": "What it came to."}), ("cancel", {"reason": "Again"}), ("report", {}),
    ):
        assert browser.submit(f"{ROUND}/{path}", form).status_code == 409, path
    assert browser.submit(_remove(region, "essex"), {"reason": WHY}).status_code == 409
    assert region.see(lambda session: len(session.exec(select(RoundEvent)).all())) == before
    part = PART.replace("peterborough", "essex")
    assert sign_in("essex-director").submit(f"{part}/answer", {"answer": "takes_part"}).status_code == 404
    again = browser.submit("/region/eastern/open", {
        **dates, "framework": LARGE.framework, "year": LARGE.year, "invited": ["essex"]})
    assert again.status_code == 409 and "open it again from its settings" in again.text


def test_a_round_that_was_published_once_is_not_cancelled(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    region.make(lambda session: pairing.withdraw(session, factories.run_of(session), "A typing error"))
    browser = sign_in("regional")
    assert f"{ROUND}/cancel" not in browser.get(f"{ROUND}/settings").text
    assert browser.get(f"{ROUND}/cancel").status_code == 409
    answer = browser.submit(f"{ROUND}/cancel", {"reason": WHY})
    assert answer.status_code == 409 and service.ONCE in answer.text and WHY in answer.text
    assert region.see(factories.the_round).state == "preparing"


def test_the_question_of_cancelling_needs_as_many_queries_for_many(app: FastAPI, region: Stage) -> None:
    region.make(lambda session: factories.open_round(session, ("essex",)))
    before = count(app, "regional", f"{ROUND}/cancel")
    region.make(lambda session: rounds.invite(session, factories.run_of(session), factories.ADDED))
    assert count(app, "regional", f"{ROUND}/cancel") == before
