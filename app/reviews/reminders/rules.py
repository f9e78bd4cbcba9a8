"""What a person owes to a round, and how a reminder tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.mail.service import SITE
from app.core.templating import NO_BREAK, counted, day
from app.reviews.progress.rules import Standing, Work, late
from app.reviews.rounds.models import Round

# What an authority is told of what it owes; a review that is late is told to whoever is to write it.
WORDS = {
    "Release": "release the assessment for review", "Signature": "sign off the assessment",
    "Name of a reviewer": "name a reviewer for {reviews}", "Answer to a point": "answer {points} of feedback",
}


@dataclass(frozen=True)
class Owed:
    """One thing that is late: told in words, with the day when it was due."""

    what: str
    due: date

    @property
    def line(self) -> str:
        """It as one line of a letter."""
        return f"{self.what}, due on {day(self.due)}".replace(NO_BREAK, " ")


@dataclass(frozen=True)
class Late:
    """A person who is late, for themselves or for their authority, with what they owe; a `guest` has no account,
    and can come no more where their access `ended`."""

    person_id: int
    name: str
    email: str
    authority_id: int
    authority: str
    path: str
    owed: tuple[Owed, ...]
    guest: bool = False
    ended: bool = False

    @property
    def what(self) -> str:
        """What they owe, in one line."""
        return "; ".join(one.line for one in self.owed)


def owed_by_authority(standing: Standing, work: Work, one: Round, today: date) -> list[Owed]:
    """What an authority owes: its release, its signature, names for the reviews that it does, and answers."""
    return [
        Owed(WORDS[own.what].format(reviews=_unnamed(own.number), points=counted(own.number, "point")), own.due)
        for own in late(standing, work, one, today) if own.what in WORDS
    ]


def _unnamed(number: int) -> str:
    return "one review that has none" if number == 1 else f"{number} reviews that have none"


def together(found: Sequence[Late]) -> list[Late]:
    """Each person once, with everything that they owe, by authority and name."""
    people: dict[int, Late] = {}
    for one in found:
        known = people.get(one.person_id)
        people[one.person_id] = Late(**{**vars(one), "owed": known.owed + one.owed}) if known else one
    return sorted(people.values(), key=lambda one: (one.authority, one.name))


def subject_of(one: Round) -> str:
    """The subject of a reminder."""
    return f"Late in {one.name}"


def text_of(one: Late, of: Round, region: str, sender: str) -> str:
    """The reminder, word for word as it leaves."""
    lines = "\n".join(f"- {owed.line}" for owed in one.owed)
    link = "Your link has ended: please ask for a new one." if one.ended else "Open the link in your invitation."
    where = link if one.guest else f"You find it here:\n\n{SITE}{one.path}"
    return (
        f"Dear {one.name},\n\nIn {of.name} this is late:\n\n{lines}\n\n{where}\n\n"
        f"If a date cannot be kept, please say so.\n\n{sender}, {region}\n"
    )
