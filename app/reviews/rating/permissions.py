"""Who writes a review, and who reads what others wrote, read aloud.

| who                                  | reads of the reviews of an assessment                            |
|--------------------------------------|------------------------------------------------------------------|
| who writes it                        | their own, always                                                |
| another challenger                   | submitted moderations from the start; challenges once both their |
|                                      | own and the other are submitted                                  |
| a moderator                          | their own alone                                                  |
| either, once the round is closed     | their own alone, beside what it is about if it was submitted     |
| either, while they do not review it  | their own alone: taken off, the pair changed, or the allocation  |
| now                                  | withdrawn                                                        |
| coordinator and director of the      | every review from its submission on                              |
| assessed authority                   |                                                                  |
| everybody else, the region among them | nothing; the region counts what is submitted (reviews.summary)  |

Challengers rate, moderators make points. Nobody changes a review once it is submitted.
"""

from dataclasses import dataclass

from app.reviews.releases.models import Review
from app.reviews.releases.permissions import Reading

CHALLENGE, MODERATION = "challenge", "moderation"


@dataclass(frozen=True)
class Reviewing:
    """A released revision before the person who reviews it, with their review if it is begun."""

    reading: Reading
    reviewer_id: int
    reviewing_id: int
    review: Review | None

    @property
    def rates(self) -> bool:
        """Whether this is a challenge, in which answers are rated."""
        return self.reading.why == CHALLENGE

    @property
    def submitted(self) -> bool:
        """Whether it is submitted, and final."""
        return self.review is not None and self.review.submitted_at is not None

    @property
    def is_left(self) -> bool:
        """Whether it is over: its writer reads what they wrote, and nothing else."""
        return self.reading.over is not None

    @property
    def review_id(self) -> int:
        """The review's id; 0 while nothing is begun."""
        return self.review.id or 0 if self.review else 0

    @property
    def path(self) -> str:
        """The page of the review."""
        return f"{self.reading.path}/review"


def reads_review(
    why: str, mine: bool, kind: str, submitted: bool, own_submitted: bool, as_record: bool
) -> bool:
    """Whether a review is read by somebody who reads the assessment: the table above, and the only place it is kept.

    `why` is own (of the assessed authority), challenge or moderation; `mine` that they write this one; `kind` is
    that of the review, `own_submitted` tells whether they have submitted theirs, `as_record` whether they go on reading
    it in a closed round.
    """
    if mine:
        return True
    if not submitted or as_record or why == MODERATION:
        return False
    return why == "own" or kind == MODERATION or own_submitted
