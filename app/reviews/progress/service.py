"""Closing a round, once everything that it closes with is there, or somebody said why not; and opening it again."""

from sqlmodel import Session

from app.core.errors import Conflict
from app.reviews.progress import queries
from app.reviews.releases import letters
from app.reviews.rounds import service as rounds
from app.reviews.rounds.letters import open_again as tell_invited
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import line_within
from app.reviews.summary.queries import summary_of

NO_SUMMARY = "A round closes with a summary, and this one has none yet. Write it first."


def close(session: Session, run: Run, reason: str) -> None:
    """Close a round that is summed up: Conflict where it is not, Refused where something is missing and nobody says
    why it is closed all the same."""
    one = rounds.held(session, run)
    if one.state == "published" and summary_of(session, run.id) is None:
        raise Conflict(NO_SUMMARY)
    why = line_within(reason, rounds.LONGEST, "A reason", "reason")
    if one.state == "published" and not why and queries.missing(session, one):
        rounds.reason_of(why, "Not everything is there. Say why the round is closed all the same.")
    rounds.close(session, run, why)
    letters.closed(session, one)


def reopen(session: Session, run: Run, reason: str) -> None:
    """Open a closed or cancelled round again, for a reason, and tell everybody of it that they can go on: of a
    cancelled one nobody knows yet who reviews whom, so that its authorities are told as they were invited."""
    if rounds.reopen(session, run, reason) == "cancelled":
        tell_invited(session, run)
    else:
        letters.reopened(session, run.round)
