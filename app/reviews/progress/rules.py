"""The stage of each authority in a round, and what is late: from dates alone, never from what a draft says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.core.clock import aware
from app.reviews.rounds.models import Round

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


def late(standing: Standing, one: Round, today: date) -> list[tuple[str, date]]:
    """What is late, each with the day when it was due; nothing for who declined, or once the round is closed."""
    if standing.answer == "declines" or one.state == "closed":
        return []
    owed = (
        ("Release", one.moderation_on, standing.released_at is None),
        ("Signature", one.sign_off_on, standing.signed_at is None),
    )
    return [(what, day) for what, day, missing in owed if missing and day < today]


NEXT = (
    ("sign_off_on", "Signed off by"), ("moderation_on", "Released, and moderation begins"),
    ("challenge_on", "Challenge begins"), ("response_on", "Responses by"),
)


def dated(one: Round, today: date) -> list[tuple[str, date, bool]]:
    """The days of a round in order of time: what, when, and whether it has passed."""
    days = [(label, getattr(one, name)) for name, label in NEXT]
    return [(label, day, day < today) for label, day in sorted(days, key=lambda pair: pair[1])]
