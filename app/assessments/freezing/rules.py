"""What stands in the way of a signature, and what the director declares."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessments.queries import Line

DECLARATION = (
    "I have read this self-assessment. It is an honest and balanced account of our services for children, it rests "
    "on the evidence that it cites, and I have drafted none of it myself."
)


@dataclass(frozen=True)
class Obstacle:
    """One thing that must be done before the director can sign."""

    key: str
    what: str


def obstacles(lines: Sequence[Line]) -> list[Obstacle]:
    """Every answer that is not settled, once for a group, in the document's order."""
    words = {
        "not_started": "has not been started", "draft": "is a draft that no lead has agreed",
        "reopened": "was changed after it was agreed",
    }
    seen: set[int] = set()
    found = []
    for line in lines:
        if not line.settled and line.response_id not in seen:
            found.append(Obstacle(line.key, words[line.state]))
        seen.add(line.response_id)
    return found
