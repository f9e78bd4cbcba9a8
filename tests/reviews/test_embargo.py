"""Who reads whose review at which stage: one readable table, held against every page that anybody can open.

Moderator (M), first challenger (A) and second challenger (B) have each written a whole review from the start, with
words that nobody else uses. Under each reader stand those whose words they come upon on any page: of reviews, of
the region, of their work, of people and of what happened.
"""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.reviews.rating import queries
from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.house.routes import declared
from tests.house.test_leaks import address_of
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED

PAGES = ("/reviews", "/region", "/settings")
TABLE = """
             coordinator director author reader challenger second moderator regional outsider
typed        -           -        -      -      A          B      M         -        -
moderated    M           M        -      -      MA         MB     M         -        -
first        MA          MA       -      -      MA         MB     M         -        -
both         MAB         MAB      -      -      MAB        MAB    M         -        -
closed       MAB         MAB      -      -      -          -      -         -        -
"""
WHO, *LINES = (line.split() for line in TABLE.strip().splitlines())
EXPECTED = {stage: dict(zip(WHO, marks, strict=True)) for stage, *marks in LINES}
SECRETS = {"M": "Moorhen", "A": "Avocet", "B": "Bittern"}
WRITERS = {"M": "moderator", "A": "challenger", "B": "second"}
SUBMITTED = {"typed": "", "moderated": "M", "first": "MA", "both": "MAB", "closed": "MAB"}


def _set(region: Stage, stage: str) -> dict[str, str]:
    """Everybody has typed; those of the stage have submitted. What each is called."""
    called = region.make(factories.under_review)
    for letter, who in WRITERS.items():
        region.make(lambda session, who=who, letter=letter: factories.write_review(
            session, called[who], SECRETS[letter]))
    for letter in SUBMITTED[stage]:
        region.make(lambda session, letter=letter: factories.submit_review(session, called[WRITERS[letter]]))
    if stage == "closed":
        region.make(factories.close)
    reviewers = {own.reviewer.lower() for own in region.see(factories.standing) if own.reviewed == "Peterborough"}
    outsider = next(one for one in factories.ADDED if one not in reviewers)
    return {**called, "outsider": f"{outsider}-director"}


def _read(app: FastAPI, name: str) -> str:
    """Every page that somebody can open, one after the other."""
    browser, pages = Browser(app, token_of(name)), []
    for one in declared(app):
        if one.method == "GET" and (one.path == "/" or one.path.startswith(PAGES)):
            answer = browser.get(address_of(one.path).replace("/region/999", "/region/eastern"))
            pages.append(answer.text if answer.status_code == 200 else "")
    return "\n".join(pages)


def _found(app: FastAPI, name: str) -> str:
    text = _read(app, name)
    return "".join(letter for letter, word in SECRETS.items() if word in text) or "-"


@pytest.mark.parametrize("stage", EXPECTED)
def test_nobody_reads_more_than_the_table_says(app: FastAPI, region: Stage, stage: str) -> None:
    called = _set(region, stage)
    assert {who: _found(app, called.get(who, who)) for who in WHO} == EXPECTED[stage]


def _same_again(page: str) -> str:
    """A page without what is new in it each time."""
    return re.sub(r'(nonce|value|content)="[\w.-]{16,}"', "", page)


def test_a_challenger_cannot_even_tell_that_the_other_submitted(app: FastAPI, region: Stage) -> None:
    called = _set(region, "moderated")
    browser = Browser(app, token_of(called["second"]))
    paths = ("/reviews", RELEASED, f"{RELEASED}/review", f"{RELEASED}/sections/1", f"{RELEASED}/feedback",
             f"{RELEASED}/feedback/ratings")
    before = [_same_again(browser.get(path).text) for path in paths]
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    assert [_same_again(browser.get(path).text) for path in paths] == before
    assert browser.get(f"{RELEASED}/event").status_code == 403


@pytest.mark.parametrize("gone", ["reads_review", "seen_by"])
def test_the_table_notices_when_the_rule_is_gone(
    app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    called = _set(region, "first")
    if gone == "reads_review":
        monkeypatch.setattr(queries, "reads_review", lambda *_: True)
    else:
        monkeypatch.setattr("app.reviews.feedback.queries.seen_by", _seen_by_all)
    assert _found(app, called["second"]) != EXPECTED["first"]["second"]


def _seen_by_all(session: Session, reading: object) -> list[queries.Submitted]:
    coordinator = factories.actor_of(session, "coordinator")
    return queries.seen_by(session, factories.reading_at(session, coordinator, factories.LARGE))
