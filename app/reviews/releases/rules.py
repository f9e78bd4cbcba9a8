"""Which pairs and reviewers count when."""

from sqlalchemy import and_, exists, not_, or_
from sqlmodel import col

from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Review, Reviewer
from app.reviews.rounds.models import Round

STANDS = and_(col(Pair.removed_at).is_(None), col(Reviewer.removed_at).is_(None))
# A pair counts for reviewers while it stands in a round that is under way.
UNDER_WAY = and_(col(Round.state) == "published", STANDS)
SUBMITTED = exists().where(
    col(Review.reviewer_id) == Reviewer.id, col(Review.submitted_at).is_not(None)).correlate(Reviewer)
# What is read on once the round is closed: a review that was submitted.
RECORD = and_(col(Round.state) == "closed", STANDS, SUBMITTED)
# Of all else its writer alone reads on, and nothing but what they wrote: the round was closed before they submitted it,
# its allocation is withdrawn, they were taken off, or their pair was changed.
OVER = not_(or_(UNDER_WAY, RECORD))


def why_stays(names: str) -> str:
    """That a submitted review stays with whoever submitted it, as a sentence."""
    return f"{names} submitted this review, so it stays theirs."
