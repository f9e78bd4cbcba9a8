"""While an allocation is withdrawn words stay with who wrote them, and what is submitted never keeps it unpublished."""

import pytest
from sqlmodel import Session, col, select

from app.reviews.allocation.rules import Pairing, Task
from app.reviews.arranging import service as pairing
from app.reviews.arranging.rules import broken_by
from app.reviews.pairing.models import Pair
from app.reviews.rating.models import FeedbackPoint
from app.reviews.releases import service as releases
from app.reviews.rounds import service as rounds
from app.reviews.rounds.permissions import Run
from tests.assessments.factories import LARGE, actor_of
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND
from tests.reviews.test_rating import save

WORDS = "Audit is used well."
CHANGING = "The region is changing who reviews whom."


def _withdraw(session: Session) -> None:
    pairing.withdraw(session, factories.run_of(session), "A typing error")


def _reviewed(region: Stage, done: bool) -> tuple[str, Pair]:
    """A challenge of Peterborough begun or submitted, and the round withdrawn; by whom, and its pair."""
    def there(session: Session) -> tuple[str, Pair]:
        factories.publish(session)
        factories.release(session)
        name, own = factories.assign(session, "challenge"), factories.reviewing(session, "challenge")
        factories.write_review(session, name, WORDS)
        if done:
            factories.submit_review(session, name)
        return name, own.pair

    name, pair = region.make(there)
    region.make(_withdraw)
    return name, pair


def _decline(session: Session, slug: str) -> None:
    rounds.answer(session, factories.part_of(session, f"{slug}-director"), "declines", "No staff")


def _conflict(session: Session, slug: str) -> None:
    rounds.declare_conflict(session, factories.part_of(session, f"{slug}-director"), slug, "peterborough", "A move")


@pytest.mark.parametrize(("how", "breaks"), [
    (_decline, "takes no part."), (_conflict, "a conflict is declared between the two."),
])
def test_a_submitted_pair_that_breaks_a_rule_is_kept_with_a_reason(
    region: Stage, sign_in: SignIn, how: object, breaks: str
) -> None:
    name, pair = _reviewed(region, True)
    slug = name.removesuffix("-officer")
    region.make(lambda session: how(session, slug))  # type: ignore[operator]
    browser = sign_in("regional")
    assert browser.submit(f"{ROUND}/allocation", {"memory": "3"}).status_code == 303
    page, told = browser.get(f"{ROUND}/allocation").text, f"{slug.capitalize()} challenges Peterborough"
    assert f"{told}, and that breaks a rule." in page and breaks in page and "These pairs break a rule" not in page
    there = [own for own in region.see(factories.standing) if own.reviewed == "Peterborough"]
    assert sorted(own.pair.kind for own in there) == ["challenge", "challenge", "moderation"]
    answer = browser.submit(f"{ROUND}/publish")
    assert answer.status_code == 422 and breaks in answer.text and "keep it with a reason" in answer.text
    assert "Keep the pair" in browser.get(f"{ROUND}/pairs/{pair.id}").text
    assert browser.submit(f"{ROUND}/pairs/{pair.id}/keep", {"reason": " "}).status_code == 422
    assert browser.submit(f"{ROUND}/pairs/{pair.id}/keep", {"reason": "It is done"}).status_code == 303
    assert "It is done" in browser.get(f"{ROUND}/allocation").text
    assert browser.submit(f"{ROUND}/pairs/{pair.id}/keep", {"reason": "Again"}).status_code == 409
    assert browser.submit(f"{ROUND}/publish").status_code == 303


@pytest.mark.parametrize("done", [False, True])
def test_whoever_wrote_reads_their_own_words_and_why(region: Stage, sign_in: SignIn, done: bool) -> None:
    name, _ = _reviewed(region, done)
    browser = sign_in(name)
    page = browser.get(f"{RELEASED}/review")
    assert page.status_code == 200 and WORDS in page.text and CHANGING in page.text
    assert ("You submitted this" in page.text) == done and "<form" not in page.text.split("<main")[1]
    page = browser.get("/reviews").text
    assert f"{RELEASED}/review/" in page and CHANGING in page
    for path in (RELEASED, f"{RELEASED}/sections/1", f"{RELEASED}/feedback"):
        answer = browser.get(path)
        assert answer.status_code == 404 and CHANGING in answer.text and "Who reviews whom is being" in answer.text
    assert CHANGING in save(browser, "remarks", section="", areas="Typed late").json()["error"]
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert browser.get(RELEASED).status_code == 200
    assert f"{name.capitalize()} {'submitted' if done else 'began'} this review." in sign_in("regional").get(
        f"{ROUND}/allocation").text


