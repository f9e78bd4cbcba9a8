"""The pairs of a round, gathered for each authority."""

from dataclasses import dataclass

from app.reviews.arranging.queries import Ground
from app.reviews.pairing.queries import Standing


@dataclass(frozen=True)
class Line:
    """One authority: who challenges and moderates it, and whom it challenges and moderates itself."""

    name: str
    challengers: list[Standing]
    moderators: list[Standing]
    challenges: list[Standing]
    moderates: list[Standing]


def by_authority(ground: Ground) -> list[Line]:
    """A line for each authority that takes part or stands in a pair, by name."""
    def of(kind: str, side: str, authority: int) -> list[Standing]:
        return [own for own in ground.standing if own.pair.kind == kind and getattr(own.pair, side) == authority]

    there = {*ground.task.authorities, *(one for own in ground.standing for one in own.pairing.both)}
    return [
        Line(name, of("challenge", "reviewed_id", authority), of("moderation", "reviewed_id", authority),
             of("challenge", "reviewer_id", authority), of("moderation", "reviewer_id", authority))
        for authority, name in sorted(ground.names.items(), key=lambda named: named[1]) if authority in there
    ]
