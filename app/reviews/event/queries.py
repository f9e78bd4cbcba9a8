"""Reading a challenge event: its lines in order, with notes and actions, and the questions that are not among them."""

import hashlib
from dataclasses import dataclass
from textwrap import shorten

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.reviews.event.models import Enquiry, EnquiryNote
from app.reviews.feedback.models import AgreedAction
from app.reviews.feedback.queries import actions_of
from app.reviews.rating.models import FeedbackPoint
from app.reviews.rating.queries import Submitted, points_in, seen_by
from app.reviews.releases.permissions import Reading


@dataclass(frozen=True)
class Line:
    """A line of enquiry with what was noted and agreed."""

    enquiry: Enquiry
    number: int
    notes: list[EnquiryNote]
    actions: list[AgreedAction]

    @property
    def option(self) -> str:
        """It in a list to choose from."""
        return f"{self.number}. {shorten(self.enquiry.words, 65, placeholder='…')}"

    @property
    def id(self) -> int:
        """Its id."""
        assert self.enquiry.id is not None
        return self.enquiry.id


@dataclass(frozen=True)
class Event:
    """The running list as it stands."""

    lines: list[Line]

    @property
    def points(self) -> set[int | None]:
        """The points that lines were made from."""
        return {one.enquiry.point_id for one in self.lines}


@dataclass(frozen=True)
class Asked:
    """A question that a reviewer asked in a submitted review."""

    point: FeedbackPoint
    review: Submitted


@dataclass(frozen=True)
class Shown:
    """The running list with the questions beside it; `version` changes whenever anything in either does."""

    event: Event
    asked: list[Asked]

    @property
    def version(self) -> str:
        """A short hash over what stands in the list and in which order, and which questions stand beside it."""
        told = [
            (one.id, [note.id for note in one.notes], [action.id for action in one.actions])
            for one in self.event.lines
        ]
        return hashlib.sha256(repr((told, [one.point.id for one in self.asked])).encode()).hexdigest()[:16]


def enquiries_of(session: Session, reading: Reading) -> list[Enquiry]:
    """The lines of enquiry that stand, in order."""
    return list(session.exec(
        select(Enquiry).where(Enquiry.round_id == reading.round.id, Enquiry.authority_id == reading.place.id,
                              col(Enquiry.dropped_at).is_(None)).order_by(col(Enquiry.position), col(Enquiry.id))
    ).all())


def event_of(session: Session, reading: Reading) -> Event:
    """The event of an assessment; three queries."""
    lines = enquiries_of(session, reading)
    notes = session.exec(
        select(EnquiryNote).where(col(EnquiryNote.enquiry_id).in_([one.id for one in lines]))
        .order_by(col(EnquiryNote.id))
    ).all()
    actions = actions_of(session, reading)
    return Event([
        Line(one, number, [note for note in notes if note.enquiry_id == one.id],
             [action for action in actions if action.enquiry_id == one.id])
        for number, one in enumerate(lines, 1)
    ])


def shown_to(session: Session, reading: Reading) -> Shown:
    """The event with the questions that are not in its list, of the reviews that somebody may read; five queries."""
    event, reviews = event_of(session, reading), {one.review_id: one for one in seen_by(session, reading)}
    return Shown(event, [
        Asked(point, reviews[point.review_id]) for point in points_in(session, list(reviews))
        if point.head == "questions" and point.id not in event.points
    ])


def enquiry_at(session: Session, reading: Reading, enquiry_id: int) -> Enquiry:
    """A line that stands in this event; NotFound for any other."""
    found = session.get(Enquiry, enquiry_id)
    ours = found is not None and (found.round_id, found.authority_id) == (reading.round.id, reading.place.id)
    if found is None or not ours or found.dropped_at:
        raise NotFound("This line of enquiry is no longer in the list.")
    return found
