"""Who may do what in a round, read aloud: named predicates over an actor and an authority, and what they look at.

Whoever runs the rounds of a region (accounts.guards.InRegion) does everything on the region's pages, and reads
no assessment. In an authority that was invited:

| who                                    | may                                                            |
|----------------------------------------|----------------------------------------------------------------|
| coordinator, director                  | answer the invitation, declare conflicts, release, assign people |
| author, lead, coordinator, director    | see the authority's part in the round                            |
| reader, administrator                  | nothing                                                        |

Other authorities see nothing of it, whatever roles somebody holds in them.
"""

from dataclasses import dataclass

from app.accounts.actor import Actor, Place
from app.accounts.guards import takes_part
from app.accounts.roles import Role
from app.assessments.address import Address
from app.reviews.rounds.models import Invitation, Round


@dataclass(frozen=True)
class Run:
    """A round before somebody who runs it."""

    actor: Actor
    region: Place
    round: Round

    @property
    def id(self) -> int:
        """The round's id."""
        assert self.round.id is not None
        return self.round.id

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"/region/{self.region.slug}/rounds/{self.round.framework_slug}/{self.round.year}"


@dataclass(frozen=True)
class Part:
    """The part that an authority has in a round, before somebody of that authority."""

    actor: Actor
    place: Place
    round: Round
    invitation: Invitation

    @property
    def id(self) -> int:
        """The round's id."""
        assert self.round.id is not None
        return self.round.id

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"/reviews/{self.address}"

    @property
    def address(self) -> Address:
        """Where the assessment would be that the round reviews."""
        return Address(self.place.slug, self.round.framework_slug, self.round.year)


def sees_part(actor: Actor, authority_id: int) -> bool:
    """Works on assessments in the authority."""
    return takes_part(actor, authority_id)


def decides_part(actor: Actor, authority_id: int) -> bool:
    """Answers for the authority: coordinates, or directs."""
    return actor.has(authority_id, Role.COORDINATOR, Role.DIRECTOR)
