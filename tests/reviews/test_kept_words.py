"""Words that were written stay: with whoever is named again or named no more, and with a pair that is found again."""

import json

from sqlmodel import Session, select

from app.reviews.arranging import service as pairing
from app.reviews.guests import service as guests
from app.reviews.rating.models import Remark
from app.reviews.releases import service as releases
from app.reviews.releases.models import Reviewer
from tests.assessments.factories import email_of
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND
from tests.reviews.test_rating import save

WORDS = "Audit is used well."


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


def _begun(session: Session) -> str:
    name = _challenged(session)
    factories.write_review(session, name, WORDS)
    return name


def _pair_of(region: Stage, name: str) -> int:
    return region.see(lambda session: next(
        own.pair.id or 0 for own in factories.standing(session) if own.reviewed == "Peterborough"
        and own.pair.kind == "challenge" and own.reviewer.lower() == name.removesuffix("-officer")))


def _goes_without(session: Session, pair_id: int, key: str) -> bool:
    """Whether another pair offers to change places with this one."""
    ground = pairing.queries.ground(session, factories.run_of(session).round)
    return any(one.key == key for own in ground.standing if own.pair.id != pair_id
               for one in pairing.choices_for(ground, own))


def test_a_pair_whose_review_is_submitted_stays(region: Stage, sign_in: SignIn) -> None:
    name = region.make(_begun)
    pair, regional = _pair_of(region, name), sign_in("regional")
    own = region.see(lambda session: next(one for one in factories.standing(session) if one.pair.id == pair))
    key = f"exchange-{own.pair.reviewer_id}-{own.pair.reviewed_id}"
    choice = regional.get(f"{ROUND}/pairs/{pair}").text.split('type="radio" value="')[1].split('"')[0]
    assert region.see(lambda session: _goes_without(session, pair, key))
    region.make(lambda session: factories.submit_review(session, name))
    assert not region.see(lambda session: _goes_without(session, pair, key))
    page = regional.get(f"{ROUND}/pairs/{pair}").text
    assert f"{name.capitalize()} submitted this review" in page and 'type="radio"' not in page
    answer = regional.submit(f"{ROUND}/pairs/{pair}", {"choice": choice, "reason": "Further apart"})
    assert answer.status_code == 409 and f"{name.capitalize()} submitted this review" in answer.text
    region.make(lambda session: pairing.withdraw(session, factories.run_of(session), "A typing error"))
    assert "Review submitted" in regional.get(f"{ROUND}/allocation").text
    for seed in (101, 102, 103):
        region.make(lambda session, seed=seed: pairing.keep(session, run := factories.run_of(session), pairing.draft(
            session, run, seed, 3), "Again"))
        assert _pair_of(region, name) == pair
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert WORDS in sign_in(name).get(f"{RELEASED}/review").text


def test_whose_pair_is_changed_reads_their_words_and_goes_on_when_it_is_made_again(
    region: Stage, sign_in: SignIn
) -> None:
    name = region.make(_begun)
    pair, regional, browser = _pair_of(region, name), sign_in("regional"), sign_in(name)
    own = region.see(lambda session: next(one for one in factories.standing(session) if one.pair.id == pair))
    page = regional.get(f"{ROUND}/pairs/{pair}").text
    assert f"{name.capitalize()} began this review. What they wrote stays theirs to read." in page
    choice = page.split('type="radio" value="')[1].split('"')[0]
    assert regional.submit(f"{ROUND}/pairs/{pair}", {"choice": choice, "reason": "Nearer"}).status_code == 303
    page = browser.get(f"{RELEASED}/review")
    assert page.status_code == 200 and WORDS in page.text and "The region changed who reviews" in page.text
    assert f"{RELEASED}/review" in browser.get("/reviews").text and browser.get(RELEASED).status_code == 404
    told = save(browser, "remarks", section="", areas="Typed late").json()["error"]
    assert "The region changed who reviews Peterborough" in told and "is kept" in told
    wanted = {"kind": "challenge", "reviewer": str(own.pair.reviewer_id), "reviewed": str(own.pair.reviewed_id)}
    assert regional.submit(f"{ROUND}/pairs", {**wanted, "why": "After all"}).status_code == 303
    assert _pair_of(region, name) == pair and browser.get(RELEASED).status_code == 200
    assert region.see(lambda session: WORDS in _written(session, name))


def test_who_is_taken_off_is_asked_about_first_and_reads_their_words(region: Stage, sign_in: SignIn) -> None:
    name = region.make(_begun)
    slug, browser = name.removesuffix("-officer"), sign_in(name)
    director, part = sign_in(f"{slug}-director"), PART.replace("peterborough", slug)
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert f'href="{part}/reviewers/{row.id}/remove"' in director.get(part).text
    page = director.get(f"{part}/reviewers/{row.id}/remove").text
    assert f"{name.capitalize()} began this review and has not submitted it." in page
    assert RELEASED in browser.get("/reviews").text
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 303
    page, taken = browser.get(f"{RELEASED}/review").text, f"{slug.capitalize()}-director took you off the review"
    assert WORDS in page and taken in page
    assert f"{RELEASED}/review" in browser.get("/reviews").text and browser.get(RELEASED).status_code == 404
    told = save(browser, "remarks", section="", areas="Typed late").json()["error"]
    assert taken in told and "is kept" in told
    region.make(factories.close)
    assert WORDS in browser.get(f"{RELEASED}/review").text


def test_whoever_is_taken_off_is_shown_what_their_computer_alone_holds(region: Stage, sign_in: SignIn) -> None:
    name = region.make(_challenged)
    region.make(_take_off)
    browser, panel = sign_in(name), f'data-under="{RELEASED}"'
    for path in (RELEASED, f"{RELEASED}/review", f"{RELEASED}/sections/1"):
        answer = browser.get(path)
        assert answer.status_code == 404 and panel in answer.text and "js/held.js" in answer.text, path
    listed = browser.get("/reviews").text  # a row that the script shows where there is something to show
    assert "<section hidden>" in listed and panel in listed and "js/held.js" in listed
    assert panel not in sign_in("suffolk-officer" if name != "suffolk-officer" else "luton-officer").get(RELEASED).text


def test_what_the_server_has_is_told_to_the_browser_that_may_hold_it(region: Stage, sign_in: SignIn) -> None:
    name = region.make(_begun)
    save(sign_in(name), "ratings", section="1", scope="answer", key="1.1", level="", reason="As read.")
    region.make(_take_off)
    page = sign_in(name).get(f"{RELEASED}/review").text
    saved = json.loads(page.split("data-saved='")[1].split("'")[0])
    assert WORDS in {words for at, told in saved.items() if at.startswith("remarks ") for words in told.values()}
    assert saved["ratings answer 1.1"] == {"level": "", "reason": "As read.", "agrees": ""}
