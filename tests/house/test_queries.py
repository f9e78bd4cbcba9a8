"""No page's number of queries grows with what it shows."""

from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, delete

from app.accounts.actor import Command
from app.assessments import service
from app.assessments.proposals.service import Whose
from app.assessments.suggesting import service as suggesting
from app.assessments.writing.live import Live
from app.assessments.writing.service import open_text
from app.demo.figures import FILES
from app.evidence.service import add_revision
from app.indicators.extracts.rules import Choice
from app.indicators.extracts.service import take
from app.indicators.intake.service import Sent, load
from app.indicators.models import Observation
from app.richtext.markup import from_markup
from tests.assessments.factories import LARGE, SMALL, authority_id, desk_of, person_id, token_of, whole_of, write
from tests.browser import Browser
from tests.house.statements import heard

MOST = 16  # queries that any page may need


def count(app: FastAPI, name: str, path: str) -> int:
    """How many statements a page needs once the framework has been read."""
    browser = Browser(app, token_of(name))
    assert browser.get(path).status_code == 200
    with heard(app) as said:
        browser.get(path)
    assert len(said) <= MOST, said
    return len(said)


@pytest.mark.parametrize(("name", "page"), [
    ("coordinator", ""), ("coordinator", "?detail=all"), ("coordinator", "?state=draft"), ("coordinator", "/people"),
    ("coordinator", "/budgets"), ("author", "/find?q=the"), ("director", "/find?q=a&whole=true"),
    ("author", "/coverage"), ("director", "/coverage?show=none"),
    ("coordinator", "/sign-off"), ("director", "/sign-off"), ("reader", "/documents"),
])
def test_an_assessment_of_97_needs_as_many_as_one_of_5(app: FastAPI, name: str, page: str) -> None:
    assert count(app, name, LARGE.path + page) == count(app, name, SMALL.path + page)


def test_a_section_of_8_needs_as_many_as_one_of_3(app: FastAPI) -> None:
    assert count(app, "author", f"{LARGE.path}/sections/5") == count(app, "author", f"{LARGE.path}/sections/3")


def test_a_reviewed_statement_needs_as_many_in_a_large_assessment(app: FastAPI) -> None:
    large, small = f"/reviews/annotations/{LARGE}/prompts/1.1", f"/reviews/annotations/{SMALL}/prompts/1"
    assert count(app, "coordinator", large) == count(app, "coordinator", small)


@pytest.mark.parametrize("beside", ["evidence", "checks", "comments", "suggestions", "history"])
def test_a_statement_needs_as_many_in_a_large_assessment(app: FastAPI, beside: str) -> None:
    large, small = f"{LARGE.path}/prompts/1.1?beside={beside}", f"{SMALL.path}/prompts/1?beside={beside}"
    assert count(app, "coordinator", large) == count(app, "coordinator", small)


def test_checks_need_as_many_for_a_long_text(app: FastAPI) -> None:
    before = count(app, "author", f"{LARGE.path}/prompts/2.1/checks")
    with app.state.database.write() as session:
        write(session, "author", "2.1", "We held a meeting. Training was delivered to 12 people.\n\n" * 40)
    assert count(app, "author", f"{LARGE.path}/prompts/2.1/checks") == before


def test_many_suggestions_need_as_many_as_one(app: FastAPI) -> None:
    path = f"{LARGE.path}/prompts/1.1?beside=suggestions"
    _suggest(app, "Leaders see **every** audit each week [[E1|p. 2]].\n\n- One in ten was good.")
    before = count(app, "author", path)
    _suggest(app, "\n\n".join(f"Paragraph {number} [[E1]]." for number in range(30)))
    assert count(app, "author", path) == before


