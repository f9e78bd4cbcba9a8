"""What a guest of one review opens, at each stage of it: a few pages, and of every other route not a sign.

The guest challenges Peterborough, and moderates it at the last stage. “.” opens it, 3 is refused (403), 4 is not told
that it exists (404), s is sent to sign in. Every route that is in no group here is 4 at every stage.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import true
from sqlmodel import Session, update

from app.accounts import guards
from app.accounts.actor import Actor
from app.accounts.models import Guest
from app.core.clock import now
from app.core.security import csrf_for
from app.reviews.arranging import service as pairing
from app.reviews.releases import places, queries
from app.reviews.releases import service as releases
from tests.assessments.factories import LARGE, token_of
from tests.browser import Browser
from tests.house.routes import declared
from tests.house.test_leaks import address_of
from tests.reviews import factories
from tests.reviews.conftest import Stage

STAGES: dict[str, tuple[Callable[[Session], object], ...]] = {
    "published": (),
    "released": (factories.release,),
    "withdrawn": (factories.release, lambda session: pairing.withdraw(session, factories.run_of(session), "Again")),
    "closed": (factories.release, factories.close),
    "taken-off": (factories.release, lambda session: _take_off(session)),
    "expired": (factories.release, lambda session: session.execute(update(Guest).values(expires_at=now()))),
    "submitted": (factories.release, lambda session: factories.review_whole(session, "guest")),
    "stood": (factories.release, lambda session: factories.review_whole(session, "guest"), factories.close),
    "ended": (factories.release, lambda session: factories.review_whole(session, "guest"), factories.close,
              lambda session: _take_off(session)),
    "moderated": (factories.release, lambda session: factories.review_whole(session, "guest")),
}
ANYWHERE = {("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out"), ("GET", "/health")}
AT = "/{authority}/{framework}/{year}"
GROUPS = {
    "TEXT": {
        ("GET", f"/reviews/released{AT}"),
        ("GET", f"/reviews/released{AT}/sections/{{section}}"),
    },
    "READING": {
        ("GET", f"/reviews/released{AT}/review"),
        ("GET", f"/reviews/released{AT}/review/{{reviewer_id}}"),
        ("GET", f"/reviews/annotations{AT}"),
        ("GET", f"/reviews/released{AT}/feedback"),
        ("GET", f"/reviews/released{AT}/feedback/ratings"),
    },
    "WRITING": {
        ("POST", f"/reviews/released{AT}/review/submit"),
        ("POST", f"/reviews/released{AT}/remarks"),
        ("GET", f"/reviews/released{AT}/packs"),
    },
    "RATE": {("POST", f"/reviews/released{AT}/ratings")},  # which rates nothing here: there is no such answer
    "ANSWER": {
        ("POST", f"/reviews/released{AT}/feedback/points/{{point_id}}/answer"),
        ("POST", f"/reviews/released{AT}/feedback/points/{{point_id}}/actions"),
        ("POST", f"/reviews/released{AT}/feedback/actions/{{action_id}}/withdraw"),
    },
    "EVENT": {
        ("GET", f"/reviews/released{AT}/event"),
        ("GET", f"/reviews/released{AT}/event/list"),
        ("POST", f"/reviews/released{AT}/event/lines"),
        ("POST", f"/reviews/released{AT}/event/write"),
    },
    "LINE": {  # there is none
        ("POST", f"/reviews/released{AT}/event/lines/{{enquiry_id}}/up"),
        ("POST", f"/reviews/released{AT}/event/lines/{{enquiry_id}}/drop"),
        ("POST", f"/reviews/released{AT}/event/actions/{{action_id}}/withdraw"),
    },
}
TABLE = """
           TEXT READING WRITING RATE ANSWER EVENT LINE REST
