"""Packs and reports of the demonstration, asked for as people ask for them; they are made while it is looked at."""

from sqlmodel import Session

from app.assessments.address import Address
from app.core.jobs import enqueue
from app.demo.files import DemoRound, round_before, round_under_way
from app.demo.region import run_of
from app.demo.seed import COORDINATOR, actor_of
from app.publishing.packs.queries import named_on
from app.publishing.packs.round_routes import MAKE as MAKE_REPORT
from app.publishing.packs.routes import MAKE
from app.publishing.packs.service import report_wanted, wanted
from app.reviews.releases.queries import reading_at


def ask_for_packs(session: Session) -> int:
    """Ask for those of the round under way, then for those of the finished one; how many jobs."""
    return sum(_of_round(session, one) for one in (round_under_way(), round_before()))


def _of_round(session: Session, one: DemoRound) -> int:
    """The two reports, which are quick, and the pack of each reviewer of Peterborough."""
    coordinator = actor_of(session, COORDINATOR)
    run = run_of(session, one, actor_of(session, one.coordinator))
    reading = reading_at(session, coordinator, Address("peterborough", one.framework, one.year))
    enqueue(session, MAKE_REPORT, report_wanted(run), run.actor.person_id, None)
    reviewers = [None, *(named.reviewer_id for named in named_on(session, reading))]  # None: the feedback report
    for reviewer_id in reviewers:
        enqueue(session, MAKE, wanted(reading, reviewer_id), coordinator.person_id, reading.place.id)
    return 1 + len(reviewers)