@pytest.mark.parametrize("page", [
    "", "?show=outliers", "/pack/2016-17", "/measures/rate-of-children-looked-after", "/import",
])
def test_many_figures_need_as_many_as_few(app: FastAPI, page: str) -> None:
    with app.state.database.write() as session:
        session.execute(delete(Observation).where(col(Observation.period) == "2016"))
        session.execute(delete(Observation).where(col(Observation.measure_id) > 20))
    before = count(app, "coordinator", f"/figures/peterborough{page}")
    with app.state.database.write() as session:
        home = authority_id(session)
        sent = Sent("figures", "published", "eastern-region.csv")
        load(session, Command("Loading"), home, sent, FILES / sent.name)
    assert count(app, "coordinator", f"/figures/peterborough{page}") == before


@pytest.mark.parametrize("page", [
    "/figures/peterborough/answers", f"{LARGE.path}/prompts/2.1?beside=checks", f"{LARGE.path}/prompts/2.1/figures",
    f"{LARGE.path}/prompts/2.1/figures?measure=rate-of-children-looked-after&areas=own&areas=neighbours&form=line",
])
def test_many_figures_in_answers_need_as_many_as_one(app: FastAPI, page: str) -> None:
    _show(app, "2.1", RATES[:1])
    before = count(app, "coordinator", page)
    for key in ("2.1", "2.2", "4.1"):
        _show(app, key, RATES)
    assert count(app, "coordinator", page) == before


RATES = (
    "rate-of-children-looked-after", "care-leavers-in-suitable-accommodation", "social-worker-posts-that-are-vacant",
)


def _show(app: FastAPI, key: str, slugs: Sequence[str]) -> None:
    with app.state.database.write() as session:
        home, choice = authority_id(session), Choice(("own", "peers"))
        taken = [take(session, Command("Tests"), home, slug, choice) for slug in slugs]
        blocks = (f"{{{{bars {one.name}, {one.caption('bars')}}}}}" for one in taken)
        write(session, "coordinator", key, "\n\n".join(blocks))


def _suggest(app: FastAPI, markup: str) -> None:
    with app.state.database.write() as session:
        desk = desk_of(session, "director", "1.1")
        answer = open_text(session, desk)
        whose = Whose(suggesting.hand_of(desk), suggesting.hand_of(desk), "suggested")
        suggesting.propose(session, Live(), desk, answer, answer.text.version, from_markup(markup), whose)


def test_many_citations_are_set_against_a_newer_revision_as_one_is(app: FastAPI) -> None:
    with app.state.database.write() as session:
        add_revision(session, Command("Tests"), authority_id(session), "E1", "https://example.org/newer")
        _more(session)
    asked = f"{LARGE.path}/citations/E1?revision=2&keys=1.1"
    more = "".join(f"&keys={key}" for key in ("3.1", "3.2", "3.3", "5.1", "5.2", "6.1", "7.1", "8.1"))
    assert count(app, "author", asked + more) == count(app, "author", asked)


@pytest.mark.parametrize(("name", "path"), [
    ("author", "/"), ("lead", "/"), ("coordinator", "/assessments"), ("author", "/evidence/peterborough"),
    ("author", "/evidence/peterborough?q=the+audit"), ("author", "/evidence/peterborough/search?q=the+audit"),
    ("author", "/evidence/peterborough/owners"), ("author", LARGE.path + "/coverage"),
    ("author", "/evidence/peterborough/claims"), ("author", "/evidence/peterborough/E1"),
    ("author", "/evidence/peterborough/E1/revisions/1?place=p.+1"),
])
def test_more_work_needs_no_more(app: FastAPI, name: str, path: str) -> None:
    before = count(app, name, path)
    with app.state.database.write() as session:
        _more(session)
    assert count(app, name, path) == before


def _more(session: Session) -> None:
    whole = whole_of(session, "coordinator")
    author, lead = person_id(session, "author"), person_id(session, "lead")
    service.assign(session, whole.actor, whole.assessment, whole.address, list(whole.reading.prompts), author, lead)
    for key in ("3.1", "3.2", "3.3", "5.1", "5.2", "6.1", "7.1", "8.1"):
        write(session, "author", key, "In 2017 there were 12 of them.\n\nSo we cite the audit [[E1]].")