@pytest.mark.parametrize("who", ["named", "guest"])
def test_reviews_say_that_the_round_is_being_changed_and_not_that_there_is_nothing(
    region: Stage, sign_in: SignIn, mail: None, who: str
) -> None:
    region.make(factories.publish)  # nothing is released, so that no list below tells of it either
    name = region.make(lambda session: factories.assign(session, "challenge")) if who == "named" else "guest"
    if who == "guest":
        region.make(factories.guest)
    browser, nothing = sign_in(name), "You review nothing at present"
    assert nothing not in browser.get("/reviews").text and nothing in sign_in("author").get("/reviews").text
    region.make(_withdraw)
    page = browser.get("/reviews").text
    called = region.see(lambda session: factories.the_round(session).name)
    assert f"The region has withdrawn who reviews whom in {called}." in page and nothing not in page
    assert nothing in sign_in("author").get("/reviews").text  # who is named nowhere is told nothing of it
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert "has withdrawn" not in browser.get("/reviews").text


def test_a_draft_does_not_tell_whose_pair_goes(region: Stage, sign_in: SignIn) -> None:
    name, pair = _reviewed(region, False)

    def change(session: Session) -> None:
        run = factories.run_of(session)
        own = next(one for one in factories.standing(session) if one.pair.id == pair.id)
        choice = pairing.choices_for(pairing.queries.ground(session, run.round), own)[0]
        pairing.change_pair(session, run, pair.id or 0, choice.key, "Nearer")

    browser = sign_in(name)
    before = browser.get(f"{RELEASED}/review").text, browser.get("/reviews").text
    region.make(change)
    there = browser.get(f"{RELEASED}/review").text, browser.get("/reviews").text
    main = [[one.split("<main")[1].split("</main>")[0] for one in pages] for pages in (before, there)]
    assert main[0] == main[1]
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert "no longer asks you to" in browser.get(f"{RELEASED}/review").text


def _repeated(session: Session) -> tuple[str, int]:
    """A later round repeats a pair of this one by hand, is published, and this one is withdrawn; that pair in words,
    and its id."""
    factories.publish(session)
    run, own = factories.run_of(session), factories.reviewing(session, "challenge")
    view = factories.latest_by_slug(session, LARGE.framework)
    assert view
    later = rounds.open_round(session, run.actor, run.region, view, "2017-18", factories.DATES, (
        *factories.ADDED, "peterborough", "cambridgeshire"))
    session.flush()
    other = Run(run.actor, run.region, later)
    pairing.keep(session, other, pairing.draft(session, other, factories.SEED, 3), "")
    pairing.add_pair(session, other, "challenge", own.pair.reviewer_id, own.pair.reviewed_id, "They asked for it")
    pairing.keep(session, other, pairing.draft(session, other, factories.SEED, 3), "")
    pairing.publish(session, other)
    _withdraw(session)
    return own.told, own.pair.id or 0


def test_what_a_later_round_repeats_is_kept_with_a_reason_and_published_again_unchanged(
    region: Stage, sign_in: SignIn
) -> None:
    told, pair = region.make(_repeated)
    before = {own.told for own in region.see(factories.standing)}
    browser, path = sign_in("regional"), f"{ROUND}/pairs/{pair}"
    answer = browser.submit(f"{ROUND}/publish")
    assert answer.status_code == 422 and "again, as in the round one year" in answer.text
    assert "Keep that pair with a reason" in answer.text
    assert f"{told}, and that breaks a rule." in browser.get(f"{ROUND}/allocation").text
    page = browser.get(path).text
    assert "Keep the pair" in page and "Change the pair" in page
    answer = browser.submit(f"{path}/keep", {"reason": " "})
    assert answer.status_code == 422 and 'href="#keep-reason"' in answer.text
    assert browser.submit(f"{path}/keep", {"reason": "It stood first"}).status_code == 303
    page = browser.get(f"{ROUND}/allocation").text
    assert "It stood first" in page and "that breaks a rule" not in page
    assert region.see(lambda session: session.get_one(Pair, pair)).locked_by == "Regional"
    assert browser.submit(f"{path}/keep", {"reason": "Again"}).status_code == 409
    assert browser.submit(f"{ROUND}/publish").status_code == 303
    assert {own.told for own in region.see(factories.standing)} == before


