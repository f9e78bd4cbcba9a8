"""A round from its opening to its close, as the regional coordinator sees it."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.core.errors import Conflict
from app.reviews.arranging import service as pairing
from app.reviews.pairing.models import AllocationRun, Pair
from app.reviews.pairing.queries import pairs_in
from app.reviews.rounds import queries
from app.reviews.rounds import service as rounds
from app.reviews.rounds.models import DeclaredConflict, Invitation, Round, RoundEvent
from app.reviews.rounds.rules import fold
from tests.assessments.factories import LARGE
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import DATES, PART, ROUND

FORM = {
    "framework": LARGE.framework, "year": LARGE.year, **{name: str(day) for name, day in vars(DATES).items()},
    "invited": ["essex", "luton", "norfolk", "suffolk", "thurrock", "peterborough"],
}


def every(region: Stage, model: type[Any]) -> list[Any]:
    """Every row of a kind, oldest first."""
    return list(region.see(lambda session: session.exec(select(model).order_by(model.id)).all()))


def invited(session: Session) -> list[queries.Invited]:
    """Who is invited to the round."""
    return queries.invited_to(session, factories.run_of(session).id)


def test_a_round_is_opened_with_its_dates_and_invitations(region: Stage, sign_in: SignIn) -> None:
    browser = sign_in("regional")
    assert "No rounds yet" in browser.get("/region/eastern").text
    answer = browser.submit("/region/eastern/open", FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, ROUND)
    assert len(region.see(lambda session: session.exec(select(Invitation)).all())) == 6
    page = browser.get(ROUND).text
    assert "Essex" in page and "Not opened" in page and "Not started" not in page
    assert browser.submit("/region/eastern/open", FORM).status_code == 409


def test_bad_input_opens_nothing_and_keeps_what_was_typed(region: Stage, sign_in: SignIn) -> None:
    browser = sign_in("regional")
    for wrong, sentence, field in (
        ({"year": "soon"}, "Write the year as 2016-17.", "year"),
        ({"year": "2016-19"}, "2016-19 is no year: write two that follow one another, such as 2016-17.", "year"),
        ({"year": "2019-19"}, "2019-19 is no year", "year"), ({"year": "1066"}, "Write the year as 2016-17.", "year"),
        ({"sign_off_on": "1800-01-01"}, "“Signed off by” is far from the year 2016/17", "sign_off_on"),
        ({"challenge_on": "2017-13-01"}, "Give a whole date for “Challenge begins”", "challenge_on"),
        ({"challenge_on": "2017-01-01"}, "Moderation comes first", "moderation_on"),
        ({"framework": "none"}, "Choose a framework from the list.", "framework-1"),
    ):
        answer = browser.submit("/region/eastern/open", {**FORM, **wrong})
        assert answer.status_code == 422 and f'<a href="#{field}">{sentence}' in answer.text
        assert f'id="{field}"' in answer.text
        assert 'value="norfolk" checked' in answer.text
    assert region.see(lambda session: session.exec(select(Round)).all()) == []


def test_the_front_page_of_a_regional_coordinator_is_their_region(region: Stage, sign_in: SignIn) -> None:
    browser = sign_in("regional")
    assert browser.get("/").headers["location"] == "/region/eastern"
    page = browser.get("/region/eastern").text
    assert "My work" not in page and "Eastern Region" in page


def test_an_allocation_keeps_apart_who_may_not_meet(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    browser = sign_in("regional")
    shared = {"one": "cambridgeshire", "other": "peterborough", "why": "One director for both"}
    assert browser.submit("/region/eastern/leadership", shared).status_code == 303
    assert browser.submit("/region/eastern/leadership", shared).status_code == 409
    conflict = {"one": "essex", "other": "thurrock", "why": "Officers moved between the two"}
    assert browser.submit(f"{ROUND}/conflicts", conflict).status_code == 303
    assert browser.submit(f"{ROUND}/allocation", {"seed": "12", "memory": "3"}).status_code == 303
    names = {frozenset((own.reviewer, own.reviewed)) for own in region.see(factories.standing)}
    assert frozenset(("Cambridgeshire", "Peterborough")) not in names
    assert frozenset(("Essex", "Thurrock")) not in names
    assert len(region.see(factories.standing)) == 7 * 3
    page = browser.get(f"{ROUND}/allocation").text
    assert "Seed 12" in page and "Publish the allocation" in page


def test_what_cannot_hold_is_said_and_the_pairs_stay(region: Stage, sign_in: SignIn) -> None:
    region.make(lambda session: factories.open_round(session, ("essex", "luton", "norfolk", "suffolk", "thurrock")))
    region.make(factories.allocate)
    before = [own.told for own in region.see(factories.standing)]
    browser = sign_in("regional")
    browser.submit(f"{ROUND}/conflicts", {"one": "essex", "other": "luton", "why": "A shared service"})
    assert browser.submit(f"{ROUND}/allocation", {"memory": "3"}).status_code == 303
    page = browser.get(f"{ROUND}/allocation").text
    assert "The rules cannot all hold" in page and "Lift the conflict between" in page
    assert [own.told for own in region.see(factories.standing)] == before
    assert [run.found for run in every(region, AllocationRun)] == [True, False]


def test_a_conflict_that_came_later_holds_publication_up(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    own = region.see(factories.standing)[0]
    browser = sign_in("regional")
    conflict = {"one": own.reviewer.lower(), "other": own.reviewed.lower(), "why": "Found out late"}
    browser.submit(f"{ROUND}/conflicts", conflict)
    answer = browser.submit(f"{ROUND}/publish")
    assert answer.status_code == 422 and "a conflict is declared between the two" in answer.text
    row = region.see(lambda session: session.exec(select(DeclaredConflict)).one())
    assert browser.submit(f"{ROUND}/conflicts/{row.id}/lift").status_code == 422
    assert browser.submit(f"{ROUND}/conflicts/{row.id}/lift", {"why": "It was a mistake"}).status_code == 303
    answer = browser.submit(f"{ROUND}/conflicts/{row.id}/lift", {"why": "Again"})
    assert answer.status_code == 409 and "lifted this conflict meanwhile: It was a mistake" in answer.text
    assert browser.submit(f"{ROUND}/publish").status_code == 303
    assert browser.submit(f"{ROUND}/publish").status_code == 409


def test_a_locked_pair_stays_in_the_next_run(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    own = region.see(factories.standing)[0]
    browser = sign_in("regional")
    browser.submit(f"{ROUND}/pairs/{own.pair.id}/lock")
    for seed in ("101", "102"):
        browser.submit(f"{ROUND}/allocation", {"seed": seed, "memory": "3"})
        assert own.told in [one.told for one in region.see(factories.standing)]
    assert region.see(lambda session: session.get_one(Pair, own.pair.id)).locked_by == "Regional"


def test_a_change_by_hand_says_what_it_breaks_and_asks_why(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    own = region.see(factories.standing)[0]
    browser = sign_in("regional")
    path = f"{ROUND}/pairs/{own.pair.id}"
    assert "Breaks a rule" in browser.get(path).text
    other = next(one for one in region.see(factories.standing)
                 if one.reviewed == own.reviewed and one.pair.kind == "moderation")
    key = f"instead-{other.pair.reviewer_id}"
    answer = browser.submit(path, {"choice": key})
    assert answer.status_code == 422 and "would both challenge and moderate" in answer.text
    assert browser.submit(path, {"choice": key, "reason": "The director asked for it"}).status_code == 303
    changed = region.see(lambda session: session.exec(select(Pair).where(Pair.changed_by == "Regional")).one())
    assert "would both challenge and moderate" in changed.breaks and changed.locked_by == "Regional"
    assert browser.submit(f"{ROUND}/publish").status_code == 303
    answer = browser.get(path)
    assert answer.status_code == 409 and "Something changed in the meantime" in answer.text


def test_an_exchange_keeps_every_rule(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    browser = sign_in("regional")
    pages = {own.pair.id: browser.get(f"{ROUND}/pairs/{own.pair.id}").text for own in region.see(factories.standing)}
    pair, page = next((pair, page) for pair, page in pages.items() if "Keeps every rule" in page)
    key = page.split('name="choice" type="radio" value="')[1].split('"')[0]
    assert key.startswith("exchange-")
    assert browser.submit(f"{ROUND}/pairs/{pair}", {"choice": key, "reason": "Further apart"}).status_code == 303
    changed = [one for one in every(region, Pair) if one.changed_by == "Regional"]
    assert [(one.breaks, one.changed_why) for one in changed] == [("", "Further apart")] * 2
    assert browser.submit(f"{ROUND}/publish").status_code == 303


def test_an_exception_by_hand_is_kept_by_the_next_run(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    browser = sign_in("regional")
    browser.submit("/region/eastern/leadership", {"one": "essex", "other": "luton", "why": "One director"})
    ids = {one.name: one.id for one in region.see(invited)}
    pair = {"kind": "challenge", "reviewer": str(ids["Essex"]), "reviewed": str(ids["Luton"])}
    answer = browser.submit(f"{ROUND}/pairs", pair)
    assert answer.status_code == 422 and "with which it shares leadership" in answer.text
    assert browser.submit(f"{ROUND}/pairs", {**pair, "why": "An interim director only"}).status_code == 303
    assert browser.submit(f"{ROUND}/pairs", {**pair, "why": "Again"}).status_code == 409
    assert browser.submit(f"{ROUND}/pairs", {**pair, "reviewed": "0", "why": "x"}).status_code == 422
    assert browser.submit(f"{ROUND}/allocation", {"memory": "3"}).status_code == 303
    assert "Essex challenges Luton" in [one.told for one in region.see(factories.standing)]
    assert len(region.see(factories.standing)) == 7 * 3
    assert browser.submit(f"{ROUND}/publish").status_code == 303


def test_the_rotation_remembers_rounds_that_were_published(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    before = {own.pairing for own in region.see(factories.standing) if own.pair.kind == "challenge"}
    browser = sign_in("regional")
    assert browser.submit("/region/eastern/open", {**FORM, "year": "2017-18"}).status_code == 303
    later = f"/region/eastern/rounds/{LARGE.framework}/2017-18"
    browser.submit(f"{later}/invite", {"invited": ["cambridgeshire"]})
    browser.submit(f"{later}/allocation", {"memory": "3", "seed": str(factories.SEED)})
    one = region.see(lambda session: session.exec(select(Round).where(Round.year == "2017-18")).one())
    assert one.id
    after = region.see(lambda session: pairs_in(session, one.id or 0))
    assert len(after) == 21
    assert not before & {own.pairing for own in after if own.pair.kind == "challenge"}


def test_an_authority_answers_and_declares_for_itself(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    director, officer = sign_in("essex-director"), sign_in("essex-officer")
    part = PART.replace("peterborough", "essex")
    assert "Does your authority take part?" in director.get("/").text
    assert "Does your authority take part?" not in officer.get("/").text
    assert "has not answered the invitation yet" in officer.get(part).text
    assert officer.submit(f"{part}/answer", {"answer": "takes_part"}).status_code == 403
    assert director.submit(f"{part}/answer", {"answer": "declines"}).status_code == 422
    assert director.submit(f"{part}/answer", {"answer": "takes_part"}).status_code == 303
    assert director.submit(f"{part}/conflicts", {"other": "luton", "why": "A relative works there"}).status_code == 303
    row = region.see(lambda session: session.exec(select(DeclaredConflict)).one())
    assert "A relative works there" in director.get(part).text
    assert "A relative works there" in sign_in("regional").get(f"{ROUND}/settings").text
    luton = sign_in("luton-director")
    other = PART.replace("peterborough", "luton")
    assert "A relative" not in luton.get(other).text
    assert luton.submit(f"{other}/conflicts/{row.id}/lift", {"why": "Mine"}).status_code == 404
    assert director.submit(f"{part}/conflicts/{row.id}/lift", {"why": "She moved"}).status_code == 303


def test_who_declines_is_not_allocated(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    part = PART.replace("peterborough", "essex")
    sign_in("essex-director").submit(f"{part}/answer", {"answer": "declines", "reason": "An inspection is due"})
    sign_in("regional").submit(f"{ROUND}/allocation", {"memory": "3"})
    assert "Essex" not in {name for own in region.see(factories.standing) for name in (own.reviewer, own.reviewed)}
    assert len(region.see(factories.standing)) == 6 * 3


def test_who_had_not_answered_when_it_was_published_is_told_so_and_can_still_accept(
    region: Stage, sign_in: SignIn,
) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    part, runs = f"/reviews/norfolk/{LARGE.framework}/{LARGE.year}", sign_in("regional")
    director, officer = sign_in("norfolk-director"), sign_in("norfolk-officer")
    sign_in("essex-director").submit(f"/reviews/essex/{LARGE.framework}/{LARGE.year}/answer", {"answer": "takes_part"})
    page = runs.get(f"{ROUND}/allocation").text
    assert "Not answered yet: Cambridgeshire, Luton, Norfolk," in page and "no longer decline" in page
    assert runs.submit(f"{ROUND}/publish").status_code == 303
    assert "before Norfolk had answered" in officer.get(part).text and part in director.get("/").text
    assert "Say that Norfolk takes part" in director.get(part).text
    assert director.submit(f"{part}/answer", {"answer": "declines", "reason": "No time"}).status_code == 409
    answer = {"answer": "takes_part", "seen": "waiting"}
    assert [director.submit(f"{part}/answer", answer).status_code for _ in range(2)] == [303, 409]
    assert "answered on" in officer.get(part).text and part not in director.get("/").text
    assert next(one for one in region.see(invited) if one.slug == "norfolk").answer == "takes_part"
    region.make(factories.close)
    luton = sign_in("luton-director").get(f"/reviews/luton/{LARGE.framework}/{LARGE.year}").text
    assert "It never answered." in luton and "Say that" not in luton


def test_a_pair_of_somebody_who_left_holds_publication_up(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    browser = sign_in("regional")
    essex = next(one.id for one in region.see(invited) if one.name == "Essex")
    why = {"reason": "A merger"}
    assert browser.submit(f"{ROUND}/invited/{essex}/remove", why).status_code == 303
    assert browser.submit(f"{ROUND}/invited/{essex}/remove", why).status_code == 404
    answer = browser.submit(f"{ROUND}/publish")
    assert answer.status_code == 422 and "and Essex takes no part." in answer.text
    assert browser.submit(f"{ROUND}/allocation", {"memory": "3"}).status_code == 303
    assert browser.submit(f"{ROUND}/publish").status_code == 303


def test_every_event_of_a_round_is_kept(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    browser = sign_in("regional")
    assert browser.submit(f"{ROUND}/allocation", {"memory": "3"}).status_code == 409
    assert browser.submit(f"{ROUND}/withdraw", {"reason": ""}).status_code == 422
    assert browser.submit(f"{ROUND}/withdraw", {"reason": "A merger"}).status_code == 303
    assert browser.submit(f"{ROUND}/publish").status_code == 303
    answer = browser.submit(f"{ROUND}/close")
    assert answer.status_code == 409 and "has none yet" in answer.text
    assert browser.submit(f"{ROUND}/summary", {"words": "What it came to."}).status_code == 303
    answer = browser.submit(f"{ROUND}/close")
    assert answer.status_code == 422 and "Challenges submitted: 0 of 2" in answer.text
    page = browser.get(f"{ROUND}/close").text
    assert "Nothing is released" in page and "Whoever submitted a review goes on reading it" in page
    assert browser.submit(f"{ROUND}/close", {"reason": "Nobody could come"}).status_code == 303
    assert browser.submit(f"{ROUND}/reopen", {"reason": "One response came late"}).status_code == 303
    dates = {name: str(day) for name, day in vars(DATES).items()} | {"response_on": "2017-05-31"}
    assert browser.submit(f"{ROUND}/dates", dates).status_code == 303
    assert [event.kind for event in every(region, RoundEvent)] == [
        "opened", "published", "withdrawn", "published", "closed", "reopened", "dated",
    ]
    assert fold(event.kind for event in every(region, RoundEvent)) == every(region, Round)[0].state == "published"
    page = browser.get(f"{ROUND}/settings").text
    assert "One response came late" in page and "Nobody could come" in page


def test_an_allocation_found_for_another_round_is_not_kept(region: Stage) -> None:
    region.make(factories.open_round)
    found = region.see(lambda session: pairing.draft(session, factories.run_of(session), 1, 3))
    region.make(lambda session: rounds.declare_conflict(
        session, factories.run_of(session), "essex", "luton", "Declared in between"))
    with pytest.raises(Conflict):
        region.make(lambda session: pairing.keep(session, factories.run_of(session), found, ""))
    assert region.see(factories.standing) == []
