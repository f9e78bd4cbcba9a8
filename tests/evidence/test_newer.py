"""Citations move on to a newer revision when somebody says so: in one answer or several, told, and put back."""

import json
import re
from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.activity.models import Activity
from app.assessments.citing.moving import KEEP, moves
from app.assessments.models import Response, Text
from app.assessments.workflow import service as workflow
from app.evidence import service
from app.evidence.models import EvidenceItem
from app.evidence.queries import cited
from app.richtext.markup import from_markup, to_markup
from app.richtext.replacing import recited
from app.richtext.steps import apply_steps
from tests.assessments.factories import LARGE, authority_id, desk_of
from tests.browser import Browser
from tests.evidence.conftest import LINK, LOADING, House, send
from tests.evidence.test_pages import HOME

AT = f"{LARGE.path}/citations/E1"


def newer(house: House) -> None:
    house.do(lambda session: service.add_revision(session, LOADING, authority_id(session), "E1", LINK) and None)


def written(house: House, key: str) -> str:
    """The answer as it stands, as light markup."""
    with house.app.state.database.read() as session:
        return to_markup(_doc(session, key))


def _doc(session: Session, key: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(session.get_one(Text, _response(session, key).text_id).doc)
    return found


def _response(session: Session, key: str) -> Response:
    return session.get_one(Response, desk_of(session, "coordinator", key).prompt.response_id)


def chosen(browser: Browser, form: dict[str, Any], choice: str = KEEP) -> Any:
    """The answer to the form of the page that asks about each citation, with one choice for all of them."""
    asked = send(browser, AT, form)
    assert asked.status_code == 303 and "/citations/E1?" in asked.headers["location"]
    names = re.findall(r'name="(move-[0-9a-f]{16})"', browser.get(asked.headers["location"]).text)
    return send(browser, AT, {**form, "move-on": "yes", **dict.fromkeys(names, choice)})


def test_only_earlier_citations_of_the_item_are_moved() -> None:
    doc = from_markup("One [[E1@1|p. 2]] two [[E2@1]] **three [[E1@3]]**\n\n| A | B |\n|---|---|\n| x [[E1@2]] | y |")
    found = moves("2.1", doc, "E1", 3, {})
    steps, done = recited(doc, lambda one: found[one].decided("keep") if one in found else one)
    assert len(steps) == len(done) == 2
    after = to_markup(apply_steps(doc, steps))
    assert "[[E1@3|p. 2]]" in after and "[[E2]]" in after and "x [[E1@3]]" in after


def test_a_newer_revision_is_told_and_taken_up_in_one_click_from_the_statement(house: House) -> None:
    newer(house)
    browser = house.client("coordinator")
    shown = browser.get(f"{LARGE.path}/prompts/2.1").text
    assert "Cite revision 2 of E1 instead" in shown
    answer = chosen(browser, {"revision": 2, "keys": "2.1", "back": "2.1"})
    assert answer.status_code == 303 and answer.headers["location"] == f"{LARGE.path}/prompts/2.1"
    assert "[[E1@2|table 2]]" in written(house, "2.1"), written(house, "2.1")
    assert "Cite revision 2 of E1 instead" not in browser.get(f"{LARGE.path}/prompts/2.1").text
    assert "[[E1]]" in written(house, "5.1"), "the others stay"


def test_many_answers_are_moved_at_once_and_put_back(house: House) -> None:
    newer(house)
    before = {key: written(house, key) for key in ("2.1", "5.1")}
    browser = house.client("coordinator")
    shown = browser.get(HOME + "/E1").text
    assert "Cite revision 2 in all 2 answers above" in shown
    answer = chosen(browser, {"revision": 2, "keys": ["2.1", "5.1"]})
    assert answer.headers["location"] == HOME + "/E1"
    assert all("[[E1@2" in written(house, key) for key in before)
    told = browser.get(HOME + "/E1").text.replace("\u00a0", " ")
    assert "now cited in 2 places of 2 answers" in told
    with house.app.state.database.read() as session:
        act = session.exec(select(Activity).where(Activity.tag == "assessments:text:replaced")).one()
        assert act.person_name == "Coordinator" and "revision 2 of E1" in act.detail
    assert send(browser, AT + "/1/undo", {}).status_code == 303
    assert {key: written(house, key) for key in before} == before
    assert send(house.client("author"), AT + "/1/undo", {}).status_code == 404, "nobody else's"


def test_an_agreed_answer_opens_again_and_is_agreed_again_when_put_back(house: House) -> None:
    newer(house)

    def agree(session: Session) -> None:
        desk = desk_of(session, "lead", "2.1")
        workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))

    house.do(agree)
    browser = house.client("coordinator")
    chosen(browser, {"revision": 2, "keys": "2.1"})
    with house.app.state.database.read() as session:
        assert _response(session, "2.1").state == "reopened"
    send(browser, AT + "/1/undo", {})
    with house.app.state.database.read() as session:
        assert _response(session, "2.1").state == "agreed"


