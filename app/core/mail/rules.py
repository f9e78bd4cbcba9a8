"""How often a letter is tried, and what came of a try."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Outcome = Literal["sent", "later", "failed", "unclear"]
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))  # after each try that failed
WORTH = timedelta(days=3)  # how long a letter is worth sending where nobody says otherwise
SILENT = timedelta(minutes=10)  # after so long in somebody’s hands, whoever carried it has died

STATES = {
    "waiting": "Waiting to be sent", "sending": "Being sent", "sent": "Sent", "failed": "Could not be delivered",
    "expired": "Not sent in time", "unclear": "Nobody can say whether it arrived",
}


@dataclass(frozen=True)
class Result:
    """What came of a try, with what the mail server said."""

    outcome: Outcome
    problem: str = ""


def next_try(attempts: int, moment: datetime, until: datetime) -> datetime | None:
    """When a letter is tried again after so many tries; None where that is no use."""
    if attempts > len(WAITS):
        return None
    wanted = moment + WAITS[attempts - 1]
    return wanted if wanted < until else None
