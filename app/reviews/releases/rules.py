"""Which pairs and reviewers count when, and what somebody is told who reviews no more."""

from typing import ClassVar, Self

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col

from app.core.errors import Held, NotFound
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Review, Reviewer
from app.reviews.rounds.models import Round

STANDS = and_(col(Pair.removed_at).is_(None), col(Reviewer.removed_at).is_(None))
# A pair counts for reviewers while it stands in a round that is under way.
UNDER_WAY = and_(col(Round.state) == "published", STANDS)
STOOD = and_(col(Round.state) == "closed", STANDS)
SUBMITTED = exists().where(
    col(Review.reviewer_id) == Reviewer.id, col(Review.submitted_at).is_not(None)).correlate(Reviewer)
RECORD = and_(STOOD, SUBMITTED)  # what is read on once the round is closed: a review that was submitted
LEFT = and_(STOOD, ~SUBMITTED)  # of which its writer alone reads on, and nothing but what they wrote
# The same of whoever was taken off it, or whose pair was changed: that happens to no review that is submitted.
TAKEN = and_(or_(col(Pair.removed_at).is_not(None), col(Reviewer.removed_at).is_not(None)), ~SUBMITTED)
CLOSED = ("Nobody writes there any more. What you wrote of your review, if anything, is kept and stands under Reviews; "
          "you alone read what you had not submitted. You can go on with it if the region opens the round again.")
KEPT = "Whatever you had saved of your review is kept, and stands under Reviews, where you alone read it."


class Over(NotFound):
    """What somebody reviewed and reviews no more; to anybody else it never was there. `counts` is what they read on."""

    counts: ClassVar[ColumnElement[bool]]

    def of(self, person_id: int, path: str) -> Self:
        """The same, told to that person: the page shows what their computer still holds of the review at `path`."""
        self.held = Held(person_id, path)
        return self


class RoundClosed(Over):
    """The round of their review is closed."""

    title = "The round is closed"
    way = "/reviews", "Go to Reviews"
    counts = LEFT

    def __init__(self, sentence: str = CLOSED) -> None:
        super().__init__(sentence)


class TakenOff(Over):
    """They were taken off, or their pair was changed: `why`, as a sentence."""

    title = "You no longer review this"
    way = "/reviews", "Go to Reviews"
    counts = TAKEN

    def __init__(self, why: str, kept: str = KEPT) -> None:
        super().__init__(f"{why} {kept}")
        self.why = why


def why_taken(reviewer: Reviewer, reviewed: str) -> str:
    """Who took a reviewer off, or that the region changed the pair, as a sentence."""
    if reviewer.removed_at is None:
        return f"The region changed who reviews {reviewed}, and no longer asks you to."
    by = reviewer.removed_by
    return f"{by} took you off the review of {reviewed}." if by else f"You were taken off the review of {reviewed}."


def why_stays(names: str) -> str:
    """That a submitted review stays with whoever submitted it, as a sentence."""
    return f"{names} submitted this review, so it stays theirs."