def test_a_rule_that_two_pairs_break_together_is_told_at_either() -> None:
    task, names = Task((1, 2, 3)), {1: "Essex", 2: "Luton", 3: "Norfolk"}
    one, turned = Pairing("challenge", 1, 2), Pairing("challenge", 2, 1)
    both, apart = Pairing("moderation", 1, 2), Pairing("challenge", 1, 3)
    stands = {one, turned, both, apart}
    mutual, twice = "Essex and Luton would challenge one another.", "Essex would both challenge and moderate Luton."
    told = {pair: set(broken_by(task, stands, pair, names)) for pair in stands}
    assert told == {one: {mutual, twice}, turned: {mutual}, both: {twice}, apart: set()}


def _third_challenger(session: Session) -> str:
    """One more challenger of Peterborough, by hand: what their officer is called."""
    there = {own.reviewer.lower() for own in factories.standing(session) if own.reviewed == "Peterborough"}
    slug = next(one for one in factories.ADDED if one not in there)
    reviewer, reviewed = (factories.authority_at(session, one).id or 0 for one in (slug, "peterborough"))
    pairing.add_pair(session, factories.run_of(session), "challenge", reviewer, reviewed, "A third pair of eyes")
    own = next(one for one in factories.standing(session)
               if (one.pair.kind, one.pair.reviewer_id, one.pair.reviewed_id) == ("challenge", reviewer, reviewed))
    person = actor_of(session, f"{slug}-officer").person_id
    releases.assign(session, factories.part_of(session, f"{slug}-director"), own.pair.id or 0, person)
    return f"{slug}-officer"


def test_a_run_says_whose_submitted_reviews_are_too_many_and_what_stands_can_be_published(
    region: Stage, sign_in: SignIn
) -> None:
    called = region.make(factories.under_review)
    names = [called["challenger"], called["second"], region.make(_third_challenger)]
    for name in names:
        region.make(lambda session, name=name: factories.review_whole(session, name))
    region.make(_withdraw)
    browser, before = sign_in("regional"), [own.told for own in region.see(factories.standing)]
    assert browser.submit(f"{ROUND}/allocation", {"memory": "3"}).status_code == 303
    page = browser.get(f"{ROUND}/allocation").text.split("What you can do:")[1].split("</ul>")[0]
    assert "Peterborough is challenged by 3 others already, and those reviews are submitted: " in page
    assert "Keep the pairs as they stand" in page and page.count("<li>") == 1
    assert [own.told for own in region.see(factories.standing)] == before
    assert browser.submit(f"{ROUND}/publish").status_code == 303


def test_a_lock_that_does_not_hold_is_told_before_the_run(region: Stage, sign_in: SignIn) -> None:
    name, pair = _reviewed(region, False)
    slug, browser = name.removesuffix("-officer"), sign_in("regional")
    assert browser.submit(f"{ROUND}/pairs/{pair.id}/lock").status_code == 303
    page = browser.get(f"{ROUND}/allocation").text
    assert "locked pairs stay" in page and "Reviews are begun" not in page
    region.make(lambda session: _decline(session, slug))
    page = browser.get(f"{ROUND}/allocation").text
    assert "A run removes these pairs, locked or not." in page and f"{slug.capitalize()} takes no part." in page
    assert "locked pairs stay" not in page and f"{name.capitalize()} began this review" in page
    assert "Lock those that are to stay" not in page


