"""Packs and reports of the demonstration, asked for as people ask for them; they are made while it is looked at."""

from sqlmodel import Session

from app.accounts.actor import Actor
from app.assessments.address import Address
from app.core.jobs import enqueue
from app.demo.earlier import written_in_short
from app.demo.files import DemoRound, round_before, round_under_way
from app.demo.region import run_of
from app.demo.seed import COORDINATOR, actor_of
from app.publishing.packs.queries import named_on
from app.publishing.packs.round_routes import MAKE as MAKE_REPORT
from app.publishing.packs.routes import MAKE
from app.publishing.packs.service import report_wanted, wanted
from app.reviews.releases.queries import reading_at


def ask_for_packs(session: Session) -> int:
    """Ask for those of the round under way, then for those of the finished one, last of the authorities that wrote in
    short, which nobody waits for; how many jobs."""
    first = sum(_of_round(session, one) for one in (round_under_way(), round_before()))
    return first + sum(
        _of_assessment(session, round_before(), written.authority, actor_of(session, written.by))
        for written in written_in_short())


def _of_round(session: Session, one: DemoRound) -> int:
    """The two reports, which are quick, and the pack of each reviewer of Peterborough."""
    run = run_of(session, one, actor_of(session, one.coordinator))
    enqueue(session, MAKE_REPORT, report_wanted(run), run.actor.person_id, None)
    return 1 + _of_assessment(session, one, "peterborough", actor_of(session, COORDINATOR))


def _of_assessment(session: Session, one: DemoRound, authority: str, actor: Actor) -> int:
    """The feedback report of an authority and the pack of each of its reviewers, as somebody of it asks for them."""
    reading = reading_at(session, actor, Address(authority, one.framework, one.year))
    reviewers = [None, *(named.reviewer_id for named in named_on(session, reading))]  # None: the feedback report
    for reviewer_id in reviewers:
        enqueue(session, MAKE, wanted(reading, reviewer_id), actor.person_id, reading.place.id)
    return len(reviewers)
