"""Good practice: offered word for word from what is released, accepted by the region, read by its authorities; and
asked for."""

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.reviews.practice.models import Practice
from app.reviews.practice.service import ask, offer
from tests.assessments.factories import write
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED

OWN, OFFERED, LIBRARY = f"{PART}/practice", "/region/eastern/practice", "/reviews/practice"
PASSAGE = "Each team leader sits in on one visit a month"
SENT = {"title": "Visits observed", "passage": f"  {PASSAGE}\nand tells", "note": "Ask our practice lead."}


def _released(session: Session) -> None:
    write(session, "author", "1.1", f"{PASSAGE} and tells what was seen [[E1|p. 2]]. More.")
    factories.publish(session)
    factories.release(session)


def _row(region: Stage) -> Practice:
    return region.see(lambda session: session.exec(select(Practice)).one())


def test_a_passage_is_offered_accepted_read_and_withdrawn(region: Stage, sign_in: SignIn) -> None:
    region.make(_released)
    coordinator, regional, essex = sign_in("coordinator"), sign_in("regional"), sign_in("essex-officer")
    for _ in range(2):
        assert coordinator.submit(OWN, {**SENT, "sent_as": "once"}).status_code == 303
    row = _row(region)
    assert row.quote == f"{PASSAGE} and tells" and "Statement" in row.place and row.place.startswith("1. ")
    assert PASSAGE in regional.get(OFFERED).text and PASSAGE not in essex.get(LIBRARY).text
    assert sign_in("essex-director").submit(f"{OFFERED}/{row.id}/accept").status_code == 404
    assert regional.submit(f"{OFFERED}/{row.id}/accept").status_code == 303
    page = essex.get(LIBRARY).text
    assert PASSAGE in page and "Ask our practice lead." in page and "Peterborough" in page
    assert PASSAGE not in sign_in("reader").get(LIBRARY).text
    assert regional.submit(f"{OFFERED}/{row.id}/decline", {"reason": "Late"}).status_code == 409
    foreign = OWN.replace("peterborough", "essex")
    assert sign_in("essex-director").submit(f"{foreign}/{row.id}/withdraw").status_code == 404
    assert sign_in("author").submit(f"{OWN}/{row.id}/withdraw").status_code == 403
    assert coordinator.submit(f"{OWN}/{row.id}/withdraw").status_code == 303
    assert coordinator.submit(f"{OWN}/{row.id}/withdraw").status_code == 409
    assert PASSAGE not in essex.get(LIBRARY).text and PASSAGE not in regional.get(OFFERED).text
    assert "Withdrawn" in coordinator.get(OWN).text


def test_what_is_not_accepted_says_why(region: Stage, sign_in: SignIn) -> None:
    region.make(_released)
    assert f'"{RELEASED}"' in sign_in("director").get(OWN).text
    sign_in("director").submit(OWN, SENT)
    regional, row = sign_in("regional"), _row(region)
    assert regional.submit(f"{OFFERED}/{row.id}/decline", {"reason": " "}).status_code == 422
    assert regional.submit(f"{OFFERED}/{row.id}/decline", {"reason": "Two others offered the same."}).status_code == 303
    assert "Not accepted: Two others offered the same." in sign_in("director").get(OWN).text
    assert PASSAGE not in sign_in("essex-officer").get(LIBRARY).text


@pytest.mark.parametrize(("sent", "says"), [
    ({"title": " "}, "Give it a title"), ({"passage": "Too few words"}, "at least 5 words"),
    ({"passage": "Each team leader sits in on two visits a month"}, "not in what you released"),
])
def test_only_released_words_are_offered(region: Stage, sign_in: SignIn, sent: dict[str, str], says: str) -> None:
    region.make(_released)
    answer = sign_in("coordinator").submit(OWN, {**SENT, **sent})
    assert answer.status_code == 422 and says in answer.text and "Ask our practice lead." in answer.text
    assert region.see(lambda session: session.exec(select(Practice)).all()) == []


def test_nothing_is_offered_before_it_is_released(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    answer = sign_in("coordinator").submit(OWN, SENT)
    assert answer.status_code == 409 and "Nothing is released yet" in answer.text
    assert f"{SENT['note']}</textarea>" in answer.text
    page = sign_in("coordinator").get(OWN).text
    assert "/reviews/released/" not in page and 'name="passage"' not in page and 'name="words"' in page
    assert "once you have released your assessment" in page and "Offer it to the region" not in page


ASK = "How others count return conversations"


def test_what_is_asked_for_is_read_in_the_region_until_it_is_withdrawn(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    coordinator, pages = sign_in("coordinator"), {"essex-officer": LIBRARY, "regional": OFFERED, "coordinator": OWN}
    assert coordinator.submit(f"{OWN}/asks", {"words": f" {ASK}\n"}).status_code == 303
    assert all(ASK in sign_in(who).get(path).text for who, path in pages.items())
    told = "Peterborough, Eastern Region self-assessment 2016/17, asked by"
    assert told in sign_in("essex-officer").get(LIBRARY).text
    assert ASK not in sign_in("reader").get(LIBRARY).text
    withdraw = f"{OWN}/asks/1/withdraw"
    assert sign_in("author").submit(withdraw).status_code == 403
    assert sign_in("essex-director").submit(withdraw.replace("peterborough", "essex")).status_code == 404
    assert sign_in("director").submit(withdraw).status_code == 303
    assert coordinator.submit(withdraw).status_code == 404
    assert not any(ASK in sign_in(who).get(path).text for who, path in pages.items())


@pytest.mark.parametrize(("words", "says"), [(" ", "Write what you would like"), ("a" * 301, "this has 301")])
def test_an_ask_is_one_line(region: Stage, sign_in: SignIn, words: str, says: str) -> None:
    region.make(factories.publish)
    answer = sign_in("coordinator").submit(f"{OWN}/asks", {"words": words})
    assert answer.status_code == 422 and says in answer.text and words in answer.text


@pytest.mark.parametrize(("who", "path"), [("regional", OFFERED), ("coordinator", OWN), ("author", LIBRARY)])
def test_more_offers_need_no_more_queries(app: FastAPI, region: Stage, who: str, path: str) -> None:
    region.make(_released)
    region.make(_offer)
    before = count(app, who, path)
    for _ in range(3):
        region.make(_offer)
    assert count(app, who, path) == before


def _offer(session: Session) -> None:
    offer(session, factories.part_of(session, "coordinator"), "Visits", PASSAGE, "").state = "accepted"
    ask(session, factories.part_of(session, "coordinator"), ASK)


@pytest.mark.parametrize("who", ["reader", "administrator", "regional"])
def test_whose_role_does_not_include_it_is_told_so(region: Stage, sign_in: SignIn, who: str) -> None:
    region.make(factories.publish)
    browser, told = sign_in(who), "Your role does not include this"
    reviews, practice = browser.get("/reviews").text, browser.get("/reviews/practice").text
    assert told in reviews and "No rounds" not in reviews and "/reviews/practice" not in reviews
    assert "When your coordinator names you" not in reviews
    assert ('href="/region/eastern">The rounds of Eastern Region' in reviews) is (who == "regional")
    assert told in practice and "Nothing is shared yet" not in practice
    author = sign_in("author")
    assert told not in author.get("/reviews").text and "Nothing is shared yet" in author.get("/reviews/practice").text
