"""Verbs of a reviewer: rate and remark; each change is a new row, and nothing typed is discarded."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.reviews.rating import queries
from app.reviews.rating.models import Rating, Remark
from app.reviews.rating.outline import Outline, outline_of
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.rules import (
    HEADS,
    LONGEST_REASON,
    LONGEST_REMARK,
    NOTHING_TO_RATE,
    Gap,
    Target,
    check_choice,
    gaps,
    words_of,
)
from app.reviews.releases.models import Review, Reviewer
from app.reviews.releases.queries import over_since
from app.reviews.rounds.service import not_closed

LONGEST_WINDOW = 64
ELSEWHERE = (
    "This was changed in another window since you opened the page. Nothing is lost: what you typed is still here. "
    "Open the page again in another tab, put both together, and save."
)


@dataclass(frozen=True)
class Window:
    """Where something was typed: the window's own name, and the newest row that it knew."""

    name: str
    seen: int

    def check(self, newest: int, written_in: str) -> None:
        """Conflict where another window has written since."""
        if newest != self.seen and written_in != self.name:
            raise Conflict(ELSEWHERE)


@dataclass(frozen=True)
class Typed:
    """A rating as a form sent it."""

    level: str
    reason: str
    agrees: str


def held(session: Session, reviewing: Reviewing) -> Review:
    """The review as it stands, begun if need be and held until the transaction ends; Conflict once submitted, Over
    where they do not review it any more, or not now."""
    not_closed(session, reviewing.reading.round)
    reviewer = session.get_one(Reviewer, reviewing.reviewer_id, with_for_update=True, populate_existing=True)
    if gone := over_since(session, reviewer):
        raise gone
    found = session.exec(select(Review).where(Review.reviewer_id == reviewing.reviewer_id)).first()
    if found is None:
        found = Review(reviewer_id=reviewing.reviewer_id, begun_at=now())
        session.add(found)
        session.flush()
    if found.submitted_at is not None:
        raise Conflict("Your review is submitted and final, so nothing in it changes any more.")
    return found


def rate(session: Session, reviewing: Reviewing, target: Target, typed: Typed, window: Window) -> Rating:
    """Rate an answer or a section, as far as it is typed; the same again writes nothing. Refused where nothing stands
    there to be rated."""
    check_choice(typed.level, typed.agrees)
    reason = words_of(typed.reason, LONGEST_REASON, "A reason")
    sha256 = _hash_at(outline_of(session, reviewing.reading), target)
    review = held(session, reviewing)
    assert review.id and reviewing.reading.frozen.id
    before = queries.ratings_of(session, [review.id])[review.id].get(target)
    row = Rating(
        review_id=review.id, frozen_id=reviewing.reading.frozen.id, scope=target[0], key=target[1],
        about_sha256=sha256, level=typed.level, reason=reason, agrees=typed.agrees,
        written_in=window.name[:LONGEST_WINDOW], at=now(),
    )
    if before and _same(before, row):
        return before
    if before:
        window.check(before.id or 0, before.written_in)
    session.add(row)
    session.flush()
    return row


def _same(one: Rating, other: Rating) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("level", "reason", "agrees", "about_sha256"))


def _hash_at(outline: Outline, target: Target) -> str:
    for section in outline:
        for there, _, sha256 in section.targets:
            if there == target:
                if section.empty(target):
                    raise Refused(NOTHING_TO_RATE)
                return sha256
    raise NotFound("This revision has no such answer. Open the section again.")


def remark(session: Session, reviewing: Reviewing, section: str, typed: Mapping[str, str], window: Window) -> int:
    """Say something under each heading that a form sent, of a section or the whole; the newest row's id."""
    if section and section not in {one.key for one in outline_of(session, reviewing.reading)}:
        raise NotFound("This revision has no such section. Open the assessment again.")
    wanted = {head: words_of(words, LONGEST_REMARK, HEADS[head]) for head, words in typed.items() if head in HEADS}
    review = held(session, reviewing)
    assert review.id
    before = {head: one for (at, head), one in queries.remarks_of(session, review.id).items() if at == section}
    rows = [
        Remark(review_id=review.id, section=section, head=head, words=words, written_in=window.name[:LONGEST_WINDOW],
               at=now())
        for head, words in wanted.items() if words != (before[head].words if head in before else "")
    ]
    newest = max(before.values(), key=lambda one: one.id or 0, default=None)
    if rows and newest:
        window.check(newest.id or 0, newest.written_in)
    session.add_all(rows)
    session.flush()
    return max([one.id or 0 for one in [*before.values(), *rows]], default=0)


@dataclass(frozen=True)
class Standing:
    """A review as it stands, with what is missing in it."""

    outline: Outline
    rated: dict[Target, Rating]
    remarks: dict[Target, Remark]
    gaps: list[Gap]

    @property
    def said(self) -> dict[Target, str]:
        """What is said, by section and heading."""
        return {at: one.words for at, one in self.remarks.items()}


def standing(session: Session, reviewing: Reviewing) -> Standing:
    """A review as it stands now; a fixed number of queries."""
    outline, review = outline_of(session, reviewing.reading), reviewing.review_id
    rated = queries.ratings_of(session, [review])[review]
    remarks = queries.remarks_of(session, review)
    said = {at: one.words for at, one in remarks.items()}
    return Standing(outline, rated, remarks, gaps(outline, rated, said, reviewing.reading.why))
