"""The stage of each authority in a round, and what is late: from dates alone, never from what a draft says."""

from collections.abc import Mapping, Sequence
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


def owed_by(lines: Sequence[tuple[Standing, Sequence[tuple[str, date]]]]) -> list[tuple[str, date, list[str]]]:
    """What is late and since when, each with the names of those who owe it; the longest first."""
    owed: dict[tuple[str, date], list[str]] = {}
    for standing, what in lines:
        for one in what:
            owed.setdefault(one, []).append(standing.name)
    return sorted(((what, day, names) for (what, day), names in owed.items()), key=lambda one: one[1])
