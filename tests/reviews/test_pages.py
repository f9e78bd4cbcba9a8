"""Pages of peer challenge are sound, and the number of their queries does not grow with what they show."""

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.accounts.models import Authority
from app.reviews.arranging import service as pairing
from app.reviews.rounds import service as rounds
from tests.assessments.factories import LARGE, write
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND

PAGES = (
    ("regional", "/region/eastern"), ("regional", "/region/eastern/open"), ("regional", "/region/eastern/leadership"),
    ("regional", ROUND), ("regional", f"{ROUND}/settings"), ("regional", f"{ROUND}/allocation"),
    ("regional", f"{ROUND}/pairs/PAIR"), ("coordinator", "/reviews"), ("coordinator", PART), ("author", RELEASED),
    ("coordinator", "/"),
    ("author", f"{RELEASED}/sections/1"),
    ("assigner", f"{PART}/reviewers/1/remove"), ("challenger", "/"), ("challenger", "/reviews"),
    ("challenger", RELEASED),
    ("challenger", f"{RELEASED}/sections/1"),
    ("coordinator", f"{RELEASED}/packs"), ("challenger", f"{RELEASED}/packs"),
    ("challenger", f"{RELEASED}/review"), ("challenger", f"{RELEASED}/feedback"), ("regional", f"{ROUND}/summary"),
    ("regional", f"{ROUND}/report"), ("regional", f"{ROUND}/close"),
    *(("regional", f"/region/eastern/{page}") for page in (
        "themes", "themes?show=noted", "themes?show=areas", "coordinators", "activity")),
    ("regional", f"{ROUND}?show=late&order=name"),
)


def _small(session: Session) -> dict[str, str]:
    factories.open_round(session, (*factories.ADDED, "peterborough"))
    factories.allocate(session)
    pairing.publish(session, factories.run_of(session))
    factories.release(session)
    challenger = factories.assign(session, "challenge")
    factories.write_review(session, challenger)
    return {"challenger": challenger, "assigner": challenger.replace("officer", "director")}


def _more(session: Session) -> None:
    """More authorities, rounds, runs, conflicts, texts and releases."""
    run = factories.run_of(session)
    pairing.withdraw(session, run, "More take part")
    for number in range(6):
        authority = Authority(slug=f"more-{number}", name=f"More {number}", region_id=run.region.id)
        session.add(authority)
        session.flush()
        factories.add_person(session, f"more-{number}-director", authority, factories.Role.DIRECTOR)
    added = [one.slug for one in session.exec(select(Authority)).all() if one.slug.startswith("more")]
    rounds.invite(session, run, added)
    rounds.declare_conflict(session, run, "more-1", "more-2", "A shared officer")
    rounds.share_leadership(session, run.actor, run.region, "more-3", "more-4", "One director")
    rounds.declare_conflict(session, factories.part_of(session, "coordinator"), "peterborough", "more-5", "A move")
    own = factories.reviewing(session, "challenge")
    pairing.set_lock(session, run, own.pair.id or 0, True)
    pairing.keep(session, run, pairing.draft(session, run, 5, 3), "Again")
    pairing.publish(session, run)
    factories.assign(session, "challenge", "director")
    write(session, "author", "1.1", "Seen [[E1]] again.\n\n" * 30)
    factories.release(session)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_more_of_everything_needs_no_more_queries(app: FastAPI, region: Stage, who: str, path: str) -> None:
    called = region.make(_small)
    own = region.see(lambda session: factories.reviewing(session, "challenge")).pair.id
    path, name = path.replace("PAIR", str(own)), called.get(who, who)
    if who == "assigner":
        path = path.replace("peterborough", name.removesuffix("-director"))
    before = count(app, name, path)
    region.make(_more)
    assert count(app, name, path) == before


def test_a_later_year_stands_beside_an_earlier_one(app: FastAPI, region: Stage) -> None:
    region.make(_small)
    before = count(app, "regional", "/region/eastern")
    region.make(_next_year)
    assert count(app, "regional", "/region/eastern") == before


def _next_year(session: Session) -> None:
    run = factories.run_of(session)
    view = factories.latest_by_slug(session, LARGE.framework)
    assert view
    rounds.open_round(session, run.actor, run.region, view, "2017-18", factories.DATES, factories.ADDED)