def test_guests_stand_on_the_page_and_can_be_shut_out(region: Stage, sign_in: SignIn, mail: None) -> None:
    region.make(factories.publish)
    region.make(factories.release)
    reviewer = region.make(factories.guest)
    region.make(lambda session: factories.write_review(session, "guest", WORDS))
    own = region.see(lambda session: factories.reviewing(session, "challenge"))
    slug = own.reviewer.lower()
    director, part = sign_in(f"{slug}-director"), PART.replace("peterborough", slug)
    region.make(_withdraw)
    assert f"{part}/guests/{reviewer}" in director.get(part).text
    page = sign_in("guest").get(f"{RELEASED}/review").text
    assert WORDS in page and CHANGING in page
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    region.make(lambda session: _change(session, own.pair.id or 0))
    assert f"{part}/guests/{reviewer}" in director.get(part).text
    assert WORDS in sign_in("guest").get(f"{RELEASED}/review").text
    page = director.get(f"{part}/guests/{reviewer}").text
    assert "Withdraw access now" in page and "Send a new link" not in page and "no new link can be sent" in page
    answer = director.submit(f"{part}/guests/{reviewer}/again")
    assert answer.status_code == 409 and "no new link goes to Guest" in answer.text
    assert director.submit(f"{part}/reviewers/{reviewer}/remove").status_code == 303
    assert "Access ended on" in director.get(part).text and sign_in("guest").get("/reviews").status_code == 303


def _change(session: Session, pair_id: int) -> None:
    run = factories.run_of(session)
    own = next(one for one in factories.standing(session) if one.pair.id == pair_id)
    choice = pairing.choices_for(pairing.queries.ground(session, run.round), own)[0]
    pairing.change_pair(session, run, pair_id, choice.key, "Nearer")


def test_a_pair_too_many_can_go(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    own = region.see(lambda session: next(one for one in factories.standing(session) if one.pair.kind == "moderation"))
    taken = {one.pair.reviewer_id for one in region.see(factories.standing) if one.reviewed == own.reviewed}
    ground = region.see(lambda session: pairing.queries.ground(session, factories.the_round(session)))
    other = next(one for one in ground.task.authorities if one not in {*taken, own.pair.reviewed_id})
    region.make(lambda session: pairing.add_pair(
        session, factories.run_of(session), "moderation", other, own.pair.reviewed_id, "A second pair of eyes"))
    extra = region.see(lambda session: session.exec(select(Pair).where(col(Pair.changed_by) == "Regional")).one())
    browser = sign_in("regional")
    page = browser.get(f"{ROUND}/pairs/{extra.id}").text
    assert 'value="nobody"' in page
    assert browser.submit(f"{ROUND}/pairs/{extra.id}", {"choice": "nobody", "reason": "Enough"}).status_code == 303
    assert extra.id not in {one.pair.id for one in region.see(factories.standing)}


def test_what_withdrawing_is_said_to_stop_stops_and_nothing_else(region: Stage, sign_in: SignIn) -> None:
    name, _ = _reviewed(region, True)
    authority, challenger, event = sign_in("coordinator"), sign_in(name), f"{RELEASED}/event"
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    told = sign_in("regional").get(f"{ROUND}/allocation").text
    assert "write nothing. Authorities still read what was submitted about them, answer it, and write at" in told
    assert "Both sides write here." in authority.get(event).text and challenger.get(event).status_code == 200
    region.make(_withdraw)
    page = authority.get(event).text
    assert "Both sides" not in page and "challengers neither read this list nor write in it" in page
    assert authority.submit(f"{event}/lines", {"line": "Who hears of it?"}).status_code == 303
    assert challenger.submit(f"{event}/lines", {"line": "Who tells?"}).status_code == 404
    assert challenger.get(event).status_code == 404
    point = region.see(lambda session: session.exec(select(FeedbackPoint)).first())
    assert point and WORDS in authority.get(f"{RELEASED}/feedback").text
    answered = authority.submit(f"{RELEASED}/feedback/points/{point.id}/answer", {"kind": "accepts", "words": "Yes."})
    assert answered.status_code == 303
    region.make(lambda session: pairing.publish(session, factories.run_of(session)))
    assert "Who hears of it?" in challenger.get(event).text
