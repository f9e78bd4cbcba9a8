"""The stage of each authority in a round, what is submitted of its reviews, and what is late.

From dates and counts of what is submitted alone, never from what a draft or an unsubmitted review says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.clock import aware
from app.reviews.rounds.models import Round
from app.reviews.rounds.rules import ENDED

KINDS = {"moderation": "Moderation", "challenge": "Challenge"}
STAGES = {
    "declined": "Takes no part", "not_opened": "Not opened", "not_started": "Not started", "drafting": "Drafting",
    "signed": "Signed", "released": "Released, not signed", "released_signed": "Released and signed",
}


@dataclass(frozen=True)
class Standing:
    """Where an authority stands in a round; `started` tells whether anything at all is written."""

    id: int
    name: str
    answer: str
    opened_at: datetime | None
    started: bool
    signed_at: datetime | None
    released_at: datetime | None
    released_signed: bool

    @property
    def stage(self) -> str:
        """The stage, a key of STAGES."""
        if self.answer == "declines":
            return "declined"
        if self.released_at:
            return "released_signed" if self.released_signed else "released"
        if self.signed_at:
            return "signed"
        if self.opened_at is None:
            return "not_opened"
        return "drafting" if self.started else "not_started"

    @property
    def since(self) -> datetime | None:
        """Since when it stands there, where a date tells."""
        dates: Mapping[str, datetime | None] = {
            "released": self.released_at, "released_signed": self.released_at, "signed": self.signed_at,
            "not_started": self.opened_at,
        }
        found = dates.get(self.stage)
        return aware(found) if found else None


@dataclass(frozen=True)
class Pairing:
    """A pair with its counts: reviews submitted, and people named who have not submitted. `stands` until it is removed;
    `released` once there is something to read."""

    kind: str
    reviewer_id: int
    reviewed_id: int
    stands: bool
    submitted: int
    waiting: int
    released: bool

    @property
    def unnamed(self) -> bool:
        """Whether nobody is named for it, and nobody was who finished it."""
        return self.stands and not self.waiting and not self.submitted

    @property
    def done(self) -> bool:
        """Whether a review came of it: one is what it is for, however many people are named."""
        return self.submitted > 0

    @property
    def expected(self) -> bool:
        """Whether a review is to come of it, or came."""
        return self.stands or self.done

    @property
    def owed(self) -> bool:
        """Whether somebody is named for it, could read what it is about, and nobody has submitted."""
        return self.stands and self.released and self.waiting > 0 and not self.done


@dataclass(frozen=True)
class Work:
    """The pairs of those who review an authority and of those whom it reviews, and what it made of its feedback."""

    reviewed_in: tuple[Pairing, ...] = ()
    reviewing_in: tuple[Pairing, ...] = ()
    points: int = 0
    answered: int = 0
    actions: int = 0

    def submitted(self, kind: str) -> int:
        """From how many of its pairs a review is submitted."""
        return sum(one.done for one in self.reviewed_in if one.kind == kind)

    def expected(self, kind: str) -> int:
        """From how many one is to be."""
        return sum(one.expected for one in self.reviewed_in if one.kind == kind)

    @property
    def complete(self) -> bool:
        """Whether every review of it is submitted."""
        return all(self.submitted(kind) == self.expected(kind) for kind in KINDS)

    @property
    def unnamed(self) -> int:
        """For how many of the reviews that it does it has named nobody."""
        return sum(one.unnamed for one in self.reviewing_in)

    def owes(self, kind: str) -> int:
        """How many reviews its people have not submitted although there is something to read."""
        return sum(one.owed for one in self.reviewing_in if one.kind == kind)


def gaps(standing: Standing, work: Work) -> list[str]:
    """What is missing of an authority’s part in a round, in words; nothing for who declined."""
    if standing.answer == "declines":
        return []
    counts = [
        *((f"{KINDS[kind]}s submitted", work.submitted(kind), work.expected(kind)) for kind in KINDS),
        ("Points answered", work.answered, work.points),
    ]
    found = [f"{what}: {done} of {of_all}" for what, done, of_all in counts if done < of_all]
    return found if standing.released_at else ["Nothing is released", *found]


@dataclass(frozen=True)
class Late:
    """Something that is late, since when, and how much of it."""

    what: str
    due: date
    number: int = 1

    @property
    def told(self) -> str:
        """It in a cell."""
        return self.what if self.number == 1 else f"{self.what} ({self.number})"


def review_due(kind: str, one: Round) -> date:
    """When a review is due: moderation before the challenge, a challenge when responses are."""
    return one.challenge_on if kind == "moderation" else one.response_on


def late(standing: Standing, work: Work, one: Round, today: date) -> list[Late]:
    """What an authority is late with, the longest first; nothing for who declined, or once the round has ended."""
    if standing.answer == "declines" or one.state in ENDED:
        return []
    owed = [
        Late("Release", one.moderation_on, int(standing.released_at is None)),
        Late("Signature", one.sign_off_on, int(standing.signed_at is None)),
    ]
    if one.state == "published":
        owed += [Late("Name of a reviewer", one.moderation_on, work.unnamed),
                 *(Late(KINDS[kind], review_due(kind, one), work.owes(kind)) for kind in KINDS),
                 Late("Answer to a point", one.response_on, work.points - work.answered)]
    return sorted((what for what in owed if what.number and what.due < today), key=lambda what: what.due)


@dataclass(frozen=True)
class Line:
    """An authority in a round, with what is late."""

    standing: Standing
    work: Work
    late: Sequence[Late] = field(default=())


@dataclass(frozen=True)
class Totals:
    """The counts of a whole round; reviews by their kind."""

    submitted: Mapping[str, int]
    expected: Mapping[str, int]
    points: int
    answered: int
    actions: int
    unnamed: int


def totals(lines: Sequence[Line]) -> Totals:
    """What these lines come to together."""
    works = [line.work for line in lines]
    return Totals(
        {kind: sum(one.submitted(kind) for one in works) for kind in KINDS},
        {kind: sum(one.expected(kind) for one in works) for kind in KINDS},
        *(sum(getattr(one, name) for one in works) for name in ("points", "answered", "actions", "unnamed")),
    )


def owed_by(lines: Iterable[Line]) -> list[tuple[str, date, list[str]]]:
    """What is late and since when, each with the names of those who owe it; the longest first."""
    owed: dict[tuple[str, date], list[str]] = {}
    for line in lines:
        for one in line.late:
            name = line.standing.name if one.number == 1 else f"{line.standing.name} ({one.number})"
            owed.setdefault((one.what, one.due), []).append(name)
    return sorted(((what, day, names) for (what, day), names in owed.items()), key=lambda one: one[1])


SHOWN = {"": "Every authority", "late": "Who is late", "incomplete": "Whose reviews are not all submitted"}
ORDERS = {"late": "Late first", "name": "By name"}


def kept(lines: Sequence[Line], show: str, order: str) -> list[Line]:
    """The lines that are asked for, in the order that is asked for: whatever is late longest first, or by name."""
    found = [
        line for line in lines
        if not (show == "late" and not line.late) and not (show == "incomplete" and line.work.complete)
    ]
    if order == "name":
        return found
    return sorted(found, key=lambda line: line.late[0].due if line.late else date.max)