published  4    4       4       4    4      4     4    4
released   .    .       .       4    3      3     3    4
withdrawn  4    4       4       4    4      4     4    4
closed     4    4       4       4    4      4     4    4
taken-off  s    s       s       s    s      s     s    s
expired    s    s       s       s    s      s     s    s
submitted  .    .       .       4    3      .     4    4
moderated  .    .       .       3    3      4     4    4
stood      4    .       4       4    4      4     4    4
ended      s    s       s       s    s      s     s    s
"""
EXPECTED = {
    stage: dict(zip((*GROUPS, "REST"), marks, strict=True))
    for stage, *marks in (line.split() for line in TABLE.strip().splitlines()[1:])
}


def _take_off(session: Session) -> None:
    own = factories.reviewing(session, "challenge")
    part = factories.part_of(session, f"{own.reviewer.lower()}-director")
    for one in places.reviewers_of(session, [own.pair.id])[own.pair.id or 0]:
        releases.take_off(session, part, one.reviewer.id or 0)


def _set(region: Stage, stage: str) -> None:
    region.make(factories.publish)
    region.make(lambda session: factories.guest(session, "moderation" if stage == "moderated" else "challenge"))
    for step in STAGES[stage]:
        region.make(step)


def _mark(browser: Browser, method: str, path: str) -> str:
    address = path.replace("{region}", "eastern").replace("{pair_id}", "1").replace("{reviewer_id}", "1")
    answer = browser.request(method, address_of(address), headers={"x-csrf-token": csrf_for(browser.token)})
    assert answer.status_code < 500
    signing = answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in?")
    return "s" if signing else {404: "4", 403: "3"}.get(answer.status_code, ".")


def _expected(stage: str, method: str, path: str) -> str:
    marks = EXPECTED[stage]
    if (method, path) == ("GET", "/reviews"):  # lists their review, or says that there is none at present
        return "s" if marks["REST"] == "s" else "."
    if path.startswith(("/set-password", "/guest/", "/mailbox")):
        return "4"
    return next((marks[group] for group, those in GROUPS.items() if (method, path) in those), marks["REST"])


def _differences(app: FastAPI, stage: str) -> Iterator[tuple[str, str, str]]:
    browser = Browser(app, token_of("guest"))
    for one in declared(app):
        if (one.method, one.path) in ANYWHERE:
            continue
        mark = _mark(browser, one.method, one.path)
        if mark != _expected(stage, one.method, one.path):
            yield one.method, one.path, mark


@pytest.mark.parametrize("stage", STAGES)
def test_a_guest_opens_their_review_and_nothing_else(app: FastAPI, region: Stage, stage: str) -> None:
    _set(region, stage)
    assert list(_differences(app, stage)) == []


def test_what_is_named_here_exists(app: FastAPI) -> None:
    assert {(one.method, one.path) for one in declared(app)} >= ANYWHERE.union(*GROUPS.values())


def test_another_assessment_of_the_round_is_not_the_guests(app: FastAPI, region: Stage) -> None:
    _set(region, "released")
    browser = Browser(app, token_of("guest"))
    for slug in (*factories.ADDED, "cambridgeshire"):
        path = factories.RELEASED.replace("peterborough", slug)
        assert browser.get(path).status_code == 404
    assert browser.get(re.sub("2016-17$", "2015-16", f"/reviews/released/{LARGE}")).status_code == 404


async def _anybody(_: guards.SignedIn, request: Request) -> Actor:
    actor = await guards.maybe_actor(request)
    assert actor
    return actor


GONE = {
    "guests are not signed in as others are": ("released", guards.SignedIn, "__call__", _anybody),
    "a guest has one review": ("closed", queries, "UNDER_WAY", true()),
    "only who is assigned reviews": ("published", queries, "reviews_as", lambda _: true()),
}


@pytest.mark.parametrize("guard", GONE)
def test_the_table_notices_when_a_guard_is_gone(
    app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    stage, where, name, instead = GONE[guard]
    if stage == "published":  # somebody invited to moderate another assessment, which the guard alone keeps out
        _elsewhere(region)
    else:
        _set(region, stage)
    monkeypatch.setattr(where, name, instead)
    assert next(_differences(app, stage), None)


def _elsewhere(region: Stage) -> None:
    region.make(factories.publish)
    region.make(factories.guest)
    region.make(factories.release)
    region.make(lambda session: session.execute(update(Guest).values(path="/elsewhere")))
    region.make(_take_off_quietly)


def _take_off_quietly(session: Session) -> None:
    """The guest’s review is given to somebody else, without a word to their session."""
    session.execute(update(queries.Reviewer).values(guest_id=None))