def test_nobody_moves_what_they_may_not_write(house: House) -> None:
    newer(house)
    assert send(house.client("author"), AT, {"revision": 2, "keys": ["2.1", "5.1"]}).status_code == 403
    assert "[[E1|" in written(house, "2.1"), "not even what is theirs, since they were asked together"
    assert "Cite revision 2 in 5.1" not in house.client("author").get(HOME + "/E1").text
    assert send(house.client("director"), AT, {"revision": 2, "keys": "2.1"}).status_code == 403
    assert house.client("author").get(f"{AT}?revision=2&keys=2.1&keys=5.1").status_code == 403
    assert send(house.client(), AT, {"revision": 2}).status_code == 422
    assert send(house.client(), AT, {"revision": 9, "keys": "2.1"}).status_code == 404
    assert send(house.client(), AT, {"revision": 2, "keys": "no such"}).status_code == 403


def test_items_past_their_date_are_listed(house: House) -> None:
    form = {"title": "Old audit", "kind": "audit", "owner": "Head", "as_at": "2016-01-31", "status": "published",
            "sensitivity": "open", "link": LINK, "review_by": "2016-12-31"}
    assert send(house.client(), HOME + "/new", form).status_code == 303
    assert "Past the date to look at it again" in house.client().get(HOME + "/E4").text
    listed = house.client().get(HOME + "?show=overdue").text
    assert "Old audit" in listed and "Audit summary" not in listed
    assert "Old audit" in house.client().get(HOME + "?show=unused").text, "it is cited nowhere as well"
    wrong = send(house.client(), HOME + "/new", {**form, "review_by": "soon"})
    assert wrong.status_code == 422 and "or leave the field empty" in wrong.text
    send(house.client(), HOME + "/E4/edit", {**form, "version": 1, "review_by": ""})
    with house.app.state.database.read() as session:
        assert session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E4")).one().review_by is None


def test_a_citation_keeps_the_date_and_status_that_its_revision_had(house: House) -> None:
    def dates(session: Session) -> list[tuple[str, str]]:
        found = cited(session, authority_id(session), [("E1", 1), ("E1", 2)])
        return [(one.as_at.isoformat(), one.status) for one in found.values()]

    def change(session: Session, **fields: object) -> None:
        item = session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E1")).one()
        for name, value in fields.items():
            setattr(item, name, value)

    with house.app.state.database.read() as session:
        (before,) = dates(session)
    newer(house)
    house.do(lambda session: change(session, as_at=date(2026, 11, 1), status="provisional"))
    with house.app.state.database.read() as session:
        assert dates(session) == [before, ("2026-11-01", "provisional")]
    house.do(lambda session: change(session, status="withdrawn"))  # which holds of all that was ever taken from it
    with house.app.state.database.read() as session:
        assert [status for _, status in dates(session)] == ["withdrawn", "withdrawn"]


def test_a_revision_beyond_any_number_is_not_found(house: House) -> None:
    browser = house.client()
    assert browser.get(f"{HOME}/E1/revisions/{10**23}").status_code == 404
    assert browser.get(f"{AT}?revision={10**23}&keys=2.1").status_code == 404
    assert send(browser, AT, {"revision": 10**23, "keys": "2.1"}).status_code == 404
