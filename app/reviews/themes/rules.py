"""Which rounds are compared, how their sections are matched, and which way things went, told in words.

No number is given to a rating: a section is better evidenced only where at each step of the scale at least as large a
share of those who looked at it stands there or higher. Where fewer than FEWEST_UNNAMED authorities stand behind it, no
direction is told, since it would be that of somebody in particular: ratings need as many in both years, and what was
said needs as many reviewed in both, and to have been said of as many in one of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.frameworks.naming import told_year
from app.reviews.rating.rules import LEVELS
from app.reviews.rounds.models import Round
from app.reviews.summary.rules import FEWEST_UNNAMED

YEAR = re.compile(r"-20\d\d(-\d\d)?$")
MOST = 5  # rounds beside one another
SCALE = tuple(level for level in LEVELS if level != "not_looked_at")  # the best first
SHORT = {"strongly": "strongly", "partly": "partly", "weakly": "weakly", "not_evidenced": "not evidenced",
         "not_looked_at": "not looked at", "unrated": "not rated"}
TOO_FEW, NOT_COMPARABLE, AS_BEFORE = "Too few to say", "Not comparable", "As before"
NOT_ASKED, WHOLE = "Not asked", "The assessment as a whole"
Place = tuple[str, str]  # the key of a section and its title, which together make it the same from year to year


def series_of(slug: str) -> str:
    """What a framework is called whatever its year: a region issues its method anew each year under another name."""
    return YEAR.sub("", slug)


@dataclass(frozen=True)
class Year:
    """A round as a column: its reviews submitted and the authorities that they are of, and the same of challenges."""

    round: Round
    reviews: int = 0
    reviewed: int = 0
    challenges: int = 0
    challenged: int = 0

    @property
    def name(self) -> str:
        """Its year, such as 2016/17."""
        return told_year(self.round.year)


def in_series(years: Iterable[Year], series: str) -> list[Year]:
    """The latest rounds of one series, the earliest first."""
    return [one for one in years if series_of(one.round.framework_slug) == series][-MOST:]


def newest_series(years: Sequence[Year]) -> str:
    """The series of the last of these rounds of which reviews are submitted, else of the last; empty without any."""
    last = next((one for one in reversed(years) if one.reviews), years[-1] if years else None)
    return series_of(last.round.framework_slug) if last else ""


@dataclass(frozen=True)
class Ratings:
    """How a section was rated in a round: challenges by level, those without a rating, of how many authorities."""

    levels: Mapping[str, int]
    authorities: int

    @property
    def looked(self) -> int:
        """How many looked at it and rated it."""
        return sum(self.levels.get(level, 0) for level in SCALE)

    @property
    def told(self) -> str:
        """It in a cell."""
        found = ", ".join(f"{self.levels[level]} {word}" for level, word in SHORT.items() if self.levels.get(level))
        return f"{found} ({_authorities(self.authorities)})" if self.authorities else found or "Not rated"


@dataclass(frozen=True)
class Times:
    """How often something was said of a section in a round, and of how many authorities."""

    times: int = 0
    authorities: int = 0

    @property
    def told(self) -> str:
        """It in a cell."""
        return f"{self.times} from {_authorities(self.authorities)}" if self.times else "None"


def _authorities(number: int) -> str:
    return "1 authority" if number == 1 else f"{number} authorities"


def rating_direction(before: Ratings | None, after: Ratings | None) -> str:
    """Which way the ratings of a section went; None stands for a year that did not ask for it."""
    if before is None or after is None or not before.looked or not after.looked:
        return NOT_COMPARABLE
    if min(before.authorities, after.authorities) < FEWEST_UNNAMED:
        return TOO_FEW
    better = worse = False
    at_least = [0, 0]
    for level in SCALE:
        at_least = [at_least[0] + before.levels.get(level, 0), at_least[1] + after.levels.get(level, 0)]
        step = at_least[1] * before.looked - at_least[0] * after.looked
        better, worse = better or step > 0, worse or step < 0
    if better and worse:
        return "Both ways"
    return "Better evidenced" if better else "Less well evidenced" if worse else AS_BEFORE


def times_direction(before: Times | None, after: Times | None, years: tuple[Year, Year]) -> str:
    """Whether something is said more often, for each review submitted; None for a year that did not ask for it."""
    if before is None or after is None or not all(year.reviews for year in years):
        return NOT_COMPARABLE
    said_of = max(before.authorities, after.authorities)
    if min(*(year.reviewed for year in years), said_of) < FEWEST_UNNAMED:
        return TOO_FEW
    step = after.times * years[0].reviews - before.times * years[1].reviews
    return "More often" if step > 0 else "Less often" if step < 0 else AS_BEFORE


@dataclass(frozen=True)
class Line:
    """One line of a comparison: a section, what it is about where that differs, a cell for each year, the direction."""

    place: Place
    what: str
    cells: Sequence[str]
    direction: str


def places(known: Sequence[Mapping[str, str]]) -> list[Place]:
    """Every section of these years’ frameworks, each a title by key; in the order of the newest, then of older ones."""
    found: dict[Place, None] = {}
    for titles in reversed(known):
        found |= dict.fromkeys(titles.items())
    return list(found)
