"""The verb of a region that sums up a round."""

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.service import held
from app.reviews.summary.models import RoundSummary
from app.reviews.summary.rules import priorities_of, summary_of


def sum_up(
    session: Session, run: Run, words: str, names_authorities: bool, priorities: str = ""
) -> RoundSummary:
    """Write the summary, and say whether authorities are named to one another; earlier ones stay on record."""
    if held(session, run).state == "preparing":
        raise Conflict("The allocation is not published yet, so there is nothing to sum up.")
    row = RoundSummary(
        round_id=run.id, words=summary_of(words), priorities=priorities_of(priorities),
        names_authorities=names_authorities, written_by=run.actor.name, written_by_id=run.actor.person_id, at=now(),
    )
    session.add(row)
    record(session, Tag.ROUND_SUMMED_UP, run.actor, None, f"{run.path}/summary", title=run.round.name)
    return row
