"""Who reads what was released for review, read aloud.

| who                                                   | reads the newest released revision          |
|-------------------------------------------------------|---------------------------------------------|
| who works on assessments in the assessed authority    | from its release on, in every round         |
| who is assigned to a pair, and works on assessments   | while the pair stands and the round is      |
| in the reviewing authority                            | under way                                   |
| the same, once they submitted their review and the    | the revision that they reviewed, to read    |
| round is closed                                       | and not to write (rating.queries.record_at) |
| the same, where they had not submitted it by then     | never, but what they wrote (rating.queries.own_at) |
| the same, where they were taken off, or their pair    | never, but what they wrote, for themselves |
| was changed, before they submitted it                 | (rating.queries.own_at)                    |
| the same, submitted or not, while the allocation is   | never, but what they wrote, for themselves |
| withdrawn                                             | (rating.queries.own_at)                    |
| the guest who was invited for this one review         | the same, until the link expires or is      |
|                                                       | withdrawn; once the round is closed never   |
|                                                       | the text, but what they submitted and what  |
|                                                       | was answered; every page is written down    |
| everybody else: other authorities, the region, readers | never                                      |

Nobody reads drafts this way: pages of this package show frozen content alone.
"""

from dataclasses import dataclass

from app.accounts.actor import Actor, Place
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.reviews.releases.errors import Over
from app.reviews.releases.models import ReleasedRevision
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import decides_part

OWN = "own"


@dataclass(frozen=True)
class Reading:
    """A released revision before somebody who may read it; `why` is own, challenge or moderation.

    `over` says why they do not review it now, where they read their own words alone.
    `reviewer_id` is the one review as which they read it, 0 for the assessed authority's own people, and `submitted`
    whether they submitted it. A person may have others, as somebody else's guest or under another authority; those are
    not theirs here.
    """

    actor: Actor
    place: Place
    round: Round
    release: ReleasedRevision
    frozen: FrozenRevision
    sign_off: SignOff | None
    why: str
    reviewer_id: int = 0
    submitted: bool = False
    over: Over | None = None

    @property
    def as_record(self) -> bool:
        """Whether they reviewed it, and do not now: their own review alone, and nothing to write."""
        return self.why != OWN and (self.round.state == "closed" or self.over is not None)

    @property
    def has_text(self) -> bool:
        """Whether the text itself is theirs to read: a guest has their own words alone once the round is closed."""
        return not (self.as_record and self.actor.visit)

    @property
    def home(self) -> str:
        """Where whoever reads begins: the text, or their review."""
        return self.path if self.has_text else f"{self.path}/review"

    @property
    def address(self) -> Address:
        """Where the assessment is."""
        return Address(self.place.slug, self.round.framework_slug, self.round.year)

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"/reviews/released/{self.address}"

    @property
    def decides(self) -> bool:
        """Whether they answer for the assessed authority."""
        return decides_part(self.actor, self.place.id)
