"""Who makes and fetches which pack, read aloud.

| who                                                  | packs                                              |
|------------------------------------------------------|----------------------------------------------------|
| coordinator, director of the assessed authority      | those of every reviewer, and the feedback report   |
| who is assigned to review it, while that holds       | their own                                          |
| others who work on assessments in that authority     | none, though they read what was released           |
| who runs the rounds of the region                    | the report of the round, and no pack               |
| everybody else                                       | none, and are not told that there are any          |

Whoever is taken off a review loses its packs from that moment.
"""

from app.reviews.releases.permissions import OWN, Reading
from app.reviews.rounds.permissions import decides_part


def has_report(reading: Reading) -> bool:
    """Answers for the authority that wrote what is read, and so has its feedback report."""
    return reading.why == OWN and reading.decides


def has_packs(reading: Reading) -> bool:
    """Reviews what is read, or answers for the authority that wrote it."""
    return reading.why != OWN or decides_part(reading.actor, reading.place.id)
