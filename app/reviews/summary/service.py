"""The verb of a region that sums up a round."""

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.service import held
from app.reviews.summary import queries
from app.reviews.summary.models import RoundSummary
from app.reviews.summary.rules import priorities_of, summary_of

ELSEWHERE = "Somebody else wrote the summary since you opened the page. Theirs stands above yours: put both together."
SAID = ("words", "priorities", "names_authorities")


def sum_up(
    session: Session, run: Run, words: str, names_authorities: bool, priorities: str = "", seen: int | None = None
) -> RoundSummary:
    """Write the summary, and say whether authorities are named to one another; earlier ones stay on record.

    The same again writes nothing; Conflict where somebody wrote another one than was `seen`, 0 for none.
    """
    if held(session, run).state == "preparing":
        raise Conflict("The allocation is not published yet, so there is nothing to sum up.")
    row = RoundSummary(
        round_id=run.id, words=summary_of(words), priorities=priorities_of(priorities),
        names_authorities=names_authorities, written_by=run.actor.name, written_by_id=run.actor.person_id, at=now(),
    )
    before = queries.summary_of(session, run.id)
    if before and all(getattr(before, name) == getattr(row, name) for name in SAID):
        return before
    if seen is not None and seen != (before.id if before else 0):
        raise Conflict(ELSEWHERE)
    session.add(row)
    record(session, Tag.ROUND_SUMMED_UP, run.actor, None, f"{run.path}/summary", title=run.round.name)
    return row
