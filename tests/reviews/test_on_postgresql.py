"""A round on PostgreSQL, from its opening to what a reviewer reads."""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.core.mail.carriers import Mailbox
from app.core.mail.models import Letter
from app.core.mail.postman import Postman
from app.reviews.practice.service import ask
from app.reviews.reminders import service
from app.reviews.summary.service import sum_up
from tests.assessments.factories import actor_of, token_of
from tests.browser import Browser
from tests.postgresql import binaries
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND
from tests.reviews.test_annotations import HOME, note
from tests.reviews.test_reports import feedback, of_round, said

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")


def test_a_round_is_run_and_read(on_postgresql: FastAPI) -> None:
    stage = Stage(on_postgresql)
    stage.make(factories.add_region)
    stage.make(factories.open_round)
    regional = Browser(on_postgresql, token_of("regional"))
    assert regional.submit(f"{ROUND}/allocation", {"seed": "1", "memory": "3"}).status_code == 303
    own = stage.see(factories.standing)[0]
    assert regional.submit(f"{ROUND}/pairs/{own.pair.id}/lock").status_code == 303
    assert regional.submit(f"{ROUND}/publish").status_code == 303
    stage.make(factories.release)
    name = stage.make(lambda session: factories.assign(session, "challenge"))
    for path in ("/region/eastern", "/region/eastern/leadership", ROUND, f"{ROUND}/allocation", f"{ROUND}/settings",
                 f"{ROUND}/pairs/{own.pair.id}", "/region/eastern/themes", "/region/eastern/themes?show=noted",
                 "/region/eastern/themes?show=areas", "/region/eastern/activity", "/region/eastern/coordinators"):
        assert regional.get(path).status_code == 200
    assert "Released, not signed" in regional.get(ROUND).text
    reviewer = Browser(on_postgresql, token_of(name))
    assert RELEASED in reviewer.get("/reviews").text
    assert reviewer.get(f"{RELEASED}/sections/1").status_code == 200
    noted = note(reviewer, quote="Leaders see", sent_as="first")
    assert note(reviewer, quote="Leaders see", sent_as="first", words="How do they?") == noted
    assert reviewer.get(HOME).text.count("How do they?") == 1
    assert Browser(on_postgresql, token_of("coordinator")).get(PART).status_code == 200
    answer = regional.submit("/region/eastern/coordinators", {"name": "Second", "email": "second@example.org"})
    assert answer.status_code == 200 and "set-password" in answer.text
    me = stage.see(lambda session: actor_of(session, "regional").person_id)
    assert regional.submit(f"/region/eastern/coordinators/{me}/remove").status_code == 409
    _guests_and_letters(on_postgresql, stage, regional)
    _reports(stage, name)
    stage.make(factories.close)
    assert reviewer.get(RELEASED).status_code == 200  # a record of what they submitted


def _reports(stage: Stage, challenger: str) -> None:
    """Both reports of a submitted challenge are gathered."""
    stage.make(lambda session: factories.review_whole(session, challenger))
    stage.make(lambda session: ask(session, factories.part_of(session, "coordinator"), "How to listen"))
    stage.make(lambda session: sum_up(session, factories.run_of(session), "So far.", True, "Listen"))
    assert "Audit is used well." in said(stage, feedback)
    html = said(stage, of_round)
    assert "How to listen" in html and "1. Listen" in html and "1 of 2" in html and "Partly evidenced" in html


def _guests_and_letters(app: FastAPI, stage: Stage, regional: Browser) -> None:
    """A guest comes in by link and code and is withdrawn, reminders are seen and sent, and letters are carried."""
    stage.make(lambda session: factories.guest(session, "moderation"))
    link = stage.see(lambda session: re.findall(r"/guest/\S+", " ".join(session.exec(select(Letter.text)).all()))[0])
    guest = Browser(app, "nobody")
    assert guest.submit(link).status_code == 303
    text = stage.see(lambda session: session.exec(select(Letter.text).order_by(col(Letter.id).desc())).first()) or ""
    assert guest.submit(f"{link}/code", {"code": re.findall(r"\d{6}", text)[0]}).status_code == 303
    assert guest.get(f"{RELEASED}/sections/1").status_code == 200 and guest.get("/").status_code == 404
    assert regional.get(f"{ROUND}/reminders").status_code == 200
    assert stage.make(lambda session: service.remind(
        session, factories.MAIL, factories.run_of(session), [actor_of(session, "coordinator").person_id]))
    postman = Postman(app.state.database, Mailbox(), "")
    while postman.carry_one():
        pass
    assert set(stage.see(lambda session: session.exec(select(Letter.state)).all())) == {"sent"}
