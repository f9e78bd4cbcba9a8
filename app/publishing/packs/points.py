"""Points of feedback as packs and reports print them, and which of them a challenger is given."""

from collections.abc import Iterator

from sqlmodel import Session

from app.publishing.packs.feedback import Point
from app.reviews.feedback.queries import Answered, feedback_for
from app.reviews.rating.permissions import MODERATION
from app.reviews.releases.permissions import Reading


def of_moderators(session: Session, reading: Reading) -> Iterator[Point]:
    """What the submitted moderations say, by section, those about the whole first; a fixed number of queries.

    Never a point of a challenge, whoever asks: challengers come to the text without one another's views.
    """
    found = feedback_for(session, reading)
    theirs = [one for one in found.points if one.review.kind == MODERATION]
    return (as_printed(title, one) for title, points in found.by_section(theirs) for one in points)


def as_printed(title: str, one: Answered) -> Point:
    """A point under the title of its section, with the authority's answer if there is one."""
    section = title if one.point.section else ""
    if one.answer is None:
        return Point(section, one.head, one.point.words, one.review.by)
    answer = f"{one.told}. {one.answer.words}".strip()
    return Point(section, one.head, one.point.words, one.review.by, answer, one.answer.answered_by)
