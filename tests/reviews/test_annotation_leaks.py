"""Who sees what is noted: never another challenger’s before one’s own is submitted, never what is not submitted.

Each line: whose annotation it is and whether that review is submitted, then who sees it. `first` and `second` are the
challengers, `second+` the second one after submitting their own, `own` the author in the assessed authority.
"""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from app.core.clock import now
from app.reviews.annotations import permissions, queries
from app.reviews.annotations.models import Annotation
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Reviewer
from tests.assessments.factories import LARGE, token_of, write
from tests.browser import Browser
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED
from tests.reviews.test_annotations import HOME, TEXT, note

WHO = ("first", "second", "second+", "moderator", "own", "regional", "outsider")
TABLE = """
                    first second second+ moderator own regional outsider
first     writes    .     -      -       -         -   -        -
first     submitted .     -      .       -         .   -        -
moderator writes    -     -      -       .         -   -        -
moderator submitted .     .      .       .         .   -        -
"""
LINES = [line.split() for line in TABLE.strip().splitlines()[1:]]


def begin(session: Session) -> dict[str, str]:
    """A released text with two challengers and a moderator; what they are called in the database."""
    write(session, "author", "1.1", TEXT)
    factories.publish(session)
    factories.release(session)
    pairs = [own for own in factories.standing(session) if own.reviewed == "Peterborough"]
    challengers = [own for own in pairs if own.pair.kind == "challenge"]
    named = {}
    for who, own in zip(("first", "second", "moderator"),
                        (*challengers, next(own for own in pairs if own.pair.kind == "moderation")), strict=True):
        slug = own.reviewer.lower()
        if slug == "cambridgeshire":
            name, director = "stranger", "stranger"
        else:
            name, director = f"{slug}-officer", f"{slug}-director"
        factories.releases.assign(
            session, factories.part_of(session, director), own.pair.id or 0,
            factories.actor_of(session, name).person_id)
        named[who] = name
    session.flush()
    reviewing = {own.reviewer.lower() for own in pairs}
    outsider = next(slug for slug in factories.ADDED if slug not in reviewing)
    return named | {"second+": named["second"], "own": "author", "outsider": f"{outsider}-director"}


def reviewer_of(session: Session, name: str) -> int:
    """The reviewer that somebody is of Peterborough."""
    peterborough = factories.authority_at(session, "peterborough").id
    found = session.exec(
        select(Reviewer.id).join(Pair, Pair.id == Reviewer.pair_id)  # type: ignore[arg-type]
        .where(Reviewer.person_id == factories.actor_of(session, name).person_id, Pair.reviewed_id == peterborough)
    ).one()
    assert found
    return found


def sight(region: Stage, named: dict[str, str], who: str, noted: int) -> set[bool]:
    """Whether somebody sees an annotation, on every page that could show it."""
    browser = Browser(region.app, token_of(named.get(who, who)))
    pages = [browser.get(path) for path in (
        f"{RELEASED}/sections/1", HOME, f"{HOME}?kind=challenge", f"{HOME}/{noted}", RELEASED, "/reviews",
        f"{HOME}/prompts/1.1", f"{LARGE.path}/prompts/1.1?beside=comments", "/",
    )]
    shown = {"SECRET-NOTE" in page.text for page in pages[:4] if page.status_code == 200} or {False}
    assert not any("SECRET-NOTE" in page.text for page in (pages[4], pages[5], pages[7], pages[8]))
    assert (pages[3].status_code == 200) == (True in shown)
    if who == "own":
        shown.add("SECRET-NOTE" in pages[6].text)
    if shown == {False} and pages[1].status_code == 200:  # not even a count or a filter tells of it
        assert "SECRET-NOTE" not in pages[1].text and "1 annotations" not in pages[1].text
    return shown


@pytest.mark.parametrize("line", LINES, ids=lambda line: "-".join(line[:2]))
def test_everybody_sees_what_the_table_says(region: Stage, monkeypatch: pytest.MonkeyPatch, line: list[str]) -> None:
    assert differences(region, monkeypatch, line) == {}


def differences(region: Stage, monkeypatch: pytest.MonkeyPatch, line: list[str]) -> dict[str, set[bool]]:
    """Where sight is otherwise than the table says."""
    whose, stage, *marks = line
    named, done = region.make(begin), set[int]()

    def submitted_at(session: Session, round_id: int, authority_id: int) -> dict[int, datetime]:
        return dict.fromkeys(done, now())

    monkeypatch.setattr(queries, "submitted_at", submitted_at)
    noted = note(Browser(region.app, token_of(named[whose])), words="SECRET-NOTE", sent_as="secret")
    ids = {who: region.see(lambda session, who=who: reviewer_of(session, named[who])) for who in ("first", "second",
                                                                                                "moderator")}
    found = {}
    for who, mark in zip(WHO, marks, strict=True):
        done.clear()
        done |= {ids[whose]} if stage == "submitted" else set()
        done |= {ids["second"]} if who == "second+" else set()
        seen = sight(region, named, who, noted)
        if seen != {mark == "."}:
            found[who] = seen
    assert region.see(lambda session: session.get(Annotation, noted)) is not None
    return found


@pytest.mark.parametrize("line", [LINES[0], LINES[2]], ids=["first", "moderator"])
def test_the_table_notices_when_the_guard_is_gone(
    region: Stage, monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    monkeypatch.setattr(queries, "sees", lambda *_: True)
    assert permissions.sees is not queries.sees
    assert differences(region, monkeypatch, line) != {}
